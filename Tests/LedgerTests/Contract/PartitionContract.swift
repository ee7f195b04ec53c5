import Inventory
import Ledger
import Testing

/// Streams that are read in parts: parents, rolled-up coverage, what was not read.
@Suite("Contract: partitions")
struct PartitionContract {
    /// Users a and b with a key each, and b's key used.
    private func harness(_ subject: Subject) async throws -> Harness {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.read([.user("a"), .user("b")])
        try await harness.read([.key("ka", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.read([.key("kb", of: "b")], scope: Harness.keys(of: "b"))
        try await harness.publish()
        return harness
    }

    @Test("children of a parent that a complete read retired close with it", arguments: Subject.all)
    func childrenClose(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a")])
        try await harness.read([.key("ka", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.publish(at: .day(1))
        #expect(try await harness.keys() == ["ka"])
        let changes = try await harness.ledger.changes(from: 1, to: 2, limit: 10)
        #expect(
            changes.map(\.change) == [
                .retired(.user("b"), why: "absent"), .retired(.key("kb", of: "b"), why: "parentGone"),
            ])
        #expect(try await harness.stream("keys").coverage.state == .complete)
        #expect(try await harness.stream("keys").rowsNow == [.credential: 1])
    }

    @Test("and so do the children's children", arguments: Subject.all)
    func grandchildrenClose(_ subject: Subject) async throws {
        let streams =
            Harness.streams + [
                StreamRegistration(stream: "uses", operation: "LastUsed", version: 1, yields: [.usage])
            ]
        let usage = Record.usage(
            Usage(subject: .credential("kb"), holder: .identity("b"), lastUse: .unknown, meaning: .success))
        let uses = Scope(source: Harness.source, stream: "uses", partition: "kb")
        let harness = try await Harness(subject)
        try await harness.begin(streams: streams)
        try await harness.read([.user("b")])
        try await harness.read([.key("kb", of: "b")], scope: Harness.keys(of: "b"))
        try await harness.read([usage], scope: uses)
        try await harness.publish()
        try await harness.begin(at: .day(1), streams: streams)
        try await harness.read([])
        try await harness.publish(at: .day(1))
        #expect(try await harness.snapshot().rows(Usage.self).isEmpty)
        #expect(try await harness.keys().isEmpty)
    }

    @Test(
        "children of a parent that was only not seen stay", arguments: Subject.all,
        [CoverageState.partial, .denied, .failed])
    func childrenStay(_ subject: Subject, _ state: CoverageState) async throws {
        let harness = try await harness(subject)
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a")], Coverage(state))
        try await harness.read([.key("ka", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.publish(at: .day(1))
        #expect(try await harness.keys() == ["ka", "kb"])
        let stream = try await harness.stream("keys")
        #expect(stream.coverage.state == .notRead)
        #expect(stream.exceptions.map(\.partition) == ["b"])
        #expect(stream.coverage(of: "a").state == .complete)
        #expect(stream.coverage(of: "b").state == .notRead)
    }

    @Test(
        "a partition whose parent is gone is no exception later, and is read again when it is back",
        arguments: Subject.all)
    func goneIsNoException(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        for day in 1...2 as ClosedRange<Int64> {
            try await harness.begin(at: .day(day))
            try await harness.read([.user("a")])
            try await harness.read([.key("ka", of: "a")], scope: Harness.keys(of: "a"))
            try await harness.publish(at: .day(day))
        }
        let stream = try await harness.stream("keys")
        #expect(stream.coverage.state == .complete && stream.exceptions.isEmpty && stream.completePartitions == 1)
        try await harness.begin(at: .day(3))
        try await harness.read([.user("a"), .user("b")])
        try await harness.read([.key("ka", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.read([.key("kb", of: "b")], scope: Harness.keys(of: "b"))
        try await harness.publish(at: .day(3))
        let keys = try await harness.snapshot().rows(Credential.self)
        #expect(keys.map(\.firstSeen) == [.day(0), .day(0)])
        #expect(try await harness.stream("keys").completePartitions == 2)
    }

    @Test("a parent's 404 retires what is filed under it", arguments: Subject.all)
    func explicitParentGone(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a"), .user("b")])
        try await harness.beginScope(Harness.keys(of: "a"))
        try await harness.pages.endParentGone(Harness.keys(of: "a"))
        try await harness.pages.endParentGone(Harness.keys(of: "never heard of"))
        #expect(try await harness.beginScope(Harness.keys(of: "a")) == .alreadyEnded(Coverage(.complete)))
        try await harness.read([.key("kb", of: "b")], scope: Harness.keys(of: "b"))
        try await harness.publish(at: .day(1))
        #expect(try await harness.keys() == ["kb"])
        #expect(try await harness.stream("keys").coverage.state == .complete)
    }

    @Test("the roll-up has sums, the worst state, and the exceptions by name", arguments: Subject.all)
    func rollUp(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        for (partition, state) in [("a", CoverageState.complete), ("b", .denied), ("c", .truncated), ("d", .complete)] {
            try await harness.read(
                [.key("k\(partition)", of: partition)],
                Coverage(
                    state, reason: state == .complete ? nil : "because",
                    missingPermissions: state == .denied ? ["p"] : [],
                    requests: 2, pages: 1, rows: 3),
                scope: Harness.keys(of: partition))
        }
        try await harness.publish(at: .day(1))
        let stream = try await harness.stream("keys")
        #expect(stream.coverage.state == .denied)
        #expect(stream.coverage.requests == 8 && stream.coverage.pages == 4 && stream.coverage.rows == 12)
        #expect(stream.coverage.missingPermissions == ["p"])
        #expect(stream.completePartitions == 2)
        #expect(stream.exceptions.map(\.partition) == ["b", "c"])
        #expect(stream.exceptions.map(\.coverage.state) == [.denied, .truncated])
        #expect(stream.rowsNow == [.credential: 4])
        #expect(stream.lastCompleteRun == nil)
    }

    @Test("more exceptions than can be named leave no partition that seems complete", arguments: Subject.all)
    func manyExceptions(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        for number in 0...1000 {
            try await harness.read([], Coverage(.denied), scope: Harness.keys(of: "user-\(number)"))
        }
        try await harness.read([], scope: Harness.keys(of: "good"))
        try await harness.publish()
        let stream = try await harness.stream("keys")
        #expect(stream.coverage(of: "user-1000").state == .denied)
        #expect(stream.completePartitions == 1)
    }

    @Test(
        "a stream that was not begun, or that the connector no longer has, is shown as not read", arguments: Subject.all
    )
    func notRead(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        try await harness.begin(at: .day(1), streams: [Harness.streams[0]])
        try await harness.publish(at: .day(1))
        #expect(try await harness.stream("users").coverage.state == .notRead)
        #expect(try await harness.stream("keys").coverage.state == .notRead)
        #expect(try await harness.stream("keys").lastCompleteRun == 1)
        #expect(try await harness.keys() == ["ka", "kb"])
    }

    @Test("rows now and before, last complete run, and the first complete run of the source", arguments: Subject.all)
    func counts(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        #expect(try await harness.snapshot().info.sources.map(\.firstCompleteAt) == [.day(0)])
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a"), .user("b"), .user("c")], Coverage(.partial), at: .day(1))
        try await harness.publish(at: .day(1))
        var stream = try await harness.stream()
        #expect(stream.rowsNow == [.identity: 3] && stream.rowsBefore == [.identity: 2])
        #expect(stream.lastCompleteRun == 1 && stream.lastCompleteAt == .day(0))
        try await harness.run(["a"], on: 2)
        stream = try await harness.stream()
        #expect(stream.rowsNow == [.identity: 1] && stream.rowsBefore == [.identity: 2])
        #expect(stream.lastCompleteRun == 3 && stream.readAt == .day(2))
        #expect(try await harness.snapshot().info.sources.map(\.firstCompleteAt) == [.day(0)])
        #expect(try await harness.stream(at: 1).rowsNow == [.identity: 2])
    }

    @Test("a source that was never read whole has no first complete run", arguments: Subject.all)
    func noFirstComplete(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        #expect(try await harness.snapshot().info.sources.map(\.firstCompleteAt) == [nil])
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a")])
        try await harness.read([], Coverage(.unsupported), scope: Scope(source: Harness.source, stream: "keys"))
        try await harness.publish(at: .day(1))
        #expect(try await harness.snapshot().info.sources.map(\.firstCompleteAt) == [.day(1)])
    }

    @Test("a source that was left out keeps its rows and its last coverage", arguments: Subject.all)
    func leftOut(_ subject: Subject) async throws {
        let harness = try await harness(subject)
        let other = SourceID(connector: "other", tenant: "t-9")
        let lease = try await harness.ledger.beginRun(
            RunRequest(sources: ["other"], now: .day(1), programVersion: "1.0"))
        try await harness.ledger.register(
            SourceRegistration(
                name: "other", id: other, connectorVersion: "1", authoritativeFor: [], streams: []), lease: lease)
        _ = try await harness.ledger.publish(lease, at: .day(1))
        #expect(try await harness.users() == ["a", "b"])
        #expect(try await harness.stream().run == 1)
        #expect(try await harness.snapshot().info.sources.map(\.lastRun) == [1, 2])
    }

    @Test("parents come in order of their ids, page by page, without those that are gone", arguments: Subject.all)
    func parents(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run((0..<25).map { "u\($0)" })
        try await harness.begin(at: .day(1))
        try await harness.read((1..<25).map { .user("u\($0)") } + [.user("new")])
        var ids: [NativeID] = []
        while true {
            let page = try await harness.pages.records(
                of: .identity, in: "users", source: Harness.source, after: ids.last, limit: 7)
            ids += page.map(\.nativeID)
            if page.count < 7 { break }
        }
        #expect(ids == ((1..<25).map { NativeID("u\($0)") } + ["new"]).sorted())
    }

    @Test("a parent that two partitions tell comes once", arguments: Subject.all)
    func parentsOnce(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        for partition in ["x", "y", "z"] {
            try await harness.read(
                [.key("k1", of: "a"), .key("k2", of: "a"), .key("k-\(partition)", of: "a")],
                scope: Harness.keys(of: partition))
        }
        var ids: [String] = []
        while true {
            let page = try await harness.pages.records(
                of: .credential, in: "keys", source: Harness.source, after: ids.last.map { NativeID($0) }, limit: 2)
            ids += page.map(\.nativeID.string)
            if page.count < 2 { break }
        }
        #expect(ids == ["k-x", "k-y", "k-z", "k1", "k2"])
    }
}
