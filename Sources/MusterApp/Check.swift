import ConnectorKit
import Inventory
import Ledger
import Reports
import Transport

/// Tries each source before anything is collected: whether it lets Muster in, and whether each of its lists can be
/// read. The first page of each is asked for, and none is kept.
public struct Check: Sendable {
    private let configuration: Configuration
    private let transport: Transport
    private let ledger: (any Ledger)?
    private let time: Timekeeper
    private let environment: [String: String]
    private let progress: @Sendable (CollectProgress) -> Void

    /// A vendor that asks to wait for longer than this is not waited for.
    static let timeLimit = Duration.seconds(120)

    /// - Parameter ledger: what to ask about where a first page holds nothing that fits; nil where nothing was collected.
    public init(
        configuration: Configuration, transport: Transport, ledger: (any Ledger)? = nil, time: Timekeeper = .system,
        environment: [String: String], progress: @escaping @Sendable (CollectProgress) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.transport = transport
        self.ledger = ledger
        self.time = time
        self.environment = environment
        self.progress = progress
    }

    /// - Parameter names: of the sources; empty for all.
    /// - Throws: `Problem` for an unknown name, `LedgerError`, `CancellationError`. What a source does ends in the report.
    public func run(_ names: [String] = []) async throws -> CheckReport {
        let sources = try configuration.sources(named: names)
        let snapshot = try await ledger?.snapshot(at: nil)
        return try await withThrowingTaskGroup(of: CheckReport.Source.self) { group in
            for source in sources { group.addTask { try await check(source, EarlierParents(snapshot)) } }
            return CheckReport(sources: try await group.reduce(into: []) { $0.append($1) }.sorted { $0.name < $1.name })
        }
    }

    private func check(_ source: Configuration.Source, _ earlier: EarlierParents) async throws -> CheckReport.Source {
        progress(.sourceStarted(source.name))
        let requests = Locked(0)
        var report = CheckReport.Source(name: source.name, connector: source.definition.manifest.id)
        do {
            let connector = try source.definition.make(
                source.connectorConfiguration(
                    resolver: CredentialResolver(environment: environment), environment: environment,
                    baseDirectory: configuration.baseDirectory))
            let runner = StreamRunner(
                source: source.name, connector: connector,
                environment: RunEnvironment(
                    transport: Transport { request in
                        requests.withLock { $0 += 1 }
                        return try await transport.send(request)
                    }, time: time, deadline: time.elapsed() + Self.timeLimit, pace: source.pace,
                    progress: tell))
            let tenant = try await runner.identify()
            report.tenant = tenant.id
            report.principal = tenant.principal
            let id = SourceID(connector: connector.manifest.id, tenant: tenant.id)
            let guide = try source.definition.setup(source.settings)
            report.streams = try await runner.check(tenant, earlier: earlier.records(of: id)).map { check in
                CheckReport.Stream(
                    stream: check.stream.id, operation: check.stream.operation, coverage: check.coverage,
                    grants: check.coverage.missingPermissions.map { .init(permission: $0, how: guide.grant($0)) })
            }
            if let members = connector.members {
                report.note = "what \(members.stream) leads to is read with the same rights and was not tried"
            }
        } catch let problem as SourceProblem {
            report.failure = problem.reason
        } catch let problem as SettingProblem {
            report.failure =
                "\(configuration.file):\(source.line): settings.\(problem.setting): \(problem.expectation)"
        } catch let error where !(error is LedgerError || error is CancellationError) {
            report.failure = "\(error)"
        }
        report.requests = requests.withLock { $0 }
        return report
    }

    private func tell(_ event: Progress) {
        switch event {
        case .page: break
        case .waiting(let source, let stream, let reason, let duration):
            progress(.waiting(source: source, stream: stream, reason: reason, seconds: duration.components.seconds))
        case .streamEnded(let source, let stream, let coverage):
            progress(.streamEnded(source: source, stream: stream, coverage.state))
        }
    }
}

/// The things that the last run saw, to ask about where a first page holds none that fits.
struct EarlierParents: Sendable {
    private let snapshot: (any Snapshot)?
    /// Enough to find one of the right type among them.
    private static let limit = 500

    init(_ snapshot: (any Snapshot)?) { self.snapshot = snapshot }

    func records(of source: SourceID) -> StreamRunner.EarlierRecords {
        { stream, kind in
            switch kind {
            case .person: try read(Person.self, stream, source, Record.person)
            case .identity: try read(Identity.self, stream, source, Record.identity)
            case .application: try read(Application.self, stream, source, Record.application)
            case .credential: try read(Credential.self, stream, source, Record.credential)
            case .grant: try read(Grant.self, stream, source, Record.grant)
            case .entitlement: try read(Entitlement.self, stream, source, Record.entitlement)
            case .permission: try read(Permission.self, stream, source, Record.permission)
            case .usage: try read(Usage.self, stream, source, Record.usage)
            case .ownership: try read(OwnershipClaim.self, stream, source, Record.ownership)
            case .link: try read(AccountLink.self, stream, source, Record.link)
            case .resource: try read(Resource.self, stream, source, Record.resource)
            }
        }
    }

    private func read<R: InventoryRecord>(
        _ kind: R.Type, _ stream: String, _ source: SourceID, _ record: (R) -> Record
    ) throws -> [Record] {
        guard let cursor = try snapshot?.cursor(kind) else { return [] }
        var found: [Record] = []
        while found.count < Self.limit, let stored = try cursor.next() {
            if stored.source == source, stored.stream == stream { found.append(record(stored.record)) }
        }
        return found
    }
}
