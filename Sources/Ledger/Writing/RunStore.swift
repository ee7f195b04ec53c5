import GRDB
import Inventory

/// Runs by counter: beginning, going on, undoing. Runs are ordered by their number, never by clock.
enum RunStore {
    /// A run may be gone on with this long after its last sign of life.
    static let resumeWindowInSeconds: Int64 = 3600

    /// A clock that was set back further than this makes the age of a run unknowable: it counts as too old, which
    /// costs reading again and risks nothing. Less is the jitter of time synchronisation.
    static let clockJitterInSeconds: Int64 = 60

    static func begin(_ database: Database, _ request: RunRequest) throws -> RunLease {
        let sources = CanonicalJSON.text(sorted(request.sources))
        let running = try Row.fetchOne(
            database, sql: "SELECT id, epoch, active_at, sources FROM run WHERE state = 'running'")
        if let running {
            let run: Int64 = running["id"]
            let epoch: Int64 = running["epoch"]
            let activeAt = Instant(milliseconds: running["active_at"])
            if running["sources"] == sources, isResumable(activeAt: activeAt, now: request.now) {
                let now = max(activeAt, request.now)
                try database.execute(
                    sql: "UPDATE run SET epoch = epoch + 1, active_at = ? WHERE id = ?",
                    arguments: [now.milliseconds, run])
                return RunLease(run: run, epoch: epoch + 1, isResumed: true)
            }
            try undo(database, run: run)
        }
        try CarriedScopes.expire(database, now: request.now)
        try database.execute(
            sql: """
                INSERT INTO run (state, epoch, started_at, active_at, program_version, sources)
                VALUES ('running', 1, ?, ?, ?, ?)
                """,
            arguments: [request.now.milliseconds, request.now.milliseconds, request.programVersion, sources])
        return RunLease(run: database.lastInsertedRowID, epoch: 1, isResumed: false)
    }

    static func isResumable(activeAt: Instant, now: Instant) -> Bool {
        let age = now.seconds(since: activeAt)
        return age >= -clockJitterInSeconds && age < resumeWindowInSeconds
    }

    /// - Throws: `leaseLost` unless the lease is the one that may write.
    static func check(_ database: Database, _ lease: RunLease) throws {
        let statement = try RawStatement(database, "SELECT epoch FROM run WHERE id = ? AND state = 'running'")
        statement.bind(lease.run, at: 1)
        defer { statement.reset() }
        if try statement.step(), statement.integer(0) == lease.epoch { return }
        throw LedgerError(
            .leaseLost, "Run \(lease.run) is no longer written by this process",
            advice: "Another process took it over, or it has ended; collect again.")
    }

    /// As if the run had never been, but for its number, which is not given again.
    static func undo(_ database: Database, run: Int64) throws {
        for table in RecordTable.all {
            if let first = try firstRow(database, in: table, fromGeneration: run) {
                try database.execute(sql: "DELETE FROM \(table.name) WHERE id >= ?", arguments: [first])
            }
            try database.execute(
                sql: "UPDATE \(table.name) SET to_gen = NULL, retired_why = NULL WHERE to_gen = ?", arguments: [run])
        }
        try clearProgress(database)
        try database.execute(sql: "DELETE FROM scope WHERE first_run = ?", arguments: [run])
        try database.execute(sql: "DELETE FROM source_run WHERE run = ?", arguments: [run])
        try database.execute(sql: "UPDATE run SET state = 'abandoned' WHERE id = ?", arguments: [run])
    }

    static func clearProgress(_ database: Database, keepingCarried: Bool = false) throws {
        for table in ["progress_stream", "progress_rows"] { try database.execute(sql: "DELETE FROM \(table)") }
        let carried =
            keepingCarried ? " WHERE scope_id IN (SELECT scope_id FROM progress WHERE carried_at IS NULL)" : ""
        for table in ["progress_seen", "progress"] { try database.execute(sql: "DELETE FROM \(table)\(carried)") }
    }

    /// The first row that a generation from `generation` on inserted. Row ids grow with the generations, because one
    /// generation is written at a time and its rows are the youngest: a binary search finds it without an index.
    static func firstRow(_ database: Database, in table: RecordTable, fromGeneration generation: Int64) throws -> Int64?
    {
        guard let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table.name)") else { return nil }
        let probe = try RawStatement(
            database, "SELECT id, from_gen FROM \(table.name) WHERE id >= ? ORDER BY id LIMIT 1")
        var (low, high) = (Int64(0), last + 1)
        while low < high {
            let middle = low + (high - low) / 2
            probe.bind(middle, at: 1)
            // Ids have gaps: the row found may lie beyond the middle, and it speaks for all of the gap.
            let isYoung = try probe.step() ? probe.integer(1) >= generation : true
            probe.reset()
            if isYoung { high = middle } else { low = middle + 1 }
        }
        return low > last ? nil : low
    }

    /// - Throws: `noSuchRun`.
    static func requirePublished(_ database: Database, _ run: Int64) throws {
        let state = try String.fetchOne(database, sql: "SELECT state FROM run WHERE id = ?", arguments: [run])
        if state == "published" { return }
        let why =
            switch state {
            case "pruned": "Run \(run) was pruned"
            case "running": "Run \(run) is not published yet"
            case "abandoned": "Run \(run) was abandoned"
            default: "There is no run \(run)"
            }
        throw LedgerError(.noSuchRun, why, advice: "Name a run that was published and not pruned.")
    }

    static func newestPublished(_ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT max(id) FROM run WHERE state = 'published'")
    }

    /// The newest first.
    static func published(_ database: Database, limit: Int) throws -> [RunInfo] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, started_at, published_at, sources FROM run WHERE state = 'published'
                ORDER BY id DESC LIMIT ?
                """, arguments: [max(0, limit)])
        return try rows.map { row in
            RunInfo(
                run: row["id"], startedAt: Instant(milliseconds: row["started_at"]),
                publishedAt: Instant(milliseconds: row["published_at"]),
                sources: try CanonicalJSONReader.list(row["sources"]))
        }
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
