import ConnectorCatalog
import ConnectorKit
import Foundation
import Inventory
import Ledger
import Reconciler
import Reports
import Testing

@testable import MusterApp

@Suite("The report's file")
struct HTMLReportTests {
    private static let ledger = SnapshotLedger(snapshots: [
        1: SmallOrganisation.snapshot(run: 1, ownerHasLeft: false), 2: SmallOrganisation.snapshot(),
    ])

    private func write(_ file: URL, at run: Int64? = nil, isForced: Bool = false) async throws -> HTMLReport.Written {
        let judgement = try #require(try await Judgement.of(Self.ledger, policy: .standard, at: run))
        return try await HTMLReport.write(
            judgement, policy: .standard, ledger: Self.ledger, manifests: ConnectorCatalog.all.map(\.manifest),
            to: file, isForced: isForced)
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-report-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        try await body(folder)
    }

    private func mode(_ file: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    }

    @Test("a report is whole, is its owner's alone to read, and is the same the next time")
    func written() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "report.html")
            let written = try await write(file)
            let first = try Data(contentsOf: file)
            #expect(written.bytes == first.count)
            #expect(written.run == 2 && written.findings > 0)
            #expect(first.starts(with: Data("<!DOCTYPE html>".utf8)) && first.suffix(8) == Data("</html>\n".utf8))
            #expect(try mode(file) == 0o600)
            // A report may be written over by the next, and is its owner's alone again.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
            _ = try await write(file)
            #expect(try Data(contentsOf: file) == first)
            #expect(try mode(file) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
        }
    }

    @Test("the page tells both sources, the connectors' blind spots, and each finding with its evidence")
    func contents() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "report.html")
            _ = try await write(file)
            let page = try String(contentsOf: file, encoding: .utf8)
            let judgement = try #require(try await Judgement.of(Self.ledger, policy: .standard))
            for finding in judgement.reconciliation.violations {
                #expect(page.contains("id=\"finding-\(finding.fingerprint.prefix(16))\""))
            }
            #expect(page.contains("production, iam:GetAccessKeyLastUsed, run 2"))
            #expect(page.contains("Nora Ek (left "))
            let used = ConnectorCatalog.all.filter { ["aws", "people-file"].contains($0.manifest.id) }
            for spot in used.flatMap(\.manifest.blindSpots) {
                #expect(page.contains(spot.what.replacing("'", with: "&#39;")))
            }
            // Connectors that were not used are not told.
            #expect(!page.contains("github "))
        }
    }

    @Test("another run and another clock are told, and nothing that came after")
    func earlierRun() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "report.html")
            _ = try await write(file, at: 1)
            let page = try String(contentsOf: file, encoding: .utf8)
            #expect(page.contains("Run 1, judged as of "))
            #expect(page.contains("This is the first collection"))
            #expect(!page.contains("Nora Ek (left "))
        }
    }

    @Test("what changed, and how many findings stood, come from what the collections recorded")
    func changes() async throws {
        let judgement = try #require(try await Judgement.of(Self.ledger, policy: .standard))
        let new = try #require(judgement.reconciliation.violations.first)
        var ledger = HistoryLedger(base: Self.ledger)
        let history = FindingHistory(
            state: .open, firstSeen: SmallOrganisation.daysAgo(3), lastSeen: SmallOrganisation.asOf, reopenings: 0)
        var resolved = history
        resolved.state = .resolved
        ledger.histories = [1: ["gone": history, "back": resolved], 2: [:]]
        ledger.histories[2] = ["gone": resolved, "back": history, new.fingerprint: history]
        let page = try await HTMLReport.page(
            try #require(try await Judgement.of(ledger, policy: .standard)), policy: .standard, ledger: ledger,
            manifests: [])
        let summary = try #require(page.changes?.summary)
        #expect(summary.since == 1)
        #expect(summary.opened == 1)
        #expect(summary.reopened == 1)
        #expect(summary.resolved == 1)
        #expect(page.changes?.opened.first?.fingerprint == new.fingerprint && page.changes?.opened.count == 1)
        let trend: [Int64] = page.trend.flatMap { [$0.run, Int64($0.open)] }
        #expect(trend == [1, 1, 2, 2])
        #expect(page.firstSeen[new.fingerprint] == SmallOrganisation.daysAgo(3))
    }

    @Test("what is no report is overwritten by force only, and what is no plain file, never")
    func refusals() async throws {
        try await withFolder { folder in
            let notes = folder.appending(path: "notes.txt")
            try Data("mine".utf8).write(to: notes)
            await #expect(throws: Problem.self) { _ = try await write(notes) }
            #expect(try Data(contentsOf: notes) == Data("mine".utf8))
            _ = try await write(notes, isForced: true)
            #expect(try Data(contentsOf: notes).count > 4)

            let link = folder.appending(path: "link.html")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: notes)
            await #expect(throws: Problem.self) { _ = try await write(link) }
            await #expect(throws: Problem.self) { _ = try await write(link, isForced: true) }
            await #expect(throws: Problem.self) { _ = try await write(folder, isForced: true) }
            await #expect(throws: Problem.self) { _ = try await write(folder.appending(path: "no/such/report.html")) }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link.html", "notes.txt"])
            // An empty file is nobody's loss.
            let empty = folder.appending(path: "empty.html")
            try Data().write(to: empty)
            _ = try await write(empty)
        }
    }

    @Test("a report that fails half-way leaves the old one as it was, and nothing beside it")
    func failsHalfWay() async throws {
        struct Cut: Error {}
        try await withFolder { folder in
            let file = folder.appending(path: "report.html")
            _ = try await write(file)
            let before = try Data(contentsOf: file)
            #expect(throws: Cut.self) {
                try PrivateFile(file, mark: HTMLPage.mark, isForced: false).write { output in
                    try output.append(String(repeating: "x", count: 100_000))
                    throw Cut()
                }
            }
            #expect(try Data(contentsOf: file) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
        }
    }
}

