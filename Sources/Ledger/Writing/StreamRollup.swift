import GRDB
import Inventory

/// The coverage of one stream in one run, rolled up over its partitions: counts, the worst state, the exceptions.
struct StreamRollup {
    struct Stream {
        var source: Int64
        var name: String
        var operation: String
        var version: Int
        var yields: String
    }

    /// More than this are counted, but not named: then the stream's own coverage, the worst, speaks for each.
    static let maximumExceptions = 1000

    let stream: Stream
    private(set) var coverage: Coverage
    private var completePartitions = 0
    private var exceptions: [PartitionCoverage] = []
    private var readAt: Instant
    private var lastCompleteRun: Int64?
    private var lastCompleteAt: Int64?
    private var rowsNow: [RecordKind: Int] = [:]
    private var rowsBefore: [RecordKind: Int] = [:]

    /// - Parameter instead: the coverage of a stream that was not to be read at all.
    init(_ database: Database, _ stream: Stream, run: Int64, now: Instant, instead: Coverage? = nil) throws {
        self.stream = stream
        coverage = instead ?? Coverage(.notRead, reason: "not read in this run")
        readAt = now
        let previous = try Row.fetchOne(
            database,
            sql: """
                SELECT run, last_complete_run, last_complete_at, rows_now FROM stream_run
                WHERE source_id = ? AND stream = ? ORDER BY run DESC LIMIT 1
                """, arguments: [stream.source, stream.name])
        if instead == nil { try rollUp(database, isFirst: previous == nil) }
        try countRows(database, previous)
        lastCompleteRun = previous?["last_complete_run"]
        lastCompleteAt = previous?["last_complete_at"]
        if coverage.state.provesAbsence {
            lastCompleteRun = run
            lastCompleteAt = readAt.milliseconds
        }
    }

    // MARK: - Coverage

