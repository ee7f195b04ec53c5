import Inventory

/// Keeps what a run reads in memory: for tests, and for collections that keep no ledger. It retires nothing, since it
/// has no past.
public actor MemorySink: PageSink {
    private var records: [Scope: [RecordKind: [NativeID: Record]]] = [:]
    private var openings: [Scope: ScopeOpening] = [:]
    /// What fan-out pages through, in order, until a page of that stream is committed.
    private var ordered: [Listing: [Record]] = [:]

    private struct Listing: Hashable {
        var source: SourceID
        var stream: String
        var kind: RecordKind
    }

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
        forgetOrder(of: scope)
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
        forgetOrder(of: scope)
        records[scope] = nil
        coverage[scope] = Coverage(.complete)
    }

    public func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int)
        -> [Record]
    {
        let listing = Listing(source: source, stream: stream, kind: kind)
        let all = ordered[listing] ?? sorted(listing)
        ordered[listing] = all
        guard let after else { return Array(all.prefix(limit)) }
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if after < all[middle].nativeID { high = middle } else { low = middle + 1 }
        }
        return Array(all[low...].prefix(limit))
    }

    private func sorted(_ listing: Listing) -> [Record] {
        records.filter { $0.key.stream == listing.stream && $0.key.source == listing.source }
            .flatMap { $0.value[listing.kind].map { Array($0.values) } ?? [] }
            .sorted { $0.nativeID < $1.nativeID }
    }

    private func forgetOrder(of scope: Scope) {
        guard !ordered.isEmpty else { return }
        ordered = ordered.filter { $0.key.stream != scope.stream || $0.key.source != scope.source }
    }
}
