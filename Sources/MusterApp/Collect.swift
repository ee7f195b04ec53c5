import ConnectorKit
import Foundation
import Inventory
import Ledger
import Reconciler
import Transport

/// The whole way from a configuration to findings, on one page:
///
///     Configuration ─► Connector ─► StreamRunner ─► PageSink ─► publish ─► Snapshot ─► Reconciler ─► findings
///
/// A source that reaches further tenants (the accounts of an organisation) is read first, then its members.
/// Nothing on this way calls back: connectors never see the ledger, rules never see the network.
public struct Collect: Sendable {
    let configuration: Configuration
    private let transport: Transport
    let ledger: any Ledger
    private let policy: Policy
    private let time: Timekeeper
    private let environment: [String: String]
    private let progress: @Sendable (CollectProgress) -> Void

    /// - Parameters:
    ///   - transport: how requests leave the machine; not used for what is replayed.
    ///   - environment: the process's, for credentials by reference and vendors' own conventions.
    public init(
        configuration: Configuration, transport: Transport, ledger: any Ledger, policy: Policy,
        time: Timekeeper = .system, environment: [String: String],
        progress: @escaping @Sendable (CollectProgress) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.transport = transport
        self.ledger = ledger
        self.policy = policy
        self.time = time
        self.environment = environment
        self.progress = progress
    }

