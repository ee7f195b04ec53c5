import ConnectorKit
import Foundation
import Inventory
import Ledger
import Reconciler
import Transport

// The subject of reconcile.sh: an organisation into a ledger, and the judgement of it with every rule.
//     reconcile-million fill LEDGER COUNT VERSION INTERVAL     one thing in INTERVAL is not in order
//     reconcile-million judge LEDGER [rules]         writes the findings, as a collection does
// With `rules` the time of each rule is taken, of one dossier in sixteen.

let now = Instant(seconds: 1_793_534_400)

func fill(_ path: String, _ organisation: Organisation) async throws {
    let streams = organisation.streams
    let connector = Connector(
        manifest: Manifest(
            id: "aws", product: "A million", version: "1", documentation: "https://docs.example.com", settings: [],
            credentials: [], streams: streams.map(\.descriptor), buckets: [], blindSpots: [], requestFormula: "0"),
        streams: streams.map { Stream($0.descriptor, records: Numbered(count: $0.count, record: $0.record)) },
        tenant: .fixed(TenantIdentity(id: "123456789012", principal: "benchmark")), authorization: .none)
    let clock = now.advanced(bySeconds: Int64(organisation.version))
    let ledger = try await SQLiteLedger.writing(path: path, command: "reconcile-million", now: clock)
    let lease = try await ledger.beginRun(RunRequest(sources: ["million"], now: clock, programVersion: "benchmark"))
    let nowhere = Transport { _ in
        throw TransportError(.internalFault, place: "benchmark", detail: "no network is wanted", advice: "")
    }
    let runner = StreamRunner(
        source: "million", connector: connector, environment: RunEnvironment(transport: nowhere, time: .system))
    let tenant = try await runner.identify()
    try await ledger.register(
        SourceRegistration(
            name: "million", id: SourceID(connector: "aws", tenant: tenant.id), connectorVersion: "1",
            authoritativeFor: [.person],
            streams: streams.map(\.descriptor).map {
                StreamRegistration(stream: $0.id, operation: $0.operation, version: $0.version, yields: $0.yields)
            }),
        lease: lease)
    let coverage = try await runner.run(tenant, into: try await ledger.sink(for: lease))
    guard coverage.values.allSatisfy({ $0.state == .complete }) else { throw Failure("not every stream was complete") }
    _ = try await ledger.publish(lease, at: clock)
}

func judge(_ path: String, _ timing: RuleTiming?) async throws {
    let ledger = try await SQLiteLedger.writing(path: path, command: "reconcile-million", now: now)
    guard let snapshot = try await ledger.snapshot(at: nil) else { throw Failure("nothing was collected") }
    let run = snapshot.info.run
    let result = try Reconciler.reconcile(
        snapshot, previous: run > 1 ? try await ledger.snapshot(at: run - 1) : nil, policy: .standard,
        asOf: snapshot.info.publishedAt, timing: timing)
    let changes = try await ledger.recordFindings(
        result.violations, undecided: result.undecided, run: run, at: snapshot.info.publishedAt)
    print(
        result.violations.count, result.indeterminate.count,
        changes.opened.count + changes.reopened.count + changes.resolved.count)
    guard let timing else { return }
    for (rule, time) in timing.totals { print("\(rule) \(time / .milliseconds(1))") }
}

struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("fill", 5):
    guard let count = Int(arguments[3]), let version = Int(arguments[4]), let interval = Int(arguments[5]),
        count >= 100, interval >= 30
    else { throw Failure("COUNT is 100 or more, INTERVAL 30 or more") }
    try await fill(arguments[2], Organisation(count: count, version: version, interval: interval, now: now))
case ("judge", 2): try await judge(arguments[2], nil)
case ("judge", 3): try await judge(arguments[2], RuleTiming(oneIn: 16))
default: throw Failure("usage: reconcile-million fill LEDGER COUNT VERSION INTERVAL | judge LEDGER [rules]")
}
