import ArgumentParser
import Foundation
import Inventory
import Ledger
import MusterApp
import Reports

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show the requests, time and permissions of a collection, without a call.",
        discussion: """
            EXAMPLE:
              muster plan
              muster plan --source production --assume users=5000 --assume accessKeys=6000
              muster plan --share 0.5 --format json

            Figures are those of the last run in the ledger; --assume goes before them, and the rest grows in the ratio
            that the last run saw. No credential is needed.
            """)

    @Option(help: ArgumentHelp("Plan this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many there are of what a list holds, NAME=N or SOURCE.NAME=N; may be repeated.", valueName: "name=n"))
    var assume: [String] = []

    @Option(
        help: ArgumentHelp("The part of every quota that may be used (default: the configured one).", valueName: "part")
    )
    var share: Double?

    @Option(help: ArgumentHelp("How long one answer takes.", valueName: "milliseconds"))
    var answerTime: Int64 = 100

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseCSV()
        guard share.map({ $0 > 0 && $0 <= 1 }) != false else {
            throw ValidationError("--share is above 0 and at most 1")
        }
        guard (0...600_000).contains(answerTime) else { throw ValidationError("--answer-time is at most 600000") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration(isOptional: false)
        let options = Plan.Options(
            sources: source, assumptions: try Plan.Options.assumptions(assume), share: share,
            answerTime: .milliseconds(answerTime))
        let snapshot = try await Parts.ledgerForReading(configuration.ledger)?.snapshot(at: global.at)
        let report = try Plan(configuration: configuration, environment: ProcessInfo.processInfo.environment).report(
            options, figures: snapshot?.info, listed: { try Plan.listed(by: $0, of: $1, in: snapshot) })
        try session.print(page: { report.text($0) }, object: { report.json })
    }
}
