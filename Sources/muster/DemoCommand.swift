import ArgumentParser
import MusterApp

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Collect a recorded organisation and show what Muster says of it.",
        discussion: """
            EXAMPLE:
              muster demo
            """)

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() async throws {
        throw NotJoined(what: "the demonstration")  // SEAM: `Demo.swift`.
    }
}
