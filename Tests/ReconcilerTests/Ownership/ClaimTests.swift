import Inventory
import Testing

@testable import Reconciler

@Suite("Claims of ownership")
struct ClaimTests {
    private func dossier(
        _ name: String = "svc-report", _ acts: [DecisionAct] = [], daysAgo: Int64 = 0,
        _ build: (inout ExampleEstate) -> Void
    ) throws -> Dossier {
        var estate = ExampleEstate()
        build(&estate)
        let log = acts.enumerated().map { index, act in
            Decision(
                number: Int64(index) + 1, at: ExampleEstate.ago(days: daysAgo), by: "cem", reason: nil, act: act)
        }
        var found: Dossier?
        try Reconciler.forEachDossier(
            in: estate.snapshot, policy: .standard, decisions: Decisions(log), asOf: ExampleEstate.now
        ) {
            if $0.reference.nativeID == NativeID(name) { found = $0 }
        }
        return try #require(found)
    }

    private static func own(
        _ reference: Reference, _ owner: String, _ evidence: OwnershipEvidence, _ role: OwnerRole = .accountable
    ) -> DecisionAct {
        .own(
            OwnerAssignment(
                subject: SubjectKey(ExampleEstate.aws, reference), owner: owner, evidence: evidence, role: role))
    }

    @Test(
        "an attestation fades to 0.8 at its cadence and to 0.5 at twice that, and then makes no owner",
        arguments: [(0, 1.0, true), (365, 0.8, true), (600, 0.607, true), (730, 0.5, false), (5000, 0.5, false)])
    func freshness(days: Int64, confidence: Double, counts: Bool) throws {
        let dossier = try dossier(
            "svc-report", [Self.own(.identity("svc-report"), "00042", .attestation)], daysAgo: days
        ) {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report")
        }
        let claim = try #require(dossier.claims.first)
        #expect(abs(claim.owner.confidence - confidence) < 0.001)
        #expect(claim.counts == counts)
        #expect((claim.reason == nil) == counts)
        #expect(dossier.level == (counts ? .named : .candidate))
    }

    @Test("what other evidence says of the same person raises the confidence, to 0.97 at most")
    func agreement() throws {
        let two = try dossier {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            $0.claim(.identity("svc-report"), "00042", .creator)
        }
        #expect(abs(try #require(two.owners.first).confidence - (1 - 0.15 * 0.5)) < 1e-9)
        #expect(two.owners.count == 1)
        #expect(two.claims.first?.agreeing == [.creator])
        #expect(two.level == .owned)
        let many = try dossier {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            $0.claim(.identity("svc-report"), "00042", .register)
            $0.claim(.identity("svc-report"), "00042", .nativeOwner)
        }
        #expect(many.owners.map(\.confidence) == [0.97])
        #expect(many.owners.first?.evidence == .register)
        #expect(many.level == .named)
        #expect(many.claims.filter { $0.reason == "the same person by a stronger claim" }.count == 2)
    }

    @Test("candidates make no owner together, two claims of one kind are one witness, and two people do not agree")
    func noAgreement() throws {
        let candidates = try dossier {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report")
            for evidence in [OwnershipEvidence.creator, .installer, .usageActor] {
                $0.claim(.identity("svc-report"), "00042", evidence)
            }
        }
        #expect(candidates.owners.isEmpty)
        #expect(candidates.level == .candidate)
        let alike = try dossier {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com 00042"])
        }
        #expect(alike.owners.map(\.confidence) == [0.85])
        let apart = try dossier {
            $0.person("00042", "ana.berg@example.com")
            $0.person("00043", "ben.cruz@example.com")
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            $0.claim(.identity("svc-report"), "00043", .register)
        }
        #expect(apart.owners.map(\.confidence) == [0.95, 0.85])
    }

    @Test(
        "who made many things, or makes them by machine, is less of a trace", arguments: [(20, 0.5), (21, 0.3)])
    func manyThings(count: Int, confidence: Double) throws {
        let dossier = try dossier("svc-1") { estate in
            estate.person("00042", "ana.berg@example.com")
            for number in 1...count {
                estate.user("svc-\(number)")
                estate.claim(.identity("svc-\(number)"), "00042", .creator)
            }
        }
        let claim = try #require(dossier.claims.first)
        #expect(abs(claim.owner.confidence - confidence) < 1e-9)
        #expect(claim.reason?.contains("made \(count) things") == (count > 20))
    }

    @Test("a pipeline that made a thing tells little of who owns it")
    func pipeline() throws {
        let dossier = try dossier {
            $0.user("svc-deploy")
            $0.user("svc-report")
            $0.claim(.identity("svc-report"), "svc-deploy", .creator)
        }
        let claim = try #require(dossier.claims.first)
        #expect(abs(claim.owner.confidence - 0.3) < 1e-9)
        #expect(claim.reason != nil)
    }

