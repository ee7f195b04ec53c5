import Inventory
import Testing

@testable import Reconciler

@Suite("Repositories, apps and teams")
struct ResourceTests {
    private func judge(policy: Policy = .standard, _ build: (inout ExampleEstate) -> Void) throws -> Reconciliation {
        var estate = ExampleEstate()
        build(&estate)
        return try Reconciler.reconcile(estate.snapshot, policy: policy, asOf: ExampleEstate.now)
    }

    @Test("a repository without owner is one finding that counts and names its deploy keys")
    func deployKeys() throws {
        let result = try judge { estate in
            estate.repository("shop/checkout")
            estate.deployKey("11", of: "shop/checkout")
            estate.deployKey("12", of: "shop/checkout")
            estate.add(
                OwnershipClaim(
                    subject: .credential("12"), holder: .resource("shop/checkout"), owner: "aberg", evidence: .creator),
                "register")
            estate.repository("shop/site", tags: ["team": "web"])
        }
        let unowned = result.violations.filter { $0.rule == "OWN-01" }
        #expect(unowned.map(\.summary) == ["2 deploy keys of shop/checkout: nobody owns it"])
        #expect(unowned.first?.subject.kind == "resource")
        #expect(unowned.first?.evidence.filter { $0.field == "credential" }.map(\.value) == ["11", "12"])
        #expect(unowned.first?.evidence.contains { $0.note?.hasSuffix("; creator aberg") == true } == true)
    }

