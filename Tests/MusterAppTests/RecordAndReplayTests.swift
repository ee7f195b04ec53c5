import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing
import Transport

@Suite("Record and replay")
struct RecordAndReplayTests {
    private func lines(_ harness: CollectHarness) async throws -> (findings: String, inventory: String) {
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let judgement = try #require(try await Judgement.of(ledger, policy: .standard))
        var (findings, inventory): ([UInt8], [UInt8]) = ([], [])
        let found = FindingRow.layout.reporter(.ndjson, to: ReportOutput { findings += $0 })
        for row in try Findings.list(judgement, FindingsFilter()) { try found.write(row) }
        try found.finish()
        try InventoryListing().write(
            judgement.snapshot, policy: .standard, decisions: .none, asOf: judgement.reconciliation.asOf,
            holdings: .reconciler,
            to: InventoryRow.layout.reporter(.ndjson, to: ReportOutput { inventory += $0 }))
        return (String(decoding: findings, as: UTF8.self), String(decoding: inventory, as: UTF8.self))
    }

    @Test("a recording replays to the same findings and inventory, byte by byte, without the network")
    func roundTrip() async throws {
        let standing = try await StandingLedger.shared.value
        let recorded = try CollectHarness(standing.account)
        let recording = recorded.folder.appending(path: "recording")
        try await recorded.collect(options: CollectOptions(recordDirectory: recording, recordsPeople: true))
        let before = try await lines(recorded)
        try #require(before.findings.split(separator: "\n").count > 10)

        let replayed = try CollectHarness(standing.account)
        let summary = try await replayed.collect(
            // Another time and no network: the recording brings both.
            at: MotoAccount.now.advanced(byDays: 300), options: CollectOptions(replayDirectory: recording),
            through: Transport { request in
                Issue.record("asked the network for \(request.operation)")
                throw CancellationError()
            })
        #expect(summary.gaps == [])
        let after = try await lines(replayed)
        #expect(before.findings == after.findings)
        #expect(before.inventory == after.inventory)
    }

    @Test("a recording that keeps no people gives the same findings about the same things")
    func tokens() async throws {
        let standing = try await StandingLedger.shared.value
        let recorded = try CollectHarness(standing.account)
        let recording = recorded.folder.appending(path: "recording")
        try await recorded.collect(options: CollectOptions(recordDirectory: recording))
        let replayed = try CollectHarness(standing.account)
        let summary = try await replayed.collect(options: CollectOptions(replayDirectory: recording))
        #expect(summary.gaps == [])
        // Rules that rest on people may differ: in the recording they are tokens.
        let rules: Set<String> = ["CRD-01", "CRD-02", "CRD-06", "STL-01", "STL-02", "PRV-01"]
        func others(_ result: Reconciliation) -> Set<String> {
            Set(
                result.violations.filter { rules.contains($0.rule) }.map {
                    "\($0.rule) \($0.subject.kind) \($0.subject.nativeID)"
                })
        }
        let (_, before) = try await recorded.judge()
        let (_, after) = try await replayed.judge()
        #expect(others(before).subtracting(others(after)) == [])
        #expect(others(after).subtracting(others(before)) == [])
    }
}
