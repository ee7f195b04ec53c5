import Inventory
import Testing

@testable import Reconciler

@Suite("Who owns it, and whether they are still here")
struct OwnershipTests {
    static func dossier(
        _ name: String, policy: Policy = .standard, _ build: (inout ExampleEstate) -> Void
    ) throws -> Dossier {
        var estate = ExampleEstate()
        build(&estate)
        var found: Dossier?
        try Reconciler.forEachDossier(in: estate.snapshot, policy: policy, asOf: ExampleEstate.now) {
            if $0.reference.nativeID == NativeID(name) { found = $0 }
        }
        return try #require(found)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var tag: (key: String, value: String)
        var state: Owner.State
        var counts = true
        var confidence: Double
        var testDescription: String { "\(tag.key): \(tag.value)" }
    }

    static let cases: [Case] = [
        Case(tag: ("owner", "ana.berg@example.com"), state: .active, confidence: 0.85),
        Case(tag: ("owner", " ANA.BERG@Example.com "), state: .active, confidence: 0.85),
        Case(tag: ("owner", "mailto:ana.berg@example.com"), state: .active, confidence: 0.85),
        Case(tag: ("owner", "00042"), state: .active, confidence: 0.85),
        Case(tag: ("owner", "ana.berg"), state: .active, confidence: 0.85),
        Case(tag: ("owner", "left@example.com"), state: .inactive, confidence: 0.85),
        Case(tag: ("owner", "nobody@example.com"), state: .absent, confidence: 0.85),
        Case(tag: ("owner", "99999"), state: .absent, confidence: 0.85),
        Case(tag: ("owner", "someone@vendor.example"), state: .unknown, confidence: 0.85),
        Case(tag: ("owner", "Ana Berg"), state: .unknown, confidence: 0.85),
        Case(tag: ("owner", "TBD"), state: .unknown, counts: false, confidence: 0),
        Case(tag: ("owner", "payments"), state: .group, confidence: 0.7),
        Case(tag: ("owner", "payments@example.com"), state: .group, confidence: 0.7),
        Case(tag: ("team", "payments"), state: .group, confidence: 0.7),
        Case(tag: ("team", "nowhere"), state: .unknown, confidence: 0.7),
        Case(tag: ("owner", "given.anew@example.com"), state: .ambiguous, confidence: 0.85),
        Case(tag: ("owner", "both.left@example.com"), state: .inactive, confidence: 0.85),
    ]

