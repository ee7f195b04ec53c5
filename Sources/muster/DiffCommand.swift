import ArgumentParser
import MusterApp
import Reports

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what changed between two runs, and what caused it.",
        discussion: """
            EXAMPLE:
              muster diff                        the newest run against the one before
              muster diff --since 7d             against the last run that is at least a week older
              muster diff --since 2026-11-01
              muster diff --from 3 --to 7 --format ndjson
            """)

    @Option(help: ArgumentHelp("The earlier run (default: the one before the later).", valueName: "run"))
    var from: Int64?

    @Option(help: ArgumentHelp("The later run (default: --at, or the newest).", valueName: "run"))
    var to: Int64?

    @Option(
        help: ArgumentHelp(
            "Begin at the last run that old: 7d, 12h, 2w, a day, or a run. A duration counts back from --as-of, or "
                + "from the later run.", valueName: "when"), transform: Since.option)
    var since: Since?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if from != nil && since != nil { throw ValidationError("--from and --since name the same end; give one") }
        if let from, let to, from >= to { throw ValidationError("--from must lie before --to") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration()
        let policy = try PolicyFile.read(configuration)
        let ledger = try await session.ledger(configuration)
        let report = try await Diff(from: from, to: to ?? global.at, since: since).report(
            ledger, policy: policy, asOf: global.asOf)
        if global.format == .table {
            return try Terminal.output().appendAndFlush(report.text(Terminal.pageStyle))
        }
        let reporter = session.reporter(DiffEntry.layout)
        for row in report.entries { try reporter.write(row) }
        try reporter.finish()
    }
}

extension Since {
    /// - Throws: `ValidationError` for what is none of the three forms.
    static func option(_ text: String) throws -> Since {
        guard let since = Since(text) else {
            throw ValidationError("expected a duration such as 7d or 12h, a day such as 2026-11-01, or a run")
        }
        return since
    }
}
