import Foundation
import Inventory
import Ledger
import Reconciler
import Reports
import Testing

@testable import MusterApp

@Suite("Reading commands")
struct ReadingCommandTests {
    static let ledger = SnapshotLedger(snapshots: [
        1: SmallOrganisation.snapshot(run: 1, ownerHasLeft: false), 2: SmallOrganisation.snapshot(),
    ])

    private func judgement(_ ledger: SnapshotLedger = Self.ledger, at run: Int64? = nil) async throws -> Judgement {
        try #require(try await Judgement.of(ledger, policy: .standard, at: run))
    }

    private func list(_ listing: InventoryListing) throws -> [[String: Any]] {
        var bytes: [UInt8] = []
        let reporter = InventoryRow.layout.reporter(.ndjson, to: ReportOutput { bytes += $0 })
        try listing.write(
            SmallOrganisation.snapshot(), policy: .standard, decisions: .none, asOf: SmallOrganisation.asOf,
            holdings: .reconciler,
            to: reporter)
        return try bytes.split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    // MARK: - Inventory

    @Test("the inventory lists every kind, each credential once with its last use and its holder's owner")
    func inventory() throws {
        let rows = try list(InventoryListing())
        #expect(rows.map { $0["kind"] as? String }.filter { $0 == "person" }.count == 1)
        let keys = rows.filter { $0["type"] as? String == "aws.iam.accessKey" }
        #expect(Set(keys.compactMap { $0["nativeID"] as? String }) == ["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"])
        let old = try #require(keys.first { $0["nativeID"] as? String == "AKIAIOSFODNN7EXAMPLE" })
        let lastUsed = try #require(old["lastUsed"] as? [String: Any])
        #expect(lastUsed["state"] as? String == "observed")
        #expect(lastUsed["at"] as? String == SmallOrganisation.daysAgo(300).description)
        #expect(old["operation"] as? String == "iam:ListAccessKeys")
        let owners = try #require(old["owners"] as? [[String: Any]])
        #expect(owners.first?["reference"] as? String == "nora.ek@example.com")
        #expect(owners.first?["state"] as? String == "inactive")
        #expect(rows.contains { $0["nativeID"] as? String == "prod/db" })
    }

    @Test("an inventory is narrowed by kind, source and owner")
    func narrowing() throws {
        #expect(try list(InventoryListing(kinds: [.identities])).map { $0["name"] as? String } == ["deploy-bot"])
        #expect(try list(InventoryListing(sources: ["people"])).count == 1)
        let owned = try list(InventoryListing(owner: "Nora.Ek@example.com"))
        #expect(Set(owned.compactMap { $0["kind"] as? String }) == ["identity", "credential"])
        #expect(owned.count == 3)
        #expect(throws: Problem.self) { try list(InventoryListing(sources: ["prodution"])) }
    }

    // MARK: - Findings

    @Test("findings carry the run, the judging clock and their history")
    func findings() async throws {
        let fingerprint = try #require(try await judgement().reconciliation.violations.first?.fingerprint)
        var ledger = Self.ledger
        ledger.history[fingerprint] = FindingHistory(
            state: .open, firstSeen: SmallOrganisation.daysAgo(9), lastSeen: SmallOrganisation.asOf, reopenings: 0)
        let rows = try Findings.list(try await judgement(ledger), FindingsFilter())
        let row = try #require(rows.first { $0.finding.fingerprint == fingerprint })
        #expect(row.run == 2)
        #expect(row.asOf == SmallOrganisation.asOf)
        #expect(row.firstSeen == SmallOrganisation.daysAgo(9))
        #expect(row.policy == Policy.standard.hash)
        #expect(rows.first { $0.finding.fingerprint != fingerprint }?.firstSeen == nil)
    }

    @Test("a stale key is found, and the filters keep what they name")
    func filters() async throws {
        let judgement = try await judgement()
        let stale = try Findings.list(judgement, FindingsFilter(rules: ["stl-01"], results: [.violation]))
        #expect(stale.map(\.finding.subject.nativeID) == ["AKIAIOSFODNN7EXAMPLE"])
        #expect(try Findings.list(judgement, FindingsFilter(rules: ["STL-01"], owner: "NORA EK")).count == stale.count)
        #expect(try Findings.list(judgement, FindingsFilter(owner: "somebody@example.com")).isEmpty)
        #expect(try Findings.list(judgement, FindingsFilter(team: "payments")).isEmpty)
        #expect(throws: Problem.self) { try Findings.list(judgement, FindingsFilter(sources: ["no-such-source"])) }
        #expect(Findings.exitStatus(stale, failOn: .info) == .findings)
        #expect(
            Findings.footnote(judgement, stale) == "1 finding, 0 missing answers, run 2, as of 2026-11-01T00:00:00Z")
        #expect(Findings.exitStatus(stale, failOn: nil) == .complete)
    }

