import GRDB
import Inventory

/// Findings by fingerprint, as spans of runs in which they stood, were borne or could not be judged. What stands is not written
/// again: when it was last seen follows from the reconciliations that its span covers.
struct FindingStore {
    let database: Database

    private enum State: String { case violation, undecided, exempt }

    /// What a finding was, before the run and so far in it.
    private struct Standing {
        var id: Int64
        var severity: String
        /// The span that the run before left standing.
        var before: State?
        var now: State?
        var stoodEver: Bool
    }

    func record(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) throws -> FindingChanges {
        try RunStore.requirePublished(database, run)
        let latest = try Int64.fetchOne(database, sql: "SELECT max(run) FROM reconciliation")
        if let latest, latest > run {
            throw LedgerError(
                .misuse, "The findings of run \(latest) are recorded; those of run \(run) came before",
                advice: "Record findings in the order of the runs.")
        }
        try database.execute(
            sql: "INSERT INTO reconciliation (run, judged_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET judged_at = ?",
            arguments: [run, now.milliseconds, now.milliseconds])
        var changes = FindingChanges()
        var judged = RowIDSet()
        for finding in violations { try stand(finding, .violation, run: run, &judged, &changes) }
        for finding in exempted { try stand(finding, .exempt, run: run, &judged, &changes) }
        for fingerprint in undecided.sorted() {
            try leaveUndecided(fingerprint, run: run, &judged)
        }
        try resolveOthers(keptOpen, run: run, judged, &changes)
        changes.opened.sort()
        changes.reopened.sort()
        changes.resolved.sort()
        changes.exempted.sort()
        return changes
    }

