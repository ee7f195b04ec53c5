import ConnectorCatalog
import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing
import Transport

/// A management account and four members: two that are read, one suspended, one whose role cannot be assumed.
@Suite("An AWS organization, true from end to end", .serialized)
struct MotoOrganizationTests {
    private struct Played: Sendable {
        let account: MotoAccount
        /// By name: open, twin, closed, locked.
        let accounts: [String: String]
        let harness: CollectHarness
        let recording: URL
        let summary: CollectSummary
    }

    private static let once = Task {
        let account = try MotoAccount(users: 6, seed: 5)
        try MotoAccount.run([
            MotoAccount.servers.appending(path: "organization.py").path, "--endpoint", account.endpoint, "--run",
            account.folder.path,
        ])
        let accounts = try JSONDecoder().decode(
            [String: String].self, from: try Data(contentsOf: account.folder.appending(path: "organization.json")))
        let harness = try CollectHarness(account)
        let recording = harness.folder.appending(path: "recording")
        let summary = try await harness.collect(
            try configuration(harness), options: CollectOptions(recordDirectory: recording, recordsPeople: true))
        return Played(
            account: account, accounts: accounts, harness: harness, recording: recording, summary: summary)
    }

    private static func configuration(
        _ harness: CollectHarness, _ settings: [String: Settings.Value] = ["member_role": .text("MusterReader")]
    ) throws -> Configuration {
        var configuration = try harness.configuration()
        for index in configuration.sources.indices where configuration.sources[index].name == "production" {
            configuration.sources[index].settings = Settings(
                configuration.sources[index].settings.values.merging(settings) { _, new in new })
        }
        return configuration
    }

    @Test("the management account and each open member are sources, completely read")
    func sources() async throws {
        let played = try await Self.once.value
        let (open, twin) = (try #require(played.accounts["open"]), try #require(played.accounts["twin"]))
        #expect(played.summary.gaps == [])
        let read = played.summary.sources.filter { $0.failure == nil }
        #expect(
            read.map(\.name)
                == ["people", "production"] + [open, twin].sorted().map { "production/\($0)" })
        #expect(read.map(\.tenant).contains(open))
        let ledger = try await SQLiteLedger.reading(path: played.harness.ledgerPath)
        let info = try #require(try await ledger.snapshot(at: nil)).info
        #expect(Set(info.sources.map(\.name)) == Set(read.map(\.name)))
        #expect(info.streams.contains { $0.source.tenant == open && $0.stream == "accounts" } == false)
    }