    @Test("an empty ledger has nothing to judge, and an unknown run is told")
    func empty() async throws {
        #expect(try await Judgement.of(SnapshotLedger(snapshots: [:]), policy: .standard) == nil)
        await #expect(throws: LedgerError.self) { try await Judgement.of(Self.ledger, policy: .standard, at: 9) }
    }

    // MARK: - Show and explain

    @Test(
        "a record is found by id, by kind and id, by name and by address",
        arguments: [
            ("AIDAEXAMPLE", "AIDAEXAMPLE"), ("identity:AIDAEXAMPLE", "AIDAEXAMPLE"), ("deploy-bot", "AIDAEXAMPLE"),
            ("0042", "0042"), ("Nora.Ek@example.com", "0042"),
        ])
    func show(query: String, id: String) async throws {
        let report = try Show(query: query).report(
            try await judgement(), policy: .standard, holdings: .reconciler)
        #expect(report.holding.holder?.nativeID == id)
        #expect(report.focus == nil)
    }

    @Test("a key is shown with its holder and the findings about both")
    func showKey() async throws {
        let report = try Show(query: "AKIAIOSFODNN7EXAMPLE").report(
            try await judgement(), policy: .standard, holdings: .reconciler)
        #expect(report.focus?.nativeID == "AKIAIOSFODNN7EXAMPLE")
        #expect(report.holding.holder?.name == "deploy-bot")
        #expect(report.holding.held.count == 2)
        #expect(report.findings.contains { $0.finding.rule == "STL-01" })
        #expect(report.holding.coverage.map(\.stream) == ["accessKeys", "lastUsed", "users"])
    }

