import ArgumentParser
import Ledger
import MusterApp
import Reports

struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Ask the inventory and the findings in SQL, read-only.",
        discussion: """
            docs/query.md lists the views and their columns.

            EXAMPLE:
              muster query "SELECT source, count(*) AS keys FROM v1_credentials GROUP BY source"
              muster query --format csv "SELECT name, last_used_at FROM v1_identities WHERE class = 'service'"
              muster query --at 12 --timeout 120 "SELECT rule, count(*) AS n FROM v1_findings GROUP BY rule"
            """)

    @Argument(help: "One SELECT.")
    var sql: String

    @Option(help: ArgumentHelp("Stop the query after so long.", valueName: "seconds"))
    var timeout = 30

    @Option(help: ArgumentHelp("Show at most so many rows.", valueName: "rows"))
    var limit = 10_000

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if !(1...86_400).contains(timeout) { throw ValidationError("--timeout must be 1 to 86400 seconds") }
        if !(1...100_000_000).contains(limit) { throw ValidationError("--limit must be 1 to 100000000 rows") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration()
        let policy = try PolicyFile.read(configuration)
        let ledger = try await session.ledger(configuration)
        let limits = QueryLimits(time: .seconds(timeout), rows: limit)
        QueryDatabase.boundProcess(limits)
        let query = Query(sql, limits: limits)
        guard
            let outcome = try await query.run(
                ledger, policy: policy, at: global.at, asOf: global.asOf, to: { session.reporter($0) })
        else { throw NothingCollected() }
        if outcome.isCut {
            Terminal.complain("only the first \(limit) rows are shown; there are more (--limit)", prefix: "")
        }
        if global.format == .table {
            Terminal.note(
                "\(outcome.rows) \(outcome.rows == 1 ? "row" : "rows"), run \(outcome.run), as of \(outcome.asOf), "
                    + "policy \(outcome.policy.prefix(12))")
        }
    }
}
