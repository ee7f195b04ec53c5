import GRDB
import Inventory

/// Writes the generation of the run in progress, one transaction a call.
///
/// Its state is a memory of what the file says about open scopes; it may be dropped at any moment. It is touched on
/// the writing connection's queue only.
final class GenerationWriter: @unchecked Sendable {
    var scopes: [Scope: OpenScope] = [:]
    var row = RowWriter()
    private var lease: RunLease?

    /// Checks the lease, and forgets what belongs to another one.
    func enter(_ database: Database, _ lease: RunLease) throws {
        try RunStore.check(database, lease)
        if self.lease?.run != lease.run || self.lease?.epoch != lease.epoch {
            forget()
            self.lease = lease
        }
    }

    func forget() {
        scopes = [:]
        lease = nil
    }

    // MARK: - Begin

    func begin(_ database: Database, _ opening: ScopeOpening, run: Int64) throws -> ScopeEntry {
        let source = try sourceRow(database, opening.scope.source, run: run)
        let scopeRow = try findOrInsert(database, opening.scope, source: source, run: run)
        let open = OpenScope(row: scopeRow, source: source, opening: opening)
        try CarriedScopes.dropOtherReaders(database, scopeRow, opening)
        let before = try Row.fetchCached(
            database, "SELECT fingerprint, stream_version, coverage FROM progress WHERE scope_id = ?",
            arguments: [scopeRow])
        if let coverage: String = before?["coverage"] { return .alreadyEnded(try CoverageText.decode(coverage)) }
        scopes[opening.scope] = open
        guard let before else {
            try database.executeCached(
                "INSERT INTO progress (scope_id, fingerprint, stream_version, pages_shift) VALUES (?, ?, ?, ?)",
                arguments: [scopeRow, opening.fingerprint, opening.streamVersion, opening.pagesShift])
            return .fresh
        }
        try open.load(database)
        let isSame = before["fingerprint"] == opening.fingerprint && before["stream_version"] == opening.streamVersion
        guard isSame else {
            // Its first half was read by another principal or mapping: the cursor is not ours to go on from.
            open.beginAttempt()
            try open.save(database)
            try database.executeCached(
                """
                UPDATE progress SET fingerprint = ?, stream_version = ?, pages_shift = ?,
                mixed = (sequence > 0) WHERE scope_id = ?
                """,
                arguments: [opening.fingerprint, opening.streamVersion, opening.pagesShift, scopeRow])
            return .fresh
        }
        guard let next = open.progress.next else { return .fresh }
        return .resume(
            Checkpoint(
                next: next, pages: open.progress.pages, rows: open.progress.rows, rejected: open.progress.rejected,
                requests: open.progress.requests))
    }

    // MARK: - Rows of sources and scopes

    private func sourceRow(_ database: Database, _ id: SourceID, run: Int64) throws -> Int64 {
        let row = try Int64.fetchCached(
            database,
            """
            SELECT s.id FROM source s JOIN source_run r ON r.source_id = s.id
            WHERE s.connector = ? AND s.tenant = ? AND r.run = ?
            """, arguments: [id.connector, id.tenant, run])
        guard let row else { throw LedgerError.misuse("Source \(id) was not registered in run \(run)") }
        return row
    }

    func scopeRow(_ database: Database, _ scope: Scope) throws -> (id: Int64, source: Int64)? {
        let row = try Row.fetchCached(
            database,
            """
            SELECT c.id, c.source_id FROM scope c JOIN source s ON s.id = c.source_id
            WHERE s.connector = ? AND s.tenant = ? AND c.stream = ? AND c.partition = ?
            """, arguments: [scope.source.connector, scope.source.tenant, scope.stream, scope.partition])
        return row.map { ($0["id"], $0["source_id"]) }
    }

    private func findOrInsert(_ database: Database, _ scope: Scope, source: Int64, run: Int64) throws -> Int64 {
        if let found = try scopeRow(database, scope) { return found.id }
        try database.executeCached(
            "INSERT INTO scope (source_id, stream, partition, first_run) VALUES (?, ?, ?, ?)",
            arguments: [source, scope.stream, scope.partition, run])
        return database.lastInsertedRowID
    }

    func open(_ database: Database, _ scope: Scope) throws -> OpenScope {
        guard let open = scopes[scope] else {
            throw LedgerError.misuse("Scope \(scope) is not open: it was not begun, or it has ended")
        }
        if open.isStale { try open.load(database) }
        return open
    }

    /// Counts rows that a stream holds more or fewer than before.
    func count(_ database: Database, _ change: Int, of kind: RecordKind, source: Int64, stream: String) throws {
        if change == 0 { return }
        try database.executeCached(
            """
            INSERT INTO progress_rows (source_id, stream, kind, change) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET change = change + excluded.change
            """, arguments: [source, stream, kind.rawValue, change])
    }
}