/// Another history for each run.
private struct HistoryLedger: Ledger {
    var base: SnapshotLedger
    var histories: [Int64: [String: FindingHistory]] = [:]

    func beginRun(_ request: RunRequest) async throws -> RunLease { try await base.beginRun(request) }
    func register(_ source: SourceRegistration, lease: RunLease) async throws {
        try await base.register(source, lease: lease)
    }
    func sink(for lease: RunLease) async throws -> any PageSink { try await base.sink(for: lease) }
    func publish(_ lease: RunLease, at now: Instant) async throws -> Int64 { try await base.publish(lease, at: now) }
    func abandon(_ lease: RunLease) async throws { try await base.abandon(lease) }
    func snapshot(at run: Int64?) async throws -> (any Snapshot)? { try await base.snapshot(at: run) }
    func runs(limit: Int) async throws -> [RunInfo] { try await base.runs(limit: limit) }
    func recordFindings(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) async throws -> FindingChanges {
        try await base.recordFindings(
            violations, exempted: exempted, undecided: undecided, keptOpen: keptOpen, run: run, at: now)
    }
    func findingHistory(at run: Int64) async throws -> [String: FindingHistory] { histories[run] ?? [:] }
    func append(_ decisions: [DecisionDraft], at now: Instant) async throws -> [Decision] {
        try await base.append(decisions, at: now)
    }
    func decisions() async throws -> [Decision] { try await base.decisions() }
    func changes(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange] { [] }
    func history(of subject: SubjectKey, at run: Int64) async throws -> SubjectHistory {
        try await base.history(of: subject, at: run)
    }
    func backup(to path: String) async throws { try await base.backup(to: path) }
    func prune(keepingSince run: Int64) async throws -> Int { try await base.prune(keepingSince: run) }
}
