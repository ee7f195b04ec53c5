import Inventory
import Testing

@testable import Reconciler

@Suite("What a leaver leaves behind")
struct LeaverInquiryTests {
    private func report(
        _ query: String = "ana.berg@example.com", on day: Instant = ExampleEstate.now.advanced(byDays: 30),
        _ build: (inout ExampleEstate) -> Void = estate
    ) throws -> LeaverReport {
        var estate = ExampleEstate()
        build(&estate)
        let people = try PeopleDirectory(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        return try LeaverInquiry.report(
            on: try #require(people.find(query).first), leaving: day, in: estate.snapshot, policy: .standard,
            decisions: .none, asOf: ExampleEstate.now)
    }

    /// Ana has an account with a key, owns a service user alone and another with Ben, made a deploy key, and allowed an
    /// app.
    private static func estate(_ estate: inout ExampleEstate) {
        estate.add(
            Person(
                nativeID: "00042", employeeID: "00042", name: "Ana Berg", emails: ["ana.berg@example.com"],
                status: .active, manager: "00043"), "people", source: ExampleEstate.people)
        estate.person("00043", "ben.cruz@example.com")
        estate.user("ana", tags: ["email": "ana.berg@example.com"])
        credential("AKIAIOSFODNN7EXAMPLE", Survival(disabling: .no, deletion: .no), &estate)
        credential("AKIAI44QH8DHBEXAMPLE", Survival(disabling: .yes, deletion: .yes), &estate)
        credential("AKIAEXAMPLEEXAMPLE01", .unknown, &estate)
        estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
        estate.key("AKIAEXAMPLEEXAMPLE02", of: "svc-report")
        estate.user("svc-shared", tags: ["owner": "ana.berg@example.com ben.cruz@example.com"])
        estate.repository("shop/checkout", tags: ["owner": "ben.cruz@example.com"])
        estate.deployKey("11", of: "shop/checkout")
        estate.add(
            OwnershipClaim(
                subject: .credential("11"), holder: .resource("shop/checkout"), owner: "ana", evidence: .creator),
            "register")
        estate.installation("chat-bot")
        estate.add(
            Grant(
                nativeID: "consent-1", type: "okta.userGrant", holder: .application("chat-bot"), grantee: "chat-bot",
                onBehalfOf: .identity("ana"), consent: .user, survival: .unknown), "installations")
    }

    private static func credential(_ id: String, _ survival: Survival, _ estate: inout ExampleEstate) {
        estate.add(
            Credential(
                nativeID: NativeID(id), type: "aws.iam.accessKey", form: .staticSecret, holder: .identity("ana"),
                status: .active, survival: survival), "accessKeys")
    }

    @Test("accounts, credentials, consents, things owned and things made are all found")
    func everything() throws {
        let report = try report()
        #expect(report.accounts.map(\.subject.name) == ["ana"])
        #expect(report.credentials.count == 3)
        #expect(report.consents.map(\.subject.nativeID) == ["consent-1"])
        #expect(Set(report.owned.map(\.subject.name)) == ["svc-report", "svc-shared"])
        #expect(report.created.map(\.subject.nativeID) == ["11"])
        #expect(report.isComplete)
    }

    @Test("what dies, what survives and what cannot be said stay apart")
    func fates() throws {
        let report = try report()
        let fates = Dictionary(
            uniqueKeysWithValues: (report.credentials + report.consents + report.created).map {
                ($0.subject.nativeID, $0.fate)
            })
        #expect(
            fates == [
                "AKIAIOSFODNN7EXAMPLE": .ends, "AKIAI44QH8DHBEXAMPLE": .survives, "AKIAEXAMPLEEXAMPLE01": .unknown,
                "consent-1": .unknown, "11": .survives,
            ])
        let replaced = report.checklist.filter { $0.phase == .replace }.map(\.what).joined()
        for id in ["AKIAI44QH8DHBEXAMPLE", "AKIAEXAMPLEEXAMPLE01", "AKIAEXAMPLEEXAMPLE02", "11 of"] {
            #expect(replaced.contains(id))
        }
        #expect(!replaced.contains("AKIAIOSFODNN7EXAMPLE"))
    }

    @Test("who has no other owner gets a proposed successor, with the reason")
    func succession() throws {
        let report = try report()
        let alone = try #require(report.owned.first { $0.subject.name == "svc-report" })
        #expect(alone.needsSuccessor)
        #expect(alone.successors.first?.owner.person == "00043")
        #expect(alone.successors.first?.reason == "the manager of Ana Berg")
        let shared = try #require(report.owned.first { $0.subject.name == "svc-shared" })
        #expect(shared.others.map(\.person) == ["00043"])
        #expect(!shared.needsSuccessor)
        #expect(report.checklist.filter { $0.phase == .reassign }.count == 1)
    }

