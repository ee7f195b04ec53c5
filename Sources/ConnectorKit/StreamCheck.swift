import Inventory
import Transport

/// Whether a stream can be read, as far as its first page tells.
public struct StreamCheck: Sendable, Hashable {
    public var stream: StreamDescriptor
    /// `complete` where the first page was read, however many follow. `notRead` where there was nothing to ask about.
    public var coverage: Coverage

    public init(stream: StreamDescriptor, coverage: Coverage) {
        self.stream = stream
        self.coverage = coverage
    }
}

extension StreamRunner {
    /// Things that another stream gave earlier, some of which may be gone meanwhile.
    public typealias EarlierRecords = @Sendable (_ stream: String, _ kind: RecordKind) async throws -> [Record]

    /// More parents than these are not tried where they turn out to be gone, or to have none of what others need.
    private static var triedParents: Int { 10 }

    /// Reads the first page of each stream, of its first part where it is read in parts, and keeps nothing.
    ///
    /// - Parameter earlier: where parents come from when the first page of their stream holds none.
    /// - Throws: what `earlier` throws, and `CancellationError`. Whatever the vendor does ends in a coverage.
    public func check(
        _ tenant: TenantIdentity, earlier: @escaping EarlierRecords = { _, _ in [] }
    ) async throws -> [StreamCheck] {
        var results: [String: (coverage: Coverage, records: [Record])] = [:]
        var waiting = connector.streams
        while !waiting.isEmpty {
            // What stands first has no parent before it that is still to be read, so that each round ends some.
            let ready = waiting.filter { stream in
                !waiting.contains { $0.descriptor.id == stream.parent && $0.descriptor.id != stream.descriptor.id }
            }
            guard !ready.isEmpty else { break }
            waiting.removeAll { stream in ready.contains { $0.descriptor.id == stream.descriptor.id } }
            try await withThrowingTaskGroup(of: (String, Coverage, [Record]).self) { group in
                for stream in ready {
                    let parents = stream.parent.flatMap { results[$0] }
                    group.addTask {
                        let (coverage, records) = try await firstPage(of: stream, tenant, parents, earlier)
                        return (stream.descriptor.id, coverage, records)
                    }
                }
                for try await (id, coverage, records) in group {
                    results[id] = (coverage, records)
                    environment.progress(.streamEnded(source: source, stream: id, coverage: coverage))
                }
            }
        }
        return connector.streams.map(\.descriptor).map { stream in
            StreamCheck(
                stream: stream,
                coverage: results[stream.id]?.coverage ?? Coverage(.failed, reason: "its parents lead back to itself"))
        }
    }

    private func firstPage(
        of stream: Stream, _ tenant: TenantIdentity, _ parents: (coverage: Coverage, records: [Record])?,
        _ earlier: EarlierRecords
    ) async throws -> (Coverage, [Record]) {
        guard case .each(let parentStream, let kind, let typePrefix) = stream.descriptor.partitions else {
            let (coverage, records) = try await firstPage(of: stream, .whole, tenant)
            return (coverage ?? Coverage(.unsupported, reason: "the list does not exist here"), records)
        }
        func fits(_ record: Record) -> Bool { record.kind == kind && record.type.hasPrefix(typePrefix) }
        var candidates = (parents?.records ?? []).filter(fits)
        if candidates.isEmpty { candidates = try await earlier(parentStream, kind).filter(fits) }
        guard !candidates.isEmpty else { return (Self.nothingToAskAbout(parentStream, parents?.coverage), []) }
        let isParent = connector.streams.contains { $0.parent == stream.descriptor.id }
        var last = Coverage(.notRead, reason: "what it was asked about is gone; ask again after a collection")
        for candidate in candidates.prefix(Self.triedParents) {
            let partition = Partition(key: candidate.nativeID.string, parent: candidate)
            let (coverage, records) = try await firstPage(of: stream, partition, tenant)
            // One that is gone tells nothing of the permission.
            guard let coverage else { continue }
            last = coverage
            // Where others are read for what this one holds, one that holds something is looked for.
            if coverage.state != .complete || !isParent || !records.isEmpty { return (coverage, records) }
        }
        return (last, [])
    }

    private static func nothingToAskAbout(_ parentStream: String, _ parents: Coverage?) -> Coverage {
        guard let parents, parents.state != .complete else {
            return Coverage(.notRead, reason: "nothing to ask about: what was read of \(parentStream) holds none")
        }
        return Coverage(
            parents.state, reason: "\(parentStream), which this depends on, is \(parents.state.rawValue)",
            missingPermissions: parents.missingPermissions)
    }

    /// - Returns: no coverage where what the part belongs to is gone.
    private func firstPage(of stream: Stream, _ partition: Partition, _ tenant: TenantIdentity) async throws
        -> (Coverage?, [Record])
    {
        let sink = FirstPageSink()
        let reader = ScopeReader(
            requester: requester, environment: environment, sink: sink, descriptor: stream.descriptor,
            opening: scopeOpening(of: stream, tenant, partition: partition.key), partition: partition)
        var coverage: Coverage
        do { coverage = try await reader.read(stream.source) } catch is FirstPageSink.Enough {
            coverage = Coverage(.complete)
        }
        if await sink.isGone { return (nil, []) }
        guard let page = await sink.page else {
            // Here nobody goes on later.
            if coverage.state == .notRead { coverage.state = .failed }
            return (coverage, [])
        }
        var read = Coverage(.complete, pages: 1, rows: page.records.count, rejected: page.rejected.count)
        if let rejection = page.rejected.first {
            read.state = .partial
            read.reason =
                "\(page.rejected.count) rows of its first page could not be decoded, "
                + "\(rejection.path): \(rejection.reason)"
        }
        return (read, page.records)
    }
}

/// Takes one page and stops the read by it: the one thing that the only loop over pages lets through is an error of
/// its sink.
private actor FirstPageSink: PageSink {
    struct Enough: Error {}

    private(set) var page: Page?
    private(set) var isGone = false

    func begin(_ opening: ScopeOpening) -> ScopeEntry { .fresh }

    func commit(_ page: Page, in scope: Scope) throws -> PageReceipt {
        if self.page == nil { self.page = page }
        throw Enough()
    }

    func end(_ scope: Scope, _ coverage: Coverage) {}

    func postpone(_ scope: Scope, _ coverage: Coverage) {}

    func endParentGone(_ scope: Scope) { isGone = true }

    func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int) -> [Record] {
        []
    }
}
