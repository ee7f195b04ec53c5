import GRDB
import Inventory

/// A scope while it is read: what the next page needs to know without asking the file again. It says what the
/// tables `progress` and `progress_seen` say.
final class OpenScope {
    let row: Int64
    let source: Int64
    let opening: ScopeOpening
    var progress = Progress()
    /// Rows seen in this generation, by `RecordKind.index`: what a complete read does not retire.
    var seen = OpenScope.noRows
    /// Rows seen since the list was last begun from its first page, where that was more than once: a row that comes
    /// again after a restart is no duplicate. nil while it is the same as `seen`.
    var seenInAttempt: [RowIDSet]?
    /// The last transaction failed, so that the memory may be ahead of the file.
    var isStale = false

    struct Progress {
        /// Counts the blobs of seen rows.
        var sequence: Int64 = 0
        /// The sequence at which the list was last begun from its first page.
        var attempt: Int64 = 0
        var pages = 0
        var rows = 0
        var rejected = 0
        var requests = 0
        /// The paginator's next; empty when all pages are in; nil before the first page.
        var next: String?
        var observedAt: Instant?
    }

    private static var noRows: [RowIDSet] { [RowIDSet](repeating: RowIDSet(), count: RecordKind.allCases.count) }

    init(row: Int64, source: Int64, opening: ScopeOpening) {
        self.row = row
        self.source = source
        self.opening = opening
    }

    /// Notes a row. Answers whether it had not been seen in this attempt.
    func see(_ id: Int64, _ kind: Int) -> (isNewInGeneration: Bool, isNewInAttempt: Bool) {
        let isNew = seen[kind].insert(id)
        guard seenInAttempt != nil else { return (isNew, isNew) }
        return (isNew, seenInAttempt?[kind].insert(id) ?? isNew)
    }

    func hasSeenInAttempt(_ id: Int64, _ kind: Int) -> Bool { (seenInAttempt ?? seen)[kind].contains(id) }

    /// The list begins again at its first page. What was seen stays seen: to forget it could only retire too much.
    func beginAttempt() {
        let observedAt = progress.observedAt
        progress = Progress(sequence: progress.sequence, attempt: progress.sequence, observedAt: observedAt)
        seenInAttempt = seen.contains { !$0.isEmpty } ? Self.noRows : nil
    }

    /// Reads all of it from the file.
    func load(_ database: Database) throws {
        guard
            let row = try Row.fetchCached(
                database,
                """
                SELECT sequence, attempt, pages, rows, rejected, requests, next, observed_at FROM progress
                WHERE scope_id = ? AND coverage IS NULL
                """, arguments: [self.row])
        else { throw LedgerError.misuse("Scope \(opening.scope) has no progress") }
        progress = Progress(
            sequence: row["sequence"], attempt: row["attempt"], pages: row["pages"], rows: row["rows"],
            rejected: row["rejected"], requests: row["requests"], next: row["next"],
            observedAt: (row["observed_at"] as Int64?).map(Instant.init(milliseconds:)))
        seen = Self.noRows
        seenInAttempt = progress.attempt > 0 ? Self.noRows : nil
        let blobs = try Row.fetchCursor(
            database, sql: "SELECT sequence, kind, row_ids FROM progress_seen WHERE scope_id = ?",
            arguments: [self.row])
        while let blob = try blobs.next() {
            guard let kind = RecordKind(rawValue: blob["kind"])?.index else { continue }
            let isOfAttempt = blob["sequence"] >= progress.attempt
            for id in try blob.withUnsafeData(named: "row_ids", { $0.map(RowIDBlob.decode) ?? [] }) {
                seen[kind].insert(id)
                if isOfAttempt { seenInAttempt?[kind].insert(id) }
            }
        }
        isStale = false
    }

    func save(_ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE progress SET sequence = ?, attempt = ?, pages = ?, rows = ?, rejected = ?, requests = ?,
                next = ?, observed_at = ? WHERE scope_id = ?
                """
        ).execute(arguments: [
            progress.sequence, progress.attempt, progress.pages, progress.rows, progress.rejected,
            progress.requests, progress.next, progress.observedAt?.milliseconds, row,
        ])
    }
}
