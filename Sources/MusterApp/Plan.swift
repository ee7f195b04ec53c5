import ConnectorKit
import Foundation
import Inventory
import Reports

/// What a collection will take, without a single call: requests of each quota, the least time, permissions.
public struct Plan: Sendable {
    private let configuration: Configuration
    private let environment: [String: String]

    public init(configuration: Configuration, environment: [String: String]) {
        self.configuration = configuration
        self.environment = environment
    }

    public struct Options: Sendable, Hashable {
        /// Labels of the sources; empty for all.
        public var sources: [String]
        /// `users=5000`, or `production.users=5000` for one source alone.
        public var assumptions: [String: Int]
        /// The part of every quota that may be used, 0 < share <= 1; nil leaves it to the configuration.
        public var share: Double?
        public var answerTime: Duration

        public init(
            sources: [String] = [], assumptions: [String: Int] = [:], share: Double? = nil,
            answerTime: Duration = .milliseconds(100)
        ) {
            self.sources = sources
            self.assumptions = assumptions
            self.share = share
            self.answerTime = answerTime
        }

        /// Nobody has more of anything.
        static let largest = 1_000_000_000

        /// - Parameter words: `NAME=N` each.
        /// - Throws: `Problem` for a word of another form.
        public static func assumptions(_ words: [String]) throws -> [String: Int] {
            var result: [String: Int] = [:]
            for word in words {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1].filter { $0 != "_" && $0 != "," }),
                    (0...largest).contains(number)
                else {
                    throw Problem(
                        "--assume \(word) is not understood", advice: "Write it as --assume users=5000.", status: .usage
                    )
                }
                result[String(parts[0])] = number
            }
            return result
        }
    }

    /// - Parameters:
    ///   - info: of the snapshot that figures are taken from; nil while nothing was collected.
    ///   - listed: the resources of a source that may be its members, as the ledger has them.
    /// - Throws: `Problem` for a source or a name that is none, and what `listed` throws.
    public func report(
        _ options: Options, figures info: SnapshotInfo?,
        listed: (MemberSources, SourceID) throws -> [Resource] = { _, _ in [] }
    ) throws -> PlanReport {
        var unused = Set(options.assumptions.keys)
        var known: [String] = []
        func part(_ name: String, _ source: Configuration.Source, _ connector: Connector) -> PlanReport.Source {
            let streams = connector.streams.map(\.descriptor)
            let nouns = RequestPlan.nouns(streams)
            let names = streams.flatMap { stream in [stream.id] + (nouns[stream.id].map { [$0] } ?? []) }
            known += names
            var figures = Self.figures(info, name, connector)
            for noun in names {
                for key in ["\(name).\(noun)", noun] where figures.assumed[noun] == nil {
                    figures.assumed[noun] = options.assumptions[key]
                    unused.remove(key)
                }
            }
            return plan(name, source, connector, figures, info, options)
        }
        let sources = try configuration.selections(named: options.sources).flatMap { selection in
            let source = selection.source
            let connector = try made(source)
            if let ids = selection.members {
                return try ids.sorted().map {
                    try part("\(source.name)/\($0)", source, member($0, of: source, connector))
                }
            }
            var whole = part(source.name, source, connector)
            if let members = connector.members {
                let last = Self.last(info, source.name, connector)
                let resources = try last.map { try listed(members, $0.id) } ?? []
                // The source itself is among those that it lists.
                var names = last.map { [$0.id: source.name] } ?? [:]
                let id = last?.id ?? SourceID(connector: connector.manifest.id, tenant: "")
                let listing = MemberListing(resources, members, of: source.name, id, readAs: &names)
                let parts = listing.members.map { part($0.name, source, $0.connector) }
                whole.members = PlanReport.Members(parts, atOnce: Collect.membersAtOnce)
                if parts.isEmpty { whole.note = "its members are not known yet: the first collection lists them" }
            }
            return [whole]
        }
        if let stranger = unused.min() {
            throw Problem(
                "nothing is called \(stranger) in what is planned",
                advice: ConfigurationSuggestion.nearest(to: stranger, among: known).map { "Did you mean \($0)?" }
                    ?? "muster plan lists the names.", status: .usage)
        }
        return PlanReport(
            sources: sources, answerTimeInMilliseconds: options.answerTime.milliseconds)
    }

    /// What a snapshot holds of the list of a source's members.
    /// - Throws: what reading the snapshot throws.
    public static func listed(by members: MemberSources, of source: SourceID, in snapshot: (any Snapshot)?) throws
        -> [Resource]
    {
        guard let cursor = try snapshot?.cursor(Resource.self) else { return [] }
        var found: [Resource] = []
        while let row = try cursor.next() {
            guard row.source == source, row.stream == members.stream, row.record.type == members.type else { continue }
            found.append(row.record)
        }
        return found
    }

    /// A member by its id alone, whether or not anything is known of it.
    private func member(_ id: String, of source: Configuration.Source, _ connector: Connector) throws -> Connector {
        guard let members = connector.members,
            case .connector(let member) = try members.member(
                Resource(nativeID: NativeID(id), type: members.type, name: id))
        else {
            throw Problem(
                "\(source.name)/\(id) is no member that \(source.name) reads",
                advice: "muster plan --source \(source.name) counts them.", status: .usage)
        }
        return member
    }

    private static func last(_ info: SnapshotInfo?, _ name: String, _ connector: Connector) -> SourceInfo? {
        info?.sources.first { $0.name == name && $0.id.connector == connector.manifest.id }
    }

    private func plan(
        _ name: String, _ source: Configuration.Source, _ connector: Connector, _ figures: RequestPlan.Figures,
        _ info: SnapshotInfo?,
        _ options: Options
    ) -> PlanReport.Source {
        let streams = connector.streams.map(\.descriptor)
        let plan = RequestPlan(
            streams, prepared: Set(connector.streams.filter(\.isPrepared).map(\.id)), figures: figures)
        let signIns = connector.tenant.leastRequests
        var pace = source.pace
        if let share = options.share { pace.share = share }
        let buckets = connector.manifest.buckets.enumerated().map { index, bucket in
            // The first request goes by the first quota.
            let requests = plan.requests(in: bucket.id) + (index == 0 ? signIns : 0)
            let least = RequestPlan.leastTime(
                requests, in: bucket, pace: pace, answerTime: options.answerTime)
            return PlanReport.Bucket(
                id: bucket.id, requests: requests,
                isWhole: plan.lines.allSatisfy { $0.stream.bucket != bucket.id || $0.isWhole },
                documentedRate: bucket.requestsPerSecond, rate: pace.requestsPerSecond(bucket),
                concurrency: bucket.concurrency,
                leastMilliseconds: least.milliseconds, source: bucket.source)
        }
        let asksAny = !buckets.isEmpty
        let last = Self.last(info, name, connector)
        let requestsOfRun = last.map { last in
            info?.streams.filter { $0.source == last.id }.reduce(0) { $0 + $1.coverage.requests } ?? 0
        }
        return PlanReport.Source(
            name: name, connector: connector.manifest.id, run: last?.lastRun, requestsOfRun: requestsOfRun,
            lines: asksAny
                ? plan.lines.map {
                    .init(stream: $0.stream.id, formula: $0.formula, requests: $0.requests, isWhole: $0.isWhole)
                } : [], signIns: asksAny ? signIns : 0, buckets: buckets,
            permissions: Set(streams.flatMap(\.permissions)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            unknown: asksAny ? plan.unknown : [],
            unknownParts: asksAny ? plan.unknownParts : [])
    }

    private func made(_ source: Configuration.Source) throws -> Connector {
        do {
            return try source.definition.make(
                source.connectorConfiguration(
                    resolver: CredentialResolver(environment: environment), environment: environment,
                    baseDirectory: configuration.baseDirectory))
        } catch let problem as SettingProblem {
            throw Problem(
                "\(configuration.file):\(source.line): settings.\(problem.setting): \(problem.expectation)",
                advice: "muster connectors show \(source.definition.manifest.id) explains it.", status: .usage)
        }
    }

    /// What the last run saw of a source, by its label.
    private static func figures(_ info: SnapshotInfo?, _ name: String, _ connector: Connector) -> RequestPlan.Figures {
        guard let info, let source = last(info, name, connector) else { return RequestPlan.Figures() }
        var seen: [String: RequestPlan.Figures.Seen] = [:]
        for stream in connector.streams.map(\.descriptor) {
            guard let read = info.stream(stream.id, of: source.id), read.coverage.state != .notRead else { continue }
            seen[stream.id] = .init(
                rows: stream.yields.first.flatMap { read.rowsNow[$0] } ?? 0,
                partitions: read.completePartitions + read.exceptions.count)
        }
        return RequestPlan.Figures(seen: seen)
    }
}

extension ConnectorKit.Stream {
    fileprivate var id: String { descriptor.id }

    /// Whether a report is asked for before it is fetched.
    fileprivate var isPrepared: Bool {
        if case .http(let http) = source { http.prepare != nil } else { false }
    }
}

extension TenantProbe {
    /// Requests that it takes at least.
    fileprivate var leastRequests: Int {
        switch self {
        case .fixed: 0
        case .http, .conversation: 1
        }
    }
}
