import ArgumentParser
import Foundation
import MusterApp
import Reports

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Try to sign in and to read the first page of each list, and keep nothing.",
        discussion: """
            EXAMPLE:
              muster check
              muster check --source production --format json

            What is denied comes with the exact permission that is missing and how it is given. Ends in 0 when every list
            can be read, 1 when a source cannot be tried, 2 usage or configuration, 3 when a list cannot be read.
            """)

    @Option(help: ArgumentHelp("Try this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseCSV()
        if global.at != nil { throw ValidationError("--at names a run; check asks the sources as they are now") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration(isOptional: false)
        let check = Check(
            configuration: configuration, transport: try Parts.transport(configuration.network),
            ledger: try await Parts.ledgerForReading(configuration.ledger),
            environment: ProcessInfo.processInfo.environment, progress: ProgressLine.show)
        defer { ProgressLine.clear() }
        let report = try await check.run(source)
        ProgressLine.clear()
        let status = MusterApp.ExitStatus.of(states: report.states, didFail: report.didFail)
        try session.print(page: { report.text($0) }, object: { report.json(exitStatus: status.rawValue) })
        try Ended.with(status)
    }
}
