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

    /// - Parameter info: of the snapshot that figures are taken from; nil while nothing was collected.
    /// - Throws: `Problem` for a source or a name that is none.
    public func report(_ options: Options, figures info: SnapshotInfo?) throws -> PlanReport {
        var unused = Set(options.assumptions.keys)
        var known: [String] = []
        let sources = try configuration.sources(named: options.sources).map { source in
            let connector = try made(source)
            let streams = connector.streams.map(\.descriptor)
            let nouns = RequestPlan.nouns(streams)
            let names = streams.flatMap { stream in [stream.id] + (nouns[stream.id].map { [$0] } ?? []) }
            known += names
            var figures = Self.figures(info, source.name, connector)
            for name in names {
                for key in ["\(source.name).\(name)", name] where figures.assumed[name] == nil {
                    figures.assumed[name] = options.assumptions[key]
                    unused.remove(key)
                }
            }
            return plan(source, connector, figures, info, options)
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

    private func plan(
        _ source: Configuration.Source, _ connector: Connector, _ figures: RequestPlan.Figures, _ info: SnapshotInfo?,
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
        let last = info.flatMap { info in
            info.sources.first { $0.name == source.name && $0.id.connector == connector.manifest.id }
        }
        let requestsOfRun = last.map { last in
            info?.streams.filter { $0.source == last.id }.reduce(0) { $0 + $1.coverage.requests } ?? 0
        }
        return PlanReport.Source(
            name: source.name, connector: connector.manifest.id, run: last?.lastRun, requestsOfRun: requestsOfRun,
            lines: asksAny
                ? plan.lines.map {
                    .init(stream: $0.stream.id, formula: $0.formula, requests: $0.requests, isWhole: $0.isWhole)
                } : [], signIns: asksAny ? signIns : 0, buckets: buckets,
            permissions: Set(streams.flatMap(\.permissions)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            unknown: asksAny ? plan.unknown : [],
            unknownParts: asksAny ? plan.unknownParts : [],
            note: connector.members.map {
                "for one tenant alone: those that \($0.stream) leads to take as much again, each in its own size"
            })
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
        guard let info,
            let source = info.sources.first(where: { $0.name == name && $0.id.connector == connector.manifest.id })
        else { return RequestPlan.Figures() }
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
