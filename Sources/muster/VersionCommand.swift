import ArgumentParser
import MusterApp
import Reports

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.",
        discussion: """
            EXAMPLE:
              muster version
            """)

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() throws {
        try Session(global).print(
            page: { _ in "muster \(MusterVersion.current)\n" },
            object: { .object([.init("version", .text(MusterVersion.current))]) })
    }
}
