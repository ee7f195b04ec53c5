import Foundation
import Inventory
import Transport

/// Reads all streams of one source into a sink: parents before children, independent streams side by side.
public struct StreamRunner: Sendable {
    /// The user's label.
    public let source: String
    let connector: Connector
    let environment: RunEnvironment
    let requester: Requester

    /// - Parameter source: the user's label, for progress.
    public init(source: String, connector: Connector, environment: RunEnvironment) {
        self.source = source
        self.connector = connector
        self.environment = environment
        var budgets: [String: RateBudget] = [:]
        for bucket in connector.manifest.buckets {
            budgets[bucket.id] = RateBudget(
                requestsPerSecond: environment.pace.requestsPerSecond(bucket), concurrency: bucket.concurrency,
                time: environment.time)
        }
        requester = Requester(
            source: source, connector: connector, environment: environment, budgets: budgets, health: SourceHealth())
    }

    /// Asks the source whose data it holds.
    /// - Throws: `SourceProblem` when it cannot tell.
    public func identify() async throws -> TenantIdentity {
        switch connector.tenant {
        case .fixed(let tenant): return tenant
        case .http(let request, let rules, let decode):
            let response = try await ask(request, rules)
            do { return try decode(response) } catch { throw foreign(response) }
        case .conversation(let rules, let hold):
            let last = Locked<Response?>(nil)
            do {
                return try await hold { request in
                    let response = try await ask(request, rules)
                    last.withLock { $0 = response }
                    return response
                }
            } catch let problem as SourceProblem { throw problem } catch let error as CancellationError {
                throw error
            } catch {
                guard let response = last.withLock({ $0 }) else {
                    throw SourceProblem(source: source, reason: "\(error)")
                }
                throw foreign(response)
            }
        }
    }

    private func ask(_ request: Request, _ rules: RedactionRules) async throws -> Response {
        let stream = StreamDescriptor(
            id: "tenant", title: "Tenant", operation: "tenant", yields: [], permissions: [],
            bucket: connector.manifest.buckets.first?.id ?? "default")
        let answer = try await requester.send(request, stream: stream, rules: rules)
        guard case .ok = answer.outcome, let response = answer.response else {
            throw SourceProblem(
                source: source, reason: Self.words(for: answer.outcome), isRefusal: answer.outcome.isRefusal,
                isPostponed: answer.outcome.isPostponed)
        }
        return response
    }

    private func foreign(_ response: Response) -> SourceProblem {
        SourceProblem(
            source: source,
            reason:
                "the answer to the first request is not \(connector.manifest.product)'s (\(response.body.count) bytes, "
                + "\(response.headers["Content-Type"] ?? "no content type")); check the endpoint")
    }

    /// Reads every stream, or those named. Each scope ends in a coverage, whatever the vendor does.
    /// - Throws: what the sink throws, and `CancellationError`.
    public func run(_ tenant: TenantIdentity, into sink: any PageSink, only: Set<String>? = nil) async throws
        -> [String: Coverage]
    {
        let wanted = connector.streams(of: tenant).filter { only?.contains($0.descriptor.id) ?? true }
        var waiting = wanted
        var results: [String: Coverage] = [:]
        return try await withThrowingTaskGroup(of: (String, Coverage).self) { group in
            var underWay = 0
            func start() {
                for stream in waiting where isReady(stream, ended: results, among: wanted) {
                    waiting.removeAll { $0.descriptor.id == stream.descriptor.id }
                    underWay += 1
                    let parent = stream.parent.flatMap { results[$0] }
                    group.addTask {
                        (stream.descriptor.id, try await read(stream, tenant, parentCoverage: parent, into: sink))
                    }
                }
            }
            start()
            while underWay > 0, let (id, coverage) = try await group.next() {
                underWay -= 1
                results[id] = coverage
                environment.progress(.streamEnded(source: source, stream: id, coverage: coverage))
                start()
            }
            return results
        }
    }

    private func isReady(_ stream: Stream, ended: [String: Coverage], among wanted: [Stream]) -> Bool {
        guard let parent = stream.parent, wanted.contains(where: { $0.descriptor.id == parent }) else { return true }
        return ended[parent] != nil
    }

    // MARK: - One stream

    private func read(_ stream: Stream, _ tenant: TenantIdentity, parentCoverage: Coverage?, into sink: any PageSink)
        async throws -> Coverage
    {
        let id = SourceID(connector: connector.manifest.id, tenant: tenant.id)
        let open: @Sendable (String) -> ScopeOpening = { scopeOpening(of: stream, tenant, partition: $0) }
        let read: @Sendable (Partition) async throws -> Coverage = { partition in
            try await ScopeReader(
                requester: requester, environment: environment, sink: sink, descriptor: stream.descriptor,
                opening: open(partition.key), partition: partition
            ).read(stream.source)
        }
        guard case .each(let parentStream, let kind, let typePrefix) = stream.descriptor.partitions else {
            return try await read(.whole)
        }
        let summary = try await fanOut(
            over: kind, in: parentStream, typePrefix: typePrefix, source: id, concurrency: concurrency(of: stream),
            sink: sink,
            read: read)
        let parents = parentCoverage ?? Coverage(.complete)
        if parents.state.provesAbsence && summary.partitions > 0 { return summary.coverage }
        // Without parents, or with some of them unknown, the stream says so itself.
        let opening = open("")
        if case .alreadyEnded(let coverage) = try await sink.begin(opening) { return coverage }
        let own = parents.state.provesAbsence ? Coverage(.complete) : Self.inherited(from: parents, parentStream)
        try await sink.end(opening.scope, own)
        return summary.adding(own).coverage
    }

