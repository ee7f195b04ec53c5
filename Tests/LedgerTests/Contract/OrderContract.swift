import Inventory
import Ledger
import Testing

/// Records come back as they went in, in the one order that merges rely on.
@Suite("Contract: order and fidelity")
struct OrderContract {
    /// Records of every kind, with all that hostile text can bring.
    @Test("every kind of record comes back as it went in, in order", arguments: Subject.all, [1, 2, 3] as [UInt64])
    func fidelity(_ subject: Subject, _ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let scopes = [
            Scope(source: SourceID(connector: "b", tenant: "2"), stream: "s2"),
            Scope(source: SourceID(connector: "b", tenant: "10"), stream: "s1"),
            Scope(source: SourceID(connector: "B", tenant: "1"), stream: "s1", partition: "p"),
            Scope(source: SourceID(connector: "b", tenant: "10"), stream: "s1", partition: "é"),
            Scope(source: SourceID(connector: "b", tenant: "10"), stream: "s0", partition: "e\u{301}"),
        ]
        let harness = try await Harness(subject)
        try await harness.begin()
        var expected = MemorySnapshot(info: SnapshotInfo(run: 1, publishedAt: .day(0), sources: [], streams: []))
        for source in Set(scopes.map(\.source)) { try await harness.register("\(source)", source, streams: []) }
        for scope in scopes {
            try await harness.beginScope(scope)
            var byKey: [Reference: Record] = [:]
            for _ in 0..<60 {
                let record = random.record()
                byKey[Reference(record.kind, record.nativeID)] = record
            }
            let records = byKey.sorted { $0.key < $1.key }.map(\.value)
            for record in records { expected.add(record, in: scope) }
            try await harness.page(records.shuffled(using: &random), scope: scope)
            try await harness.pages.end(scope, Coverage(.partial))
        }
        try await harness.publish()
        let snapshot = try await harness.snapshot()
        try compare(snapshot, expected, Person.self)
        try compare(snapshot, expected, Identity.self)
        try compare(snapshot, expected, Application.self)
        try compare(snapshot, expected, Credential.self)
        try compare(snapshot, expected, Grant.self)
        try compare(snapshot, expected, Entitlement.self)
        try compare(snapshot, expected, Permission.self)
        try compare(snapshot, expected, Usage.self)
        try compare(snapshot, expected, OwnershipClaim.self)
        try compare(snapshot, expected, AccountLink.self)
    }

    private func compare<R: InventoryRecord>(_ snapshot: any Snapshot, _ expected: any Snapshot, _ kind: R.Type) throws
    {
        let found = try snapshot.rows(kind)
        // Where several scopes tell the same key, their names decide.
        let wanted = try expected.rows(kind).sorted {
            if $0.source != $1.source { return $0.source < $1.source }
            if $0.record.holder != $1.record.holder {
                guard let right = $1.record.holder else { return false }
                guard let left = $0.record.holder else { return true }
                return left < right
            }
            return ($0.record.nativeID, NativeID($0.stream), NativeID($0.partition))
                < ($1.record.nativeID, NativeID($1.stream), NativeID($1.partition))
        }
        #expect(!found.isEmpty)
        #expect(found.map(\.record) == wanted.map(\.record))
        #expect(found.map(\.scope.description) == wanted.map(\.scope.description))
    }

    @Test("the same record read again is no new version, whatever is in it", arguments: Subject.all)
    func stable(_ subject: Subject) async throws {
        var random = SeededGenerator(seed: 99)
        var byKey: [Reference: Record] = [:]
        for _ in 0..<300 {
            let record = random.record()
            byKey[Reference(record.kind, record.nativeID)] = record
        }
        let harness = try await Harness(subject)
        for day in 0..<2 as Range<Int64> {
            try await harness.begin(at: .day(day))
            try await harness.read(byKey.values.shuffled(using: &random), at: .day(day))
            try await harness.publish(at: .day(day))
        }
        #expect(try await harness.ledger.changes(from: 1, to: 2, limit: 1000).isEmpty)
        let snapshot = try await harness.snapshot()
        #expect(try snapshot.rows(Credential.self).allSatisfy { $0.run == 1 })
        #expect(try snapshot.rows(Grant.self).allSatisfy { $0.run == 1 })
    }

    @Test("the same id told by two streams is two rows, in the order of the streams' names", arguments: Subject.all)
    func twoStreams(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin(streams: [])
        for stream in ["z", "a", "m"] {
            let scope = Scope(source: Harness.source, stream: stream)
            try await harness.read([.user("u", name: stream)], scope: scope)
        }
        try await harness.publish()
        #expect(try await harness.snapshot().rows(Identity.self).map(\.record.name) == ["a", "m", "z"])
    }
}

extension MemorySnapshot {
    fileprivate mutating func add(_ record: Record, in scope: Scope) {
        switch record {
        case .person(let record): add(record, scope)
        case .identity(let record): add(record, scope)
        case .application(let record): add(record, scope)
        case .credential(let record): add(record, scope)
        case .grant(let record): add(record, scope)
        case .entitlement(let record): add(record, scope)
        case .permission(let record): add(record, scope)
        case .usage(let record): add(record, scope)
        case .ownership(let record): add(record, scope)
        case .link(let record): add(record, scope)
        case .resource(let record): add(record, scope)
        }
    }

    private mutating func add<R: InventoryRecord>(_ record: R, _ scope: Scope) {
        add(
            Stored(
                record: record, source: scope.source, stream: scope.stream, partition: scope.partition,
                firstSeen: .day(0), observedAt: .day(0), run: 1))
    }
}
