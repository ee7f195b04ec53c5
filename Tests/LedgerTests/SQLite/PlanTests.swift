import Foundation
import GRDB
import Inventory
import Testing

@testable import Ledger

/// The index decides: no query over a big table sorts or scans it.
@Suite("SQLite ledger: query plans")
struct PlanTests {
    private func plan(_ sql: String) async throws -> String {
        let directory = try TemporaryDirectory()
        let ledger = try await SQLiteLedger.writing(path: directory.file("l"), command: "test", now: .day(0))
        defer { withExtendedLifetime(directory) {} }
        return try await ledger.reader.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: .init(Self.nulls(in: sql)))
                .map { $0["detail"] as String }.joined(separator: "; ")
        }
    }

    private static func nulls(in sql: String) -> [Int?] {
        Array(repeating: nil, count: sql.count { $0 == "?" })
    }

    @Test("a snapshot is read in the order of an index", arguments: RecordKind.allCases)
    func inOrder(_ kind: RecordKind) async throws {
        let plan = try await plan(RecordTable.of(kind).readInOrder)
        #expect(plan == "SEARCH record_\(kind) USING INDEX record_\(kind)_order (source_id=?)")
    }

    @Test("a record is looked up by its key", arguments: RecordKind.allCases)
    func byKey(_ kind: RecordKind) async throws {
        let table = RecordTable.of(kind)
        let lookUp = try await plan(table.lookUp)
        #expect(lookUp == "SEARCH record_\(kind) USING INDEX record_\(kind)_open (scope_id=? AND native_id=?)")
        let closed = try await plan(table.lookUpClosed)
        #expect(closed == "SEARCH record_\(kind) USING INDEX record_\(kind)_closed (scope_id=? AND native_id=?)")
        #expect(try await plan(table.openRows).contains("USING INDEX record_\(kind)_open (scope_id=?)"))
    }

    @Test("orphaned scopes are found from the retired rows, not from all", arguments: RecordKind.allCases)
    func orphans(_ kind: RecordKind) async throws {
        let plan = try await plan(RecordTable.of(kind).orphanedScopes)
        #expect(plan.contains("USING INDEX record_\(kind)_closing (to_gen=?)"))
        #expect(plan.contains("scope_partition (source_id=? AND partition=?)"))
        #expect(!plan.contains("SCAN r") && !plan.contains("SCAN o") && !plan.contains("SCAN s"))
    }

    @Test("the rows of young generations are found without an index")
    func firstRow() async throws {
        let directory = try TemporaryDirectory()
        let queue = try DatabaseQueue(path: directory.file("l"))
        try await queue.write { database in
            try database.execute(sql: "CREATE TABLE record_person (id INTEGER PRIMARY KEY, from_gen INTEGER)")
            let rows: [(Int64, Int64)] = [(3, 1), (4, 1), (9, 2), (10, 2), (11, 5), (40, 5)]
            for row in rows {
                try database.execute(sql: "INSERT INTO record_person VALUES (?, ?)", arguments: [row.0, row.1])
            }
            for generation in 0...7 as ClosedRange<Int64> {
                let found = try RunStore.firstRow(database, in: .of(.person), fromGeneration: generation)
                let rowsFound = try Int64.fetchAll(
                    database, sql: "SELECT id FROM record_person WHERE id >= ? ORDER BY id",
                    arguments: [found ?? Int64.max])
                #expect(rowsFound == rows.filter { $0.1 >= generation }.map(\.0))
            }
        }
    }
}
