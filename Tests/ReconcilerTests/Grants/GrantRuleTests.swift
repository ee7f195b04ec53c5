import Inventory
import Testing

@testable import Reconciler

@Suite("Rules over grants, beyond their examples")
struct GrantRuleTests {
    private static func judge(
        _ policy: Policy = .standard, before: ((inout ExampleEstate) -> Void)? = nil,
        _ build: (inout ExampleEstate) -> Void
    ) throws -> Reconciliation {
        var estate = ExampleEstate()
        build(&estate)
        var previous: MemorySnapshot?
        if let before {
            var earlier = ExampleEstate()
            before(&earlier)
            earlier.dateBack()
            previous = earlier.snapshot
        }
        return try Reconciler.reconcile(
            estate.snapshot, previous: previous, policy: policy, asOf: ExampleEstate.now)
    }

    private static func found(_ rule: String, _ result: Reconciliation) -> [Finding] {
        result.violations.filter { $0.rule == rule }
    }

    // MARK: - OAU-02

    struct Weight: Sendable, CustomTestStringConvertible {
        var title: String
        var severity: Severity
        var build: @Sendable (inout ExampleEstate) -> Void

        var testDescription: String { title }
    }

    static let weights = [
        Weight(title: "tier-0 as itself", severity: .critical) {
            $0.tenantApp("a", home: ExampleEstate.otherTenant)
            $0.appPermission("RoleManagement.ReadWrite.Directory", of: "a")
        },
        Weight(title: "mail as itself", severity: .critical) {
            $0.tenantApp("a", home: ExampleEstate.otherTenant)
            $0.appPermission("Mail.Read", of: "a")
        },
        Weight(title: "mail as every user", severity: .high) {
            $0.tenantApp("a", home: ExampleEstate.otherTenant)
            $0.delegated(["Mail.Read"], to: "a", by: nil)
        },
        Weight(title: "mail as one user", severity: .medium) {
            $0.tenantApp("a", home: ExampleEstate.otherTenant)
            $0.delegated(["Mail.Read"], to: "a", by: "ana")
        },
        Weight(title: "mail as one user, also while they are away", severity: .high) {
            $0.tenantApp("a", home: ExampleEstate.otherTenant)
            $0.delegated(["Mail.Read", "offline_access"], to: "a", by: "ana")
        },
        Weight(title: "an app of our own, mail as itself", severity: .high) {
            $0.tenantApp("a", home: ExampleEstate.entra.tenant)
            $0.appPermission("Mail.Read", of: "a")
        },
        Weight(title: "code of what was picked", severity: .high) {
            $0.gitHubApp("a", scopes: ["contents: write"], selected: true)
        },
        Weight(title: "code of all repositories", severity: .critical) {
            $0.gitHubApp("a", scopes: ["contents: write"])
        },
    ]

    @Test("form, reach, time and party weigh a scope", arguments: weights)
    func severities(_ weight: Weight) throws {
        let result = try Self.judge(build: weight.build)
        #expect(Self.found("OAU-02", result).map(\.severity) == [weight.severity])
    }

    private static func judge(build: (inout ExampleEstate) -> Void) throws -> Reconciliation {
        try judge(.standard, build)
    }

    @Test("ten thousand users of one app make one finding")
    func oneFinding() throws {
        let result = try Self.judge { estate in
            estate.tenantApp("notes", home: ExampleEstate.otherTenant)
            for index in 0..<10_000 { estate.delegated(["Mail.Read"], to: "notes", by: "user\(index)") }
        }
        let finding = try #require(Self.found("OAU-02", result).first)
        #expect(Self.found("OAU-02", result).count == 1)
        #expect(finding.evidence.count < 30)
        #expect(finding.evidence.contains { $0.note?.contains("in 10000 grants") == true })
        #expect(finding.remediation.count < 10)
    }

    @Test("a scope that the register allows is approved; another is not")
    func allowed() throws {
        let vendor = Vendor(name: "Notes", clientIDs: ["client-notes"], allowedScopes: ["Mail.Read"])
        let result = try Self.judge(.with(vendors: [vendor])) { estate in
            estate.tenantApp("notes", home: ExampleEstate.otherTenant)
            estate.appPermission("Mail.Read", of: "notes")
            estate.appPermission("Files.Read.All", of: "notes")
        }
        let finding = try #require(Self.found("OAU-02", result).first)
        #expect(finding.summary.contains("Files.Read.All"))
        #expect(!finding.evidence.contains { $0.value == "Mail.Read" })
    }

