import Inventory
import Ledger
import Testing

/// What happened to one subject can be told, run by run, and an older run tells less.
@Suite("Contract: histories")
struct HistoryContract {
    private let a = SubjectKey(connector: "acme", tenant: "t-1", kind: "identity", nativeID: "a")

    private struct Told: Equatable {
        var from: Int64
        var to: Int64?
        var why: String?
        var cause: RecordChange.Cause
    }

    private func told(_ harness: Harness, _ subject: SubjectKey? = nil, at run: Int64) async throws -> [Told] {
        try await harness.ledger.history(of: subject ?? a, at: run).versions.map {
            Told(from: $0.from, to: $0.to, why: $0.retiredWhy, cause: $0.cause)
        }
    }

    @Test("a record comes, changes, goes and returns; each run knows what it knew", arguments: LedgerTests.Subject.all)
    func life(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a", name: "another"), .user("b")], at: .day(1))
        try await harness.publish(at: .day(1))
        try await harness.run(["b"], on: 2)
        try await harness.run(["a", "b"], on: 3)
        #expect(
            try await told(harness, at: 4) == [
                Told(from: 1, to: 2, cause: .coverage), Told(from: 2, to: 3, why: "absent", cause: .vendor),
                Told(from: 4, cause: .vendor),
            ])
        #expect(
            try await told(harness, at: 2) == [Told(from: 1, to: 2, cause: .coverage), Told(from: 2, cause: .vendor)])
        let stranger = SubjectKey(connector: "acme", tenant: "t-2", kind: "identity", nativeID: "a")
        #expect(try await harness.ledger.history(of: stranger, at: 4) == SubjectHistory())
        await #expect(throws: LedgerError.self) { try await harness.ledger.history(of: a, at: 9) }
    }

    @Test(
        "a denied read ends nothing, and what is first seen after it may only not have been read",
        arguments: LedgerTests.Subject.all)
    func denied(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["b"])
        try await harness.run([], Coverage(.denied), on: 1)
        try await harness.run(["a", "b"], on: 2)
        #expect(try await told(harness, at: 3) == [Told(from: 3, cause: .coverage)])
        let b = SubjectKey(connector: "acme", tenant: "t-1", kind: "identity", nativeID: "b")
        #expect(try await told(harness, b, at: 3) == [Told(from: 1, cause: .coverage)])
    }

    @Test("another reading of the same answers is ours, not the vendor's", arguments: LedgerTests.Subject.all)
    func mapping(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        let streams = [StreamRegistration(stream: "users", operation: "ListUsers", version: 2, yields: [.identity])]
        try await harness.begin(at: .day(1), streams: streams)
        try await harness.read([.user("a", name: "read otherwise")], version: 2, at: .day(1))
        try await harness.publish(at: .day(1))
        #expect(try await told(harness, at: 2).map(\.cause) == [.coverage, .mapping])
    }

    @Test(
        "what is filed under the subject and what is said about it are told with it", arguments: LedgerTests.Subject.all
    )
    func around(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.read([.user("a"), .user("b")])
        try await harness.read([.key("k", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.publish()
        let history = try await harness.ledger.history(of: a, at: 1)
        #expect(history.versions.map(\.record.kind) == [.identity, .credential])
        let finding = Finding(
            rule: "STL-01", result: .violation, severity: .high, fingerprint: "x",
            subject: Inventory.Subject(
                source: "acme", connector: "acme", tenant: "t-1", kind: "identity", nativeID: "a", name: "a"),
            summary: "stale")
        _ = try await harness.ledger.recordFindings([finding], undecided: [], run: 1, at: .day(0))
        try await harness.run(["a", "b"], on: 1)
        _ = try await harness.ledger.recordFindings([], undecided: [], run: 2, at: .day(1))
        let spans = try await harness.ledger.history(of: a, at: 2).findings
        #expect(
            spans == [
                FindingSpan(fingerprint: "x", rule: "STL-01", severity: "high", from: 1, to: 2, state: .violation)
            ])
        #expect(try await harness.ledger.history(of: a, at: 1).findings.map(\.to) == [nil])
    }
}
