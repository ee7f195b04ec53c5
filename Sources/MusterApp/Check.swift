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

    /// - Parameter names: of the sources, or of single members (`corp/210987654321`); empty for all.
    /// - Throws: `Problem` for an unknown name, `LedgerError`, `CancellationError`. What a source does ends in the report.
    public func run(_ names: [String] = []) async throws -> CheckReport {
        let selections = try configuration.selections(named: names)
        let earlier = EarlierParents(try await ledger?.snapshot(at: nil))
        return try await withThrowingTaskGroup(of: [CheckReport.Source].self) { group in
            for selection in selections { group.addTask { try await check(selection, earlier) } }
            return CheckReport(sources: try await group.reduce(into: []) { $0 += $1 }.sorted { $0.name < $1.name })
        }
    }

    /// A source and its members, or those of them that are meant.
    private func check(_ selection: Configuration.Selection, _ earlier: EarlierParents) async throws
        -> [CheckReport.Source]
    {
        let source = selection.source
        var attempt = try await attempt(
            source.name, source, earlier, of: selection.members == nil ? .whole : .members
        ) {
            try source.definition.make(
                source.connectorConfiguration(
                    resolver: CredentialResolver(environment: environment), environment: environment,
                    baseDirectory: configuration.baseDirectory))
        }
        guard let members = attempt.members, let id = attempt.id else { return [attempt.report] }
        var names = selection.members == nil ? [id: source.name] : [:]
        let listing = MemberListing(
            attempt.resources, members, of: source.name, id, only: selection.members, readAs: &names)
        var reports = listing.failures.map {
            CheckReport.Source(name: $0.name, connector: id.connector, failure: $0.reason, isMember: true)
        }
        let (tried, left) = try await check(listing.members, of: source, earlier)
        reports += tried
        guard selection.members == nil else { return reports }
        attempt.report.note = Self.note(
            source.name, tried: tried.count, left: left, outOfScope: listing.outOfScope.count)
        return [attempt.report] + reports
    }

    /// Members side by side, as many as time suffices for.
    private func check(_ members: [MemberListing.Member], of source: Configuration.Source, _ earlier: EarlierParents)
        async throws -> (tried: [CheckReport.Source], left: Int)
    {
        let end = time.elapsed() + Self.timeLimit
        return try await withThrowingTaskGroup(of: CheckReport.Source.self) { group in
            var tried: [CheckReport.Source] = []
            var started = 0
            for member in members {
                if started >= Collect.membersAtOnce, let report = try await group.next() { tried.append(report) }
                guard time.elapsed() < end else { break }
                started += 1
                group.addTask {
                    var report = try await attempt(member.name, source, earlier, of: .member) { member.connector }
                        .report
                    report.isMember = true
                    return report
                }
            }
            for try await report in group { tried.append(report) }
            return (tried, members.count - started)
        }
    }

    private static func note(_ source: String, tried: Int, left: Int, outOfScope: Int) -> String? {
        var words: [String] = []
        if tried > 0 { words.append("\(counted(tried, "member")) tried, below") }
        if left > 0 {
            words.append(
                "\(counted(left, "member")) not tried for want of time: muster check --source \(source)/MEMBER tries one"
            )
        }
        if outOfScope > 0 { words.append("\(counted(outOfScope, "member")) out of scope") }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    private struct Attempt {
        var report: CheckReport.Source
        var id: SourceID?
        var members: MemberSources?
        var resources: [Resource] = []
    }

    /// What of a source is tried: all its lists and that of its members, that alone, or the lists of a member.
    private enum Part { case whole, members, member }

    private func attempt(
        _ name: String, _ source: Configuration.Source, _ earlier: EarlierParents, of part: Part,
        make: @Sendable () throws -> Connector
    ) async throws -> Attempt {
        progress(.sourceStarted(name))
        let requests = Locked(0)
        var attempt = Attempt(report: CheckReport.Source(name: name, connector: source.definition.manifest.id))
        do {
            let connector = try make()
            let runner = StreamRunner(
                source: name, connector: connector,
                environment: RunEnvironment(
                    transport: Transport { request in
                        requests.withLock { $0 += 1 }
                        return try await transport.send(request)
                    }, time: time, deadline: time.elapsed() + Self.timeLimit, pace: source.pace,
                    progress: tell))
            let tenant = try await runner.identify()
            attempt.report.tenant = tenant.id
            attempt.report.principal = tenant.principal
            let id = SourceID(connector: connector.manifest.id, tenant: tenant.id)
            let guide = try source.definition.setup(source.settings)
            if part != .members {
                attempt.report.streams = try await runner.check(tenant, earlier: earlier.records(of: id)).map { check in
                    CheckReport.Stream(
                        stream: check.stream.id, operation: check.stream.operation, coverage: check.coverage,
                        grants: check.coverage.missingPermissions.map { .init(permission: $0, how: guide.grant($0)) })
                }
            }
            if part == .members || part == .whole && connector.members != nil {
                let list = try await runner.list(of: connector.members, tenant)
                (attempt.id, attempt.members) = (id, connector.members)
                if let members = connector.members {
                    attempt.resources = try await MemberListing.resources(members, of: id, in: list)
                }
            }
        } catch let problem as SourceProblem {
            attempt.report.failure = problem.reason
        } catch let problem as SettingProblem {
            attempt.report.failure =
                "\(configuration.file):\(source.line): settings.\(problem.setting): \(problem.expectation)"
        } catch let error where !(error is LedgerError || error is CancellationError) {
            attempt.report.failure = "\(error)"
        }
        attempt.report.requests = requests.withLock { $0 }
        return attempt
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
