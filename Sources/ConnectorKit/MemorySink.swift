import Inventory

/// Keeps what a run reads in memory: for tests, and for collections that keep no ledger. It retires nothing, since it
/// has no past.
public actor MemorySink: PageSink {
    private var records: [Scope: [RecordKind: [NativeID: Record]]] = [:]
    private var openings: [Scope: ScopeOpening] = [:]
    /// How each scope ended.
    public private(set) var coverage: [Scope: Coverage] = [:]
    /// The pages as they came, for tests that look at order and checkpoints.
    public private(set) var pages: [Page] = []

    public init() {}

    /// All records, ordered by scope, kind and id.
    public var allRecords: [Record] {
        records.sorted { $0.key.description < $1.key.description }.flatMap { _, kinds in
            kinds.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { _, rows in
                rows.sorted { $0.key < $1.key }.map(\.value)
            }
        }
    }

    public func begin(_ opening: ScopeOpening) -> ScopeEntry {
        if let ended = coverage[opening.scope] { return .alreadyEnded(ended) }
        openings[opening.scope] = opening
        return .fresh
    }

    public func commit(_ page: Page, in scope: Scope) -> PageReceipt {
        var duplicates = 0
        for record in page.records
        where records[scope, default: [:]][record.kind, default: [:]]
            .updateValue(record, forKey: record.nativeID) != nil
        { duplicates += 1 }
        pages.append(page)
        return PageReceipt(duplicates: duplicates)
    }

    public func end(_ scope: Scope, _ coverage: Coverage) { self.coverage[scope] = coverage }

    public func postpone(_ scope: Scope, _ coverage: Coverage) { self.coverage[scope] = coverage }

    public func endParentGone(_ scope: Scope) {
        records[scope] = nil
        coverage[scope] = Coverage(.complete)
    }

    public func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int)
        -> [Record]
    {
        records.filter { $0.key.stream == stream && $0.key.source == source }
            .flatMap { $0.value[kind].map { Array($0.values) } ?? [] }
            .filter { record in after.map { $0 < record.nativeID } ?? true }
            .sorted { $0.nativeID < $1.nativeID }.prefix(limit).map { $0 }
    }
}
