import Inventory
import Ledger
import Reports
import Testing

@testable import MusterApp

@Suite("The history of a record")
struct HistoryTests {
    private let subject = SubjectKey(connector: "aws", tenant: "1", kind: "identity", nativeID: "u")
    private let times: [Int64: Instant] = Dictionary(
        uniqueKeysWithValues: (1...9).map { ($0, Instant(seconds: $0 * 86_400)) })

    private func user(_ status: AccountStatus, tags: [String: String] = [:]) -> Record {
        .identity(Identity(nativeID: "u", type: "aws.iam.user", name: "u", status: status, tags: tags))
    }

    private func version(
        _ record: Record, _ from: Int64, _ to: Int64?, why: String? = nil, missing: Bool = false,
        stream: String = "users"
    ) -> RecordVersion {
        RecordVersion(
            record: record, stream: stream, partition: "", from: from, to: to, observedAt: Instant(seconds: from),
            missingSince: missing ? Instant(seconds: from) : nil, retiredWhy: why)
    }

    private func entries(
        _ versions: [RecordVersion] = [], _ findings: [FindingSpan] = [], _ decisions: [Decision] = []
    ) async throws -> [HistoryEntry] {
        try await History.entries(
            of: subject,
            in: HistoricLedger(history: SubjectHistory(versions: versions, findings: findings), times: times),
            at: 9, decisions: decisions)
    }

    private func events(_ entries: [HistoryEntry]) -> [String] {
        entries.map { "\($0.run.map(String.init) ?? "-") \($0.event.rawValue)" }
    }

    @Test("a change names what it was and what it is, of tags the keys that differ")
    func changed() async throws {
        let told = try await entries([
            version(user(.enabled, tags: ["owner": "ana", "team": "data"]), 1, 3),
            version(user(.disabled, tags: ["team": "data"]), 3, nil),
        ])
        #expect(events(told) == ["1 added", "3 changed"])
        #expect(
            told[1].fields == [
                FieldDifference(name: "status", before: "enabled", after: "disabled"),
                FieldDifference(name: "tags.owner", before: "ana", after: "none"),
            ])
    }

    @Test("gone is what a complete read did not have, and what comes back after it has returned")
    func returned() async throws {
        let told = try await entries([
            version(user(.enabled), 1, 3, why: "absent"), version(user(.disabled), 5, 7, why: "parentGone"),
        ])
        #expect(events(told) == ["1 added", "3 gone", "5 returned", "7 gone"])
        #expect(told[1].why == "a complete read of users did not have it")
        #expect(told[3].why == "what it belonged to is gone")
    }

    @Test("a record that moves to another list of its source has changed, and was never gone")
    func moved() async throws {
        let told = try await entries([
            version(user(.disabled), 3, nil, stream: "deletedUsers"),
            version(user(.enabled), 1, 3, why: "absent", stream: "users"),
        ])
        #expect(events(told) == ["1 added", "3 changed"])
    }

    @Test("missing once is not gone")
    func missing() async throws {
        let told = try await entries([
            version(user(.enabled), 1, 2), version(user(.enabled), 2, 3, missing: true),
            version(user(.enabled), 3, nil),
        ])
        #expect(events(told) == ["1 added", "2 missing", "3 returned"])
    }

    @Test("findings open, are borne, open again and close; decisions stand between the runs")
    func findings() async throws {
        func span(_ from: Int64, _ to: Int64?, _ state: FindingSpan.State) -> FindingSpan {
            FindingSpan(fingerprint: "x", rule: "OWN-01", severity: "high", from: from, to: to, state: state)
        }
        func decision(_ number: Int64, day: Int64, _ act: DecisionAct) -> Decision {
            Decision(number: number, at: Instant(seconds: day * 86_400 + 60), by: "cem", reason: "agreed", act: act)
        }
        let assignment = OwnerAssignment(subject: subject, owner: "ana", evidence: .register)
        var other = subject
        other.nativeID = "v"
        let told = try await entries(
            [], [span(1, 2, .violation), span(2, 4, .exempt), span(4, 5, .violation), span(7, 8, .undecided)],
            [
                decision(1, day: 1, .own(assignment)),
                decision(2, day: 1, .own(OwnerAssignment(subject: other, owner: "ben", evidence: .register))),
                decision(3, day: 5, .withdraw(1)), decision(4, day: 5, .withdraw(2)),
            ])
        #expect(
            events(told) == [
                "1 findingOpened", "- decided", "2 findingExempt", "4 findingReopened", "5 findingResolved",
                "- decided", "7 findingUndecided", "8 findingResolved",
            ])
        #expect(told[1].why == "ana owns it (register), by cem: agreed")
        #expect(told[5].why == "decision 1 is taken back, by cem: agreed")
    }

    @Test("control characters of a name do not reach the terminal")
    func hostile() async throws {
        let record = Record.identity(
            Identity(nativeID: "u", type: "aws.iam.user", name: "u\u{1B}[31m", status: .enabled))
        let told = try await entries([version(record, 1, nil)])
        var text = ""
        let output = ReportOutput { text += String(decoding: $0, as: UTF8.self) }
        let reporter = HistoryEntry.layout.reporter(.table, to: output)
        for entry in told { try reporter.write(entry) }
        try reporter.finish()
        #expect(text.contains("identity u"))
        #expect(!text.contains("\u{1B}"))
    }
}

/// Gives one history and the runs' times.
private struct HistoricLedger: Ledger {
    var base = SnapshotLedger(snapshots: [:])
    var history: SubjectHistory
    var times: [Int64: Instant]

    func beginRun(_ request: RunRequest) async throws -> RunLease { try await base.beginRun(request) }
    func register(_ source: SourceRegistration, lease: RunLease) async throws {
        try await base.register(source, lease: lease)
    }
    func sink(for lease: RunLease) async throws -> any PageSink { try await base.sink(for: lease) }
    func publish(_ lease: RunLease, at now: Instant) async throws -> Int64 { try await base.publish(lease, at: now) }
    func abandon(_ lease: RunLease) async throws { try await base.abandon(lease) }
    func snapshot(at run: Int64?) async throws -> (any Snapshot)? { try await base.snapshot(at: run) }
    func runs(limit: Int) async throws -> [RunInfo] {
        times.map { RunInfo(run: $0.key, startedAt: $0.value, publishedAt: $0.value, sources: []) }
    }
    func recordFindings(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) async throws -> FindingChanges {
        try await base.recordFindings(
            violations, exempted: exempted, undecided: undecided, keptOpen: keptOpen, run: run, at: now)
    }
    func findingHistory(at run: Int64) async throws -> [String: FindingHistory] { [:] }
    func append(_ decisions: [DecisionDraft], at now: Instant) async throws -> [Decision] {
        try await base.append(decisions, at: now)
    }
    func decisions() async throws -> [Decision] { try await base.decisions() }
    func changes(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange] { [] }
    func history(of subject: SubjectKey, at run: Int64) async throws -> SubjectHistory { history }
    func backup(to path: String) async throws { try await base.backup(to: path) }
    func prune(keepingSince run: Int64) async throws -> Int { try await base.prune(keepingSince: run) }
}
