import GRDB
import Inventory

/// The records that a stream holds now, in the generation in progress, page by page.
struct ParentReader {
    let database: Database

    func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int) throws
        -> [Inventory.Record]
    {
        let sourceRow = try Int64.fetchOne(
            database, sql: "SELECT id FROM source WHERE connector = ? AND tenant = ?",
            arguments: [source.connector, source.tenant])
        guard let sourceRow, limit > 0 else { return [] }
        let statement = try RawStatement(database, RecordTable.of(kind).readOpen)
        defer { statement.reset() }
        var records: [Inventory.Record] = []
        var last = after
        while records.count < limit {
            let wanted = limit - records.count
            var found = 0
            statement.bind(sourceRow, at: 1)
            statement.bind(Int64(wanted), at: 4)
            let page: [Inventory.Record] = try statement.binding(stream, at: 2) {
                try statement.binding(last?.string ?? "", at: 3) {
                    var page: [Inventory.Record] = []
                    while try statement.step() {
                        found += 1
                        let record = try kind.readRecord(statement)
                        // One record told by two partitions is one parent.
                        if record.nativeID != page.last?.nativeID { page.append(record) }
                    }
                    statement.reset()
                    return page
                }
            }
            records += page
            last = page.last?.nativeID ?? last
            if found < wanted { break }
        }
        return records
    }
}
