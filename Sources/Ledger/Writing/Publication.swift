import GRDB
import Inventory

/// Turns what a run did into a generation that readers see: rolls coverage up, keeps the exceptions, and last of all
/// marks the run published. One transaction.
struct Publication {
    let database: Database
    let run: Int64
    let now: Instant

    func publish() throws {
        try endWhatWasLeftOpen()
        try keepBaselines()
        for source in try Int64.fetchAll(
            database, sql: "SELECT source_id FROM source_run WHERE run = ? ORDER BY source_id", arguments: [run])
        {
            let streams = try rollUp(source: source)
            try noteFirstComplete(source, streams)
            try CarriedScopes.keep(database, source: source, now: now)
        }
        try RunStore.clearProgress(database, keepingCarried: true)
        try database.executeCached(
            "UPDATE run SET state = 'published', published_at = ? WHERE id = ?",
            arguments: [now.milliseconds, run])
    }

    /// A scope that nobody ended was not read to its end.
    private func endWhatWasLeftOpen() throws {
        let open = try Row.fetchAll(
            database,
            sql: """
                SELECT scope_id, pages, rows, rejected, requests, sequence, postponed FROM progress
                WHERE state IS NULL AND scope_id IN (
                    SELECT s.id FROM scope s JOIN source_run r ON r.source_id = s.source_id WHERE r.run = ?)
                """, arguments: [run])
        for scope in open {
            if let text: String = scope["postponed"] {
                try database.executeCached(
                    "UPDATE progress SET state = ?, coverage = ? WHERE scope_id = ?",
                    arguments: [try CoverageText.decode(text).state.rawValue, text, scope["scope_id"]])
                continue
            }
            let state: CoverageState = scope["sequence"] > 0 ? .partial : .notRead
            let coverage = Coverage(
                state, reason: "the run ended before this list did", requests: scope["requests"],
                pages: scope["pages"], rows: scope["rows"], rejected: scope["rejected"])
            try database.executeCached(
                "UPDATE progress SET state = ?, coverage = ? WHERE scope_id = ?",
                arguments: [state.rawValue, try CoverageText.encode(coverage), scope["scope_id"]])
        }
    }

    /// What a scope's rows were read with. A complete read sets it. Another read that saw rows sets it where there is
    /// none, and spoils it (null) where it was another: then the next complete read retires nothing either.
    private func keepBaselines() throws {
        let last =
            "(SELECT b.fingerprint FROM scope_baseline b WHERE b.scope_id = p.scope_id ORDER BY b.run DESC LIMIT 1)"
        let known = "EXISTS (SELECT 1 FROM scope_baseline b WHERE b.scope_id = p.scope_id)"
        let own = "CASE WHEN p.mixed THEN NULL ELSE p.fingerprint || '/v' || p.stream_version END"
        try database.executeCached(
            """
            INSERT INTO scope_baseline (scope_id, run, fingerprint)
            SELECT p.scope_id, ?, \(own) FROM progress p
            WHERE p.state = 'complete' AND p.parent_gone = 0 AND (\(last) IS NOT \(own) OR NOT \(known))
            """, arguments: [run])
        try database.executeCached(
            """
            INSERT INTO scope_baseline (scope_id, run, fingerprint)
            SELECT p.scope_id, ?, CASE WHEN \(known) THEN NULL ELSE \(own) END FROM progress p
            WHERE p.state NOT IN ('complete', 'unchanged') AND p.sequence > 0 AND p.parent_gone = 0
            AND (\(last) IS NOT \(own) OR NOT \(known))
            """, arguments: [run])
        try database.executeCached(
            "UPDATE scope SET gone_run = ? WHERE id IN (SELECT scope_id FROM progress WHERE parent_gone = 1)",
            arguments: [run])
        try database.executeCached(
            """
            UPDATE scope SET gone_run = NULL
            WHERE gone_run IS NOT NULL AND id IN (SELECT scope_id FROM progress WHERE parent_gone = 0)
            """)
    }

    // MARK: - Streams

    private func rollUp(source: Int64) throws -> [StreamRollup] {
        var rollups: [StreamRollup] = []
        let registered = try Row.fetchAll(
            database,
            sql: "SELECT stream, operation, version, yields FROM progress_stream WHERE source_id = ? ORDER BY stream",
            arguments: [source])
        for row in registered {
            let stream = StreamRollup.Stream(
                source: source, name: row["stream"], operation: row["operation"], version: row["version"],
                yields: row["yields"])
            rollups.append(try StreamRollup(database, stream, run: run, now: now))
        }
        let dropped = try Row.fetchAll(
            database,
            sql: """
                SELECT stream, operation, version, yields FROM stream_run s
                WHERE source_id = ?1 AND run = (
                    SELECT max(run) FROM stream_run l WHERE l.source_id = ?1 AND l.stream = s.stream)
                AND stream NOT IN (SELECT stream FROM progress_stream WHERE source_id = ?1) ORDER BY stream
                """, arguments: [source])
        for row in dropped {
            let stream = StreamRollup.Stream(
                source: source, name: row["stream"], operation: row["operation"], version: row["version"],
                yields: row["yields"])
            let gone = Coverage(.notRead, reason: "the connector no longer has this stream")
            rollups.append(try StreamRollup(database, stream, run: run, now: now, instead: gone))
        }
        for rollup in rollups { try rollup.insert(database, run: run) }
        return rollups
    }

    /// Ages by our own first sight count only after a run in which all was read. What the system does not offer has
    /// nothing to be seen, and does not hinder.
    private func noteFirstComplete(_ source: Int64, _ streams: [StreamRollup]) throws {
        let before = try Int64.fetchCached(
            database,
            """
            SELECT first_complete_at FROM source_run WHERE source_id = ? AND run < ? ORDER BY run DESC LIMIT 1
            """, arguments: [source, run])
        let isComplete = streams.allSatisfy { $0.coverage.state.provesAbsence || $0.coverage.state == .unsupported }
        guard let at = before ?? (isComplete && !streams.isEmpty ? now.milliseconds : nil) else { return }
        try database.executeCached(
            "UPDATE source_run SET first_complete_at = ? WHERE source_id = ? AND run = ?",
            arguments: [at, source, run])
    }
}
