import Foundation
import Inventory
import Transport

/// One list of one kind of thing: what it is, and where its pages come from.
public struct Stream: Sendable {
    public enum Source: Sendable {
        case http(HTTPStream)
        case records(any RecordSource)
    }

    public var descriptor: StreamDescriptor
    public var source: Source

    public init(_ descriptor: StreamDescriptor, _ source: HTTPStream) {
        self.descriptor = descriptor
        self.source = .http(source)
    }

    public init(_ descriptor: StreamDescriptor, records source: any RecordSource) {
        self.descriptor = descriptor
        self.source = .records(source)
    }
}

/// A stream read page by page over HTTP. The engine owns paging, retry, budgets and checkpoints.
public struct HTTPStream: Sendable {
    /// The first request of a partition.
    public var first: @Sendable (Partition) throws -> Request
    /// A report that must be started and waited for before the first request.
    public var prepare: Preparation?
    public var pagination: Pagination
    /// Decodes a response: each row alone, so that one bad row costs one row.
    /// - Throws: any error when the body as a whole cannot be read; the page then fails.
    public var decode: @Sendable (Response, Partition) throws -> DecodedPage
    /// Reads the 404 of a partition's own URL. `.gone` retires the partition's records; `.empty` is for lists whose
    /// 404 means "has none" (a user without login profile).
    public var notFound: NotFoundMeaning
    /// What of a recorded exchange may be kept: the keys that the wire types read, and no other.
    public var redaction: RedactionRules
    /// Whether rows may move between pages; nil leaves it to the kind of pagination. For URLs of the next page that the
    /// connector itself writes with an index.
    public var shifts: Bool?

    public enum NotFoundMeaning: Sendable { case gone, empty }

    public init(
        first: @escaping @Sendable (Partition) throws -> Request, prepare: Preparation? = nil,
        pagination: Pagination = .single, notFound: NotFoundMeaning = .gone,
        redaction: RedactionRules = RedactionRules(), shifts: Bool? = nil,
        decode: @escaping @Sendable (Response, Partition) throws -> DecodedPage
    ) {
        self.first = first
        self.prepare = prepare
        self.pagination = pagination
        self.notFound = notFound
        self.redaction = redaction
        self.shifts = shifts
        self.decode = decode
    }
}

/// Start a report, ask until it is ready; then the stream's first request fetches it.
public struct Preparation: Sendable {
    /// Asked again and again, `interval` apart, until `isReady`.
    public var request: @Sendable (Partition) throws -> Request
    public var isReady: @Sendable (Response) throws -> Bool
    public var interval: Duration
    public var maximumAttempts: Int

    public init(
        request: @escaping @Sendable (Partition) throws -> Request,
        isReady: @escaping @Sendable (Response) throws -> Bool, interval: Duration = .seconds(2),
        maximumAttempts: Int = 60
    ) {
        self.request = request
        self.isReady = isReady
        self.interval = interval
        self.maximumAttempts = maximumAttempts
    }
}

/// What a decoder makes of one response.
public struct DecodedPage: Sendable {
    public var records: [Record]
    public var rejected: [Rejection]
    /// Rows of the page, decoded or not: what the vendor counts.
    public var rowCount: Int
    /// The next cursor or URL in the body; nil after the last page.
    public var next: String?
    /// The total that the vendor states.
    public var total: Int?
    /// The moment that the data speaks for, where it is earlier than now.
    public var asOf: Instant?
    /// Why the list is known not to be whole (a stated cap was reached); nil if nothing says so.
    public var truncation: String?

    public init(
        records: [Record], rejected: [Rejection] = [], rowCount: Int, next: String? = nil, total: Int? = nil,
        asOf: Instant? = nil, truncation: String? = nil
    ) {
        self.records = records
        self.rejected = rejected
        self.rowCount = rowCount
        self.next = next
        self.total = total
        self.asOf = asOf
        self.truncation = truncation
    }
}

/// A source of records that is not paged HTTP: a file, another program, another protocol.
public protocol RecordSource: Sendable {
    /// Reads the partition, handing over batches in order, and says how the read ended.
    /// - Throws: when it could not be read at all; the scope is then `failed`.
    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage
}
