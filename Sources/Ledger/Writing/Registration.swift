import GRDB
import Inventory

/// What tenant a label stands for, and which streams its connector has.
enum Registration {
    static func register(_ database: Database, _ source: SourceRegistration, run: Int64) throws {
        let id = try sourceRow(database, source.id)
        try refuseOtherTenant(database, source, id: id, run: run)
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO source_run (source_id, run, name, connector_version, authoritative_for)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [id, run, source.name, source.connectorVersion, words(source.authoritativeFor)])
        try database.execute(sql: "DELETE FROM progress_stream WHERE source_id = ?", arguments: [id])
        for stream in source.streams {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO progress_stream (source_id, stream, operation, version, yields)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [id, stream.stream, stream.operation, stream.version, words(stream.yields)])
        }
    }

    static func words(_ kinds: [RecordKind]) -> String { CanonicalJSON.text(kinds.map(\.rawValue)) }

    static func kinds(_ text: String) throws -> [RecordKind] {
        // A kind of a newer program does not get here: its ledger is refused.
        try CanonicalJSONReader.list(text).compactMap(RecordKind.init(rawValue:))
    }

    private static func sourceRow(_ database: Database, _ id: SourceID) throws -> Int64 {
        let row = try Int64.fetchOne(
            database, sql: "SELECT id FROM source WHERE connector = ? AND tenant = ?",
            arguments: [id.connector, id.tenant])
        if let row { return row }
        try database.execute(
            sql: "INSERT INTO source (connector, tenant) VALUES (?, ?)", arguments: [id.connector, id.tenant])
        return database.lastInsertedRowID
    }

    /// The newest registration of the label decides, published or of this very run.
    private static func refuseOtherTenant(_ database: Database, _ source: SourceRegistration, id: Int64, run: Int64)
        throws
    {
        let before = try Row.fetchOne(
            database,
            sql: """
                SELECT s.id, s.connector, s.tenant FROM source_run r JOIN source s ON s.id = r.source_id
                WHERE r.name = ? AND r.run <= ? ORDER BY r.run DESC LIMIT 1
                """,
            arguments: [source.name, run])
        if let before, before["id"] != id {
            let was = SourceID(connector: before["connector"], tenant: before["tenant"])
            throw LedgerError(
                .otherTenant, "Source \(source.name) stood for \(was) and now answers as \(source.id)",
                advice: "Check its credential and endpoint. If the other tenant is meant, give it a name of its own.")
        }
        let twin = try String.fetchOne(
            database, sql: "SELECT name FROM source_run WHERE source_id = ? AND run = ? AND name <> ?",
            arguments: [id, run, source.name])
        if let twin {
            throw LedgerError(
                .misuse, "Sources \(twin) and \(source.name) are the same tenant, \(source.id)",
                advice: "Remove one of them from the configuration.")
        }
    }
}
