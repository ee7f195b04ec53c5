import ArgumentParser
import MusterApp
import Reports

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what changed between two runs, and what caused it.",
        discussion: """
            EXAMPLE:
              muster diff                        the newest run against the one before
              muster diff --from 3 --to 7 --format ndjson
            """)

    @Option(help: ArgumentHelp("The earlier run (default: the one before the later).", valueName: "run"))
    var from: Int64?

    @Option(help: ArgumentHelp("The later run (default: --at, or the newest).", valueName: "run"))
    var to: Int64?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let from, let to, from >= to { throw ValidationError("--from must lie before --to") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration()
        let policy = try PolicyFile.read(configuration.policy)
        let ledger = try await session.ledger(configuration)
        let report = try await Diff(from: from, to: to ?? global.at).report(
            ledger, policy: policy, asOf: global.asOf)
        if global.format == .table {
            return try Terminal.output().appendAndFlush(report.text(Terminal.pageStyle))
        }
        let reporter = session.reporter(ChangeRow.layout)
        for row in report.rows { try reporter.write(row) }
        try reporter.finish()
    }
}
