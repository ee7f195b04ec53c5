import Foundation
import Inventory
import MusterApp
import Reconciler
import Testing

/// One collection from a played AWS account, with signatures and permissions checked, held against its labelled truth.
@Suite("An AWS account, true from end to end", .serialized)
struct MotoTruthTests {
    private struct Collected: Sendable {
        var account: MotoAccount
        var summary: CollectSummary
        var snapshot: any Snapshot
        var result: Reconciliation
    }

    /// Collected once for all tests of the suite.
    private static let once = Task {
        let account = try MotoAccount(users: 90, seed: 11, checksPermissions: true)
        let harness = try CollectHarness(account)
        let summary = try await harness.collect()
        let (snapshot, result) = try await harness.judge(policy: try policy())
        return Collected(account: account, summary: summary, snapshot: snapshot, result: result)
    }

    /// The seeder labels keys as old or idle after 90 days whatever their privilege.
    private static func policy() throws -> Policy {
        try Policy(
            yaml: """
                thresholds:
                  rotate_after_days: 90
                  stale_after_days: 90
                """, file: "policy.yaml")
    }

    private func subjects(_ rule: String, _ collected: Collected) -> Set<String> {
        Set(collected.result.violations.filter { $0.rule == rule }.map(\.subject.name))
    }

    @Test("everything is read with the documented least policy, signatures and permissions checked")
    func readsAll() async throws {
        let collected = try await Self.once.value
        #expect(collected.summary.gaps == [])
        #expect(collected.summary.sources.allSatisfy { $0.failure == nil })
        #expect(collected.summary.sources.first { $0.name == "production" }?.tenant == MotoAccount.tenant)
    }

    @Test("every user and role is there with its date and tags")
    func findsIdentities() async throws {
        let collected = try await Self.once.value
        let rows = try collected.snapshot.rows(Identity.self)
        for truth in collected.account.truth where truth.kind == "user" || truth.kind == "role" {
            let row = try #require(rows.first { $0.record.name == truth.name }, "\(truth.name ?? "")")
            #expect(row.record.createdAt == Instant(truth.created))
            #expect(row.record.nativeID.string == truth.id)
            if let owner = truth.owner {
                let tag = row.record.tags["owner"] ?? row.record.tags["Owner"]
                #expect(tag?.lowercased() == owner.lowercased())
            }
        }
    }

    @Test("every key is there with its state, dates and last use")
    func findsKeys() async throws {
        let collected = try await Self.once.value
        let keys = try collected.snapshot.rows(Credential.self).filter { $0.record.type == "aws.iam.accessKey" }
        let uses = try collected.snapshot.rows(Usage.self)
        let truths = collected.account.truth.filter { $0.kind == "accessKey" }
        #expect(truths.count > 50)
        // The two readers' own keys stand in the inventory too.
        #expect(keys.count == truths.count + 2)
        for truth in truths {
            let id = try #require(truth.id)
            let key = try #require(keys.first { $0.record.nativeID.string == id })
            #expect(key.record.status == (truth.active == true ? .active : .inactive))
            #expect(key.record.createdAt == Instant(truth.created))
            let use = try #require(uses.first { $0.record.subject == .credential(id) })
            if let used = truth.lastUsed.flatMap({ Instant($0) }) {
                #expect(use.record.lastUse == .observed(used), "\(id)")
            } else {
                #expect(use.record.lastUse.state == "noneSince", "\(id)")
            }
        }
    }

