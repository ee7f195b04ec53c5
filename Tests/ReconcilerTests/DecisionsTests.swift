import Inventory
import Testing

@testable import Reconciler

@Suite("Decisions in a judgement")
struct DecisionsTests {
    private static func log(_ acts: DecisionAct...) -> [Decision] {
        acts.enumerated().map { index, act in
            Decision(
                number: Int64(index) + 1, at: ExampleEstate.now.advanced(byDays: Int64(index) - 10), by: "cem",
                reason: nil, act: act)
        }
    }

    private static func own(_ owner: String, _ evidence: OwnershipEvidence = .register) -> DecisionAct {
        .own(
            OwnerAssignment(
                subject: SubjectKey(ExampleEstate.aws, .identity("svc-report")), owner: owner, evidence: evidence))
    }

    private func dossier(_ decisions: Decisions) throws -> Dossier {
        var estate = ExampleEstate()
        estate.person("00042", "ana.berg@example.com")
        estate.person("00043", "bo.lind@example.com", .deactivated)
        estate.user("svc-report", tags: ["owner": "bo.lind@example.com"])
        var found: Dossier?
        try Reconciler.forEachDossier(
            in: estate.snapshot, policy: .standard, decisions: decisions, asOf: ExampleEstate.now
        ) {
            if $0.reference.nativeID == "svc-report" { found = $0 }
        }
        return try #require(found)
    }

    @Test("an owner entered in the register goes before a label, which is kept")
    func register() throws {
        let owners = try dossier(Decisions(Self.log(Self.own("00042")))).owners
        #expect(owners.map(\.person) == ["00042", "00043"])
        #expect(owners.first?.evidence == .register)
        #expect(owners.first?.confidence == 0.95)
    }

    @Test("an attestation fades from the day it was made")
    func attestation() throws {
        let owner = try #require(try dossier(Decisions(Self.log(Self.own("00042", .attestation)))).owners.first)
        #expect(owner.confidence < 1 && owner.confidence > 0.99)
    }

    @Test("what was taken back, or decided after the judging clock, does not count")
    func withdrawn() throws {
        let log = Self.log(Self.own("00042"), .withdraw(1))
        #expect(try dossier(Decisions(log)).owners.map(\.person) == ["00043"])
        #expect(Decisions(log).last == 2)
        let earlier = ExampleEstate.now.advanced(byDays: -10)
        #expect(try dossier(.made(by: earlier, of: log)).owners.map(\.person) == ["00042", "00043"])
        #expect(try dossier(.made(by: earlier.advanced(bySeconds: -1), of: log)).owners.map(\.person) == ["00043"])
    }

    @Test("an owner who was assigned and has left makes the finding, with the decision as its evidence")
    func leaver() throws {
        var estate = ExampleEstate()
        estate.person("00043", "bo.lind@example.com", .deactivated)
        estate.user("svc-report")
        estate.key("AKIA1", of: "svc-report")
        let result = try Reconciler.reconcile(
            estate.snapshot, policy: .standard, decisions: Decisions(Self.log(Self.own("bo.lind@example.com"))),
            asOf: ExampleEstate.now)
        #expect(result.lastDecision == 1)
        let finding = try #require(result.violations.first { $0.rule == "ORP-01" })
        #expect(finding.evidence.contains { $0.note == "register by cem, decision 1" })
    }

    @Test("a gap that is accepted is exempt and counted, until its day")
    func acceptedGap() throws {
        var estate = ExampleEstate()
        estate.mark("accessKeys", .denied)
        func judge(until: Instant?) throws -> Reconciliation {
            let gap = AcceptedGap(source: ExampleEstate.aws, stream: "accessKeys", until: until)
            return try Reconciler.reconcile(
                estate.snapshot, policy: .standard, decisions: Decisions(Self.log(.acceptGap(gap))),
                asOf: ExampleEstate.now)
        }
        let borne = try judge(until: nil)
        #expect(borne.acceptedGaps.map(\.stream) == ["accessKeys"])
        #expect(borne.exempted.map(\.rule) == ["COL-01"])
        #expect(!borne.violations.contains { $0.rule == "COL-01" })
        let ended = try judge(until: ExampleEstate.now)
        #expect(ended.acceptedGaps.isEmpty && ended.exempted.isEmpty)
        #expect(ended.violations.contains { $0.rule == "COL-01" })
    }

    @Test("a violation that is borne is exempt until its day, and stands again from then on")
    func exemption() throws {
        var estate = ExampleEstate()
        estate.user("svc-report")
        estate.key("AKIA1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 300)))
        func judge(until days: Int64, rule: String = "STL-01") throws -> Reconciliation {
            let exemption = Exemption(
                rule: rule, subject: SubjectKey(ExampleEstate.aws, .credential("AKIA1")), approver: "di",
                until: ExampleEstate.now.advanced(byDays: days), compensatingControl: "alarm on use")
            return try Reconciler.reconcile(
                estate.snapshot, policy: .standard, decisions: Decisions(Self.log(.exempt(exemption))),
                asOf: ExampleEstate.now)
        }
        let borne = try judge(until: 1)
        let finding = try #require(borne.exempted.first)
        #expect(borne.exempted.map(\.rule) == ["STL-01"])
        #expect(!borne.violations.contains { $0.rule == "STL-01" })
        #expect(finding.result == .exempt)
        #expect(finding.exemption?.approver == "di" && finding.exemption?.decision == 1)
        let ended = try judge(until: 0)
        #expect(ended.exempted.isEmpty)
        #expect(ended.violations.first { $0.rule == "STL-01" }?.fingerprint == finding.fingerprint)
        #expect(try judge(until: 1, rule: "STL-02").exempted.isEmpty)
    }

    @Test("of two words about one thing the later counts")
    func later() {
        let exempt = { (until: Int64) in
            DecisionAct.exempt(
                Exemption(
                    rule: "STL-01", subject: SubjectKey(ExampleEstate.aws, .identity("a")), approver: "di",
                    until: Instant(seconds: until)))
        }
        let decisions = Decisions(Self.log(exempt(1), exempt(2)))
        #expect(
            decisions.exemption(rule: "STL-01", of: SubjectKey(ExampleEstate.aws, .identity("a")))?.terms.until
                == Instant(seconds: 2))
        #expect(decisions.allExemptions.count == 1)
    }
}
