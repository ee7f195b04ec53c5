import GRDB
import Inventory

/// A published generation, read within one transaction that stays open as long as the snapshot lives: what a writer
/// or `prune` does meanwhile is not seen.
final class SQLiteSnapshot: Snapshot {
    let info: SnapshotInfo
    private let connection: Connection
    /// In the order of snapshots.
    private let sources: [(row: Int64, id: SourceID)]

    /// nil when `run` is nil and nothing is published yet.
    static func open(path: String, hold: FileHold?, at run: Int64?) async throws -> SQLiteSnapshot? {
        let connection = try Connection(path: path, for: .reading, hold: hold)
        let content = try await connection.run { database -> (SnapshotInfo, [(Int64, SourceID)])? in
            try database.beginTransaction(.deferred)
            if let run { try RunStore.requirePublished(database, run) }
            guard let run = try run ?? RunStore.newestPublished(database) else { return nil }
            let rows = try Row.fetchAll(database, sql: "SELECT id, connector, tenant FROM source")
            let sources = rows.map { row in
                (row["id"] as Int64, SourceID(connector: row["connector"], tenant: row["tenant"]))
            }
            return (try SnapshotInfoReader.read(database, run: run), sources.sorted { $0.1 < $1.1 })
        }
        guard let content else { return nil }
        return SQLiteSnapshot(content.0, connection, content.1.map { (row: $0.0, id: $0.1) })
    }

    private init(_ info: SnapshotInfo, _ connection: Connection, _ sources: [(row: Int64, id: SourceID)]) {
        self.info = info
        self.connection = connection
        self.sources = sources
    }

    func cursor<R: InventoryRecord>(_ kind: R.Type) throws -> any Inventory.RecordCursor<R> {
        guard let type = R.self as? any TableRecord.Type else {
            throw LedgerError.misuse("Records of kind \(R.kind.rawValue) are not kept")
        }
        return try rows(of: type, as: R.self)
    }

    private func rows<T: TableRecord, R: InventoryRecord>(of type: T.Type, as kind: R.Type) throws
        -> any Inventory.RecordCursor<R>
    {
        let cursor = SQLiteCursor<T>(connection, sources: sources, run: info.run)
        guard let cursor = cursor as? any Inventory.RecordCursor<R> else {
            throw LedgerError.misuse("Records of kind \(R.kind.rawValue) are kept as another type")
        }
        return cursor
    }
}
