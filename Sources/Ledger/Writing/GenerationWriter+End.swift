import GRDB
import Inventory

extension GenerationWriter {
    /// Ends a scope. Only a complete read retires what it did not see, and only if it was made as the one before.
    func end(_ database: Database, _ scope: Scope, _ coverage: Coverage, run: Int64) throws {
        let open = try open(database, scope)
        open.isStale = true
        var coverage = coverage
        if coverage.state == .complete && max(coverage.rejected, open.progress.rejected) > 0 {
            // A dropped row must not look like an empty place: complete means that every row was decoded.
            coverage.state = .partial
            coverage.rejected = max(coverage.rejected, open.progress.rejected)
            coverage.reason = coverage.reason ?? "rows could not be decoded"
        }
        var changedBaseline = false
        if coverage.state == .complete {
            let baseline = try Row.fetchCached(
                database, "SELECT run, fingerprint FROM scope_baseline WHERE scope_id = ? ORDER BY run DESC LIMIT 1",
                arguments: [open.row])
            let known: String? = baseline?["fingerprint"]
            if let baseline, known == "\(open.opening.fingerprint)/v\(open.opening.streamVersion)" {
                try closeUnseen(
                    database, open, baseline: baseline["run"], mayHaveMoved: pagesShift(open, coverage), run: run)
            } else if let baseline {
                let since: Int64 = baseline["run"]
                changedBaseline = true
                // Another reader may see less for ever: what it never saw, it can never prove gone. Another version of
                // the mapping by the same reader may.
                if let known, !known.hasPrefix(open.opening.fingerprint + "/v") {
                    try closeUnseen(
                        database, open, baseline: nil, mayHaveMoved: pagesShift(open, coverage), run: run)
                }
                coverage.newBaseline =
                    coverage.newBaseline
                    ?? "read with another principal, permission or setting than since run \(since): nothing is retired"
            } else {
                coverage.newBaseline = coverage.newBaseline ?? "first read: nothing is retired"
            }
        }
        try finish(database, open.row, coverage, changedBaseline: changedBaseline)
    }

    /// Leaves a scope for the next run. What it would have been is said when the run is published.
    func postpone(_ database: Database, _ scope: Scope, _ coverage: Coverage) throws {
        let open = try open(database, scope)
        try database.executeCached(
            "UPDATE progress SET postponed = ? WHERE scope_id = ?",
            arguments: [try CoverageText.encode(coverage), open.row])
    }

    /// Retires all that a scope holds, because its parent is gone.
    func endParentGone(_ database: Database, _ scope: Scope, run: Int64) throws {
        guard let (row, source) = try scopeRow(database, scope) else { return }
        try closeParentGone(database, row, source: source, stream: scope.stream, run: run)
    }