    @Test("one who owns it in two roles is one owner, and both roles are kept")
    func roles() throws {
        let subject = Reference.identity("svc-report")
        let dossier = try dossier(
            "svc-report",
            [Self.own(subject, "00042", .register), Self.own(subject, "00042", .register, .technical)]
        ) {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report")
        }
        #expect(dossier.owners.count == 1)
        #expect(Set(dossier.claims.map(\.role)) == [.accountable, .technical])
    }

    @Test("a register's entry does not undo what the owner confirmed")
    func bothWords() throws {
        let subject = Reference.identity("svc-report")
        let acts = [Self.own(subject, "00042", .attestation), Self.own(subject, "00042", .register)]
        let dossier = try dossier("svc-report", acts) {
            $0.person("00042", "ana.berg@example.com")
            $0.user("svc-report")
        }
        #expect(dossier.claims.map(\.owner.evidence) == [.attestation, .register])
    }

    @Test("a credential has its subject's owner unless it has one of its own")
    func credentials() throws {
        let acts = [Self.own(.credential("AKIAIOSFODNN7EXAMPLE"), "00043", .register)]
        let dossier = try dossier("svc-report", acts) {
            $0.person("00042", "ana.berg@example.com")
            $0.person("00043", "ben.cruz@example.com")
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            $0.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            $0.key("AKIAI44QH8DHBEXAMPLE", of: "svc-report")
        }
        #expect(dossier.owners(of: .credential("AKIAIOSFODNN7EXAMPLE")).map(\.person) == ["00043"])
        #expect(dossier.owners(of: .credential("AKIAI44QH8DHBEXAMPLE")).map(\.person) == ["00042"])
        #expect(dossier.owners.map(\.person) == ["00042"])
    }

    // MARK: - Succession

    private static func people(_ estate: inout ExampleEstate, managerIsHere: Bool) {
        for (id, mail, status, manager) in [
            ("00042", "ana.berg@example.com", PersonStatus.deactivated, "00048"),
            ("00048", "erik.lund@example.com", managerIsHere ? .active : .deactivated, "00050"),
            ("00050", "gus.nagy@example.com", .active, ""),
        ] {
            estate.add(
                Person(
                    nativeID: NativeID(id), employeeID: id, emails: [mail], status: status,
                    manager: manager.isEmpty ? nil : manager), "people", source: ExampleEstate.people)
        }
    }

    @Test("the manager of who left is suggested, or the next above who is here", arguments: [true, false])
    func manager(isHere: Bool) throws {
        let dossier = try dossier {
            Self.people(&$0, managerIsHere: isHere)
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com"])
        }
        let next = try #require(dossier.successors.first)
        #expect(next.owner.person == (isHere ? "00048" : "00050"))
        #expect(next.owner.confidence == 0.4)
        #expect(!next.counts)
        #expect(next.level == .suggestion)
        #expect(!dossier.claims.contains { $0.owner.evidence == .succession })
    }

    @Test("nobody is suggested while an owner is here, and managers in a circle end")
    func noSuggestion() throws {
        let owned = try dossier {
            Self.people(&$0, managerIsHere: true)
            $0.user("svc-report", tags: ["owner": "ana.berg@example.com 00048"])
        }
        #expect(owned.successors.isEmpty)
        let circle = try dossier { estate in
            for (id, manager) in [("00042", "00043"), ("00043", "00042")] {
                estate.add(
                    Person(
                        nativeID: NativeID(id), employeeID: id, emails: ["\(id)@example.com"], status: .deactivated,
                        manager: manager), "people", source: ExampleEstate.people)
            }
            estate.user("svc-report", tags: ["owner": "00042"])
        }
        #expect(circle.successors.isEmpty)
    }

    @Test("the team of who left is suggested, by those in it who are here")
    func team() throws {
        let dossier = try dossier { estate in
            estate.person("00042", "ana.berg@example.com", .deactivated)
            estate.person("00043", "ben.cruz@example.com")
            for (name, mail) in [("ana", "ana.berg@example.com"), ("ben", "ben.cruz@example.com")] {
                estate.user(name, tags: ["email": mail])
                estate.join("payments", name)
            }
            estate.group("payments")
            estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
        }
        let next = try #require(dossier.successors.first)
        #expect(next.owner.name == "payments")
        #expect(next.owner.activeMembers == 1)
    }

    @Test("a person with two accounts is one member, and members of an inner group are members of the outer")
    func groups() throws {
        let dossier = try dossier { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.group("outer")
            estate.group("inner")
            estate.join("outer", "inner")
            for name in ["ana", "adm-ana"] {
                estate.user(name, tags: ["email": "ana.berg@example.com"])
                estate.join("inner", name)
            }
            estate.user("svc-report", tags: ["team": "outer"])
        }
        #expect(dossier.owners.first?.activeMembers == 1)
    }
}
