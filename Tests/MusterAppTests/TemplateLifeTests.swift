import Inventory
import Ledger
import Reconciler
import Reports
import Testing

@testable import MusterApp

@Suite("One role in many accounts, over runs")
struct TemplateLifeTests {
    private static func account(
        _ tenant: String, owner: String? = nil, hasRole: Bool = true, _ coverage: Coverage = Coverage(.complete)
    ) -> WrittenLedger.Source {
        var source = WrittenLedger.Source(
            name: "organisation/\(tenant)", id: SourceID(connector: "aws", tenant: tenant))
        let role = Identity(
            nativeID: NativeID("AROA\(tenant)"), type: "aws.iam.role", classification: .role, name: "auditor",
            status: .enabled, createdAt: DiffSinceTests.day(-500), tags: owner.map { ["team": $0] } ?? [:],
            attributes: ["template": "0ddba11"])
        let records: [Record] = hasRole && coverage.state == .complete ? [.identity(role)] : []
        source.stream("roles", [.identity], records, coverage)
        return source
    }

    private static let denied = Coverage(.denied, reason: "AccessDenied", missingPermissions: ["iam:ListRoles"])

    @Test("members come and go and go unread; the finding is opened once, and closed when the last is mended")
    func life() async throws {
        let written = try await WrittenLedger()
        func run(_ day: Int64, _ sources: [WrittenLedger.Source]) async throws -> FindingChanges {
            try await written.run(at: DiffSinceTests.day(day), sources)
        }
        func unowned() async throws -> (fingerprint: String, members: [String])? {
            let judgement = try #require(try await Judgement.of(written.ledger, policy: .standard))
            return judgement.reconciliation.violations.first { $0.rule == "OWN-01" }.map {
                ($0.fingerprint, $0.members.map(\.tenant))
            }
        }
        let first = try await run(0, [Self.account("1"), Self.account("2")])
        #expect(first.opened.count == 1)
        let name = try #require(first.opened.first)
        #expect(try await unowned()?.members == ["1", "2"])

        // One account is mended: the finding changes and stays.
        let mended = try await run(1, [Self.account("1"), Self.account("2", hasRole: false)])
        #expect(mended.resolved == [] && mended.opened == [])
        #expect(try await unowned()?.fingerprint == name)
        #expect(try await unowned()?.members == ["1"])
        let diff = try await Diff().report(written.ledger, policy: .standard)
        #expect(diff.opened.isEmpty && diff.closed.isEmpty)
        #expect(diff.changed.map(\.fingerprint) == [name])
        #expect(diff.changed.first?.before == "2 members" && diff.changed.first?.after == "1 member")
        #expect(diff.changed.first?.why == "no longer in organisation/2")

        // The only one left cannot be read: that closes nothing.
        let blind = try await run(2, [Self.account("1", Self.denied), Self.account("2", hasRole: false)])
        #expect(!blind.resolved.contains(name))
        #expect(try await unowned() == nil)

        // It is read again and has an owner: that closes it.
        let closed = try await run(3, [Self.account("1", owner: "platform"), Self.account("2", hasRole: false)])
        #expect(closed.resolved.contains(name))

        // A third account brings it back under its name.
        let back = try await run(4, [Self.account("1", owner: "platform"), Self.account("3")])
        #expect(back.reopened == [name])
        #expect(try await unowned()?.members == ["3"])
    }

    @Test("one unread account beside one that still has the fault keeps both in the finding, or at least open")
    func beside() async throws {
        let written = try await WrittenLedger()
        let first = try await written.run(at: DiffSinceTests.day(0), [Self.account("1"), Self.account("2")])
        let second = try await written.run(
            at: DiffSinceTests.day(1), [Self.account("1"), Self.account("2", Self.denied)])
        #expect(!second.resolved.contains(try #require(first.opened.first)))
        #expect(second.opened.allSatisfy { !first.opened.contains($0) })
    }

    @Test("a mass change among one account's identities keeps the findings of all accounts open")
    func massChange() {
        var result = Reconciliation(asOf: DiffSinceTests.day(0), policyHash: "")
        result.closingBlocked = [ClosingBlock(connector: "aws", tenant: "1", kind: .identity)]
        #expect(result.keptOpen.contains(SubjectGroup(connector: "aws", tenant: "", kind: Subject.templateKind)))
        result.closingBlocked = [ClosingBlock(connector: "aws", tenant: "1", kind: .credential)]
        #expect(result.keptOpen.map(\.kind) == ["credential"])
    }

    @Test("a finding over accounts is listed for each of its sources, and shown with each of its members")
    func filters() async throws {
        let written = try await WrittenLedger()
        try await written.run(at: DiffSinceTests.day(0), [Self.account("1"), Self.account("2")])
        let judgement = try #require(try await Judgement.of(written.ledger, policy: .standard))
        for source in ["organisation/1", "organisation/2"] {
            let rows = try Findings.list(judgement, FindingsFilter(rules: ["OWN-01"], sources: [source]))
            #expect(rows.count == 1)
        }
        let shown = try Show(query: "AROA2").report(judgement, policy: .standard, holdings: .reconciler)
        #expect(shown.findings.map(\.finding.rule).contains("OWN-01"))
        #expect(shown.text().contains("in organisation/1, organisation/2"))
    }
}
