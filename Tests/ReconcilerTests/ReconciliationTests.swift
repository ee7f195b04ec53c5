import Inventory
import Testing

@testable import Reconciler

@Suite("What a judgement gives")
struct ReconciliationTests {
    static func reconcile(_ policy: Policy = .standard, _ build: (inout ExampleEstate) -> Void) throws -> Reconciliation
    {
        var estate = ExampleEstate()
        build(&estate)
        return try Reconciler.reconcile(estate.snapshot, policy: policy, asOf: ExampleEstate.now)
    }

    @Test("a finding's name is SHA-256 over length-prefixed fields, and no field runs into the next")
    func identity() {
        let subject = Subject(
            source: "any", connector: "aws", tenant: "1", kind: "credential", nativeID: "k", name: "x")
        // printf '6:STL-013:aws1:110:credential1:k' | sha256sum
        #expect(
            FindingIdentity.fingerprint(rule: "STL-01", subject)
                == "f642ea08a124a9132f17e802956158e7ed1901674aafbe253b874729b1abd635")
        var other = subject
        other.source = "renamed"
        other.name = "renamed"
        #expect(
            FindingIdentity.fingerprint(rule: "STL-01", other) == FindingIdentity.fingerprint(rule: "STL-01", subject))
        #expect(
            FindingIdentity.fingerprint(rule: "R", subject, ["a", "bc"])
                != FindingIdentity.fingerprint(rule: "R", subject, ["ab", "c"]))
    }

    @Test("a denied stream is one line a rule, and every subject behind it is undecided")
    func oneLine() throws {
        let result = try Self.reconcile { estate in
            for number in 0..<40 {
                estate.user("svc-\(number)")
                estate.key("KEY\(number)", of: "svc-\(number)", createdDaysAgo: 20)
            }
            estate.mark("accessKeyLastUsed", .denied, permission: "iam:GetAccessKeyLastUsed")
        }
        let lines = result.indeterminate.filter { $0.rule == "STL-01" }
        #expect(lines.count == 1)
        #expect(lines.first?.summary.hasPrefix("40 not judged") == true)
        #expect(lines.first?.missing?.whoCanGiveIt?.contains("iam:GetAccessKeyLastUsed") == true)
        #expect(lines.first?.coverage.first?.state == .denied)
        #expect(lines.first?.members.count == 40)
        let subject = Subject(
            source: "", connector: "aws", tenant: "123456789012", kind: "credential", nativeID: "KEY7", name: "")
        #expect(result.undecided.contains(FindingIdentity.fingerprint(rule: "STL-01", subject)))
        #expect(result.judged["STL-01"] == 40)
    }

    @Test("without a source of owners there is one line a source, with the setting to add")
    func noOwnershipSource() throws {
        var policy = Policy.standard
        policy.ownershipTags = .init(person: [], team: [])
        let result = try Self.reconcile(policy) { estate in
            estate.info.streams.removeAll { $0.stream == "register" }
            estate.user("svc-a")
            estate.user("svc-b")
        }
        #expect(!result.violations.contains { $0.rule == "OWN-01" })
        let lines = result.indeterminate.filter { $0.rule == "OWN-01" }
        #expect(lines.count == 1)
        #expect(lines.first?.missing?.whoCanGiveIt?.contains("ownership_tags") == true)
    }

    @Test("what the severity floor leaves out is counted")
    func floor() throws {
        var policy = Policy.standard
        policy.severityFloor = .high
        let result = try Self.reconcile(policy) { estate in estate.user("svc-a") }
        #expect(result.violations.isEmpty)
        #expect(result.belowFloor["OWN-01"] == 1)
    }

    @Test("a kind that shrank at once blocks closing")
    func closing() throws {
        let result = try Self.reconcile { estate in estate.count("users", .identity, before: 400, now: 200) }
        #expect(
            result.closingBlocked == [ClosingBlock(connector: "aws", tenant: "123456789012", kind: .identity)])
    }

    @Test("root is break-glass: neither ownership nor staleness", arguments: ["root", "emergency-1"])
    func breakGlass(_ name: String) throws {
        var policy = Policy.standard
        policy.breakGlass = PatternList(["emergency-*"])
        let result = try Self.reconcile(policy) { estate in
            estate.user(name, classification: name == "root" ? .root : .service)
            estate.key("KEY", of: name, lastUse: .observed(ExampleEstate.ago(days: 300)))
        }
        #expect(!result.violations.contains { $0.rule.hasPrefix("OWN") || $0.rule.hasPrefix("STL") })
    }

    @Test("a credential that two streams tell of is one credential")
    func twins() throws {
        let result = try Self.reconcile { estate in
            for user in ["svc-a", "svc-b"] {
                estate.user(user)
                estate.key("SSH-\(user)", of: user, createdDaysAgo: 400, form: .asymmetric)
                estate.add(
                    Credential(
                        nativeID: NativeID("SSH-\(user)"), type: "aws.iam.sshPublicKey", form: .asymmetric,
                        holder: .identity(user), status: .active,
                        fingerprints: [Fingerprint(algorithm: "sha256-ssh", value: "same")]), "loginProfiles")
            }
        }
        #expect(result.violations.filter { $0.rule == "CRD-02" }.count == 2)
        let shared = result.violations.filter { $0.rule == "CRD-06" }
        #expect(shared.count == 1)
        #expect(shared.first?.members.count == 2)
    }

    @Test("a stored secret that nothing holds is judged by itself")
    func storedSecret() throws {
        let result = try Self.reconcile { estate in
            for name in ["a", "a!b"] {
                estate.add(
                    Credential(
                        nativeID: NativeID(name), type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                        status: .active, createdAt: ExampleEstate.ago(days: 100)), "accessKeys")
                estate.add(
                    OwnershipClaim(
                        subject: .credential(name), holder: nil, owner: "payments", evidence: .register), "register")
                estate.use(
                    .credential(name), holder: nil, .observed(ExampleEstate.ago(days: name == "a" ? 99 : 1)),
                    step: 86_400)
            }
            estate.add(
                Credential(
                    nativeID: "unowned", type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                    status: .active, createdAt: ExampleEstate.ago(days: 100)), "accessKeys")
        }
        #expect(result.violations.filter { $0.rule == "OWN-01" }.map(\.subject.nativeID) == ["unowned"])
        #expect(result.violations.filter { $0.rule == "STL-01" }.map(\.subject.nativeID) == ["a"])
    }

    @Test("credentials of a holder that was not read are dossiers, and undecided")
    func holderUnread() throws {
        let result = try Self.reconcile { estate in
            estate.key("KEY", of: "ghost", createdDaysAgo: 900, lastUse: .observed(ExampleEstate.ago(days: 800)))
            estate.mark("users", .denied, permission: "iam:ListUsers")
        }
        #expect(result.violations.allSatisfy { $0.rule == "COL-01" })
        #expect(result.indeterminate.contains { $0.rule == "CRD-02" })
    }

    @Test("the age of what no vendor dates counts from the first complete run only")
    func undated() throws {
        func judged(firstComplete: Instant?) throws -> Reconciliation {
            try Self.reconcile { estate in
                estate.info.sources[0].firstCompleteAt = firstComplete
                estate.user("svc-a")
                estate.add(
                    Credential(
                        nativeID: "KEY", type: "aws.iam.accessKey", form: .staticSecret, holder: .identity("svc-a"),
                        status: .active), "accessKeys", seen: ExampleEstate.ago(days: 399))
            }
        }
        let old = try judged(firstComplete: ExampleEstate.ago(days: 395)).violations.filter { $0.rule == "CRD-02" }
        #expect(old.count == 1)
        #expect(old.first?.summary.contains("at least 395 days") == true)
        for start in [nil, ExampleEstate.ago(days: 10)] {
            let result = try judged(firstComplete: start)
            #expect(!result.violations.contains { $0.rule == "CRD-02" })
            #expect(result.indeterminate.contains { $0.rule == "CRD-02" })
        }
    }

    @Test(
        "remediation quotes what comes from outside",
        arguments: [
            ("svc-a", "svc-a"), ("a b", "'a b'"), ("a'; rm -rf /", "'a'\\''; rm -rf /'"), ("-x", "'-x'"), ("", "''"),
            ("{holder}", "'{holder}'"),
        ])
    func quoting(_ name: String, _ quoted: String) {
        let key = Credential(
            nativeID: NativeID(name), type: "aws.iam.accessKey", form: .staticSecret, holder: nil)
        #expect(
            Remediation.retire(key, holder: "o'x").first
                == "aws iam update-access-key --access-key-id \(quoted) --status Inactive --user-name 'o'\\''x'")
    }
}
