import GRDB
import Inventory

/// What a snapshot says about itself, out of the newest rows up to its run.
enum SnapshotInfoReader {
    static func read(_ database: Database, run: Int64) throws -> SnapshotInfo {
        let publishedAt = try Int64.fetchOne(
            database, sql: "SELECT published_at FROM run WHERE id = ?", arguments: [run])
        return SnapshotInfo(
            run: run, publishedAt: Instant(milliseconds: publishedAt ?? 0), sources: try sources(database, run),
            streams: try streams(database, run))
    }

    private static func sources(_ database: Database, _ run: Int64) throws -> [SourceInfo] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT s.connector, s.tenant, r.* FROM source s
                JOIN source_run r ON r.source_id = s.id AND r.run = (
                    SELECT max(run) FROM source_run l WHERE l.source_id = s.id AND l.run <= ?)
                """, arguments: [run])
        return try rows.map { row in
            SourceInfo(
                id: SourceID(connector: row["connector"], tenant: row["tenant"]), name: row["name"],
                connectorVersion: row["connector_version"],
                authoritativeFor: try Registration.kinds(row["authoritative_for"]),
                firstCompleteAt: (row["first_complete_at"] as Int64?).map(Instant.init(milliseconds:)),
                lastRun: row["run"])
        }.sorted { $0.id < $1.id }
    }

    private static func streams(_ database: Database, _ run: Int64) throws -> [StreamInfo] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT s.connector, s.tenant, r.* FROM source s JOIN stream_run r ON r.source_id = s.id
                WHERE r.run = (
                    SELECT max(run) FROM stream_run l
                    WHERE l.source_id = s.id AND l.stream = r.stream AND l.run <= ?)
                """, arguments: [run])
        return try rows.map { try stream(database, $0) }.sorted {
            ($0.source, NativeID($0.stream)) < ($1.source, NativeID($1.stream))
        }
    }

    private static func stream(_ database: Database, _ row: Row) throws -> StreamInfo {
        let exceptions = try Row.fetchAll(
            database,
            sql: """
                SELECT partition, coverage FROM coverage_exception WHERE source_id = ? AND stream = ? AND run = ?
                ORDER BY partition
                """, arguments: [row["source_id"] as Int64, row["stream"] as String, row["run"] as Int64])
        return StreamInfo(
            source: SourceID(connector: row["connector"], tenant: row["tenant"]), stream: row["stream"],
            operation: row["operation"], streamVersion: row["version"],
            yields: try Registration.kinds(row["yields"]), coverage: try CoverageText.decode(row["coverage"]),
            completePartitions: row["complete_partitions"],
            exceptions: try exceptions.map {
                PartitionCoverage(partition: $0["partition"], coverage: try CoverageText.decode($0["coverage"]))
            },
            run: row["run"], readAt: Instant(milliseconds: row["read_at"]),
            lastCompleteRun: row["last_complete_run"],
            lastCompleteAt: (row["last_complete_at"] as Int64?).map(Instant.init(milliseconds:)),
            rowsNow: try CoverageText.counts(row["rows_now"]), rowsBefore: try CoverageText.counts(row["rows_before"]))
    }
}