    /// Reads the sources, publishes what was read as one generation, and judges it.
    ///
    /// A run that is interrupted stays unpublished and is gone on with by the next one.
    /// - Throws: `LedgerError`, `RecordingError`, `Problem` and `CancellationError`; what single sources do ends in
    ///   their part of the summary.
    public func run(_ options: CollectOptions) async throws -> CollectSummary {
        let selections = try configuration.selections(named: options.sources)
        let replays = try Replays(options.replayDirectory, sources: selections.map(\.source.name))
        let time = replays.recordedAt.map { Timekeeper.frozen(at: $0) } ?? time
        let start = time.elapsed()
        let deadline = options.deadline.map { start + $0 }

        let lease = try await ledger.beginRun(
            RunRequest(sources: selections.flatMap(\.labels), now: time.now(), programVersion: MusterVersion.current))
        let sink = try await ledger.sink(for: lease)
        let reading = Reading(
            options: options, replays: replays, time: time, deadline: deadline, sink: sink, lease: lease)
        let read = try await withThrowingTaskGroup(of: ReadSource.self) { group in
            for selection in selections {
                let source = selection.source
                group.addTask {
                    try await self.read(source.name, of: source, reading, only: selection.members) {
                        try source.definition.make(configured(source, isReplayed: replays.isReplaying))
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let members = try await readMembers(of: read.sorted { $0.summary.name < $1.summary.name }, reading)
        let wholes = read.filter { $0.only == nil || !$0.summary.wasRead }
        let summaries = (wholes.map(\.summary) + members.summaries).sorted { $0.name < $1.name }
        guard summaries.contains(where: \.wasRead) else {
            try await ledger.abandon(lease)
            return CollectSummary(
                run: nil, sources: summaries, durationInMilliseconds: (time.elapsed() - start).milliseconds)
        }
        let run = try await ledger.publish(lease, at: time.now())
        var summary = try await judge(run)
        summary.sources = summaries
        summary.markAccepted()
        summary.outOfScope = members.outOfScope
        summary.durationInMilliseconds = (time.elapsed() - start).milliseconds
        return summary
    }

    // MARK: - Reading

    /// What all reading of a run shares.
    struct Reading: Sendable {
        var options: CollectOptions
        var replays: Replays
        var time: Timekeeper
        /// When all of it must be over, on the elapsed clock of `time`.
        var deadline: Duration?
        var sink: any PageSink
        var lease: RunLease
    }

    /// A source that was read, as far as it got.
    struct ReadSource: Sendable {
        var source: Configuration.Source
        var summary: CollectSummary.SourceSummary
        /// nil where it could not be made or identified.
        var connector: Connector?
        var id: SourceID?
        /// The members that are meant; nil for the source with all of them.
        var only: Set<String>?
        /// Holds the list of members where it was read for them alone.
        var list: MemorySink?
    }

    /// Reads one tenant: a source, or a member of one.
    /// - Parameters:
    ///   - name: its label, `production` or `production/210987654321`.
    ///   - only: members that are meant without it: then of its own lists that of the members alone is read, and
    ///     nothing is kept of it.
    ///   - make: its connector, made when it is its turn.
    func read(
        _ name: String, of source: Configuration.Source, _ reading: Reading, only: Set<String>? = nil,
        make: @Sendable () throws -> Connector
    ) async throws -> ReadSource {
        progress(.sourceStarted(name))
        let start = reading.time.elapsed()
        let id = source.definition.manifest.id
        var result = ReadSource(
            source: source, summary: CollectSummary.SourceSummary(name: name, connector: id), only: only)
        do {
            var connector = try make()
            // What a recording answers was written down unsigned, and nobody is there to give a session.
            if reading.replays.isReplaying { connector.authorization = .none }
            let environment = try runEnvironment(for: name, source, reading)
            let runner = StreamRunner(source: name, connector: connector, environment: environment)
            var tenant = try await runner.identify()
            if reading.replays.isReplaying {
                tenant.own?.nativeID = try reading.replays.credentialID(of: name).map { NativeID($0) }
            } else if let recorder = environment.recorder, let credential = tenant.own?.nativeID {
                try await recorder.note(credentialID: credential.string)
            }
            result.summary.tenant = tenant.id
            (result.connector, result.id) = (connector, SourceID(connector: id, tenant: tenant.id))
            if only != nil {
                result.list = try await runner.list(of: connector.members, tenant)
                return result
            }
            try await ledger.register(registration(of: source, name, connector, tenant), lease: reading.lease)
            let coverage = try await runner.run(tenant, into: reading.sink)
            result.summary.streams = connector.streams(of: tenant).map(\.descriptor).map { stream in
                .init(
                    stream: stream.id, operation: stream.operation,
                    coverage: coverage[stream.id] ?? Coverage(.notRead, reason: "it was not asked for"))
            }
            result.summary.requests = result.summary.streams.reduce(0) { $0 + $1.coverage.requests }
        } catch let problem as SourceProblem where problem.isPostponed {
            result.summary.postponed = problem.reason
        } catch let problem as SourceProblem {
            result.summary.failure = problem.reason
        } catch let problem as SettingProblem {
            result.summary.failure =
                "\(configuration.file):\(source.line): settings.\(problem.setting): \(problem.expectation)"
        } catch let error where !(error is LedgerError || error is RecordingError || error is CancellationError) {
            // What a connector throws is its source's trouble; the others go on.
            result.summary.failure = "\(error)"
        }
        result.summary.durationInMilliseconds = (reading.time.elapsed() - start).milliseconds
        return result
    }

    private func configured(_ source: Configuration.Source, isReplayed: Bool) -> SourceConfiguration {
        let resolver = CredentialResolver(environment: environment)
        // A replay signs requests that go nowhere: it needs no real credential.
        let credentials = source.credentials.mapValues { reference in
            isReplayed ? Self.replayedCredential : resolver.source(for: reference)
        }
        return SourceConfiguration(
            name: source.name, settings: source.settings, credentials: credentials, environment: environment,
            baseDirectory: configuration.baseDirectory)
    }

    private static let replayedCredential: CredentialSource = { Secret("replayed") }

    private func runEnvironment(for name: String, _ source: Configuration.Source, _ reading: Reading) throws
        -> RunEnvironment
    {
        let time = reading.time
        let recorder = try reading.options.recordDirectory.map { folder in
            try Recorder(
                folder: folder.appending(path: name),
                info: RecordingInfo(source: name, connector: source.definition.manifest.id, recordedAt: time.now()),
                keepsPeople: reading.options.recordsPeople)
        }
        let records = Locked<[String: Int]>([:])
        return RunEnvironment(
            transport: try reading.replays.transport(for: name) ?? transport, time: time,
            deadline: reading.deadline, pace: source.pace, recorder: recorder
        ) { event in
            switch event {
            case .page(let source, let stream, let rows):
                let sum = records.withLock { counts in
                    counts[stream, default: 0] += rows
                    return counts[stream] ?? rows
                }
                progress(.page(source: source, stream: stream, records: sum))
            case .waiting(let source, let stream, let reason, let duration):
                progress(.waiting(source: source, stream: stream, reason: reason, seconds: duration.components.seconds))
            case .streamEnded(let source, let stream, let coverage):
                progress(.streamEnded(source: source, stream: stream, coverage.state))
            }
        }
    }

    private func registration(
        of source: Configuration.Source, _ name: String, _ connector: Connector, _ tenant: TenantIdentity
    ) -> SourceRegistration {
        SourceRegistration(
            name: name, id: SourceID(connector: connector.manifest.id, tenant: tenant.id),
            connectorVersion: connector.manifest.version, authoritativeFor: source.authoritativeFor,
            streams: connector.streams(of: tenant).map(\.descriptor).map {
                StreamRegistration(stream: $0.id, operation: $0.operation, version: $0.version, yields: $0.yields)
            })
    }

    // MARK: - Judging

    private func judge(_ run: Int64) async throws -> CollectSummary {
        guard let snapshot = try await ledger.snapshot(at: run) else {
            throw LedgerError(
                .damaged, "run \(run) was published and cannot be read", advice: "Restore the ledger from a backup.")
        }
        let decisions = try await Decisions.of(ledger, at: nil, asOf: nil)
        let result = try Reconciler.reconcile(
            snapshot, previous: try await ledger.snapshot(before: run), policy: policy, decisions: decisions,
            asOf: snapshot.info.publishedAt)
        let changes = try await ledger.recordFindings(
            result.violations, exempted: result.exempted, undecided: result.undecided, keptOpen: result.keptOpen,
            run: run,
            at: snapshot.info.publishedAt)
        var bySeverity: [Severity: Int] = [:]
        for finding in result.violations { bySeverity[finding.severity, default: 0] += 1 }
        var summary = CollectSummary(
            run: run, sources: [], changes: changes, violations: bySeverity, exempted: result.exempted.count,
            indeterminate: result.indeterminate.count)
        summary.acceptedGaps = result.acceptedGaps
        return summary
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
