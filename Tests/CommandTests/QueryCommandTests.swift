import Foundation
import Testing

/// What only the program can hold: SQLite's bound on memory is a process's.
@Suite("muster query")
struct QueryCommandTests {
    @Test("a query that multiplies itself while it is prepared is stopped, and says why")
    func prepared() throws {
        try Muster.withFolder { muster in
            let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Samples").path
            #expect(try muster.run(["--ledger", "muster.sqlite", "demo", "--samples", samples]).status == 0)
            let steps = (1...30).map { ", a\($0) AS (SELECT 1 AS x FROM a\($0 - 1), a\($0 - 1))" }.joined()
            let sql = "WITH a0 AS (SELECT 1 AS x)\(steps) SELECT count(*) FROM a30"
            let outcome = try muster.run(["--ledger", "muster.sqlite", "query", sql])
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("the query needed more memory than it may"))
        }
    }
}