    @Test("an ended contract approves nothing")
    func endedApproval() throws {
        let vendor = Vendor(
            name: "Notes", clientIDs: ["client-notes"], contractEnd: ExampleEstate.ago(days: 3),
            allowedScopes: ["Mail.Read"])
        let result = try Self.judge(.with(vendors: [vendor])) { estate in
            estate.tenantApp("notes", home: ExampleEstate.otherTenant)
            estate.appPermission("Mail.Read", of: "notes")
        }
        #expect(Self.found("OAU-02", result).count == 1)
        #expect(Self.found("OAU-07", result).map(\.severity) == [.high])
    }

    @Test("a role's trust is as risky as the role")
    func trust() throws {
        let result = try Self.judge(.with(vendors: [])) { estate in
            estate.organisationAccount("210987654321")
            estate.trustedRole("monitoring", by: "999888777666")
            estate.permission("AdministratorAccess", .admin)
            estate.attach("AdministratorAccess", to: "monitoring")
        }
        #expect(Self.found("OAU-02", result).map(\.severity) == [.critical])
        #expect(Self.found("OAU-07", result).map(\.severity) == [.high])
    }

    @Test("webhooks, tokens of one's own and trust within the account are no grants to applications")
    func noGrants() {
        func grant(_ type: String, _ holder: Reference, _ consent: Consent, behalf: Reference? = nil) -> Grant {
            Grant(nativeID: "1", type: type, holder: holder, grantee: "g", onBehalfOf: behalf, consent: consent)
        }
        #expect(!GrantFacts.isConsent(grant("gitlab.webhook", .resource("shop"), .admin)))
        #expect(!GrantFacts.isConsent(grant("github.webhook", .identity("organisation"), .admin)))
        #expect(
            !GrantFacts.isConsent(
                grant("github.fineGrainedTokenAccess", .identity("ana"), .user, behalf: .identity("ana"))))
        #expect(!GrantFacts.isConsent(grant("aws.iam.roleTrust", .identity("role"), .trust)))
        #expect(GrantFacts.isConsent(grant("slack.installation", .application("a"), .installation)))
        #expect(
            GrantFacts.isConsent(grant("entra.oauth2PermissionGrant", .identity("sp"), .user, behalf: .identity("ana")))
        )
    }

    // MARK: - OAU-06

    @Test("one of two who consented has left: one finding, low where the grant died with the account")
    func oneOfTwo() throws {
        let result = try Self.judge { estate in
            estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
            estate.person("00043", "bo.dahl@example.com")
            estate.tenantUser("ana", email: "ana.berg@example.com")
            estate.tenantUser("bo", email: "bo.dahl@example.com")
            estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
            estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "bo")
        }
        let finding = try #require(Self.found("OAU-06", result).first)
        #expect(finding.severity == .low)
        #expect(finding.summary.contains("1 of 2"))
        #expect(finding.evidence.contains { $0.field == "person.endedAt" && $0.source == "staff" })
        #expect(finding.remediation.contains { $0.contains("grant-rooms-ana") })
        #expect(!finding.remediation.contains { $0.contains("grant-rooms-bo") })
    }

    @Test("an installation outlives its installer: high")
    func survives() throws {
        let result = try Self.judge { estate in
            estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
            estate.gitHubApp("build-bot", scopes: ["contents: read"], installer: "ana.berg@example.com")
        }
        #expect(Self.found("OAU-06", result).map(\.severity) == [.high])
    }

    @Test("without a source of people nobody is gone")
    func noPeople() throws {
        let result = try Self.judge { estate in
            estate.info.sources.removeAll { $0.id == ExampleEstate.people }
            estate.tenantUser("ana", email: "ana.berg@example.com")
            estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
            estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
        }
        #expect(Self.found("OAU-06", result).isEmpty)
        #expect(result.indeterminate.contains { $0.rule == "OAU-06" })
    }

    // MARK: - OAU-07

    @Test("without a register there is one line a source, not one an application")
    func oneLine() throws {
        let result = try Self.judge { estate in
            for name in ["a", "b", "c"] {
                estate.tenantApp(name, home: ExampleEstate.otherTenant)
                estate.delegated(["User.Read"], to: name, by: "ana")
            }
        }
        let lines = result.indeterminate.filter { $0.rule == "OAU-07" }
        #expect(lines.count == 1)
        #expect(lines.first?.summary.hasPrefix("3 not judged") == true)
        #expect(lines.first?.missing?.whoCanGiveIt?.contains("vendors:") == true)
    }

    // MARK: - OAU-08

    @Test("a new app, a new scope and a wider reach keep one name for life")
    func driftNames() throws {
        let first = try Self.judge(
            before: { $0.addGitHub() }, { $0.gitHubApp("bot", scopes: ["contents: read"]) })
        let second = try Self.judge(
            before: { $0.gitHubApp("bot", scopes: ["contents: read"]) },
            { $0.gitHubApp("bot", scopes: ["contents: read", "contents: write"]) })
        let names = Set((Self.found("OAU-08", first) + Self.found("OAU-08", second)).map(\.fingerprint))
        #expect(names.count == 1)
        #expect(Self.found("OAU-08", second).first?.severity == .high)
        #expect(Self.found("OAU-08", second).first?.evidence.contains { $0.value == "contents: write" } == true)
        #expect(Self.found("OAU-08", second).first?.evidence.contains { $0.value == "contents: read" } == false)
    }

    @Test("a first complete run is a baseline, though a run stood before it")
    func baseline() throws {
        let result = try Self.judge(
            before: { estate in
                estate.addGitHub()
                for index in estate.info.sources.indices { estate.info.sources[index].firstCompleteAt = nil }
            }, { $0.gitHubApp("bot", scopes: ["contents: write"]) })
        #expect(Self.found("OAU-08", result).isEmpty)
        #expect(!result.indeterminate.contains { $0.rule == "OAU-08" })
    }

    @Test("what another principal sees is no drift, and it is said")
    func otherReader() throws {
        let result = try Self.judge(
            before: { $0.addGitHub() },
            { estate in
                estate.gitHubApp("bot", scopes: ["contents: write"])
                for index in estate.info.streams.indices where estate.info.streams[index].stream == "installations" {
                    estate.info.streams[index].coverage.newBaseline = "read with another principal"
                }
            })
        #expect(Self.found("OAU-08", result).isEmpty)
        #expect(result.indeterminate.contains { $0.rule == "OAU-08" })
    }

    @Test("what is gone is no drift, and what was reordered neither")
    func gone() throws {
        let result = try Self.judge(
            before: { estate in
                estate.gitHubApp("a", scopes: ["contents: write"])
                estate.gitHubApp("b", scopes: ["contents: read", "issues: read"])
                estate.gitHubApp("c", scopes: ["contents: write"])
            }, { $0.gitHubApp("b", scopes: ["issues: read", "contents: read"]) })
        #expect(Self.found("OAU-08", result).isEmpty)
    }

    @Test("a source that was not read since keeps what was found of it")
    func unreadSource() throws {
        var estate = ExampleEstate()
        estate.gitHubApp("bot", scopes: ["contents: write"])
        var earlier = ExampleEstate()
        earlier.addGitHub()
        earlier.dateBack()
        let drifted = try Reconciler.reconcile(
            estate.snapshot, previous: earlier.snapshot, policy: .standard, asOf: ExampleEstate.now)
        let name = try #require(Self.found("OAU-08", drifted).first?.fingerprint)
        // The next run reads the other sources only.
        var later = estate
        later.info.run = 8
        let next = try Reconciler.reconcile(
            later.snapshot, previous: estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        #expect(Self.found("OAU-08", next).isEmpty)
        #expect(next.undecided.contains(name))
    }

    @Test("the order of rows changes nothing in what has changed")
    func deterministic() throws {
        let scopes = ["contents: write", "issues: read", "metadata: read"]
        let results = try [scopes, scopes.reversed()].map { scopes in
            try Self.judge(before: { $0.addGitHub() }, { $0.gitHubApp("bot", scopes: scopes) })
        }
        let evidence = results.map { Self.found("OAU-08", $0).map(\.evidence) }
        #expect(evidence[0] == evidence[1])
    }

    @Test(
        "a worse read, now or then, tells of no growth that a whole one would not", arguments: [1, 2, 3, 4] as [UInt64])
    func injuredDrift(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        // The run before had other grants: those of another seed, of the same applications.
        var earlier = GeneratedEstate(seed: seed &+ 100)
        for index in earlier.info.streams.indices { earlier.info.streams[index].run = 6 }
        func drift(_ now: MemorySnapshot, _ before: MemorySnapshot) throws -> (found: Set<String>, known: Set<String>) {
            let result = try Reconciler.reconcile(now, previous: before, policy: .standard, asOf: ExampleEstate.now)
            let found = Set(Self.found("OAU-08", result).map(\.fingerprint))
            return (found, found.union(result.undecided))
        }
        let whole = try drift(estate.snapshot(), earlier.snapshot())
        #expect(!whole.found.isEmpty)
        for stream in ["installations", "delegatedGrants", "appRoleAssignments", "servicePrincipals"] {
            for state in [CoverageState.denied, .partial] {
                var worse = earlier.injured(stream, state)
                for index in worse.streams.indices { worse.streams[index].run = 6 }
                let now = try drift(estate.snapshot(info: estate.injured(stream, state)), earlier.snapshot())
                let then = try drift(estate.snapshot(), earlier.snapshot(info: worse))
                for (result, when) in [(now, "now"), (then, "then")] {
                    #expect(result.found.isSubset(of: whole.found), "\(stream) \(state) \(when)")
                    #expect(whole.found.isSubset(of: result.known), "\(stream) \(state) \(when)")
                }
            }
        }
    }
}
