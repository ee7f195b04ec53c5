import Foundation
import Inventory
import Ledger
import Reconciler
import Reports
import Testing

@testable import MusterApp

@Suite("What changed since")
struct DiffSinceTests {
    static let aws = SourceID(connector: "aws", tenant: "123456789012")
    static let people = SourceID(connector: "people-file", tenant: "staff")
    static let start = Instant(seconds: 1_793_491_200)  // 2026-11-01T00:00:00Z

    static func day(_ day: Int64) -> Instant { start.advanced(byDays: day) }

    private static func user(_ name: String, _ tags: [String: String] = [:]) -> Record {
        .identity(
            Identity(
                nativeID: NativeID(name), type: "aws.iam.user", classification: .service, name: name, status: .enabled,
                createdAt: day(-500), tags: tags))
    }

    private static func policy(_ name: String, _ privilege: Privilege) -> Record {
        .permission(Permission(nativeID: NativeID(name), type: "aws.iam.policy", name: name, privilege: privilege))
    }

    private static func attach(_ policy: String, to user: String) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(user)/\(policy)"), type: "aws.iam.attachedPolicy", holder: .identity(user),
                target: .permission(policy), targetName: policy))
    }

    private static func app(_ scopes: [String]) -> Record {
        .grant(
            Grant(
                nativeID: "g1", type: "example.grant", holder: .application("app"), grantee: "app", scopes: scopes))
    }

    private static var staff: WrittenLedger.Source {
        var source = WrittenLedger.Source(name: "people", id: people, authoritativeFor: [.person])
        source.stream(
            "people", [.person],
            [
                .person(
                    Person(
                        nativeID: "0042", employeeID: "0042", name: "Ana Berg", emails: ["ana.berg@example.com"],
                        status: .active))
            ])
        return source
    }

    private static func account(
        users: [Record], attachments: [Record], policies: [Record], scopes: [String] = ["read"],
        keys: Coverage = Coverage(.complete), version: Int = 1
    ) -> WrittenLedger.Source {
        var source = WrittenLedger.Source(name: "production", id: aws)
        source.stream("users", [.identity], users, version: version)
        source.stream("attachments", [.entitlement], attachments)
        source.stream("policies", [.permission], policies)
        source.stream("grants", [.grant], [app(scopes)])
        source.stream("accessKeys", [.credential], [], keys)
        return source
    }

    /// Day 0, 7 and 8: an account gains an administrator, a scope and an owner, loses a user and a list.
    private static func ledger() async throws -> WrittenLedger {
        let written = try await WrittenLedger()
        let policies = [policy("Read", .low), policy("Admin", .admin), policy("Grown", .low)]
        try await written.run(
            at: day(0),
            [
                account(
                    users: [user("svc-a", ["owner": "ana.berg@example.com"]), user("svc-b"), user("svc-gone")],
                    attachments: [attach("Read", to: "svc-a"), attach("Grown", to: "svc-b")], policies: policies),
                staff,
            ])
        try await written.run(
            at: day(7),
            [
                account(
                    users: [
                        user("svc-a", ["owner": "ana.berg@example.com"]),
                        user("svc-b", ["owner": "ana.berg@example.com"]), user("svc-gone"),
                    ], attachments: [attach("Read", to: "svc-a"), attach("Grown", to: "svc-b")], policies: policies),
                staff,
            ])
        try await written.run(
            at: day(8),
            [
                account(
                    users: [
                        user("svc-a", ["owner": "ana.berg@example.com"]), user("svc-b"), user("svc-new"),
                    ],
                    attachments: [
                        attach("Read", to: "svc-a"), attach("Admin", to: "svc-a"), attach("Grown", to: "svc-b"),
                        attach("Admin", to: "svc-new"),
                    ], policies: [policy("Read", .low), policy("Admin", .admin), policy("Grown", .high)],
                    scopes: ["read", "write"],
                    keys: Coverage(.denied, reason: "AccessDenied", missingPermissions: ["iam:ListAccessKeys"])), staff,
            ])
        return written
    }

    @Test(
        "a span, a day and a run each mean the last run that old, counted from the newest run",
        arguments: [
            ("8d", 1), ("7d", 1), ("1d", 2), ("12h", 2), ("1w", 1), ("2026-11-08", 2), ("2026-11-07", 1),
            ("2026-11-08T23:00:00Z", 2), ("1", 1), ("2", 2),
        ] as [(String, Int64)])
    func since(_ text: String, _ expected: Int64) async throws {
        let written = try await Self.ledger()
        let since = try #require(Since(text))
        let report = try await Diff(since: since).report(written.ledger, policy: .standard)
        #expect(report.from == expected)
        #expect(report.to == 3)
    }

    @Test("a duration counts back from the judging clock where one is given")
    func clock() async throws {
        let written = try await Self.ledger()
        let report = try await Diff(since: .secondsAgo(86_400)).report(
            written.ledger, policy: .standard, asOf: Self.day(7))
        #expect(report.from == 1)
    }

    @Test("where no run is that old, the first is named", arguments: ["30d", "2026-10-01", "9"])
    func tooOld(_ text: String) async throws {
        let written = try await Self.ledger()
        let since = try #require(Since(text))
        let problem = await #expect(throws: Problem.self) {
            try await Diff(since: since).report(written.ledger, policy: .standard)
        }
        if text != "9" { #expect(problem?.description.contains("--since 1") == true) }
    }

    @Test(
        "what is none of the three forms is refused", arguments: ["", "d", "-7d", "0d", "7y", "0", "-1", "soon", "7 d"])
    func refused(_ text: String) { #expect(Since(text) == nil) }

    @Test("access that grew, owners, coverage, records and findings: each with its cause, all of it in the list")
    func everything() async throws {
        let written = try await Self.ledger()
        let report = try await Diff(since: .run(2)).report(written.ledger, policy: .standard)
        func widened(_ id: String) -> DiffEntry? { report.widened.first { $0.nativeID == id } }
        #expect(Set(report.widened.map(\.nativeID)) == ["svc-a", "svc-b", "svc-new", "Grown", "g1"])
        #expect(widened("svc-a")?.before == "low" && widened("svc-a")?.after == "admin")
        #expect(widened("svc-b")?.after == "high")
        #expect(widened("svc-new")?.before == nil && widened("svc-new")?.after == "admin")
        #expect(widened("g1")?.why == "gained write")
        #expect(report.widened.allSatisfy { $0.cause == "vendor" })
        #expect(report.ownerChanges.map(\.nativeID) == ["svc-b"])
        #expect(report.ownerChanges.first?.before == "Ana Berg" && report.ownerChanges.first?.after == "nobody")
        let lost = try #require(report.coverage.first)
        #expect(report.coverage.count == 1)
        #expect(lost.change == .coverageLost && lost.stream == "accessKeys" && lost.after == "denied")
        #expect(lost.why?.contains("iam:ListAccessKeys") == true)
        #expect(report.mapping.isEmpty)
        #expect(report.rows.filter { $0.change == .added }.map(\.nativeID).contains("svc-new"))
        #expect(report.rows.filter { $0.change == .retired }.map(\.nativeID) == ["svc-gone"])
        // OWN-01 of svc-b stood on day 0, was mended on day 7, and is back.
        #expect(report.reopened.map(\.rule) == ["OWN-01"])
        #expect(report.reopened.map(\.subject.nativeID) == ["svc-b"])
        #expect(report.opened.contains { $0.rule == "PRV-01" && $0.subject.nativeID == "svc-a" })
        #expect(report.closed.map(\.subject.nativeID).contains("svc-gone"))
        let total =
            report.opened.count + report.reopened.count + report.closed.count + report.changed.count
            + report.widened.count
            + report.ownerChanges.count + report.coverage.count + report.mapping.count + report.rows.count
        #expect(report.entries.count == total)
        let lines = report.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 45)
        #expect(lines.contains("Findings opened again: 1"))
        #expect(lines.contains { $0.hasPrefix("May do more than before: 5") })
    }

    @Test("since the first run the same finding stood all along: it is neither opened nor opened again")
    func stood() async throws {
        let written = try await Self.ledger()
        let report = try await Diff(since: .run(1)).report(written.ledger, policy: .standard)
        #expect(!(report.opened + report.reopened).contains { $0.rule == "OWN-01" && $0.subject.nativeID == "svc-b" })
        #expect(report.ownerChanges.isEmpty)
    }

    @Test("a new version of a stream is said to be the cause, and access that it shows is no vendor's")
    func mapping() async throws {
        let written = try await WrittenLedger()
        func account(_ version: Int, _ level: Privilege) -> WrittenLedger.Source {
            var source = WrittenLedger.Source(name: "production", id: Self.aws, version: "\(version)")
            source.stream("users", [.identity], [Self.user("svc-a", ["team": "x"])])
            source.stream("attachments", [.entitlement], [Self.attach("Grown", to: "svc-a")])
            source.stream("policies", [.permission], [Self.policy("Grown", level)], version: version)
            return source
        }
        try await written.run(at: Self.day(0), [account(1, .low)])
        try await written.run(at: Self.day(1), [account(2, .admin)])
        let report = try await Diff().report(written.ledger, policy: .standard)
        #expect(report.mapping.map(\.kind) == ["source", "stream"])
        #expect(report.mapping.map(\.after) == ["2", "2"])
        #expect(report.widened.count == 2)
        #expect(report.widened.allSatisfy { $0.cause == "mapping" })
        #expect(report.text().contains("[by mapping]"))
    }

    @Test("a list that can be read again is gained, with what came of it laid to the coverage")
    func regained() async throws {
        let written = try await WrittenLedger()
        func account(_ coverage: Coverage, _ attachments: [Record]) -> WrittenLedger.Source {
            var source = WrittenLedger.Source(name: "production", id: Self.aws)
            source.stream("users", [.identity], [Self.user("svc-a", ["team": "x"])])
            source.stream("attachments", [.entitlement], attachments, coverage)
            source.stream("policies", [.permission], [Self.policy("Admin", .admin)])
            return source
        }
        try await written.run(at: Self.day(0), [account(Coverage(.denied, reason: "AccessDenied"), [])])
        try await written.run(at: Self.day(1), [account(Coverage(.complete), [Self.attach("Admin", to: "svc-a")])])
        let report = try await Diff().report(written.ledger, policy: .standard)
        #expect(report.coverage.map(\.change) == [.coverageGained])
        // Nothing was known of its permissions before: that it has them now is no growth.
        #expect(report.widened.isEmpty)
        #expect(report.rows.map(\.cause) == ["coverage"])
    }

    @Test("findings since a run are those that did not stand in it")
    func findings() async throws {
        let written = try await Self.ledger()
        let judgement = try #require(try await Judgement.of(written.ledger, policy: .standard))
        let standing = try await Findings.standing(.run(1), before: judgement, in: written.ledger, asOf: nil)
        let fresh = judgement.reconciliation.violations.filter { !standing.contains($0.fingerprint) }
        #expect(fresh.contains { $0.rule == "PRV-01" })
        #expect(!fresh.contains { $0.rule == "OWN-01" && $0.subject.nativeID == "svc-b" })
    }
}
