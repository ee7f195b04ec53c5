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
/// Nothing on this way calls back: connectors never see the ledger, rules never see the network.
public struct Collect: Sendable {
    private let configuration: Configuration
    private let transport: Transport
    private let ledger: any Ledger
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
        let sources = try chosen(options)
        let replays = try Replays(options.replayDirectory, sources: sources.map(\.name))
        let time = replays.recordedAt.map { Timekeeper.frozen(at: $0) } ?? time
        let start = time.elapsed()
        let deadline = options.deadline.map { start + $0 }

        let lease = try await ledger.beginRun(
            RunRequest(sources: sources.map(\.name), now: time.now(), programVersion: MusterVersion.current))
        let sink = try await ledger.sink(for: lease)
        let summaries = try await withThrowingTaskGroup(of: CollectSummary.SourceSummary.self) { group in
            for source in sources {
                group.addTask { try await read(source, options, replays, time, until: deadline, into: sink, lease) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.name < $1.name }
        }
        guard summaries.contains(where: { $0.failure == nil }) else {
            try await ledger.abandon(lease)
            return CollectSummary(
                run: nil, sources: summaries, durationInMilliseconds: (time.elapsed() - start).milliseconds)
        }
        let run = try await ledger.publish(lease, at: time.now())
        var summary = try await judge(run)
        summary.sources = summaries
        summary.durationInMilliseconds = (time.elapsed() - start).milliseconds
        return summary
    }

    // MARK: - Reading

    private func chosen(_ options: CollectOptions) throws -> [Configuration.Source] {
        if options.sources.isEmpty {
            guard !configuration.sources.isEmpty else {
                throw Problem(
                    "the configuration names no source",
                    advice: "Add one under sources; muster init writes an example.",
                    status: .usage)
            }
            return configuration.sources
        }
        return try options.sources.map { name in
            guard let source = configuration.sources.first(where: { $0.name == name }) else {
                throw Problem(
                    "there is no source \(name)",
                    advice: "The configuration has " + configuration.sources.map(\.name).joined(separator: ", ") + ".",
                    status: .usage)
            }
            return source
        }
    }

    private func read(
        _ source: Configuration.Source, _ options: CollectOptions, _ replays: Replays, _ time: Timekeeper,
        until deadline: Duration?, into sink: any PageSink, _ lease: RunLease
    ) async throws -> CollectSummary.SourceSummary {
        progress(.sourceStarted(source.name))
        let start = time.elapsed()
        let manifest = source.definition.manifest
        var summary = CollectSummary.SourceSummary(name: source.name, connector: manifest.id)
        do {
            let connector = try source.definition.make(configured(source, isReplayed: replays.isReplaying))
            let runner = StreamRunner(
                source: source.name, connector: connector,
                environment: try runEnvironment(for: source, options, replays, time, until: deadline))
            let tenant = try await runner.identify()
            summary.tenant = tenant.id
            try await ledger.register(registration(of: source, connector, tenant), lease: lease)
            let coverage = try await runner.run(tenant, into: sink)
            summary.streams = connector.streams.map(\.descriptor).map { stream in
                .init(
                    stream: stream.id, operation: stream.operation,
                    coverage: coverage[stream.id] ?? Coverage(.notRead, reason: "it was not asked for"))
            }
            summary.requests = summary.streams.reduce(0) { $0 + $1.coverage.requests }
        } catch let problem as SourceProblem {
            summary.failure = problem.reason
        } catch let problem as SettingProblem {
            summary.failure =
                "\(configuration.file):\(source.line): settings.\(problem.setting): \(problem.expectation)"
        } catch let error where !(error is LedgerError || error is RecordingError || error is CancellationError) {
            // What a connector throws is its source's trouble; the others go on.
            summary.failure = "\(error)"
        }
        summary.durationInMilliseconds = (time.elapsed() - start).milliseconds
        return summary
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

    private func runEnvironment(
        for source: Configuration.Source, _ options: CollectOptions, _ replays: Replays, _ time: Timekeeper,
        until deadline: Duration?
    ) throws -> RunEnvironment {
        let recorder = try options.recordDirectory.map { folder in
            try Recorder(
                folder: folder.appending(path: source.name),
                info: RecordingInfo(
                    source: source.name, connector: source.definition.manifest.id, recordedAt: time.now()),
                keepsPeople: options.recordsPeople)
        }
        let records = Locked<[String: Int]>([:])
        return RunEnvironment(
            transport: replays.transport(for: source.name) ?? transport, time: time,
            deadline: deadline, pace: source.pace, recorder: recorder
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

    private func registration(of source: Configuration.Source, _ connector: Connector, _ tenant: TenantIdentity)
        -> SourceRegistration
    {
        SourceRegistration(
            name: source.name, id: SourceID(connector: connector.manifest.id, tenant: tenant.id),
            connectorVersion: connector.manifest.version, authoritativeFor: source.authoritativeFor,
            streams: connector.streams.map(\.descriptor).map {
                StreamRegistration(stream: $0.id, operation: $0.operation, version: $0.version, yields: $0.yields)
            })
    }

    // MARK: - Judging

    private func judge(_ run: Int64) async throws -> CollectSummary {
        guard let snapshot = try await ledger.snapshot(at: run) else {
            throw LedgerError(
                .damaged, "run \(run) was published and cannot be read", advice: "Restore the ledger from a backup.")
        }
        let result = try Reconciler.reconcile(snapshot, policy: policy, asOf: snapshot.info.publishedAt)
        let keptOpen = result.closingBlocked.map {
            SubjectGroup(connector: $0.connector, tenant: $0.tenant, kind: $0.kind.rawValue)
        }
        let changes = try await ledger.recordFindings(
            result.violations, undecided: result.undecided, keptOpen: Set(keptOpen), run: run,
            at: snapshot.info.publishedAt)
        var bySeverity: [Severity: Int] = [:]
        for finding in result.violations { bySeverity[finding.severity, default: 0] += 1 }
        return CollectSummary(
            run: run, sources: [], changes: changes, violations: bySeverity, indeterminate: result.indeterminate.count)
    }
}

/// The recordings that answer instead of the network.
private struct Replays: Sendable {
    private let replays: [String: Replay]
    let isReplaying: Bool

    /// - Throws: `RecordingError` when the folder holds no recording of any of the sources.
    init(_ folder: URL?, sources: [String]) throws {
        isReplaying = folder != nil
        guard let folder else {
            replays = [:]
            return
        }
        var found: [String: Replay] = [:]
        for name in sources {
            let part = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: part.path) else { continue }
            found[name] = try Replay(folder: part)
        }
        guard !found.isEmpty else {
            throw RecordingError(
                folder.path, "it holds no recording of " + sources.joined(separator: ", "),
                "Name the folder that was given to collect --record.")
        }
        replays = found
    }

    /// The replay's date: the latest of its recordings.
    var recordedAt: Instant? { replays.values.map(\.info.recordedAt).max() }

    /// nil when nothing is replayed; a source without a recording is answered by nobody.
    func transport(for source: String) -> Transport? {
        guard isReplaying else { return nil }
        return replays[source]?.transport
            ?? Transport { request in
                throw TransportError(
                    .notRecorded, place: source, detail: "the recording holds nothing of this source",
                    advice: "Record again with this source.")
            }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
