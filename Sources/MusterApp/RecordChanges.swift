import Inventory
import Ledger

extension Ledger {
    /// What changed between two runs, told once a thing: a record that left one list for another of the same source (a
    /// user who was deactivated is in the list of those) has changed, and is neither gone nor new.
    func recordChanges(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange] {
        let changes = try await changes(from: earlier, to: later, limit: limit)
        var gone: [Moved: Record] = [:]
        for change in changes {
            if case .retired(let record, _) = change.change { gone[Moved(change, record)] = record }
        }
        guard !gone.isEmpty else { return changes }
        var moved: Set<Moved> = []
        let told = changes.compactMap { change -> RecordChange? in
            guard case .added(let record) = change.change else { return change }
            let key = Moved(change, record)
            guard let before = gone[key], moved.insert(key).inserted else { return change }
            // It only stands in another list now.
            if before == record { return nil }
            var change = change
            change.change = .changed(from: before, to: record)
            return change
        }
        return told.filter { change in
            if case .retired(let record, _) = change.change { return !moved.contains(Moved(change, record)) }
            return true
        }
    }
}

/// One thing of one source, whichever list it stands in.
private struct Moved: Hashable {
    let source: SourceID
    let kind: RecordKind
    let nativeID: NativeID

    init(_ change: RecordChange, _ record: Record) {
        source = change.source
        kind = record.kind
        nativeID = record.nativeID
    }
}