    @Test("every password has its last use, or none since tracking began")
    func findsPasswords() async throws {
        let collected = try await Self.once.value
        let passwords = try collected.snapshot.rows(Credential.self).filter { $0.record.form == .password }
        let uses = try collected.snapshot.rows(Usage.self)
        let people = collected.account.truth.filter { $0.class == "human" }
        #expect(passwords.count == people.count)
        for truth in people {
            let id = "password/\(truth.id ?? "")"
            let use = try #require(uses.filter { $0.record.subject == .credential(id) }.first, "\(truth.name ?? "")")
            let expected = truth.passwordLastUsed.flatMap { Instant($0) }
            #expect(
                use.record.lastUse.instant == expected || (expected == nil && use.record.lastUse.state == "noneSince"))
        }
    }

    @Test("every secret is there by name, and what moto does not tell of its reads is unknown")
    func findsSecrets() async throws {
        let collected = try await Self.once.value
        let secrets = try collected.snapshot.rows(Credential.self).filter { $0.record.form == .storedSecret }
        let uses = try collected.snapshot.rows(Usage.self)
        for truth in collected.account.truth where truth.kind == "secret" {
            let secret = try #require(secrets.first { $0.record.name == truth.name })
            let use = uses.first { $0.record.subject == Reference(.credential, secret.record.nativeID) }
            // AWS leaves LastAccessedDate out of secrets that were never read; moto sends null for all.
            #expect(use?.record.lastUse == .unknown)
        }
    }

    // MARK: - Rules

    private func expect(_ rule: String, _ wanted: Set<String>, _ collected: Collected) {
        let found = subjects(rule, collected)
        #expect(!wanted.isEmpty, "\(rule) has no case in the seeded account")
        #expect(wanted.subtracting(found) == [], "\(rule) missed")
        #expect(found.subtracting(wanted) == [], "\(rule) found too much")
    }

    @Test("STL-01: exactly the keys and passwords that stand idle")
    func findsIdle() async throws {
        let collected = try await Self.once.value
        let keys = collected.account.truth.filter { $0.labels.contains("idle") }.compactMap(\.id)
        let passwords = collected.account.truth.filter { truth in
            guard let used = truth.passwordLastUsed.flatMap({ Instant($0) }) else { return false }
            return MotoAccount.now.seconds(since: used) > 90 * 86_400
        }
        let found = collected.result.violations.filter { $0.rule == "STL-01" }
        #expect(
            Set(found.map(\.subject.nativeID)).subtracting(passwords.map { "password/\($0.id ?? "")" })
                .filter { !$0.hasPrefix("arn:") } == Set(keys))
        #expect(found.filter { $0.subject.nativeID.hasPrefix("password/") }.count == passwords.count)
    }

    @Test("STL-02: exactly the keys that were never used")
    func findsNeverUsed() async throws {
        let collected = try await Self.once.value
        let wanted = Set(collected.account.truth.filter { $0.labels.contains("neverUsed") }.compactMap(\.id))
        let found = Set(
            collected.result.violations.filter { $0.rule == "STL-02" }.map(\.subject.nativeID).filter {
                $0.hasPrefix("AKIA")
            })
        #expect(found == wanted)
        #expect(!wanted.isEmpty)
    }

    @Test("STL-03: exactly the roles that nobody assumed for 90 days")
    func findsDormantRoles() async throws {
        let collected = try await Self.once.value
        let roles = Set(collected.account.truth.filter { $0.kind == "role" }.compactMap(\.name))
        let wanted = Set(collected.account.truth.filter { $0.labels.contains("dormant") }.compactMap(\.name))
        #expect(subjects("STL-03", collected).intersection(roles) == wanted)
        #expect(!wanted.isEmpty)
    }

    @Test("CRD-02: exactly the active keys older than the policy allows")
    func findsOldKeys() async throws {
        let collected = try await Self.once.value
        let wanted = Set(collected.account.truth.filter { $0.labels.contains("old") }.compactMap(\.id))
        let found = Set(
            collected.result.violations.filter { $0.rule == "CRD-02" }.map(\.subject.nativeID).filter {
                $0.hasPrefix("AKIA")
            })
        #expect(found == wanted)
    }

    @Test("CRD-06: the one public key under several names")
    func findsSharedKeys() async throws {
        let collected = try await Self.once.value
        let found = collected.result.violations.filter { $0.rule == "CRD-06" }
        let holders = collected.account.truth.filter { $0.ssh == true }.count
        #expect(holders > 1)
        #expect(found.count >= 1)
        #expect(found.map { $0.members.count + 1 }.max() ?? 0 >= holders)
    }

    @Test("ORP-01, ORP-03, OWN-01, PRV-01: exactly the labelled non-humans")
    func findsOwnershipAndPrivilege() async throws {
        let collected = try await Self.once.value
        func labelled(_ label: String) -> Set<String> {
            Set(collected.account.truth.filter { $0.labels.contains(label) }.compactMap(\.name))
        }
        expect("ORP-01", labelled("ownerLeft"), collected)
        expect("ORP-03", labelled("ownerAbsent"), collected)
        // The two providers that the seeder makes have no owner's tag either.
        let providers: Set<String> = ["token.actions.githubusercontent.com", "CorpOkta"]
        expect("OWN-01", labelled("noOwner").union(providers), collected)
        expect("PRV-01", labelled("admin"), collected)
    }

    @Test("a team's tag counts as an owner, and an owner's spelling does not matter")
    func acceptsTeams() async throws {
        let collected = try await Self.once.value
        let teams = Set(collected.account.truth.filter { $0.labels.contains("teamOnly") }.compactMap(\.name))
        #expect(!teams.isEmpty)
        #expect(subjects("OWN-01", collected).isDisjoint(with: teams))
    }

    @Test("nothing that was planted in a secret is in the ledger")
    func keepsNoSecret() async throws {
        let account = try MotoAccount(users: 20, seed: 3)
        let harness = try CollectHarness(account)
        let recording = harness.folder.appending(path: "recording")
        try await harness.collect(options: CollectOptions(recordDirectory: recording))
        let secret = try #require(account.readers["muster-reader"]?.secretAccessKey)
        let files = try #require(FileManager.default.enumerator(at: harness.folder, includingPropertiesForKeys: nil))
        var looked = 0
        for case let file as URL in files where !["secret", "id"].contains(file.lastPathComponent) {
            guard let bytes = FileManager.default.contents(atPath: file.path) else { continue }
            looked += 1
            for planted in ["planted-s3cr3t", secret, "Corr3ct-horse-battery!"] {
                #expect(bytes.range(of: Data(planted.utf8)) == nil, "\(planted) in \(file.lastPathComponent)")
            }
        }
        #expect(looked > 5)
    }
}
