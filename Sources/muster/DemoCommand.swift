import ArgumentParser
import Foundation
import MusterApp
import Reports

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Collect a recorded organisation and show what Muster says of it.",
        discussion: """
            EXAMPLE:
              muster demo
              muster demo --samples /usr/share/muster/Samples
            """)

    @Option(help: ArgumentHelp("The folder of samples; default Samples here or beside the program.", valueName: "dir"))
    var samples: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() async throws {
        let demo = try Demo(
            samples: samples.map { URL(filePath: $0, directoryHint: .isDirectory) },
            programFile: URL(filePath: ProcessInfo.processInfo.arguments.first ?? "muster"),
            temporaryDirectory: FileManager.default.temporaryDirectory)
        try demo.prepare()
        var options = global
        options.config = demo.configurationFile.path(percentEncoded: false)
        options.ledger = options.ledger ?? demo.ledgerFile.path(percentEncoded: false)
        let session = Session(options)
        let status = try await session.collect(try session.configuration(isOptional: false), demo.options)
        if options.format == .table, let ledger = options.ledger {
            Terminal.complain("\nLook further: muster --ledger \(ledger) findings", prefix: "")
        }
        try Ended.with(status)
    }
}