    func scopeOpening(of stream: Stream, _ tenant: TenantIdentity, partition: String) -> ScopeOpening {
        ScopeOpening(
            scope: Scope(
                source: SourceID(connector: connector.manifest.id, tenant: tenant.id), stream: stream.descriptor.id,
                partition: partition), operation: stream.descriptor.operation,
            fingerprint: fingerprint(of: stream, tenant),
            streamVersion: stream.descriptor.version, pagesShift: stream.pagesShift)
    }

    /// Another credential is no other baseline of the list of credentials in use: the one before it is gone from it.
    private func fingerprint(of stream: Stream, _ tenant: TenantIdentity) -> String {
        stream.descriptor.id == CollectorStream.id
            ? scopeFingerprint(TenantIdentity(id: tenant.id, principal: ""), narrowing: [])
            : scopeFingerprint(tenant, narrowing: connector.narrowing)
    }

    private static func inherited(from parents: Coverage, _ stream: String) -> Coverage {
        let state: CoverageState = parents.pages == 0 ? parents.state : .partial
        return Coverage(
            state, reason: "\(stream), which this depends on, is \(parents.state.rawValue)",
            missingPermissions: parents.missingPermissions)
    }

    private func fanOut(
        over kind: RecordKind, in parentStream: String, typePrefix: String, source id: SourceID, concurrency: Int,
        sink: any PageSink, read: @escaping @Sendable (Partition) async throws -> Coverage
    ) async throws -> CoverageSummary {
        var summary = CoverageSummary()
        var after: NativeID?
        while true {
            let parents = try await sink.records(of: kind, in: parentStream, source: id, after: after, limit: 500)
            guard let last = parents.last else { return summary }
            after = last.nativeID
            try await withThrowingTaskGroup(of: Coverage.self) { group in
                var underWay = 0
                for parent in parents where parent.type.hasPrefix(typePrefix) {
                    if underWay >= concurrency, let coverage = try await group.next() {
                        summary = summary.adding(coverage)
                        underWay -= 1
                    }
                    underWay += 1
                    group.addTask { try await read(Partition(key: parent.nativeID.string, parent: parent)) }
                }
                for try await coverage in group { summary = summary.adding(coverage) }
            }
        }
    }

    private func concurrency(of stream: Stream) -> Int {
        connector.manifest.buckets.first { $0.id == stream.descriptor.bucket }?.concurrency ?? 1
    }

    private static func words(for outcome: Outcome) -> String {
        switch outcome {
        case .ok: "an answer without a body"
        case .throttle: "the vendor limits requests"
        case .retry(let reason), .failed(let reason), .unsupported(let reason), .postponed(let reason): reason
        case .denied(let reason, let missing):
            reason + (missing.isEmpty ? "" : "; it needs " + missing.joined(separator: ", "))
        case .signInRefused(let reason): "sign-in was refused: \(reason)"
        case .gone: "the first request found nothing there; check the endpoint"
        }
    }
}

/// Why a source could not even be identified.
public struct SourceProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public var source: String
    public var reason: String
    /// The vendor answered, and the answer was no: asking something else may still succeed. False where it could not be
    /// asked, or nothing can be concluded from what it said.
    public var isRefusal: Bool
    /// It was not asked, because the run's time does not suffice: nothing is wrong with it.
    public var isPostponed: Bool

    public init(source: String, reason: String, isRefusal: Bool = false, isPostponed: Bool = false) {
        self.source = source
        self.reason = reason
        self.isRefusal = isRefusal
        self.isPostponed = isPostponed
    }

    public var description: String { "\(source): \(reason)" }
}

extension Stream {
    var parent: String? {
        if case .each(let stream, _, _) = descriptor.partitions { stream } else { nil }
    }

    var pagesShift: Bool {
        if case .http(let http) = source { http.shifts ?? http.pagination.shifts } else { false }
    }
}

extension Record {
    /// The vendor's own term for it, where the kind has one.
    var type: String {
        switch self {
        case .identity(let record): record.type
        case .application(let record): record.type
        case .credential(let record): record.type
        case .grant(let record): record.type
        case .entitlement(let record): record.type
        case .permission(let record): record.type
        case .resource(let record): record.type
        case .person, .usage, .ownership, .link: ""
        }
    }
}
