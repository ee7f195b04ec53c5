import Foundation
import Testing

@testable import Ledger

/// One after the other: SQLite counts memory for the whole process.
@Suite("The database that queries run in", .serialized)
struct QueryDatabaseTests {
    private static let people = QueryTable(
        name: "v1_people", columns: [.init("id", .text), .init("age", .integer), .init("share", .real)])

    private func answer(
        _ sql: String, rows: Int = 3, limits: QueryLimits = QueryLimits(time: .seconds(20))
    ) throws -> (names: [String], rows: [[QueryValue]], isCut: Bool) {
        let database = try QueryDatabase(tables: [Self.people])
        _ = try database.tablesRead(by: sql)
        try database.fill("v1_people") { add in
            for number in 0..<rows { try add([.text("p\(number)"), .integer(Int64(number)), .real(0.5)]) }
        }
        var (names, found): ([String], [[QueryValue]]) = ([], [])
        let isCut = try database.run(sql, limits: limits) {
            names = $0
        } row: {
            found.append($0)
        }
        return (names, found, isCut)
    }

    @Test("a query gets names, values and nothing")
    func values() throws {
        let answer = try answer("SELECT id, age + 1 AS next, share, NULL AS no FROM v1_people WHERE age = 2")
        #expect(answer.names == ["id", "next", "share", "no"])
        #expect(answer.rows == [[.text("p2"), .integer(3), .real(0.5), .null]])
        #expect(!answer.isCut)
    }

    @Test("only the tables that a query names are asked for")
    func tables() throws {
        let other = QueryTable(name: "v1_runs", columns: [.init("run", .integer)])
        let database = try QueryDatabase(tables: [Self.people, other])
        #expect(try database.tablesRead(by: "SELECT count(*) FROM v1_people") == ["v1_people"])
    }

    @Test("rows beyond the limit are left out, and it is told")
    func rows() throws {
        let cut = try answer("SELECT id FROM v1_people", limits: QueryLimits(rows: 2))
        #expect(cut.rows.count == 2 && cut.isCut)
        #expect(try !answer("SELECT id FROM v1_people", limits: QueryLimits(rows: 3)).isCut)
    }

    @Test("labels can be taken apart")
    func json() throws {
        let rows = try answer("SELECT key, value FROM json_each('{\"a\":1,\"b\":\"x\"}')").rows
        #expect(rows == [[.text("a"), .integer(1)], [.text("b"), .text("x")]])
    }

    @Test(
        "what does more than read the views is refused",
        arguments: [
            "DELETE FROM v1_people", "INSERT INTO v1_people (id) VALUES ('x')", "UPDATE v1_people SET id = 'x'",
            "REPLACE INTO v1_people (id) VALUES ('x')", "DROP TABLE v1_people", "CREATE TABLE t (a)",
            "CREATE TEMP TABLE t (a)", "CREATE TEMP VIEW v AS SELECT 1", "CREATE INDEX i ON v1_people (id)",
            "CREATE TEMP TRIGGER t AFTER INSERT ON v1_people BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE t USING fts5(a)", "ALTER TABLE v1_people ADD COLUMN x", "ATTACH ':memory:' AS other",
            "ATTACH '/etc/passwd' AS other", "DETACH main", "PRAGMA query_only = OFF", "PRAGMA table_info(v1_people)",
            "SELECT * FROM pragma_database_list", "SELECT * FROM sqlite_master", "SELECT count(*) FROM sqlite_schema",
            "SELECT * FROM sqlite_temp_master", "SELECT * FROM dbstat", "VACUUM", "VACUUM INTO '/tmp/x'", "REINDEX",
            "ANALYZE", "BEGIN", "SAVEPOINT a", "EXPLAIN SELECT 1", "EXPLAIN QUERY PLAN SELECT 1",
            "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')", "SELECT random()", "SELECT randomblob(9)",
            "SELECT zeroblob(9)", "SELECT printf('%.*c', 1000000000, 'x')", "SELECT format('%s', 1)",
            "SELECT current_timestamp", "SELECT sqlite_version()", "SELECT 1; SELECT 2",
            "SELECT 1; DROP TABLE v1_people",
            "WITH gone AS (SELECT 1) DELETE FROM v1_people", "INSERT INTO v1_people (id) VALUES ('x') RETURNING id",
        ])
    func refused(_ sql: String) throws {
        let refusal = try #require(throws: QueryRefusal.self) { try answer(sql) }
        #expect(refusal.code == .forbidden || refusal.detail.hasPrefix("no such table"), "\(sql): \(refusal.detail)")
        #expect(!refusal.detail.isEmpty)
    }

