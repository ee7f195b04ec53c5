/// The inventory as of one published generation: immutable, and the only thing that rules and reports read.
public protocol Snapshot: Sendable {
    var info: SnapshotInfo { get }

    /// All rows of one kind, ordered by (source, holder, native id), holders that are nil first.
    /// The cursor is used by one thread at a time and not after the snapshot is released.
    func cursor<R: InventoryRecord>(_ kind: R.Type) throws -> any RecordCursor<R>
}

/// Pull-style reading, so that ordered kinds can be merged without holding them in memory.
public protocol RecordCursor<Element>: AnyObject {
    associatedtype Element: InventoryRecord
    func next() throws -> Stored<Element>?
}

/// A record with what the ledger knows about it.
public struct Stored<R: InventoryRecord>: Sendable {
    public var record: R
    public var source: SourceID
    public var stream: String
    public var partition: String
    /// When this ledger first saw the record (any version of it).
    public var firstSeen: Instant
    /// When the version that stands here was read, and in which run.
    public var observedAt: Instant
    public var run: Int64
    /// The page of the stream that gave it, from 0.
    public var page: Int
    /// Set while a shifting list has missed it once: it is retired when a second complete read misses it too.
    public var missingSince: Instant?

    public init(
        record: R, source: SourceID, stream: String, partition: String = "", firstSeen: Instant, observedAt: Instant,
        run: Int64, page: Int = 0, missingSince: Instant? = nil
    ) {
        self.record = record
        self.source = source
        self.stream = stream
        self.partition = partition
        self.firstSeen = firstSeen
        self.observedAt = observedAt
        self.run = run
        self.page = page
        self.missingSince = missingSince
    }

    public var scope: Scope { Scope(source: source, stream: stream, partition: partition) }
}

/// What a snapshot says about itself. Findings, reviews and evidence cite its id.
public struct SnapshotInfo: Sendable, Hashable {
    /// The counter of the published run. Runs are ordered by it, not by clock.
    public var run: Int64
    public var publishedAt: Instant
    public var sources: [SourceInfo]
    public var streams: [StreamInfo]

    public init(run: Int64, publishedAt: Instant, sources: [SourceInfo], streams: [StreamInfo]) {
        self.run = run
        self.publishedAt = publishedAt
        self.sources = sources
        self.streams = streams
    }

    public func source(_ id: SourceID) -> SourceInfo? { sources.first { $0.id == id } }

    public func stream(_ name: String, of source: SourceID) -> StreamInfo? {
        streams.first { $0.source == source && $0.stream == name }
    }
}

public struct SourceInfo: Sendable, Hashable {
    public var id: SourceID
    /// The label in the configuration.
    public var name: String
    /// The connector's version that read it last.
    public var connectorVersion: String
    /// What the source is the authority for (`person`).
    public var authoritativeFor: [RecordKind]
    /// The end of the first run in which every stream of the source was complete; nil before it. Ages by our own
    /// first sight count only from here.
    public var firstCompleteAt: Instant?
    /// The run that read it last.
    public var lastRun: Int64

    public init(
        id: SourceID, name: String, connectorVersion: String, authoritativeFor: [RecordKind] = [],
        firstCompleteAt: Instant? = nil, lastRun: Int64
    ) {
        self.id = id
        self.name = name
        self.connectorVersion = connectorVersion
        self.authoritativeFor = authoritativeFor
        self.firstCompleteAt = firstCompleteAt
        self.lastRun = lastRun
    }
}

/// The coverage of one stream in one snapshot: rolled up over its partitions, with the exceptions named.
public struct StreamInfo: Sendable, Hashable {
    public var source: SourceID
    public var stream: String
    public var operation: String
    public var streamVersion: Int
    /// The kinds of record that it yields.
    public var yields: [RecordKind]
    /// The worst state of its partitions; counts are sums.
    public var coverage: Coverage
    /// Partitions that were read completely.
    public var completePartitions: Int
    /// Those that were not, at most 1,000 of them.
    public var exceptions: [PartitionCoverage]
    /// The run and time of this read.
    public var run: Int64
    public var readAt: Instant
    /// The last run in which the whole stream was complete; nil if never.
    public var lastCompleteRun: Int64?
    public var lastCompleteAt: Instant?
    /// Rows per kind now, and at the last complete run before this one: for mass change.
    public var rowsNow: [RecordKind: Int]
    public var rowsBefore: [RecordKind: Int]

    public init(
        source: SourceID, stream: String, operation: String, streamVersion: Int = 1, yields: [RecordKind],
        coverage: Coverage, completePartitions: Int = 0, exceptions: [PartitionCoverage] = [], run: Int64,
        readAt: Instant, lastCompleteRun: Int64? = nil, lastCompleteAt: Instant? = nil,
        rowsNow: [RecordKind: Int] = [:], rowsBefore: [RecordKind: Int] = [:]
    ) {
        self.source = source
        self.stream = stream
        self.operation = operation
        self.streamVersion = streamVersion
        self.yields = yields
        self.coverage = coverage
        self.completePartitions = completePartitions
        self.exceptions = exceptions
        self.run = run
        self.readAt = readAt
        self.lastCompleteRun = lastCompleteRun
        self.lastCompleteAt = lastCompleteAt
        self.rowsNow = rowsNow
        self.rowsBefore = rowsBefore
    }

    /// The coverage of one partition: its exception if it has one, else the stream's.
    public func coverage(of partition: String) -> Coverage {
        if let exception = exceptions.first(where: { $0.partition == partition }) { return exception.coverage }
        return exceptions.isEmpty ? coverage : Coverage(.complete)
    }
}

public struct PartitionCoverage: Sendable, Hashable, Codable {
    public var partition: String
    public var coverage: Coverage

    public init(partition: String, coverage: Coverage) {
        self.partition = partition
        self.coverage = coverage
    }
}
