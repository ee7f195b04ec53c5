import GRDB
import Inventory

/// What differs between two generations: only keys with a version that began or ended in between are looked at.
struct ChangeReader {
    let database: Database
    let earlier: Int64
    let later: Int64

    /// By kind, then source, stream, native id and partition.
    func changes(limit: Int) throws -> [RecordChange] {
        try RunStore.requirePublished(database, earlier)
        try RunStore.requirePublished(database, later)
        guard earlier <= later else {
            throw LedgerError(
                .noSuchRun, "Run \(earlier) is not before run \(later)", advice: "Name the earlier run first.")
        }
        var causes = ChangeCauses(
            before: try SnapshotInfoReader.read(database, run: earlier),
            after: try SnapshotInfoReader.read(database, run: later))
        var changes: [RecordChange] = []
        for table in RecordTable.all {
            let keys = try Row.fetchCursor(database, sql: Self.keys(table), arguments: try bounds(table))
            while changes.count < limit, let key = try keys.next() {
                guard let change = try change(table, scope: key["scope_id"], nativeID: key["native_id"]) else {
                    continue
                }
                let scope = Scope(
                    source: SourceID(connector: key["connector"], tenant: key["tenant"]), stream: key["stream"],
                    partition: key["partition"])
                let isOtherFingerprint = try isOtherFingerprint(key["scope_id"])
                changes.append(
                    RecordChange(
                        source: scope.source, sourceName: causes.name(of: scope.source), stream: scope.stream,
                        change: change,
                        cause: causes.cause(of: change, in: scope, isOtherFingerprint: isOtherFingerprint)))
            }
        }
        return changes
    }

    private static func keys(_ table: RecordTable) -> String {
        """
        SELECT k.scope_id, k.native_id, s.connector, s.tenant, c.stream, c.partition FROM (
            SELECT scope_id, native_id FROM \(table.name) WHERE id >= ? AND from_gen <= ?
            UNION SELECT scope_id, native_id FROM \(table.name) WHERE to_gen > ? AND to_gen <= ?
        ) k JOIN scope c ON c.id = k.scope_id JOIN source s ON s.id = c.source_id
        ORDER BY s.connector, s.tenant, c.stream, k.native_id, c.partition
        """
    }

    private func bounds(_ table: RecordTable) throws -> StatementArguments {
        let first = try RunStore.firstRow(database, in: table, fromGeneration: earlier + 1) ?? Int64.max
        return [first, later, earlier, later]
    }

    private func change(_ table: RecordTable, scope: Int64, nativeID: String) throws -> RecordChange.Change? {
        let before: Inventory.Record? = try version(table, scope, nativeID, at: earlier)
        let after: Inventory.Record? = try version(table, scope, nativeID, at: later)
        switch (before, after) {
        case (nil, nil): return nil
        case (nil, let after?): return .added(after)
        case (let before?, let after?): return before == after ? nil : .changed(from: before, to: after)
        case (let before?, nil):
            let why = try String.fetchOne(
                database,
                sql: """
                    SELECT retired_why FROM \(table.name) WHERE scope_id = ? AND native_id = ?
                    AND to_gen > ? AND to_gen <= ? AND retired_why IS NOT NULL ORDER BY to_gen DESC LIMIT 1
                    """, arguments: [scope, nativeID, earlier, later])
            return .retired(before, why: why ?? "absent")
        }
    }

    private func version(_ table: RecordTable, _ scope: Int64, _ nativeID: String, at run: Int64) throws
        -> Inventory.Record?
    {
        let statement = try RawStatement(database, table.readVersions)
        statement.bind(scope, at: 1)
        statement.bind(run, at: 3)
        statement.bind(run, at: 4)
        return try statement.binding(nativeID, at: 2) {
            defer { statement.reset() }
            return try statement.step() ? try table.kind.readRecord(statement) : nil
        }
    }

    /// Whether the scope's baseline became another one in between.
    private func isOtherFingerprint(_ scope: Int64) throws -> Bool {
        let sql = "SELECT run FROM scope_baseline WHERE scope_id = ? AND run <= ? ORDER BY run DESC LIMIT 1"
        let before = try Int64.fetchOne(database, sql: sql, arguments: [scope, earlier])
        let after = try Int64.fetchOne(database, sql: sql, arguments: [scope, later])
        return before != nil && before != after
    }
}

/// Why a record differs: the vendor, our mapping, or what we could read.
private struct ChangeCauses {
    let before: SnapshotInfo
    let after: SnapshotInfo
    private var streams: [Scope: (before: StreamInfo?, after: StreamInfo?)] = [:]

    init(before: SnapshotInfo, after: SnapshotInfo) {
        self.before = before
        self.after = after
    }

    func name(of source: SourceID) -> String { after.source(source)?.name ?? source.description }

    mutating func cause(of change: RecordChange.Change, in scope: Scope, isOtherFingerprint: Bool)
        -> RecordChange.Cause
    {
        let stream = Scope(source: scope.source, stream: scope.stream)
        let found =
            streams[stream]
            ?? (before.stream(scope.stream, of: scope.source), after.stream(scope.stream, of: scope.source))
        streams[stream] = found
        if let old = found.before, let new = found.after, old.streamVersion != new.streamVersion { return .mapping }
        if isOtherFingerprint { return .coverage }
        // What was not there before may only not have been read.
        if case .added = change, found.before?.coverage(of: scope.partition).state.provesAbsence != true {
            return .coverage
        }
        return .vendor
    }
}
