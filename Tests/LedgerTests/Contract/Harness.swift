import Foundation
import Inventory
import Ledger
import Testing

/// Drives a ledger as a collection does, in as few words as a test can bear.
final class Harness {
    static let source = SourceID(connector: "acme", tenant: "t-1")
    static let users = Scope(source: source, stream: "users")
    static let streams = [
        StreamRegistration(stream: "users", operation: "ListUsers", version: 1, yields: [.identity]),
        StreamRegistration(stream: "keys", operation: "ListKeys", version: 1, yields: [.credential]),
    ]

    private let open: @Sendable () async throws -> any Ledger
    private var held: (any Ledger)?
    private(set) var lease = RunLease(run: 0, epoch: 0, isResumed: false)
    private var sink: (any PageSink)?
    /// When the run began; pages are answered then unless a test says otherwise.
    private var now = Instant.day(0)

    init(_ subject: Subject) async throws {
        open = try subject.make()
        held = try await open()
    }

    var ledger: any Ledger {
        get throws { try #require(held) }
    }

    /// As if the process had been killed: nothing is said to the ledger, and another process opens it.
    func crash() async throws {
        sink = nil
        held = nil
        held = try await open()
    }

    // MARK: - Runs

    @discardableResult
    func begin(
        at now: Instant = .day(0), sources: [String] = ["acme"], streams: [StreamRegistration] = Harness.streams
    ) async throws -> RunLease {
        self.now = now
        lease = try await ledger.beginRun(RunRequest(sources: sources, now: now, programVersion: "1.0"))
        try await register(streams: streams)
        sink = try await ledger.sink(for: lease)
        return lease
    }

    func register(
        _ name: String = "acme", _ id: SourceID = Harness.source, streams: [StreamRegistration] = Harness.streams
    ) async throws {
        try await ledger.register(
            SourceRegistration(
                name: name, id: id, connectorVersion: "1.0", authoritativeFor: [.person], streams: streams),
            lease: lease)
    }

    @discardableResult
    func publish(at now: Instant = .day(0)) async throws -> Int64 { try await ledger.publish(lease, at: now) }

    // MARK: - Pages

    var pages: any PageSink {
        get throws { try #require(sink) }
    }

    @discardableResult
    func beginScope(_ scope: Scope = users, fingerprint: String = "f1", version: Int = 1, shifting: Bool = false)
        async throws -> ScopeEntry
    {
        try await pages.begin(
            ScopeOpening(
                scope: scope, operation: "List", fingerprint: fingerprint, streamVersion: version,
                pagesShift: shifting))
    }

    @discardableResult
    func page(
        _ records: [Record], _ ordinal: Int = 0, next: String? = nil, scope: Scope = users, rejected: Int = 0,
        at: Instant? = nil
    ) async throws -> PageReceipt {
        let rejections = (0..<rejected).map { Rejection(path: "$[\($0)]", reason: "wrong type") }
        let checkpoint = next.map { Checkpoint(next: $0, pages: ordinal + 1, rows: 0, rejected: 0, requests: 1) }
        return try await pages.commit(
            Page(
                records: records, rejected: rejections, ordinal: ordinal, observedAt: at ?? now, checkpoint: checkpoint),
            in: scope)
    }

    /// Begins, reads one page and ends.
    func read(
        _ records: [Record], _ coverage: Coverage = Coverage(.complete), scope: Scope = users,
        fingerprint: String = "f1", version: Int = 1, shifting: Bool = false, at: Instant? = nil
    ) async throws {
        try await beginScope(scope, fingerprint: fingerprint, version: version, shifting: shifting)
        if !records.isEmpty || coverage.state == .complete { try await page(records, scope: scope, at: at) }
        try await pages.end(scope, coverage)
    }

    /// A whole run that reads the users only.
    @discardableResult
    func run(
        _ names: [String], _ coverage: Coverage = Coverage(.complete), fingerprint: String = "f1",
        shifting: Bool = false, on day: Int64 = 0
    ) async throws -> Int64 {
        try await begin(at: .day(day))
        try await read(
            names.map { .user($0) }, coverage, fingerprint: fingerprint, shifting: shifting, at: .day(day))
        return try await publish(at: .day(day))
    }

    // MARK: - What a reader sees

    func snapshot(at run: Int64? = nil) async throws -> any Snapshot {
        try #require(try await ledger.snapshot(at: run))
    }

    func users(at run: Int64? = nil) async throws -> [String] {
        try await snapshot(at: run).rows(Identity.self).map(\.record.nativeID.string)
    }

    func keys(at run: Int64? = nil) async throws -> [String] {
        try await snapshot(at: run).rows(Credential.self).map(\.record.nativeID.string)
    }

    func stream(_ name: String = "users", at run: Int64? = nil) async throws -> StreamInfo {
        try #require(try await snapshot(at: run).info.stream(name, of: Harness.source))
    }

    static func keys(of user: String) -> Scope { Scope(source: source, stream: "keys", partition: user) }
}

extension Snapshot {
    func rows<R: InventoryRecord>(_ kind: R.Type) throws -> [Stored<R>] {
        let cursor = try cursor(kind)
        var rows: [Stored<R>] = []
        while let row = try cursor.next() { rows.append(row) }
        return rows
    }
}

extension Record {
    static func user(_ id: String, name: String? = nil) -> Record {
        .identity(Identity(nativeID: NativeID(id), type: "acme.user", name: name ?? "name of \(id)"))
    }

    static func key(_ id: String, of user: String) -> Record {
        .credential(
            Credential(
                nativeID: NativeID(id), type: "acme.key", form: .staticSecret, holder: .identity(user),
                status: .active))
    }
}

extension LedgerError.Code {
    /// Whether an error is a ledger's with this code.
    func matches(_ error: any Error) -> Bool { (error as? LedgerError)?.code == self }
}
