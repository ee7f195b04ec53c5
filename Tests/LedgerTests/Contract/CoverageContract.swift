import Inventory
import Ledger
import Testing

/// Not seen is never gone: what a read may retire, and what it must say.
@Suite("Contract: coverage")
struct CoverageContract {
    @Test("a complete read retires what it did not see", arguments: Subject.all)
    func completeRetires(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["a"], on: 1)
        #expect(try await harness.users() == ["a"])
    }

    @Test(
        "any other read publishes what it saw and retires nothing", arguments: Subject.all,
        [CoverageState.partial, .truncated, .denied, .unsupported, .failed, .unchanged, .notRead])
    func othersRetireNothing(_ subject: Subject, _ state: CoverageState) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["a", "c"], Coverage(state, reason: "for a test"), on: 1)
        #expect(try await harness.users() == ["a", "b", "c"])
        let stream = try await harness.stream()
        #expect(stream.coverage.state == state)
        #expect(stream.lastCompleteRun == (state == .unchanged ? stream.run : 1))
    }

    @Test("a denied read without a page leaves all as it was", arguments: Subject.all)
    func deniedIsNotEmpty(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run([], Coverage(.denied, missingPermissions: ["iam:ListUsers"]), on: 1)
        #expect(try await harness.users() == ["a", "b"])
        #expect(try await harness.stream().coverage.missingPermissions == ["iam:ListUsers"])
        #expect(try await harness.stream().rowsNow == [.identity: 2])
    }

    @Test("the first read is a new baseline, and says so", arguments: Subject.all)
    func firstRead(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        #expect(try await harness.stream().coverage.newBaseline != nil)
        try await harness.run(["a"], on: 1)
        #expect(try await harness.stream().coverage.newBaseline == nil)
    }

    @Test(
        "another fingerprint is a new baseline: what it never saw it never retires, what it saw it may",
        arguments: Subject.all)
    func newFingerprint(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["a"], fingerprint: "weaker", on: 1)
        #expect(try await harness.users() == ["a", "b"])
        #expect(try await harness.stream().coverage.newBaseline != nil)
        try await harness.run(["a"], fingerprint: "weaker", on: 2)
        #expect(try await harness.users() == ["a", "b"])
        try await harness.run([], fingerprint: "weaker", on: 3)
        #expect(try await harness.users() == ["b"])
        try await harness.run([], on: 4)
        try await harness.run([], on: 5)
        #expect(try await harness.users() == ["b"])
        try await harness.run(["b"], on: 6)
        try await harness.run([], on: 7)
        #expect(try await harness.users() == [])
    }

    @Test("a denied read with another fingerprint does not become the baseline", arguments: Subject.all)
    func deniedIsNoBaseline(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run([], Coverage(.denied), fingerprint: "weaker", on: 1)
        try await harness.run(["a"], fingerprint: "weaker", on: 2)
        #expect(try await harness.users() == ["a", "b"])
    }

    @Test("a partial read with another fingerprint spoils the baseline of both", arguments: Subject.all)
    func partialSpoils(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        try await harness.run(["b"], Coverage(.partial), fingerprint: "stronger", on: 1)
        try await harness.run(["a"], on: 2)
        #expect(try await harness.users() == ["a", "b"])
        try await harness.run(["a"], on: 3)
        #expect(try await harness.users() == ["a"])
    }

    @Test("rows that could not be decoded make a complete read partial", arguments: Subject.all)
    func rejectedRows(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a")], rejected: 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(1))
        #expect(try await harness.users() == ["a", "b"])
        #expect(try await harness.stream().coverage.state == .partial)
        #expect(try await harness.stream().coverage.rejected == 1)
    }

    @Test("a shifting list marks the first absence and retires at the second", arguments: Subject.all)
    func shifting(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"], shifting: true)
        let missing = try await harness.run(["a"], shifting: true, on: 1)
        let rows = try await harness.snapshot().rows(Identity.self)
        #expect(rows.map(\.missingSince) == [nil, .day(1)])
        #expect(rows[1].observedAt == .day(0) && rows[1].run == 1)
        #expect(try await harness.snapshot(at: 1).rows(Identity.self).map(\.missingSince) == [nil, nil])
        try await harness.run(["a"], shifting: true, on: 2)
        #expect(try await harness.users() == ["a"])
        #expect(try await harness.users(at: missing) == ["a", "b"])
    }

    @Test("a shifting list that fits into one page retires at the first absence", arguments: Subject.all)
    func shiftingOnOnePage(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"], Coverage(.complete, pages: 2), shifting: true)
        try await harness.run(["a"], Coverage(.complete, pages: 1), shifting: true, on: 1)
        #expect(try await harness.users() == ["a"])
    }

    @Test("a row that a shifting list missed once is whole again when it is seen", arguments: Subject.all)
    func shiftingBack(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"], shifting: true)
        try await harness.run(["a"], shifting: true, on: 1)
        try await harness.run(["a", "b"], shifting: true, on: 2)
        let rows = try await harness.snapshot().rows(Identity.self)
        #expect(rows.map(\.missingSince) == [nil, nil])
        #expect(rows[1].firstSeen == .day(0))
        try await harness.run(["a"], shifting: true, on: 3)
        #expect(try await harness.users() == ["a", "b"])
        let changes = try await harness.ledger.changes(from: 1, to: 3, limit: 10)
        #expect(changes.isEmpty)
    }

    @Test("a row seen twice in a scope is counted as a duplicate, also across pages", arguments: Subject.all)
    func duplicates(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b", "c"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        #expect(try await harness.page([.user("a"), .user("a")], next: "2").duplicates == 1)
        #expect(try await harness.page([.user("a", name: "new"), .user("b")], 1).duplicates == 1)
    }

    @Test("a scope that nobody ended is partial, or not read", arguments: Subject.all)
    func leftOpen(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2")
        try await harness.beginScope(Harness.keys(of: "a"))
        try await harness.publish(at: .day(1))
        #expect(try await harness.users() == ["a", "b"])
        #expect(try await harness.stream().coverage.state == .partial)
        #expect(try await harness.stream("keys").coverage.state == .notRead)
    }
}
