import Inventory
import Ledger

/// An invented account of one user with two keys, its people, and a ledger that only hands snapshots out.
enum SmallOrganisation {
    static let aws = SourceID(connector: "aws", tenant: "123456789012")
    static let people = SourceID(connector: "people-file", tenant: "staff")
    static let asOf = Instant(seconds: 1_793_491_200)  // 2026-11-01T00:00:00Z

    static func daysAgo(_ days: Int64) -> Instant { asOf.advanced(byDays: -days) }

    static func snapshot(run: Int64 = 2, ownerHasLeft: Bool = true) -> MemorySnapshot {
        var snapshot = MemorySnapshot(
            info: SnapshotInfo(
                run: run, publishedAt: asOf,
                sources: [
                    SourceInfo(
                        id: aws, name: "production", connectorVersion: "1", firstCompleteAt: daysAgo(200), lastRun: run),
                    SourceInfo(
                        id: people, name: "people", connectorVersion: "1", authoritativeFor: [.person],
                        firstCompleteAt: daysAgo(200), lastRun: run),
                ],
                streams: [
                    stream(aws, "users", "iam:ListUsers", [.identity, .ownership], run),
                    stream(aws, "accessKeys", "iam:ListAccessKeys", [.credential], run),
                    stream(aws, "lastUsed", "iam:GetAccessKeyLastUsed", [.usage], run),
                    stream(people, "people", "file", [.person], run),
                ]))
        let user = Reference.identity("AIDAEXAMPLE")
        snapshot.add(
            stored(
                Identity(
                    nativeID: "AIDAEXAMPLE", type: "aws.iam.user", classification: .service, name: "deploy-bot",
                    status: .enabled, createdAt: daysAgo(900), tags: ["owner": "nora.ek@example.com"]), aws, "users",
                run))
        for (id, lastUse) in [
            ("AKIAIOSFODNN7EXAMPLE", LastUse.observed(daysAgo(300))), ("AKIAI44QH8DHBEXAMPLE", .observed(daysAgo(1))),
        ] {
            snapshot.add(
                stored(
                    Credential(
                        nativeID: NativeID(id), type: "aws.iam.accessKey", form: .staticSecret, holder: user,
                        status: .active, createdAt: daysAgo(800), expiry: .unsupported,
                        survival: Survival(disabling: .yes, deletion: .no)), aws, "accessKeys", run))
            snapshot.add(
                stored(
                    Usage(subject: .credential(id), holder: user, lastUse: lastUse, meaning: .success), aws, "lastUsed",
                    run))
        }
        snapshot.add(
            stored(
                Credential(
                    nativeID: "prod/db", type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                    name: "prod/db", status: .active), aws, "accessKeys", run))
        snapshot.add(
            stored(
                Person(
                    nativeID: "0042", employeeID: "0042", name: "Nora Ek", emails: ["nora.ek@example.com"],
                    status: ownerHasLeft ? .deactivated : .active, endedAt: ownerHasLeft ? daysAgo(40) : nil), people,
                "people", run))
        return snapshot
    }

    private static func stored<R: InventoryRecord>(
        _ record: R, _ source: SourceID, _ stream: String, _ run: Int64
    ) -> Stored<R> {
        Stored(
            record: record, source: source, stream: stream, firstSeen: daysAgo(200), observedAt: daysAgo(0), run: run)
    }

    private static func stream(
        _ source: SourceID, _ name: String, _ operation: String, _ yields: [RecordKind], _ run: Int64
    ) -> StreamInfo {
        StreamInfo(
            source: source, stream: name, operation: operation, yields: yields, coverage: Coverage(.complete), run: run,
            readAt: asOf, lastCompleteRun: run, lastCompleteAt: asOf)
    }
}

/// Hands out snapshots by run; it refuses every write, since no reading command may make one.
struct SnapshotLedger: Ledger {
    var snapshots: [Int64: MemorySnapshot]
    var history: [String: FindingHistory] = [:]
    var recordChanges: [RecordChange] = []

    private static let refusal = LedgerError(.ioError, "this ledger is for reading", advice: "Do not write.")

    func beginRun(_ request: RunRequest) async throws -> RunLease { throw Self.refusal }
    func register(_ source: SourceRegistration, lease: RunLease) async throws { throw Self.refusal }
    func sink(for lease: RunLease) async throws -> any PageSink { throw Self.refusal }
    func publish(_ lease: RunLease, at now: Instant) async throws -> Int64 { throw Self.refusal }
    func abandon(_ lease: RunLease) async throws { throw Self.refusal }

    func snapshot(at run: Int64?) async throws -> (any Snapshot)? {
        guard let run = run ?? snapshots.keys.max() else { return nil }
        guard let snapshot = snapshots[run] else {
            throw LedgerError(.noSuchRun, "there is no run \(run)", advice: "List the runs.")
        }
        return snapshot
    }

    func runs(limit: Int) async throws -> [RunInfo] {
        snapshots.keys.sorted(by: >).prefix(limit).map {
            RunInfo(run: $0, startedAt: SmallOrganisation.asOf, publishedAt: SmallOrganisation.asOf, sources: [])
        }
    }

    func recordFindings(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) async throws -> FindingChanges { throw Self.refusal }

    func findingHistory(at run: Int64) async throws -> [String: FindingHistory] { history }
    func append(_ decisions: [DecisionDraft], at now: Instant) async throws -> [Decision] { throw Self.refusal }
    func decisions() async throws -> [Decision] { [] }

    func changes(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange] {
        Array(recordChanges.prefix(limit))
    }

    func history(of subject: SubjectKey, at run: Int64) async throws -> SubjectHistory { SubjectHistory() }

    func backup(to path: String) async throws { throw Self.refusal }
    func prune(keepingSince run: Int64) async throws -> Int { Int(run) }
}
