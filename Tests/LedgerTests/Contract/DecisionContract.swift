import Inventory
import Ledger
import Testing

/// Decisions are a log: numbered, in order, never changed, whole or not at all.
@Suite("Contract: decisions")
struct DecisionContract {
    private static let key = SubjectKey(connector: "acme", tenant: "t-1", kind: "identity", nativeID: "svc-1")

    private static let acts: [DecisionAct] = [
        .own(OwnerAssignment(subject: key, owner: "ana@example.com", evidence: .attestation, role: .technical)),
        .exempt(
            Exemption(
                rule: "STL-01", subject: key, approver: "bo@example.com", until: .day(90), compensatingControl: "alarm")
        ),
        .acceptGap(AcceptedGap(source: SourceID(connector: "acme", tenant: "t-1"), stream: "hooks")),
        .review(
            ReviewDecision(
                subject: key, verdict: .defer, campaign: "2026-Q4", item: "17", due: .day(30))),
        .review(ReviewDecision(subject: key, verdict: .revoke)),
        .withdraw(1),
    ]

    @Test("every act comes back as it was made, after a crash too", arguments: LedgerTests.Subject.all)
    func roundTrip(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        #expect(try await harness.ledger.decisions().isEmpty)
        let drafts = Self.acts.map { DecisionDraft(by: "cem", reason: "quarter review", act: $0) }
        let made = try await harness.ledger.append(drafts, at: .day(3))
        #expect(made.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(made.map(\.act) == Self.acts)
        try await harness.crash()
        #expect(try await harness.ledger.decisions() == made)
        let more = try await harness.ledger.append([drafts[0]], at: .day(2))
        #expect(more.map(\.number) == [7])
        #expect(try await harness.ledger.decisions() == made + more)
    }

    @Test(
        "one that takes back what was never decided is refused with all that came with it",
        arguments: LedgerTests.Subject.all)
    func wholeOrNothing(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        let drafts = [Self.acts[0], .withdraw(2)].map { DecisionDraft(by: "cem", reason: nil, act: $0) }
        await #expect(throws: LedgerError.self) { try await harness.ledger.append(drafts, at: .day(0)) }
        #expect(try await harness.ledger.decisions().isEmpty)
    }
}