    @Test("the checklist stands in its order, with the vendor's calls filled in")
    func checklist() throws {
        let steps = try report().checklist
        let phases = steps.map(\.phase)
        let order = LeaverStep.Phase.allCases
        #expect(phases == phases.sorted { order.firstIndex(of: $0)! < order.firstIndex(of: $1)! })
        let disable = try #require(steps.first { $0.phase == .disable })
        #expect(disable.how.contains("aws iam delete-login-profile --user-name ana"))
        let reassign = try #require(steps.first { $0.phase == .reassign })
        #expect(
            reassign.how.first
                == "muster owners assign identity:svc-report --source production --owner ben.cruz@example.com")
        #expect(steps.last?.phase == .verify)
    }

    @Test("a personal key that the system lists by itself is a credential of theirs, and needs no successor")
    func ownKey() throws {
        let report = try report { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.add(
                Credential(
                    nativeID: "authorization/7", type: "github.authorizedSSHKey", form: .asymmetric, holder: nil,
                    name: "laptop", status: .active, survival: Survival(disabling: .no, deletion: .no)), "accessKeys")
            estate.add(
                OwnershipClaim(
                    subject: .credential("authorization/7"), holder: nil, owner: "ana.berg@example.com",
                    evidence: .holder), "register")
        }
        #expect(report.credentials.map(\.fate) == [.ends])
        #expect(report.owned.isEmpty)
    }

    @Test("a co-owner who has left by that day is none")
    func laterLeaver() throws {
        let report = try report { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.person("00043", "ben.cruz@example.com", .active, ended: ExampleEstate.now.advanced(byDays: 10))
            estate.user("svc-shared", tags: ["owner": "ana.berg@example.com ben.cruz@example.com"])
        }
        #expect(report.owned.map(\.needsSuccessor) == [true])
    }

    @Test(
        "a list that was not read is named, whatever was found",
        arguments: [CoverageState.denied, .partial, .truncated, .failed, .notRead])
    func gaps(state: CoverageState) throws {
        let report = try report { estate in
            Self.estate(&estate)
            estate.mark("installations", state, permission: "read:org")
        }
        #expect(!report.isComplete)
        #expect(report.gaps.map(\.stream) == ["installations"])
        #expect(report.gaps.first?.missingPermissions == ["read:org"])
    }

    @Test("what a system does not offer is said, and is no loss")
    func unsupported() throws {
        let report = try report { estate in
            Self.estate(&estate)
            estate.mark("installations", .unsupported)
        }
        #expect(report.isComplete)
        #expect(report.gaps.map(\.stream) == ["installations"])
    }

    @Test("an account that only resembles theirs is looked at, and nothing is concluded from it")
    func possible() throws {
        let report = try report { estate in
            estate.person("00042", "ana.berg@example.com")
            estate.user("ana.berg")
            estate.key("AKIAIOSFODNN7EXAMPLE", of: "ana.berg")
        }
        #expect(report.accounts.isEmpty)
        #expect(report.possibleAccounts.map(\.subject.name) == ["ana.berg"])
        #expect(report.credentials.isEmpty)
        #expect(report.checklist.map(\.phase) == [.look, .verify])
    }

    @Test("people are found by address, employee id and name in any case; who shares a name is not chosen among")
    func directory() throws {
        var estate = ExampleEstate()
        for (id, mail) in [("00042", "ana.berg@example.com"), ("00043", "ana.berg2@example.com")] {
            estate.add(
                Person(nativeID: NativeID(id), employeeID: id, name: "Ana Berg", emails: [mail], status: .active),
                "people", source: ExampleEstate.people)
        }
        let people = try PeopleDirectory(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        #expect(people.find("ANA.BERG@example.com").map(\.nativeID) == ["00042"])
        #expect(people.find("00043").map(\.nativeID) == ["00043"])
        #expect(people.find("ana berg").map(\.nativeID) == ["00042", "00043"])
        #expect(people.find("nobody").isEmpty)
        #expect(people.areSame("00042", "ana.berg@example.com"))
        #expect(!people.areSame("Ana Berg", "00042"))
    }

    @Test("every answer of the survival table has a fate, and only what surely ends is said to end")
    func survivalTable() {
        for disabling in Survival.Answer.allCases {
            for deletion in Survival.Answer.allCases {
                let fate = LeaverInquiry.fate(Survival(disabling: disabling, deletion: deletion))
                if fate.value == .ends { #expect(disabling == .no && deletion != .yes) }
                if disabling == .yes || deletion == .yes { #expect(fate.value == .survives) }
            }
        }
    }
}
