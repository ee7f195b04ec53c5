import ArgumentParser
import Inventory
import MusterApp
import Reports

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings", abstract: "List what is orphaned, unowned or stale, and what could not be judged.",
        discussion: """
            EXAMPLE:
              muster findings --result violation
              muster findings --since 7d
              muster findings --rule ORP-01 --owner nora.ek@example.com
              muster --as-of 2026-12-31T00:00:00Z findings --format ndjson
            """)

    @Option(help: ArgumentHelp("Of this rule only; may be repeated.", valueName: "id"))
    var rule: [String] = []

    @Option(help: ArgumentHelp("Of this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @Option(help: "With this result only; may be repeated.")
    var result: [FindingResult] = []

    @Option(help: ArgumentHelp("About things that this person or group owns.", valueName: "who"))
    var owner: String?

    @Option(help: ArgumentHelp("About things of this team.", valueName: "name"))
    var team: String?

    @Option(
        help: ArgumentHelp(
            "Violations that did not stand in the last run that old: 7d, 2026-11-01, or a run.", valueName: "when"),
        transform: Since.option)
    var since: Since?

    @Option(help: ArgumentHelp("End in 4 when one of this severity or above is listed.", valueName: "level"))
    var failOn: Severity?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let session = Session(global)
        try await NothingCollected.isReported(FindingRow.layout, session) {
            let (judgement, _) = try await session.judgement()
            var standing: Set<String>?
            if let since {
                let ledger = try await session.ledger(try session.configuration())
                standing = try await Findings.standing(since, before: judgement, in: ledger, asOf: global.asOf)
            }
            let filter = FindingsFilter(rules: rule, sources: source, results: result, owner: owner, team: team)
            var rows = try Findings.list(judgement, filter)
            if let standing {
                rows.removeAll { $0.finding.result != .violation || standing.contains($0.finding.fingerprint) }
            }
            let reporter = session.reporter(FindingRow.layout)
            for row in rows { try reporter.write(row) }
            try reporter.finish()
            if global.format == .table { Terminal.note(Findings.footnote(judgement, rows)) }
            try Ended.with(Findings.exitStatus(rows, failOn: failOn))
        }
    }
}