    @Test("what is not there or not unique is told", arguments: ["nobody", "identity:0042", "deploy"])
    func showNothing(query: String) async throws {
        let judgement = try await judgement()
        #expect(throws: Problem.self) {
            try Show(query: query).report(judgement, policy: .standard, holdings: .reconciler)
        }
    }

    @Test("a finding is explained by the beginning of its id")
    func explain() async throws {
        let judgement = try await judgement()
        let finding = try #require(judgement.reconciliation.violations.first)
        let report = try Explain.report(String(finding.fingerprint.prefix(10)).uppercased(), in: judgement)
        #expect(report.row.finding == finding)
        for prefix in ["", "abc", "xyzw", "ffffffffffff"] {
            #expect(throws: Problem.self) { try Explain.report(prefix, in: judgement) }
        }
    }

    @Test("a finding that was closed is told so, with the way to see it")
    func closed() async throws {
        var ledger = Self.ledger
        ledger.history["0123456789"] = FindingHistory(
            state: .resolved, firstSeen: SmallOrganisation.daysAgo(9), lastSeen: SmallOrganisation.daysAgo(2),
            reopenings: 0)
        let judgement = try await judgement(ledger)
        let problem = try #require(throws: Problem.self) { try Explain.report("01234567", in: judgement) }
        #expect(problem.description.hasPrefix("the finding was closed; it stood last at 2026-10-30T00:00:00Z"))
    }

    // MARK: - Diff

    @Test("a diff takes the last two runs and names what opened, what closed and which fields changed")
    func diff() async throws {
        var ledger = Self.ledger
        let before = Identity(nativeID: "AIDAEXAMPLE", type: "aws.iam.user", name: "deploy-bot", status: .disabled)
        var after = before
        after.status = .enabled
        after.tags = ["owner": "nora.ek@example.com"]
        ledger.recordChanges = [
            RecordChange(
                source: SmallOrganisation.aws, sourceName: "production", stream: "users",
                change: .changed(from: .identity(before), to: .identity(after)), cause: .vendor),
            RecordChange(
                source: SmallOrganisation.aws, sourceName: "production", stream: "users",
                change: .retired(.identity(before), why: "not in a complete read"), cause: .coverage),
        ]
        let report = try await Diff().report(ledger, policy: .standard)
        #expect(report.from == 1)
        #expect(report.to == 2)
        #expect(report.rows.map(\.fields) == [["status", "tags"], []])
        #expect(report.rows.map(\.cause) == ["vendor", "coverage"])
        #expect(report.rows.last?.why == "not in a complete read")
        #expect(report.opened.contains { $0.rule.hasPrefix("ORP") })
        let back = try await Diff(from: 2, to: 1).report(ledger, policy: .standard)
        #expect(back.closed.map(\.fingerprint) == report.opened.map(\.fingerprint))
    }

    @Test("with fewer than two runs there is nothing to compare")
    func noDiff() async {
        for snapshots in [[:], [4: SmallOrganisation.snapshot(run: 4)]] as [[Int64: MemorySnapshot]] {
            await #expect(throws: Problem.self) {
                try await Diff().report(SnapshotLedger(snapshots: snapshots), policy: .standard)
            }
        }
    }

    // MARK: - Screen one and maintenance

    @Test("screen one counts what changed since the run before, and says when there is none")
    func screen() async throws {
        let changes = FindingChanges(opened: ["a"], reopened: [], resolved: ["b", "c"])
        let screen = try #require(try await LatestScreen.of(Self.ledger, policy: .standard, changes: changes))
        #expect(screen.changes == ChangeSummary(since: 1, opened: 1, resolved: 2))
        #expect(!screen.violations.isEmpty)
        let first = try await LatestScreen.of(Self.ledger, policy: .standard, at: 1, changes: FindingChanges())
        #expect(first?.changes == nil)
    }

    @Test("pruning keeps the newest runs")
    func prune() async throws {
        #expect(try await LedgerMaintenance.prune(Self.ledger, keeping: 1)?.oldestRun == 2)
        #expect(try await LedgerMaintenance.prune(Self.ledger, keeping: 2) == nil)
        await #expect(throws: Problem.self) { try await LedgerMaintenance.prune(Self.ledger, keeping: 0) }
    }

    // MARK: - Policy

    @Test("a policy file is read, and all its mistakes are told")
    func policy() throws {
        #expect(try PolicyFile.read(nil).hash == Policy.standard.hash)
        let file = FileManager.default.temporaryDirectory.appending(path: "muster-policy-\(UUID()).yaml")
        defer { try? FileManager.default.removeItem(at: file) }  // What is left in a temporary folder harms nobody.
        try Data(Policy.template.utf8).write(to: file)
        #expect(try PolicyFile.read(file).hash == Policy.standard.hash)
        try Data("frobnicate: 1\nbreak_glass: 7\n".utf8).write(to: file)
        let problem = try #require(throws: Problem.self) { try PolicyFile.read(file) }
        #expect(problem.status == .usage)
        #expect(problem.detail.contains("frobnicate"))
        #expect(problem.detail.contains("break_glass"))
    }
}
