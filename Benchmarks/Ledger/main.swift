// Collects N identities twice, the second time with 1 % of them changed, and prints rows, time and memory.
//   ledger-bench FILE COUNT [ROWS A PAGE]     one list
//   ledger-bench FILE COUNT partitions        a scope of one key for each
import Foundation
import Glibc
import Inventory
import Ledger

func cpu() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

func peakInMB() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
}

func identity(_ number: Int, _ round: Int) -> Record {
    .identity(
        Identity(
            nativeID: NativeID("AIDA" + String(1_000_000_000 + number)), type: "aws.iam.user",
            classification: .human, classificationReason: "LoginProfile",
            name: "user-\(number)" + (round > 0 && number % 100 == 0 ? "-renamed-\(round)" : ""),
            emails: ["user-\(number)@example.com"], status: .enabled,
            createdAt: Instant(seconds: 1_600_000_000 + Int64(number)), tags: ["team": "team-\(number % 50)"],
            attributes: ["arn": "arn:aws:iam::123456789012:user/user-\(number)", "path": "/"]))
}

let arguments = CommandLine.arguments
let count = Int(arguments[2]) ?? 1000
let pageSize = arguments.count > 3 ? Int(arguments[3]) ?? 1000 : 1000
let source = SourceID(connector: "aws", tenant: "123456789012")
let scope = Scope(source: source, stream: "users")
let isPartitioned = arguments.count > 3 && arguments[3] == "partitions"

func readPartitions(_ sink: any PageSink, _ now: Instant) async throws {
    for number in 0..<count {
        let scope = Scope(source: source, stream: "keys", partition: "AIDA\(number)")
        _ = try await sink.begin(ScopeOpening(scope: scope, operation: "", fingerprint: "f", streamVersion: 1))
        let key = Credential(
            nativeID: NativeID("AKIA\(number)"), type: "aws.iam.accessKey", form: .staticSecret,
            holder: .identity("AIDA\(number)"))
        _ = try await sink.commit(Page(records: [.credential(key)], ordinal: 0, observedAt: now), in: scope)
        try await sink.end(scope, Coverage(.complete, requests: 1, pages: 1, rows: 1))
    }
}

print("start: \(peakInMB()) MB")
for round in 0..<2 {
    let ledger = try await SQLiteLedger.writing(path: arguments[1], command: "bench", now: Instant(seconds: 0))
    let now = Instant(seconds: 1_800_000_000 + Int64(round) * 86_400)
    let lease = try await ledger.beginRun(RunRequest(sources: ["aws"], now: now, programVersion: "1"))
    try await ledger.register(
        SourceRegistration(
            name: "aws", id: source, connectorVersion: "1", authoritativeFor: [],
            streams: [
                StreamRegistration(stream: "users", operation: "iam:ListUsers", version: 1, yields: [.identity]),
                StreamRegistration(stream: "keys", operation: "iam:ListAccessKeys", version: 1, yields: [.credential]),
            ]),
        lease: lease)
    let sink = try await ledger.sink(for: lease)
    _ = try await sink.begin(ScopeOpening(scope: scope, operation: "", fingerprint: "f", streamVersion: 1))
    let begun = cpu()
    var (making, writing) = (0.0, 0.0)
    let clock = ContinuousClock()
    let started = clock.now
    if isPartitioned { try await readPartitions(sink, now) }
    for ordinal in 0..<(isPartitioned ? 0 : count / pageSize) {
        let before = cpu()
        let records = (ordinal * pageSize..<(ordinal + 1) * pageSize).map { identity($0, round) }
        let made = cpu()
        _ = try await sink.commit(
            Page(
                records: records, ordinal: ordinal, observedAt: now,
                checkpoint: Checkpoint(next: "\(ordinal)", pages: ordinal + 1, rows: 0, rejected: 0, requests: 0)),
            in: scope)
        making += made - before
        writing += cpu() - made
    }
    let before = cpu()
    if isPartitioned { print("\(count) partitions in \((before - begun).rounded(2)) s CPU") }
    try await sink.end(scope, Coverage(.complete))
    let ended = cpu()
    let run = try await ledger.publish(lease, at: now)
    let done = cpu()
    print(
        "run \(run): making \(making.rounded(2)) s, pages \(writing.rounded(2)) s, end \((ended - before).rounded(2)) s, "
            + "publish \((done - ended).rounded(2)) s CPU; wall \(clock.now - started); peak \(peakInMB()) MB")
}
let ledger = try await SQLiteLedger.reading(path: arguments[1])
let before = cpu()
guard let snapshot = try await ledger.snapshot(at: nil) else { exit(1) }
let cursor = try snapshot.cursor(Identity.self)
var rows = 0
while try cursor.next() != nil { rows += 1 }
print("read \(rows) rows in \((cpu() - before).rounded(2)) s CPU; peak \(peakInMB()) MB")
let changesBefore = cpu()
let changes = try await ledger.changes(from: 1, to: 2, limit: 1_000_000)
print("\(changes.count) changes in \((cpu() - changesBefore).rounded(2)) s CPU")

extension Double {
    func rounded(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
