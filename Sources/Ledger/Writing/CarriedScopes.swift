import GRDB
import Inventory

/// Scopes that wait for the next run.
///
/// A run whose time ends before a source's lists do publishes what it has. What it postponed it leaves where it stands,
/// with the rows seen so far; and what it read of that source to its end it leaves as read, so that the next run asks
/// only for the rest. Otherwise a source with more requests than a window of its quota allows would never be complete.
enum CarriedScopes {
    /// Longer than the longest window that vendors count requests in (an hour), and short enough that a list read in two
    /// runs is still one picture.
    static let windowInSeconds: Int64 = 3 * 3600

    /// Of the progress of a source that is published, keeps what the next run goes on with.
    static func keep(_ database: Database, source: Int64, now: Instant) throws {
        let ofSource = "scope_id IN (SELECT id FROM scope WHERE source_id = \(source))"
        let waits = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM progress WHERE postponed IS NOT NULL AND \(ofSource))")
        guard waits == true else { return try forget(database, source: source) }
        // What was refused or broke is worth another question; what has come to its end is not.
        try database.execute(
            sql: """
                DELETE FROM progress WHERE \(ofSource) AND (parent_gone = 1
                OR postponed IS NULL AND state NOT IN ('complete', 'unchanged', 'unsupported'))
                """)
        // Its requests were this run's, and what it says is as of this run.
        try database.execute(
            sql: """
                UPDATE progress SET requests = 0, changed_baseline = 0,
                carried_at = coalesce(carried_at, observed_at, ?1),
                coverage = CASE WHEN postponed IS NULL THEN json_set(
                    coverage, '$.requests', 0, '$.asOf', coalesce(coverage ->> 'asOf',
                    strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(observed_at, ?1) / 1000, 'unixepoch'))) END,
                state = CASE WHEN postponed IS NULL THEN state END, postponed = NULL WHERE \(ofSource)
                """, arguments: [now.milliseconds])
    }

    /// Drops what has waited too long, or since a time that the clock does not know.
    static func expire(_ database: Database, now: Instant) throws {
        let old =
            "carried_at < ?1 - \(windowInSeconds * 1000) OR carried_at > ?1 + \(RunStore.clockJitterInSeconds * 1000)"
        // A source whose oldest part is too old is read anew as a whole: one picture, not two.
        let sources = try Int64.fetchAll(
            database,
            sql: "SELECT DISTINCT s.source_id FROM progress p JOIN scope s ON s.id = p.scope_id WHERE \(old)",
            arguments: [now.milliseconds])
        for source in sources { try forget(database, source: source) }
    }

    /// What another principal or mapping read is not gone on with.
    static func dropOtherReaders(_ database: Database, _ scope: Int64, _ opening: ScopeOpening) throws {
        try database.executeCached(
            """
            DELETE FROM progress WHERE scope_id = ? AND carried_at IS NOT NULL
            AND (fingerprint <> ? OR stream_version <> ?)
            """, arguments: [scope, opening.fingerprint, opening.streamVersion])
        if database.changesCount > 0 {
            try database.executeCached("DELETE FROM progress_seen WHERE scope_id = ?", arguments: [scope])
        }
    }

    static func forget(_ database: Database, source: Int64) throws {
        let ofSource = "scope_id IN (SELECT id FROM scope WHERE source_id = ?)"
        try database.execute(sql: "DELETE FROM progress_seen WHERE \(ofSource)", arguments: [source])
        try database.execute(sql: "DELETE FROM progress WHERE \(ofSource)", arguments: [source])
    }
}
