import GRDB
import Inventory

/// Every version of one subject's record and of those about it, as published runs saw them.
struct HistoryReader {
    let database: Database
    let subject: SubjectKey
    let run: Int64

    func read() throws -> SubjectHistory {
        try RunStore.requirePublished(database, run)
        var history = SubjectHistory(findings: try findings())
        let source = SourceID(subject)
        guard
            let sourceRow = try Int64.fetchOne(
                database, sql: "SELECT id FROM source WHERE connector = ? AND tenant = ?",
                arguments: [source.connector, source.tenant])
        else { return history }
        var causes = VersionCauses(database: database, source: source)
        for table in RecordTable.all {
            for (condition, values) in conditions(table) {
                history.versions += try versions(table, sourceRow, condition, values, &causes)
            }
        }
        return history
    }

    /// How rows of a table belong to the subject: they are it, are filed under it, or are about it.
    private func conditions(_ table: RecordTable) -> [(String, [String])] {
        var conditions: [(String, [String])] = []
        if table.kind.rawValue == subject.kind { conditions.append(("r.native_id = ?", [subject.nativeID])) }
        let isAbout = table.columns.contains { $0.name == "subject_kind" }
        let about = isAbout ? "r.subject_kind = ? AND r.subject_id = ?" : "r.holder_kind = ? AND r.holder_id = ?"
        if isAbout || table.holder == .stored { conditions.append((about, [subject.kind, subject.nativeID])) }
        return conditions
    }

    private func versions(
        _ table: RecordTable, _ source: Int64, _ condition: String, _ values: [String], _ causes: inout VersionCauses
    ) throws -> [RecordVersion] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT r.id, r.native_id, r.scope_id, r.from_gen, r.to_gen, r.observed_at, r.missing_since, r.retired_why,
                c.stream, c.partition FROM \(table.name) r JOIN scope c ON c.id = r.scope_id
                WHERE r.source_id = ? AND \(condition) AND r.from_gen <= ? ORDER BY r.native_id, c.stream, r.from_gen
                """, arguments: StatementArguments([source] + values + [run]) ?? [])
        let statement = try RawStatement(
            database, "SELECT native_id, \(table.valueNames.joined(separator: ", ")) FROM \(table.name) WHERE id = ?")
        var last: Row?
        return try rows.map { row in
            let isAddition =
                last.map {
                    $0["native_id"] as String != row["native_id"] || $0["scope_id"] as Int64 != row["scope_id"]
                        || $0["to_gen"] as Int64? != row["from_gen"]
                } ?? true
            last = row
            statement.bind(row["id"], at: 1)
            defer { statement.reset() }
            guard try statement.step() else { throw LedgerError.misuse("A row went while it was read") }
            let ended = (row["to_gen"] as Int64?).flatMap { $0 <= run ? $0 : nil }
            return RecordVersion(
                record: try table.kind.readRecord(statement), stream: row["stream"], partition: row["partition"],
                from: row["from_gen"], to: ended, observedAt: Instant(milliseconds: row["observed_at"]),
                missingSince: (row["missing_since"] as Int64?).map(Instant.init(milliseconds:)),
                retiredWhy: ended == nil ? nil : row["retired_why"],
                cause: try causes.cause(
                    scope: row["scope_id"], stream: row["stream"], from: row["from_gen"], isAddition: isAddition))
        }
    }

    private func findings() throws -> [FindingSpan] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT f.fingerprint, f.rule, f.severity, s.from_run, s.to_run, s.state FROM finding f
                JOIN finding_span s ON s.finding_id = f.id
                WHERE f.connector = ? AND f.tenant = ? AND f.kind = ? AND f.native_id = ? AND s.from_run <= ?
                ORDER BY f.rule, f.fingerprint, s.from_run
                """, arguments: [subject.connector, subject.tenant, subject.kind, subject.nativeID, run]
        ).map { row in
            FindingSpan(
                fingerprint: row["fingerprint"], rule: row["rule"], severity: row["severity"], from: row["from_run"],
                to: (row["to_run"] as Int64?).flatMap { $0 <= run ? $0 : nil },
                state: FindingSpan.State(rawValue: row["state"]) ?? .violation)
        }
    }
}

/// Why a version came: another mapping, another reader, a first complete reading, or else the vendor.
private struct VersionCauses {
    let database: Database
    let source: SourceID
    private var streams: [String: [(run: Int64, version: Int, coverage: Coverage)]] = [:]

    init(database: Database, source: SourceID) {
        self.database = database
        self.source = source
    }

    mutating func cause(scope: Int64, stream: String, from run: Int64, isAddition: Bool) throws
        -> RecordChange.Cause
    {
        let reads = try reads(of: stream)
        guard let now = reads.last(where: { $0.run <= run }) else { return .vendor }
        guard let before = reads.last(where: { $0.run < now.run }) else { return .coverage }
        if before.version != now.version { return .mapping }
        let isNewBaseline = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM scope_baseline WHERE scope_id = ?1 AND run = ?2)
                AND EXISTS (SELECT 1 FROM scope_baseline WHERE scope_id = ?1 AND run < ?2)
                """, arguments: [scope, now.run])
        if isNewBaseline == true { return .coverage }
        // What was not there before may only not have been read.
        return !isAddition || before.coverage.state.provesAbsence ? .vendor : .coverage
    }

    /// Each run that read the stream, the oldest first.
    private mutating func reads(of stream: String) throws -> [(run: Int64, version: Int, coverage: Coverage)] {
        if let known = streams[stream] { return known }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT r.run, r.version, r.coverage FROM stream_run r JOIN source s ON s.id = r.source_id
                WHERE s.connector = ? AND s.tenant = ? AND r.stream = ? ORDER BY r.run
                """, arguments: [source.connector, source.tenant, stream])
        let reads = try rows.map {
            (run: $0["run"] as Int64, version: $0["version"] as Int, coverage: try CoverageText.decode($0["coverage"]))
        }
        streams[stream] = reads
        return reads
    }
}
