import Inventory
import Ledger
import Reconciler
import Reports

/// `muster query`: SQL over the documented views of one run.
///
/// The query runs in a database of its own that holds the views it reads and nothing else; the ledger is not open there.
public struct Query: Sendable {
    public var sql: String
    public var limits: QueryLimits

    public init(_ sql: String, limits: QueryLimits = QueryLimits()) {
        self.sql = sql
        self.limits = limits
    }

    /// What stands under the answer.
    public struct Outcome: Sendable, Hashable {
        public var rows: Int
        /// There are more than the limit.
        public var isCut: Bool
        public var run: Int64
        public var asOf: Instant
        public var policy: String
    }

    /// - Parameters:
    ///   - run: nil for the newest.
    ///   - clock: nil for when the run was published.
    ///   - reporter: makes the writer of the answer once its columns are known.
    /// - Returns: nil while nothing has been collected.
    /// - Throws: `Problem` for a query that may not or cannot be run, or was stopped.
    public func run(
        _ ledger: any Ledger, policy: Policy, at run: Int64?, asOf clock: Instant?,
        to reporter: (ListLayout<[QueryValue]>) -> any ListReporter<[QueryValue]>
    ) async throws -> Outcome? {
        guard let snapshot = try await ledger.snapshot(at: run) else { return nil }
        let database: QueryDatabase
        let wanted: Set<String>
        do {
            database = try QueryDatabase(tables: QueryView.all.map(\.table))
            wanted = try database.tablesRead(by: sql, limits: limits)
        } catch let refusal as QueryRefusal { throw problem(refusal) }
        let asOf = clock ?? snapshot.info.publishedAt
        let decisions = try await Decisions.of(ledger, at: run, asOf: clock)
        try QueryFiller(snapshot: snapshot, policy: policy, decisions: decisions, asOf: asOf).fill(database, wanted)
        if wanted.contains(QueryView.findings.name),
            let judgement = try await Judgement.of(ledger, policy: policy, at: run, asOf: clock)
        {
            try database.fill(QueryView.findings.name) { add in
                for row in judgement.rows { try add(Self.values(row)) }
            }
        }
        if wanted.contains(QueryView.runs.name) {
            let runs = try await ledger.runs(limit: Int.max).filter { $0.run <= snapshot.info.run }.reversed()
            try database.fill(QueryView.runs.name) { add in
                for run in runs {
                    try add(Self.values(run, chosen: snapshot.info.run, asOf: asOf, policy: policy.hash))
                }
            }
        }
        var outcome = Outcome(rows: 0, isCut: false, run: snapshot.info.run, asOf: asOf, policy: policy.hash)
        do {
            var writer: (any ListReporter<[QueryValue]>)?
            outcome.isCut = try database.run(sql, limits: limits) { names in
                try Self.requireDifferent(names)
                writer = reporter(Self.layout(names))
            } row: { values in
                outcome.rows += 1
                try writer?.write(values)
            }
            try writer?.finish()
        } catch let refusal as QueryRefusal { throw problem(refusal) }
        return outcome
    }

    /// Two members of one name are no JSON object.
    private static func requireDifferent(_ names: [String]) throws {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw QueryRefusal(.malformed, "two columns of the answer are called \(name); name one with AS")
        }
    }

    /// A refusal with what to do next.
    private func problem(_ refusal: QueryRefusal) -> Problem {
        let views = QueryView.all.map(\.name)
        switch refusal.code {
        case .forbidden:
            return Problem(
                refusal.detail, advice: "Write one SELECT over the views of docs/query.md.", status: .usage)
        case .malformed:
            return Problem(refusal.detail, advice: advice(for: refusal.detail, views), status: .usage)
        case .time:
            return Problem(
                "\(refusal.detail) (\(limits.time.components.seconds) s)",
                advice: "Narrow it with WHERE, or allow more with --timeout.")
        case .size: return Problem(refusal.detail, advice: "Narrow it, or select fewer columns.")
        case .failed: return Problem(refusal.detail, advice: "Try again; if it stays so, please report it.")
        }
    }

    private func advice(for message: String, _ views: [String]) -> String {
        guard let colon = message.firstIndex(of: ":") else { return "docs/query.md lists the views and their columns." }
        let name = message[message.index(after: colon)...].trimmingPrefix(" ")
        if message.hasPrefix("no such table") {
            let near = ConfigurationSuggestion.nearest(to: String(name), among: views)
            return near.map { "Did you mean \($0)?" } ?? "The views are \(ConfigurationSuggestion.list(views))."
        }
        if message.hasPrefix("no such column") {
            let column = name.split(separator: ".").last.map(String.init) ?? ""
            let known = QueryView.all.filter { sql.contains($0.name) }.flatMap { $0.columns.map(\.name) }
            if let near = ConfigurationSuggestion.nearest(to: column, among: known) { return "Did you mean \(near)?" }
        }
        return "docs/query.md lists the views and their columns."
    }

    // MARK: - Answers

    private static func layout(_ names: [String]) -> ListLayout<[QueryValue]> {
        let columns = names.indices.map { index in
            ListLayout<[QueryValue]>.Column(names[index], maximumWidth: 60) { cell($0[index]) }
        }
        return ListLayout(table: columns, csv: columns) { values in
            .object(zip(names, values).map { .init($0, json($1)) })
        }
    }

    private static func cell(_ value: QueryValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        }
    }

    private static func json(_ value: QueryValue) -> JSONValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): .number(number)
        case .text(let text): .text(text)
        }
    }

    private static func values(_ row: FindingRow) -> [QueryValue] {
        let finding = row.finding
        var values = QueryRow()
        values.text(finding.fingerprint)
        values.text(finding.rule)
        values.text(finding.result.rawValue)
        values.text(finding.severity.rawValue)
        values.text(finding.subject.source)
        values.text(finding.subject.connector)
        values.text(finding.subject.tenant)
        values.text(finding.subject.kind)
        values.text(finding.subject.nativeID)
        values.text(finding.subject.name)
        values.text(finding.summary)
        values.list(finding.owners.map(\.reference))
        values.list(finding.teams)
        values.text(finding.missing?.what)
        values.text(finding.missing?.whoCanGiveIt)
        values.time(finding.missing?.judgeableAt)
        values.time(finding.exemption?.until)
        values.list(finding.remediation)
        values.text(finding.falseWhen)
        values.time(row.firstSeen)
        values.time(row.lastSeen)
        values.integer(row.run)
        values.time(row.asOf)
        values.text(row.policy)
        return values.values
    }

    private static func values(_ run: RunInfo, chosen: Int64, asOf: Instant, policy: String) -> [QueryValue] {
        var values = QueryRow()
        values.integer(run.run)
        values.time(run.startedAt)
        values.time(run.publishedAt)
        values.list(run.sources)
        values.flag(run.run == chosen)
        values.time(run.run == chosen ? asOf : nil)
        values.text(run.run == chosen ? policy : nil)
        return values.values
    }
}
