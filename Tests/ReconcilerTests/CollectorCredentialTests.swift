import Inventory
import Testing

@testable import Reconciler

@Suite("The collector's own credential")
struct CollectorCredentialTests {
    private func judge(_ build: (inout ExampleEstate) -> Void) throws -> Reconciliation {
        var estate = ExampleEstate()
        build(&estate)
        return try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
    }

    @Test("a key that the vendor lists too is one credential, with the vendor's type and Muster's mark")
    func twin() throws {
        var estate = ExampleEstate()
        estate.user("svc-muster")
        estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-muster", createdDaysAgo: 400)
        estate.collector("AKIAIOSFODNN7EXAMPLE", of: "svc-muster", excess: ["iam:*"], writes: [])
        var found: [HeldCredential] = []
        try Reconciler.forEachDossier(in: estate.snapshot, policy: .standard, asOf: ExampleEstate.now) {
            found += $0.credentials
        }
        let held = try #require(found.first)
        #expect(found.count == 1)
        #expect(held.record.type == "aws.iam.accessKey")
        #expect(held.isCollectors)
        #expect(!held.isOnlyCollectors)
        let result = try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
        let own = result.violations.filter { $0.rule == "COL-04" }
        #expect(own.map(\.subject.nativeID) == ["AKIAIOSFODNN7EXAMPLE"])
        #expect(own.first?.summary.contains("iam:*") == true)
        // It is as old as any other key: rotation is due once, not twice.
        #expect(result.violations.filter { $0.rule == "CRD-02" }.count == 1)
    }

    @Test(
        "a key that Muster signs in with is neither stale nor unused nor its user dormant, whatever the vendor's clock")
    func inUse() throws {
        let result = try judge { estate in
            estate.user("svc-muster", tags: ["team": "security"])
            estate.key(
                "AKIAIOSFODNN7EXAMPLE", of: "svc-muster", createdDaysAgo: 400,
                lastUse: .noneSince(ExampleEstate.ago(days: 4_000)))
            estate.collector("AKIAIOSFODNN7EXAMPLE", of: "svc-muster", excess: [], writes: [])
        }
        #expect(result.violations.filter { $0.rule.hasPrefix("STL") }.isEmpty)
    }

    @Test(
        "what only signing in told of is judged by COL-04 alone",
        arguments: [nil, "svc-muster", "AROANOTLISTED"] as [String?])
    func alone(_ holder: String?) throws {
        let result = try judge { estate in
            estate.user("svc-muster", tags: ["team": "security"])
            estate.collector(of: holder, expiry: .never, excess: ["admin"], writes: ["admin"])
        }
        let without = try judge { $0.user("svc-muster", tags: ["team": "security"]) }
        let added = result.violations.filter { !without.violations.contains($0) }
        #expect(added.map(\.rule) == ["COL-04"])
        #expect(added.first?.severity == .high)
        #expect(added.first?.summary.contains("may change things: admin") == true)
        #expect(result.indeterminate.filter { $0.rule != "COL-04" } == without.indeterminate)
        #expect(result.undecided == without.undecided)
    }

    @Test("its expiry fires within the policy's days, and never where signing in is federated or has no end")
    func expiry() throws {
        func fires(_ expiry: Expiry, _ form: CredentialForm = .staticSecret) throws -> Bool {
            var estate = ExampleEstate()
            estate.user("svc-muster", tags: ["team": "security"])
            estate.add(
                Credential(
                    nativeID: "collector:x", type: "aws.collector", form: form, holder: .identity("svc-muster"),
                    status: .active, expiry: expiry, attributes: ["usedBy": "Muster", "excess": "", "writes": ""]),
                "collector")
            let result = try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now)
            return result.violations.contains { $0.rule == "COL-04" }
        }
        let now = ExampleEstate.now
        #expect(try fires(.at(now.advanced(byDays: 30))))
        #expect(try !fires(.at(now.advanced(byDays: 31))))
        #expect(try fires(.at(now.advanced(byDays: -1))))
        #expect(try !fires(.at(now.advanced(byDays: 1)), .federated))
        #expect(try !fires(.sliding(windowInSeconds: 2_592_000)))
        #expect(try !fires(.never))
        #expect(try !fires(.unknown))
    }

    @Test("a person's own token is owned by the person; an account of nobody known is indeterminate")
    func person() throws {
        func result(_ tags: [String: String]) throws -> Reconciliation {
            try judge { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("ana.berg", tags: tags, classification: .human)
                estate.collector(of: "ana.berg", excess: [], writes: [])
            }
        }
        let own = try result(["email": "ana.berg@example.com"])
        #expect(!own.violations.contains { $0.rule == "COL-04" })
        #expect(!own.indeterminate.contains { $0.rule == "COL-04" })
        let stranger = try result([:])
        #expect(!stranger.violations.contains { $0.rule == "COL-04" })
        #expect(stranger.indeterminate.contains { $0.rule == "COL-04" })
    }
}