    private mutating func rollUp(_ database: Database, isFirst: Bool) throws {
        let place: StatementArguments = [stream.source, stream.name]
        let read = "FROM progress p JOIN scope s ON s.id = p.scope_id WHERE s.source_id = ? AND s.stream = ?"
        guard
            let sums = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS scopes, sum(p.parent_gone = 0) AS living,
                    sum(p.parent_gone = 0 AND p.state IN ('complete', 'unchanged')) AS complete,
                    sum(p.changed_baseline) AS changed, max(p.observed_at) AS read_at,
                    sum(p.coverage ->> 'requests') AS requests, sum(p.coverage ->> 'pages') AS pages,
                    sum(p.coverage ->> 'rows') AS rows, sum(p.coverage ->> 'rejected') AS rejected,
                    sum(p.coverage ->> 'expectedRows') AS expected, count(p.coverage ->> 'expectedRows') AS stated,
                    min(p.coverage ->> 'asOf') AS as_of, sum(p.state = 'unchanged') AS unchanged \(read)
                    """, arguments: place), sums["scopes"] > 0
        else { return }
        let scopes: Int = sums["scopes"]
        completePartitions = sums["complete"]
        if let at: Int64 = sums["read_at"] { readAt = Instant(milliseconds: at) }
        let unread = try unreadPartitions(database)
        if scopes == 1 && unread.isEmpty {
            let only = try String.fetchOne(database, sql: "SELECT p.coverage \(read)", arguments: place)
            coverage = try only.map(CoverageText.decode) ?? coverage
            return
        }
        let living: Int = sums["living"]
        coverage = Coverage(
            sums["unchanged"] > 0 ? .unchanged : .complete, requests: sums["requests"], pages: sums["pages"],
            rows: sums["rows"], rejected: sums["rejected"],
            expectedRows: sums["stated"] == scopes ? sums["expected"] : nil,
            asOf: (sums["as_of"] as String?).flatMap(Instant.init))
        let changed: Int = sums["changed"]
        if changed > 0 {
            coverage.newBaseline = "\(changed) of \(living) partitions were read with another fingerprint"
        } else if isFirst {
            coverage.newBaseline = "first read: nothing is retired"
        }
        try nameExceptions(database, read, place, unread: unread, living: living)
    }

    private mutating func nameExceptions(
        _ database: Database, _ read: String, _ place: StatementArguments, unread: [String], living: Int
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT s.partition AS partition, p.coverage AS coverage \(read)
                AND p.state NOT IN ('complete', 'unchanged') ORDER BY s.partition
                """, arguments: place)
        var worst: PartitionCoverage?
        var permissions: Set<String> = []
        var total = 0
        func add(_ exception: PartitionCoverage) {
            total += 1
            permissions.formUnion(exception.coverage.missingPermissions)
            if total <= Self.maximumExceptions { exceptions.append(exception) }
            if exception.coverage.state.badness > (worst?.coverage.state.badness ?? 0) { worst = exception }
        }
        while let row = try rows.next() {
            add(PartitionCoverage(partition: row["partition"], coverage: try CoverageText.decode(row["coverage"])))
        }
        for partition in unread {
            add(PartitionCoverage(partition: partition, coverage: Coverage(.notRead, reason: "not read in this run")))
        }
        guard let worst else { return }
        exceptions.sort { NativeID($0.partition) < NativeID($1.partition) }
        coverage.state = worst.coverage.state
        coverage.reason =
            "\(total) of \(living + unread.count) partitions were not read completely; "
            + "\(worst.partition): \(worst.coverage.reason ?? worst.coverage.state.rawValue)"
        coverage.missingPermissions = permissions.sorted { NativeID($0) < NativeID($1) }
        if total > Self.maximumExceptions { exceptions = [] }
    }

    /// Partitions that were read once, whose parent is not known to be gone, and that were not read in this run.
    private func unreadPartitions(_ database: Database) throws -> [String] {
        let unread = try Row.fetchAll(
            database,
            sql: """
                SELECT id, partition FROM scope s WHERE source_id = ? AND stream = ? AND gone_run IS NULL
                AND NOT EXISTS (SELECT 1 FROM progress p WHERE p.scope_id = s.id) ORDER BY partition
                """, arguments: [stream.source, stream.name])
        return try unread.compactMap { row in
            let partition: String = row["partition"]
            // The stream was once read as one, when it had no parents; now it is read in parts.
            if partition.isEmpty, try !holdsRows(database, scope: row["id"]) { return nil }
            return partition
        }
    }

    private func holdsRows(_ database: Database, scope: Int64) throws -> Bool {
        try RecordTable.all.contains { table in
            try Int64.fetchOne(database, sql: table.openRows + " LIMIT 1", arguments: [scope]) != nil
        }
    }

    // MARK: - Rows

    private mutating func countRows(_ database: Database, _ previous: Row?) throws {
        if let previous { rowsNow = try CoverageText.counts(previous["rows_now"]) }
        let changes = try Row.fetchAll(
            database, sql: "SELECT kind, change FROM progress_rows WHERE source_id = ? AND stream = ?",
            arguments: [stream.source, stream.name])
        for row in changes {
            guard let kind = RecordKind(rawValue: row["kind"]) else { continue }
            rowsNow[kind, default: 0] += row["change"]
        }
        rowsNow = rowsNow.filter { $0.value != 0 }
        let lastComplete = try String.fetchOne(
            database, sql: "SELECT rows_now FROM stream_run WHERE source_id = ? AND stream = ? AND run = ?",
            arguments: [stream.source, stream.name, previous?["last_complete_run"] as Int64?])
        if let lastComplete { rowsBefore = try CoverageText.counts(lastComplete) }
    }

    // MARK: - Keeping it

    func insert(_ database: Database, run: Int64) throws {
        try database.execute(
            sql: """
                INSERT INTO stream_run (source_id, stream, run, operation, version, yields, coverage,
                complete_partitions, read_at, last_complete_run, last_complete_at, rows_now, rows_before)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                stream.source, stream.name, run, stream.operation, stream.version, stream.yields,
                try CoverageText.encode(coverage), completePartitions, readAt.milliseconds, lastCompleteRun,
                lastCompleteAt, try CoverageText.encode(rowsNow), try CoverageText.encode(rowsBefore),
            ])
        for exception in exceptions {
            try database.execute(
                sql: """
                    INSERT INTO coverage_exception (source_id, stream, run, partition, coverage)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    stream.source, stream.name, run, exception.partition, try CoverageText.encode(exception.coverage),
                ])
        }
    }
}

extension CoverageState {
    /// How bad it is for the one who wants to know: 0 for complete.
    var badness: Int {
        switch self {
        case .complete: 0
        case .unchanged: 1
        case .unsupported: 2
        case .partial: 3
        case .truncated: 4
        case .notRead: 5
        case .denied: 6
        case .failed: 7
        }
    }
}