    @Test(
        "what cannot be understood is refused",
        arguments: [
            "", ";", "/* nothing */", "SELEC 1", "SELECT nme FROM v1_people", "SELECT \"nme\" FROM v1_people",
            "SELECT * FROM people", "SELECT ?", "SELECT 1\0; DROP TABLE v1_people",
        ])
    func malformed(_ sql: String) throws {
        #expect(try #require(throws: QueryRefusal.self) { try answer(sql) }.code == .malformed)
    }

    private static let endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "

    @Test("a query that has no end is stopped by its time")
    func time() throws {
        let limits = QueryLimits(time: .milliseconds(200))
        for sql in [
            Self.endless + "SELECT max(x) FROM c",
            "SELECT count(*) FROM v1_people a, v1_people b, v1_people c, v1_people d, v1_people e",
        ] {
            #expect(
                try #require(throws: QueryRefusal.self) { try answer(sql, rows: 300, limits: limits) }.code == .time)
        }
    }

    @Test(
        "a query that grows is stopped before it takes much memory",
        arguments: [
            "WITH RECURSIVE c (x) AS (SELECT 1 UNION SELECT x + 1 FROM c) SELECT max(x) FROM c",
            "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c ORDER BY -x",
            "WITH RECURSIVE c (x) AS (SELECT 'x' UNION ALL SELECT x || x FROM c) SELECT max(length(x)) FROM c",
            "WITH RECURSIVE c (x, n) AS (SELECT 'xxxxxxxxx', 1 UNION ALL SELECT x || x, n + 1 FROM c WHERE n < 20)"
                + " SELECT group_concat(x) FROM c",
            "WITH RECURSIVE c (x, n) AS (SELECT hex('xxxxxxx'), 1 UNION ALL SELECT hex(x), n + 1 FROM c WHERE n < 40)"
                + " SELECT max(x) FROM c",
            "SELECT replace(replace(replace(replace('aaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbb'), 'b', "
                + "'cccccccccccccccccccc'), 'c', 'dddddddddddddddddddd'), 'd', 'eeeeeeeeeeeeeeeeeeee')",
        ])
    func size(_ sql: String) throws {
        let limits = QueryLimits(time: .seconds(120), memory: 24 << 20)
        #expect(try #require(throws: QueryRefusal.self) { try answer(sql, limits: limits) }.code == .size)
    }

    @Test("a row with too few values is no row")
    func width() throws {
        let database = try QueryDatabase(tables: [Self.people])
        #expect(throws: QueryRefusal.self) { try database.fill("v1_people") { try $0([.null]) } }
    }

    @Test("a text beyond all measure is cut, and refuses no query")
    func long() throws {
        let database = try QueryDatabase(tables: [Self.people])
        try database.fill("v1_people") { try $0([.text(String(repeating: "ä", count: 1_000_000)), .null, .null]) }
        var rows: [[QueryValue]] = []
        _ = try database.run(
            "SELECT length(id) < 30000, id LIKE '% … (cut)' FROM v1_people", limits: QueryLimits()
        ) { _ in
        } row: {
            rows.append($0)
        }
        #expect(rows == [[.integer(1), .integer(1)]])
    }
}
