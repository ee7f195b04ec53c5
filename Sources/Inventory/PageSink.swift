/// Where the stream runner puts what it read. The ledger is one; tests keep pages in memory.
public protocol PageSink: Sendable {
    /// Opens a scope. Answers whether it is read anew, goes on from a checkpoint of an interrupted run, or was
    /// already ended in this generation.
    func begin(_ opening: ScopeOpening) async throws -> ScopeEntry

    /// Stores a page, whole or not at all: its records, which rows were seen, and the checkpoint after it.
    func commit(_ page: Page, in scope: Scope) async throws -> PageReceipt

    /// Ends a scope. A complete one retires what was not seen; any other retires nothing. Scopes whose partition is a
    /// record that is retired go with it.
    func end(_ scope: Scope, _ coverage: Coverage) async throws

    /// Leaves a scope unended because the run's time did not suffice. It counts as `coverage` says, which retires
    /// nothing; the next run goes on with it.
    func postpone(_ scope: Scope, _ coverage: Coverage) async throws

    /// Retires one scope's records because their parent is gone (a 404 on the parent's own URL, or a parent retired
    /// by a complete read).
    func endParentGone(_ scope: Scope) async throws

    /// Records of `kind` that `stream` of `source` holds now, in order of their ids, at most `limit` after `after`:
    /// how a stream fans out over its parents.
    func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int)
        async throws -> [Record]
}

public enum ScopeEntry: Hashable, Sendable {
    case fresh
    case resume(Checkpoint)
    case alreadyEnded(Coverage)
}

/// One page, mapped.
public struct Page: Sendable {
    public var records: [Record]
    public var rejected: [Rejection]
    /// 0 for the first page of the scope.
    public var ordinal: Int
    /// When the vendor answered.
    public var observedAt: Instant
    /// Where to go on after this page; nil after the last.
    public var checkpoint: Checkpoint?

    public init(
        records: [Record], rejected: [Rejection] = [], ordinal: Int, observedAt: Instant, checkpoint: Checkpoint? = nil
    ) {
        self.records = records
        self.rejected = rejected
        self.ordinal = ordinal
        self.observedAt = observedAt
        self.checkpoint = checkpoint
    }
}

public struct PageReceipt: Hashable, Sendable {
    /// Records whose id had been seen before in this scope and generation.
    public var duplicates: Int

    public init(duplicates: Int) { self.duplicates = duplicates }
}

/// Where an interrupted scope goes on: the paginator's own state, and the counts so far.
public struct Checkpoint: Hashable, Sendable, Codable {
    /// The cursor, page number or URL of the next page, as the paginator writes it. Never a credential.
    public var next: String
    public var pages: Int
    public var rows: Int
    public var rejected: Int
    public var requests: Int
    /// Rows as the vendor counts them, decoded or not.
    public var vendorRows: Int

    public init(next: String, pages: Int, rows: Int, rejected: Int, requests: Int, vendorRows: Int = 0) {
        self.next = next
        self.pages = pages
        self.rows = rows
        self.rejected = rejected
        self.requests = requests
        self.vendorRows = vendorRows
    }

    /// All pages are in and only the end of the scope is missing: the process died between the last page and `end`.
    /// Nothing is to be asked for again.
    public var isAtEnd: Bool { next.isEmpty }
}
