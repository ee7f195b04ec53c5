/// A snapshot held in memory, for examples, tests and collections that keep no ledger.
public struct MemorySnapshot: Snapshot {
    public var info: SnapshotInfo
    private var rows: [RecordKind: [any Sendable]] = [:]

    public init(info: SnapshotInfo) { self.info = info }

    /// Adds a row; the order of adding does not matter.
    public mutating func add<R: InventoryRecord>(_ row: Stored<R>) { rows[R.kind, default: []].append(row) }

    public func cursor<R: InventoryRecord>(_ kind: R.Type) throws -> any RecordCursor<R> {
        let typed = (rows[R.kind] ?? []).compactMap { $0 as? Stored<R> }
        return MemoryCursor(typed.sorted(by: Self.precedes))
    }

    private static func precedes<R>(_ left: Stored<R>, _ right: Stored<R>) -> Bool {
        if left.source != right.source { return left.source < right.source }
        switch (left.record.holder, right.record.holder) {
        case (nil, .some): return true
        case (.some, nil): return false
        case (let first?, let second?) where first != second: return first < second
        default: return left.record.nativeID < right.record.nativeID
        }
    }
}

private final class MemoryCursor<R: InventoryRecord>: RecordCursor {
    private var rows: [Stored<R>]
    private var index = 0

    init(_ rows: [Stored<R>]) { self.rows = rows }

    func next() -> Stored<R>? {
        guard index < rows.count else { return nil }
        defer { index += 1 }
        return rows[index]
    }
}