    @Test("an owner's label", arguments: cases)
    func labels(_ row: Case) throws {
        let dossier = try Self.dossier("svc-report") { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.person("00043", "left@example.com", .deactivated, ended: ExampleEstate.ago(days: 9))
            estate.person("00050", "given.anew@example.com", .deactivated)
            estate.person("00051", "given.anew@example.com")
            estate.person("00052", "both.left@example.com", .deactivated)
            estate.person("00053", "both.left@example.com", .deleted)
            estate.group("payments")
            estate.user("ana", tags: ["email": "ana.berg@example.com"])
            estate.join("payments", "ana")
            estate.user("svc-report", tags: [row.tag.key: row.tag.value])
        }
        let claim = try #require(dossier.claims.first)
        #expect(claim.owner.state == row.state)
        #expect(claim.counts == row.counts)
        #expect(claim.owner.confidence == row.confidence)
        #expect(dossier.owners.count == (row.counts ? 1 : 0))
        if row.state == .group { #expect(claim.owner.activeMembers == 1) }
    }

    @Test(
        "a group whose members another system lists is not taken for one that nobody is in", arguments: [true, false])
    func membersElsewhere(isElsewhere: Bool) throws {
        let dossier = try Self.dossier("svc-report") { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.add(
                Identity(
                    nativeID: "payments", type: "aws.iam.group", classification: .group, name: "payments",
                    attributes: isElsewhere ? [Identity.membershipElsewhere: "true"] : [:]), "groups")
            estate.user("svc-report", tags: ["team": "payments"])
        }
        let claim = try #require(dossier.claims.first)
        #expect(claim.owner.activeMembers == (isElsewhere ? nil : 0))
    }

    @Test(
        "absence takes a complete read of every source of people",
        arguments: [
            CoverageState.partial, .truncated, .denied, .failed, .notRead, .unsupported,
        ])
    func absence(_ state: CoverageState) throws {
        let dossier = try Self.dossier("svc-report") { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.user("svc-report", tags: ["owner": "nobody@example.com"])
            estate.mark("people", state)
        }
        #expect(dossier.claims.first?.owner.state == .unknown)
    }

    @Test("active in any authority is active, and the conflict is kept")
    func conflict() throws {
        let second = SourceID(connector: "people-file", tenant: "contractors")
        let dossier = try Self.dossier("svc-report") { estate in
            estate.info.sources.append(
                SourceInfo(
                    id: second, name: "contractors", connectorVersion: "1", authoritativeFor: [.person], lastRun: 7))
            estate.info.streams.append(
                StreamInfo(
                    source: second, stream: "people", operation: "read", yields: [.person],
                    coverage: Coverage(.complete), run: 7, readAt: ExampleEstate.now))
            estate.person("00042", "ana.berg@example.com", .deactivated)
            estate.add(
                Person(nativeID: "c-1", employeeID: "00042", emails: ["ana@other.example"], status: .active), "people",
                source: second)
            estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
        }
        #expect(dossier.owners.first?.state == .active)
    }

    @Test("a person is here until the end of their last day")
    func lastDay() {
        let day = ExampleEstate.ago(days: 0)
        let midnight = Instant(milliseconds: day.milliseconds - day.milliseconds % 86_400_000)
        let person = Person(nativeID: "1", emails: [], status: .active, endedAt: midnight)
        #expect(PeopleIndex.standing(of: person, asOf: midnight.advanced(bySeconds: 86_399)).state == .active)
        #expect(PeopleIndex.standing(of: person, asOf: midnight.advanced(bySeconds: 86_400)).state == .inactive)
    }

    @Test("an attestation fades; a register does not")
    func freshness() {
        func value(_ evidence: OwnershipEvidence, _ days: Int64) -> Double {
            OwnerRanking.freshness(
                evidence, claimedAt: ExampleEstate.ago(days: days), asOf: ExampleEstate.now, cadence: 365)
        }
        #expect(value(.attestation, 0) == 1)
        #expect(abs(value(.attestation, 365) - 0.8) < 1e-9)
        #expect(abs(value(.attestation, 730) - 0.5) < 1e-9)
        #expect(abs(value(.attestation, 3_650) - 0.5) < 1e-9)
        #expect(value(.register, 3_650) == 1)
    }

    @Test("losing claims are kept with their reason, the strongest first")
    func ranking() throws {
        let dossier = try Self.dossier("svc-report") { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.person("00043", "ben.cruz@example.com")
            estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            estate.claim(.identity("svc-report"), "ben.cruz@example.com", .creator)
            estate.claim(.identity("svc-report"), "00042", .nativeOwner)
        }
        #expect(dossier.claims.map(\.owner.evidence) == [.nativeOwner, .tag, .creator])
        #expect(dossier.claims.map(\.counts) == [true, false, false])
        #expect(dossier.claims.dropFirst().allSatisfy { $0.reason != nil })
    }
}

@Suite("Accounts and people")
struct CorrelationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var user: String
        var tags: [String: String] = [:]
        var confidence: Double?
        var classification: IdentityClass
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a label with the address", user: "aberg", tags: ["email": "Ana.Berg@example.com"], confidence: 0.95,
            classification: .human),
        Case(
            name: "a label with the alias", user: "aberg", tags: ["email": "ana@example.com"], confidence: 0.9,
            classification: .human),
        Case(
            name: "a name that is the address", user: "ana.berg@example.com", confidence: 0.85,
            classification: .unknown),
        Case(
            name: "an employee id", user: "x1", tags: ["employee_id": "00042"], confidence: 0.97,
            classification: .human),
        Case(name: "a user name alone proves nothing", user: "ana.berg", confidence: 0.7, classification: .unknown),
        Case(
            name: "an owner's label makes nobody human", user: "aberg-job", tags: ["owner": "ana.berg@example.com"],
            classification: .service),
        Case(
            name: "a thing by its name stays a thing", user: "svc-a", tags: ["email": "ana.berg@example.com"],
            confidence: 0.95, classification: .service),
        Case(
            name: "a plus tag is another address", user: "a", tags: ["email": "ana.berg+x@example.com"],
            classification: .unknown),
        Case(
            name: "an address given anew links to nobody", user: "a", tags: ["email": "again@example.com"],
            confidence: 0.3, classification: .unknown),
        Case(name: "no mark at all", user: "jenkins", classification: .unknown),
    ]

    @Test("an account's own evidence", arguments: cases)
    func links(_ row: Case) throws {
        let dossier = try OwnershipTests.dossier(row.user) { estate in
            estate.add(
                Person(
                    nativeID: "00042", employeeID: "00042", emails: ["ana.berg@example.com", "ana@example.com"],
                    status: .active), "people", source: ExampleEstate.people)
            estate.person("00050", "again@example.com", .deactivated)
            estate.person("00051", "again@example.com")
            estate.user(row.user, tags: row.tags)
        }
        #expect(dossier.link?.confidence == row.confidence)
        #expect(dossier.classification.value == row.classification)
        #expect(!dossier.classification.reason.isEmpty)
    }

    @Test(
        "keys and no password make a service, once that is known",
        arguments: [
            (nil, IdentityClass.service), ("loginProfiles", .unknown), ("people", .unknown), ("links", .unknown),
        ])
    func keysOnly(_ denied: String?, _ expected: IdentityClass) throws {
        let dossier = try OwnershipTests.dossier("jenkins") { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.user("jenkins")
            estate.key("AKIAIOSFODNN7EXAMPLE", of: "jenkins")
            if let denied { estate.mark(denied, .denied) }
        }
        #expect(dossier.classification.value == expected)
        #expect((dossier.classification.gap != nil) == (denied != nil))
    }

    @Test("accounts that are linked to no person are listed, not judged as people's")
    func unlinked() throws {
        var estate = ExampleEstate()
        estate.person("00042", "ana.berg@example.com")
        estate.user("aberg", tags: ["email": "ana.berg@example.com"])
        estate.user("mystery")
        estate.user("off", status: .disabled)
        estate.user("svc-a")
        let result = try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        #expect(result.unlinked.map(\.name) == ["mystery"])
        #expect(result.unlinkedCount == 1)
    }
}