    @Test("an old deploy key comes with the call that removes it")
    func remediation() throws {
        let result = try judge { estate in
            estate.repository("shop/checkout", tags: ["team": "web"])
            estate.deployKey("11", of: "shop/checkout", createdDaysAgo: 400)
        }
        let old = try #require(result.violations.first { $0.rule == "CRD-02" })
        #expect(old.remediation.contains { $0.contains("https://github.com/shop/checkout/settings/keys") })
        #expect(
            Remediation.retire(
                Credential(nativeID: "deployKey/11", type: "github.deployKey", form: .asymmetric, holder: nil),
                holder: "shop/checkout") == ["gh api -X DELETE repos/shop/checkout/keys/11"])
    }

    @Test(
        "every kind of thing that these vendors have is retired by its own call or page, with its id in it",
        arguments: [
            "github.deployKey", "github.deploy_key", "github.personalAccessToken", "github.fineGrainedToken",
            "github.authorizedToken", "github.authorizedSSHKey", "github.actionsSecret", "github.dependabotSecret",
            "github.organizationSecret", "github.webhook",
            "okta.apiToken", "okta.clientSecret", "okta.clientKey", "okta.app.oauth.service",
            "okta.apiServiceIntegration",
            "okta.apiServiceSecret", "okta.refreshToken", "okta.password",
            "slack.app", "slack.bot", "slack.incomingWebhook", "slack.service", "slack.user", "slack.userGroup",
            "okta.apiServiceSecret", "okta.refreshToken", "okta.password", "scim.user", "scim.x509Certificate",
            "google-workspace.appPassword", "google-workspace.oauthApp", "google-workspace.serviceAccount",
            "google-workspace.user", "google-workspace.user.guest",
        ])
    func words(_ type: String) {
        let credential = Credential(nativeID: "id-1", type: type, form: .staticSecret, holder: nil)
        let steps = Remediation.retire(credential, holder: "holder-1").joined(separator: " ")
        #expect(steps.contains("id-1") || steps.contains("holder-1"))
        #expect(!steps.contains("in the vendor's console"))
        #expect(!steps.contains("{"))
    }

    @Test("a name that would act in a shell is quoted in the call")
    func quoting() {
        let credential = Credential(nativeID: "11; rm -rf ~", type: "github.deployKey", form: .asymmetric, holder: nil)
        #expect(
            Remediation.retire(credential, holder: "shop/$(id)")
                == ["gh api -X DELETE repos/'shop/$(id)'/keys/'11; rm -rf ~'"])
    }

    @Test("an archived repository needs no owner, and its keys are judged as they work on")
    func archived() throws {
        let result = try judge { estate in
            estate.repository("shop/site", tags: ["team": "web"])
            estate.repository("shop/old", status: .disabled)
            estate.deployKey("11", of: "shop/old", createdDaysAgo: 400)
        }
        #expect(result.violations.map(\.rule) == ["CRD-02"])
    }

    @Test("a repository of a team of people who are here is owned; the team is found by name, id or slug")
    func teams() throws {
        for name in ["Web Shop", "77", "web-shop"] {
            let result = try judge { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.add(
                    Identity(
                        nativeID: "77", type: "github.team", classification: .group, name: "Web Shop",
                        status: .enabled, attributes: ["slug": "web-shop"]), "groups")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("77", "ana.berg")
                estate.repository("shop/checkout")
                estate.deployKey("11", of: "shop/checkout")
                estate.claim(.resource("shop/checkout"), name, .team)
            }
            #expect(!result.violations.contains { $0.rule == "OWN-01" })
            var states: [Owner.State] = []
            var estate = ExampleEstate()
            estate.add(
                Identity(
                    nativeID: "77", type: "github.team", classification: .group, name: "Web Shop", status: .enabled,
                    attributes: ["slug": "web-shop"]), "groups")
            estate.repository("shop/checkout")
            estate.deployKey("11", of: "shop/checkout")
            estate.claim(.resource("shop/checkout"), name, .team)
            try Reconciler.forEachDossier(in: estate.snapshot, policy: .standard, asOf: ExampleEstate.now) {
                states += $0.owners.map(\.state)
            }
            #expect(states == [.group], "\(name)")
        }
    }

    @Test("the creator of a repository's key is no owner, and stands in the evidence with the date of leaving")
    func creator() throws {
        let result = try judge { estate in
            estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
            estate.repository("shop/site")
            estate.claim(.resource("shop/site"), "web", .team)
            estate.repository("shop/checkout")
            estate.deployKey("11", of: "shop/checkout")
            estate.claim(.resource("shop/checkout"), "ana.berg@example.com", .creator)
        }
        let unowned = try #require(result.violations.first { $0.rule == "OWN-01" })
        #expect(unowned.evidence.contains { $0.field == "lastKnownPerson" })
        #expect(!result.violations.contains { $0.rule == "ORP-01" })
    }

    @Test("apps of a source that tells of no owner are one line with their number and the setting to add")
    func apps() throws {
        let result = try judge { estate in
            for name in ["build-bot", "chat-bot", "deploy-bot"] { estate.installation(name) }
            estate.installation("dependabot", vendorManaged: true)
        }
        #expect(!result.violations.contains { $0.rule == "OWN-01" })
        let lines = result.indeterminate.filter { $0.rule == "OWN-01" }
        #expect(lines.count == 1)
        #expect(lines.first?.summary.hasPrefix("3 not judged: without an owner") == true)
        #expect(lines.first?.missing?.whoCanGiveIt?.contains("ownership_tags") == true)
        #expect(result.undecided.count >= 3)
    }

    @Test("webhooks of a repository without keys ask for no owner")
    func webhooks() throws {
        let result = try judge { estate in
            estate.repository("shop/site", tags: ["team": "web"])
            estate.repository("shop/checkout")
            estate.add(
                Grant(
                    nativeID: "hook-1", type: "github.webhook", holder: .resource("shop/checkout"),
                    grantee: "https://ci.example.com/hook"), "installations")
        }
        #expect(result.violations.isEmpty)
    }

    @Test("rows of people of a source that is no authority for them vouch for nobody")
    func notAuthoritative() throws {
        func result(isAuthority: Bool) throws -> Reconciliation {
            var estate = ExampleEstate()
            estate.person("00043", "ben.cruz@example.com")
            let other = SourceID(connector: "okta", tenant: "00o1")
            estate.info.sources.append(
                SourceInfo(
                    id: other, name: "okta", connectorVersion: "1", authoritativeFor: isAuthority ? [.person] : [],
                    firstCompleteAt: ExampleEstate.ago(days: 400), lastRun: 7))
            estate.info.streams.append(
                StreamInfo(
                    source: other, stream: "users", operation: "GET /api/v1/users", yields: [.person],
                    coverage: Coverage(.complete), run: 7, readAt: ExampleEstate.now, lastCompleteRun: 7,
                    lastCompleteAt: ExampleEstate.now))
            estate.add(
                Person(nativeID: "00u1", emails: ["ana.berg@example.com"], status: .active), "users", source: other)
            estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            return try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        }
        #expect(try result(isAuthority: false).violations.contains { $0.rule == "ORP-03" })
        #expect(try !result(isAuthority: true).violations.contains { $0.rule == "ORP-03" })
    }

    @Test("an owner known from an older read of people closes no finding while people are unread")
    func olderPeople() throws {
        func result(owner: String, _ state: CoverageState) throws -> Reconciliation {
            try judge { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-report", tags: ["owner": owner])
                if state != .complete { estate.mark("people", state) }
            }
        }
        let standing = try result(owner: "gone@example.com", .complete).violations.filter { $0.rule == "ORP-03" }
        let name = try #require(standing.first?.fingerprint)
        #expect(try result(owner: "ana.berg@example.com", .denied).undecided.contains(name))
        #expect(try !result(owner: "ana.berg@example.com", .complete).undecided.contains(name))
    }
}
