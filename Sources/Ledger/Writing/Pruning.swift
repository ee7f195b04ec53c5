import GRDB
import Inventory

/// Forgets what no run from a given one on can see.
enum Pruning {
    /// Coverage in short and the findings' history stay: they are small, and kept versions cite their runs.
    /// What is deleted is overwritten in the file.
    static func prune(_ database: Database, keepingSince run: Int64) throws -> Int {
        try database.execute(sql: "PRAGMA secure_delete = ON")
        defer {
            // Only speed depends on it.
            try? database.execute(sql: "PRAGMA secure_delete = OFF")
        }
        var rows = 0
        try database.inTransaction(.immediate) {
            try RunStore.requirePublished(database, run)
            for table in RecordTable.all {
                try database.execute(sql: "DELETE FROM \(table.name) WHERE to_gen <= ?", arguments: [run])
                rows += database.changesCount
            }
            try database.execute(
                sql: "DELETE FROM coverage_exception WHERE run < ? AND run NOT IN (\(newest))",
                arguments: [run, run])
            try database.execute(
                sql: "UPDATE run SET state = 'pruned' WHERE id < ? AND state = 'published'", arguments: [run])
            return .commit
        }
        return rows
    }

    /// A source that was not read in the kept runs is still shown with its last coverage.
    private static let newest = """
        SELECT max(l.run) FROM stream_run l WHERE l.source_id = coverage_exception.source_id
        AND l.stream = coverage_exception.stream AND l.run <= ?
        """
}