    /// - Parameter state: `violation` or `exempt`.
    private func stand(
        _ finding: Finding, _ state: State, run: Int64, _ judged: inout RowIDSet, _ changes: inout FindingChanges
    ) throws {
        guard let standing = try standing(finding.fingerprint, run: run) else {
            try database.cachedStatement(
                sql: """
                    INSERT INTO finding (fingerprint, rule, severity, connector, tenant, kind, native_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                finding.fingerprint, finding.rule, finding.severity.rawValue, finding.subject.connector,
                finding.subject.tenant, finding.subject.kind, finding.subject.nativeID,
            ])
            let id = database.lastInsertedRowID
            try open(id, state, run: run)
            judged.insert(id)
            if state == .exempt {
                changes.exempted.append(finding.fingerprint)
            } else {
                changes.opened.append(finding.fingerprint)
            }
            return
        }
        guard judged.insert(standing.id) else { return }
        if standing.severity != finding.severity.rawValue {
            try database.execute(
                sql: "UPDATE finding SET severity = ? WHERE id = ?",
                arguments: [finding.severity.rawValue, standing.id])
        }
        try move(standing, to: state, run: run)
        switch (state, standing.before) {
        case (.exempt, .exempt), (.violation, .violation), (.violation, .undecided): break
        case (.exempt, _): changes.exempted.append(finding.fingerprint)
        case (_, nil) where !standing.stoodEver: changes.opened.append(finding.fingerprint)
        default: changes.reopened.append(finding.fingerprint)
        }
    }

    /// What cannot be judged stays as it was: a finding that stood goes on standing, one that was resolved stays so.
    private func leaveUndecided(_ fingerprint: String, run: Int64, _ judged: inout RowIDSet) throws {
        guard let standing = try standing(fingerprint, run: run), judged.insert(standing.id) else { return }
        try move(standing, to: undecided(after: standing.before), run: run)
    }

    /// What was borne stays so: that it could not be judged must not make it look as if it stood.
    private func undecided(after before: State?) -> State? {
        switch before {
        case nil: nil
        case .exempt: .exempt
        case .violation, .undecided: .undecided
        }
    }

    private func resolveOthers(
        _ keptOpen: Set<SubjectGroup>, run: Int64, _ judged: RowIDSet, _ changes: inout FindingChanges
    ) throws {
        // Those that the run before left standing, and those that an earlier recording of this very run closed or
        // opened. All others are judged: only what resolves is held in memory.
        var others: [Int64] = []
        var met = RowIDSet()
        let candidates = try Int64.fetchCursor(
            database,
            sql: """
                SELECT finding_id FROM finding_span WHERE to_run IS NULL
                UNION ALL SELECT finding_id FROM finding_span WHERE to_run = ?
                """, arguments: [run])
        while let id = try candidates.next() {
            if !judged.contains(id) && met.insert(id) { others.append(id) }
        }
        for id in others {
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT fingerprint, connector, tenant, kind FROM finding WHERE id = ?",
                    arguments: [id])
            else { continue }
            let fingerprint: String = row["fingerprint"]
            guard let standing = try standing(fingerprint, run: run) else { continue }
            let group = SubjectGroup(connector: row["connector"], tenant: row["tenant"], kind: row["kind"])
            if keptOpen.contains(group) {
                try move(standing, to: undecided(after: standing.before), run: run)
                continue
            }
            try move(standing, to: nil, run: run)
            if standing.before != nil { changes.resolved.append(fingerprint) }
        }
    }

    // MARK: - Spans

    private func standing(_ fingerprint: String, run: Int64) throws -> Standing? {
        let row = try database.cachedStatement(sql: "SELECT id, severity FROM finding WHERE fingerprint = ?")
        guard let found = try Row.fetchOne(row, arguments: [fingerprint]) else { return nil }
        let id: Int64 = found["id"]
        var standing = Standing(id: id, severity: found["severity"], stoodEver: false)
        let spans = try database.cachedStatement(
            sql: "SELECT from_run, to_run, state FROM finding_span WHERE finding_id = ? ORDER BY from_run")
        for span in try Row.fetchAll(spans, arguments: [id]) {
            let from: Int64 = span["from_run"]
            let to: Int64? = span["to_run"]
            let state = State(rawValue: span["state"])
            if from < run {
                standing.stoodEver = true
                if to ?? run >= run { standing.before = state }
            }
            if to == nil { standing.now = state }
        }
        return standing
    }

    /// Makes `state` the one that stands at the run, writing only what differs.
    private func move(_ standing: Standing, to state: State?, run: Int64) throws {
        if standing.now == state { return }
        // What an earlier recording of this very run began is taken back first.
        try database.execute(
            sql: "DELETE FROM finding_span WHERE finding_id = ? AND from_run = ?", arguments: [standing.id, run])
        let hasSpan = standing.before != nil
        let stays = hasSpan && standing.before == state
        if hasSpan {
            try database.execute(
                sql: """
                    UPDATE finding_span SET to_run = ? WHERE finding_id = ? AND from_run < ?
                    AND (to_run IS NULL OR to_run = ?)
                    """, arguments: [stays ? nil : run, standing.id, run, run])
        }
        if !stays, let state { try open(standing.id, state, run: run) }
    }

    private func open(_ id: Int64, _ state: State, run: Int64) throws {
        try database.cachedStatement(sql: "INSERT INTO finding_span (finding_id, from_run, state) VALUES (?, ?, ?)")
            .execute(arguments: [id, run, state.rawValue])
    }

    // MARK: - History

    func history(at run: Int64) throws -> [String: FindingHistory] {
        try RunStore.requirePublished(database, run)
        let reconciliations = try Row.fetchAll(
            database, sql: "SELECT run, judged_at FROM reconciliation WHERE run <= ? ORDER BY run", arguments: [run]
        ).map { (run: $0["run"] as Int64, at: Instant(milliseconds: $0["judged_at"])) }
        var histories: [String: FindingHistory] = [:]
        var lastEnd: [String: Int64] = [:]
        let spans = try Row.fetchCursor(
            database,
            sql: """
                SELECT f.fingerprint, s.from_run, s.to_run, s.state FROM finding_span s
                JOIN finding f ON f.id = s.finding_id WHERE s.from_run <= ? ORDER BY s.finding_id, s.from_run
                """, arguments: [run])
        while let span = try spans.next() {
            let fingerprint: String = span["fingerprint"]
            let from: Int64 = span["from_run"]
            let to: Int64? = span["to_run"]
            let end = min(to ?? Int64.max, run + 1)
            let firstIndex = reconciliations.partitioningIndex { $0.run >= from }
            let endIndex = reconciliations.partitioningIndex { $0.run >= end }
            guard firstIndex < endIndex else { continue }
            let (first, last) = (reconciliations[firstIndex], reconciliations[endIndex - 1])
            var history =
                histories[fingerprint]
                ?? FindingHistory(state: .open, firstSeen: first.at, lastSeen: first.at, reopenings: 0)
            if let lastEnd = lastEnd[fingerprint], lastEnd < from { history.reopenings += 1 }
            let state = State(rawValue: span["state"])
            if state != .undecided { history.lastSeen = last.at }
            let stands = to.map { $0 > run } ?? true
            history.state = stands ? (state == .exempt ? .exempt : .open) : .resolved
            histories[fingerprint] = history
            lastEnd[fingerprint] = to ?? Int64.max
        }
        return histories
    }
}

extension Array {
    /// The first index from which on the condition holds, in an array where it holds from somewhere to the end.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