    /// Retires the scopes that are keyed by a record which a complete read retired in this generation, and which were
    /// not read themselves in this run (an older one may have left them as read); then those keyed by what that retired, and so on.
    ///
    /// A partition's key *is* its parent's native id, so nothing is guessed here.
    func closeOrphanedScopes(_ database: Database, run: Int64) throws {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for table in RecordTable.all {
                for orphan in try Row.fetchAll(database, sql: table.orphanedScopes, arguments: [run]) {
                    try closeParentGone(
                        database, orphan["id"], source: orphan["source_id"], stream: orphan["stream"], run: run)
                    isSettled = false
                }
            }
        }
    }

    // MARK: - Closing rows

    /// Rows move from page to page only where there is more than one.
    private func pagesShift(_ open: OpenScope, _ coverage: Coverage) -> Bool {
        open.opening.pagesShift && coverage.pages != 1
    }

    /// - Parameter baseline: the run since which the scope is read by this reader; nil in the reader's first read, which
    ///   marks what it does not see and closes nothing.
    private func closeUnseen(
        _ database: Database, _ open: OpenScope, baseline: Int64?, mayHaveMoved: Bool, run: Int64
    ) throws {
        // The list's last answer is when the absence was seen.
        let activeAt = try Int64.fetchCached(database, "SELECT active_at FROM run WHERE id = ?", arguments: [run])
        let missingAt = open.progress.observedAt?.milliseconds ?? activeAt ?? 0
        for table in RecordTable.all {
            let rows = try RawStatement(database, table.openRows)
            rows.bind(open.row, at: 1)
            var unseen: [Int64] = []
            while try rows.step() {
                let id = rows.integer(0)
                if !open.seen[table.kind.index].contains(id) { unseen.append(id) }
            }
            rows.reset()
            var closed = 0
            for id in unseen {
                let isClosed = try missOrClose(
                    database, table, id, mayHaveMoved: mayHaveMoved, baseline: baseline, at: missingAt, run: run)
                if isClosed { closed += 1 }
            }
            try count(
                database, -closed, of: table.kind, source: open.source, stream: open.opening.scope.stream)
        }
    }

    /// Closes a row that a complete read did not see, or only marks it: in a list whose rows move between pages the
    /// first absence proves nothing, and neither does the absence of what this reader has never seen.
    /// Returns whether it was closed.
    private func missOrClose(
        _ database: Database, _ table: RecordTable, _ id: Int64, mayHaveMoved: Bool, baseline: Int64?,
        at missingAt: Int64, run: Int64
    ) throws -> Bool {
        guard
            let row = try Row.fetchCached(
                database, "SELECT from_gen, missing_since FROM \(table.name) WHERE id = ?", arguments: [id])
        else { return false }
        let missingSince: Int64? = row["missing_since"]
        let isMissing = missingSince != nil
        let markedAt: Int64 = row["from_gen"]
        if let baseline, !(isMissing && markedAt == baseline), isMissing || !mayHaveMoved {
            try close(database, table, id, why: "absent", run: run)
            return true
        }
        if isMissing && (baseline != nil || markedAt == run) { return false }
        if markedAt == run {
            try database.executeCached(
                "UPDATE \(table.name) SET missing_since = ? WHERE id = ?", arguments: [missingAt, id])
            return false
        }
        // The old version must be closed before its copy opens: one open version a key.
        try database.executeCached("UPDATE \(table.name) SET to_gen = ? WHERE id = ?", arguments: [run, id])
        try database.executeCached(table.markMissing, arguments: [run, missingSince ?? missingAt, id])
        return false
    }

    private func closeParentGone(_ database: Database, _ scope: Int64, source: Int64, stream: String, run: Int64)
        throws
    {
        for table in RecordTable.all {
            let ids = try Int64.fetchAll(database.cachedStatement(sql: table.openRows), arguments: [scope])
            for id in ids { try close(database, table, id, why: "parentGone", run: run) }
            try count(database, -ids.count, of: table.kind, source: source, stream: stream)
        }
        try database.executeCached(
            """
            INSERT INTO progress (scope_id, fingerprint, stream_version, pages_shift) VALUES (?, '', 0, 0)
            ON CONFLICT DO NOTHING
            """, arguments: [scope])
        try database.executeCached(
            "UPDATE progress SET parent_gone = 1, carried_at = NULL WHERE scope_id = ?", arguments: [scope])
        try finish(database, scope, Coverage(.complete), changedBaseline: false)
    }

    /// Closes a version without a successor. One of this very generation was never visible and goes altogether; then
    /// the version before it is the one that is retired.
    private func close(_ database: Database, _ table: RecordTable, _ id: Int64, why: String, run: Int64) throws {
        let close = try database.cachedStatement(
            sql: "UPDATE \(table.name) SET to_gen = ?, retired_why = ? WHERE id = ? AND from_gen < ?")
        try close.execute(arguments: [run, why, id, run])
        if database.changesCount > 0 { return }
        let key = try Row.fetchCached(
            database, "DELETE FROM \(table.name) WHERE id = ? RETURNING scope_id, native_id", arguments: [id])
        guard let key else { return }
        try database.executeCached(
            """
            UPDATE \(table.name) SET retired_why = ?
            WHERE scope_id = ? AND native_id = ? AND to_gen = ? AND retired_why IS NULL
            """, arguments: [why, key["scope_id"], key["native_id"], run])
    }

    private func finish(_ database: Database, _ scope: Int64, _ coverage: Coverage, changedBaseline: Bool) throws {
        try database.executeCached("DELETE FROM progress_seen WHERE scope_id = ?", arguments: [scope])
        try database.executeCached(
            "UPDATE progress SET state = ?, coverage = ?, changed_baseline = ? WHERE scope_id = ?",
            arguments: [coverage.state.rawValue, try CoverageText.encode(coverage), changedBaseline, scope])
    }
}