    @Test("a suspended account is out of scope, and says so on the screen")
    func suspended() async throws {
        let played = try await Self.once.value
        let closed = try #require(played.accounts["closed"])
        #expect(
            played.summary.outOfScope == [
                .init(name: "production/\(closed)", title: "corp-closed", reason: "the account is SUSPENDED")
            ])
        let ledger = try await SQLiteLedger.reading(path: played.harness.ledgerPath)
        let screen = try #require(
            try await LatestScreen.of(
                ledger, policy: .standard, changes: FindingChanges(),
                outOfScope: played.summary.outOfScope.map { .init(source: $0.name, reason: $0.reason) }))
        #expect(screen.text().contains("out of scope: production/\(closed) (the account is SUSPENDED)"))
        #expect(played.summary.json(failOn: nil).line.contains("the account is SUSPENDED"))
    }

    @Test("a role that cannot be assumed fails its account alone and says what to make")
    func locked() async throws {
        let played = try await Self.once.value
        let locked = try #require(played.accounts["locked"])
        let failed = played.summary.sources.filter { $0.failure != nil }
        #expect(failed.map(\.name) == ["production/\(locked)"])
        let words = try #require(failed.first?.failure)
        #expect(words.contains("arn:aws:iam::\(locked):role/MusterReader: could not be assumed (AccessDenied)"))
        #expect(words.contains("StackSet") && words.contains("exclude_accounts"))
        #expect(played.summary.exitStatus(failOn: nil) == .failed)
    }

    @Test("the same role in many accounts has one template, and another role another")
    func templates() async throws {
        let played = try await Self.once.value
        let roles = try await snapshot(played.harness).rows(Identity.self).filter { $0.record.type == "aws.iam.role" }
        let alike = roles.filter { $0.record.name == "deployer" }
        #expect(alike.count == 3)
        #expect(Set(alike.map(\.source.tenant)).count == 3)
        #expect(Set(alike.map { $0.record.attributes["template"] }).count == 1)
        #expect(alike[0].record.attributes["template"] != nil)
        let others = roles.filter { $0.record.name != "deployer" }.map { $0.record.attributes["template"] }
        #expect(!others.contains(alike[0].record.attributes["template"]))
    }

    @Test("Identity Center tells who may use which permission set where")
    func identityCenter() async throws {
        let played = try await Self.once.value
        let (open, twin) = (try #require(played.accounts["open"]), try #require(played.accounts["twin"]))
        let snapshot = try await snapshot(played.harness)
        let identities = try snapshot.rows(Identity.self).map(\.record)
        let users = identities.filter { $0.type == "aws.identitycenter.user" }
        #expect(
            Set(users.flatMap(\.emails)) == [
                "ana.berg@corp.example.com", "ben.cruz@corp.example.com", "dina.eden@corp.example.com",
            ])
        #expect(users.allSatisfy { $0.status == .unknown && $0.classification == .unknown })
        let admins = try #require(identities.first { $0.name == "platform admins" })
        #expect(admins.classification == .group)
        let entitlements = try snapshot.rows(Entitlement.self).map(\.record)
        #expect(entitlements.filter { $0.target.nativeID == admins.nativeID }.count == 2)
        let assigned = entitlements.filter { $0.type == "aws.identitycenter.assignment" }
        #expect(
            Set(
                assigned.filter { $0.holder?.nativeID == admins.nativeID }.map {
                    "\($0.targetName) \($0.resource ?? "")"
                })
                == ["Everything \(open)", "Everything \(twin)"])
        let dina = try #require(users.first { $0.emails == ["dina.eden@corp.example.com"] })
        let direct = try #require(assigned.first { $0.holder?.nativeID == dina.nativeID })
        #expect(direct.targetName == "Logs" && direct.resource == open)
        let permissions = try snapshot.rows(Permission.self).map(\.record)
            .filter { $0.type == "aws.identitycenter.permissionSet" }
        func strongest(_ name: String) -> Privilege? {
            permissions.filter { $0.name == name }.max { $0.privilege.rank < $1.privilege.rank }?.privilege
        }
        #expect(strongest("Everything") == .admin)
        #expect(strongest("Logs") == .low)
        #expect(strongest("Empty") == .unknown)
    }

    @Test("accounts are resources with their state, address and tags")
    func accounts() async throws {
        let played = try await Self.once.value
        let rows = try await snapshot(played.harness).rows(Resource.self).filter {
            $0.record.type == "aws.organizations.account"
        }
        let closed = try #require(rows.first { $0.record.name == "corp-closed" && $0.stream == "accounts" })
        #expect(closed.record.status == .suspended)
        #expect(closed.record.attributes["email"] == "aws+closed@corp.example.com")
        let tagged = rows.filter { $0.stream == "accountTags" }
        #expect(tagged.count == 4)
        #expect(tagged.allSatisfy { $0.record.tags == ["owner": "ana.berg@corp.example.com"] })
    }

    @Test("service-specific credentials have their service and their end, where they can have one")
    func serviceCredentials() async throws {
        let played = try await Self.once.value
        let rows = try await snapshot(played.harness).rows(Credential.self).map(\.record)
            .filter { $0.type == "aws.iam.serviceSpecificCredential" }
        let byService = Dictionary(uniqueKeysWithValues: rows.map { ($0.attributes["service"] ?? "", $0) })
        #expect(byService["bedrock.amazonaws.com"]?.expiry.instant == Instant("2026-12-01T00:00:00Z"))
        #expect(byService["codecommit.amazonaws.com"]?.expiry == .unsupported)
        #expect(rows.allSatisfy { $0.holder?.nativeID.string.isEmpty == false })
    }

    @Test("a recording holds the members in folders of their own and replays without a session")
    func replay() async throws {
        let played = try await Self.once.value
        let replayed = try CollectHarness(played.account)
        let summary = try await replayed.collect(
            try Self.configuration(replayed), options: CollectOptions(replayDirectory: played.recording),
            through: Transport { request in
                Issue.record("asked the network for \(request.operation)")
                throw CancellationError()
            })
        #expect(summary.gaps == [])
        #expect(summary.sources.map(\.name) == played.summary.sources.map(\.name))
        #expect(try await snapshot(replayed).contents == snapshot(played.harness).contents)
    }

    @Test("what is excluded or refused later retires nothing: its rows stand as of the last run")
    func stands() async throws {
        let played = try await Self.once.value
        let (open, twin) = (try #require(played.accounts["open"]), try #require(played.accounts["twin"]))
        let before = try await snapshot(played.harness)
        let harness = try CollectHarness(
            played.account, startingFrom: URL(filePath: played.harness.ledgerPath))
        try MotoAccount.run([
            "-c", "import sys, urllib.request as r; r.urlopen(r.Request(sys.argv[1], sys.argv[2].encode())).read()",
            played.account.endpoint + "/test/refuse-role", open,
        ])
        let summary = try await harness.collect(
            try Self.configuration(
                harness, ["member_role": .text("MusterReader"), "exclude_accounts": .list([.text(twin)])]),
            at: MotoAccount.now.advanced(byDays: 1), options: CollectOptions(sources: ["production"]))
        #expect(
            summary.outOfScope.contains { $0.name == "production/\(twin)" && $0.reason.contains("exclude_accounts") })
        #expect(summary.sources.first { $0.name == "production/\(open)" }?.failure != nil)
        let after = try await snapshot(harness)
        for tenant in [open, twin] {
            #expect(
                try before.rows(Identity.self).filter { $0.source.tenant == tenant }.map(\.record)
                    == after.rows(Identity.self).filter { $0.source.tenant == tenant }.map(\.record))
            #expect(after.info.sources.first { $0.id.tenant == tenant }?.lastRun == before.info.run)
        }
    }

    private func snapshot(_ harness: CollectHarness) async throws -> any Snapshot {
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        return try #require(try await ledger.snapshot(at: nil))
    }
}
