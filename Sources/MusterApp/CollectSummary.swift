import Inventory
import Ledger
import Reconciler
import Reports

/// What a collection did, for people and for scripts.
public struct CollectSummary: Sendable, Hashable {
    /// The published run; nil when none was.
    public var run: Int64?
    public var sources: [SourceSummary]
    /// Members of sources (accounts of an organisation) that are not to be read, and why.
    public var outOfScope: [OutOfScope] = []
    public var changes: FindingChanges
    /// Standing violations by severity.
    public var violations: [Severity: Int]
    /// Violations that are borne until a day; not among `violations`.
    public var exempted: Int
    public var indeterminate: Int
    /// Lists that were not read to their end, which someone decided to bear.
    public var acceptedGaps: [BorneGap] = []
    /// Wall time in milliseconds.
    public var durationInMilliseconds: Int64

    public struct SourceSummary: Sendable, Hashable {
        public var name: String
        public var connector: String
        /// nil when the source did not get as far as telling it.
        public var tenant: String?
        public var streams: [StreamSummary]
        /// Why the source as a whole could not be read: what happened and what to do.
        public var failure: String?
        /// Why it was left to the next run, which begins with it: the run's time did not suffice.
        public var postponed: String?
        public var requests: Int
        public var durationInMilliseconds: Int64

        public init(
            name: String, connector: String, tenant: String? = nil, streams: [StreamSummary] = [],
            failure: String? = nil, postponed: String? = nil, requests: Int = 0, durationInMilliseconds: Int64 = 0
        ) {
            self.name = name
            self.connector = connector
            self.tenant = tenant
            self.streams = streams
            self.failure = failure
            self.postponed = postponed
            self.requests = requests
            self.durationInMilliseconds = durationInMilliseconds
        }

        /// Whether it got as far as its lists.
        public var wasRead: Bool { failure == nil && postponed == nil }

        public var records: Int { streams.reduce(0) { $0 + $1.coverage.rows } }
    }

    public struct OutOfScope: Sendable, Hashable {
        /// `production/210987654321`.
        public var name: String
        /// What the vendor calls it.
        public var title: String
        public var reason: String

        public init(name: String, title: String, reason: String) {
            self.name = name
            self.title = title
            self.reason = reason
        }
    }

    public struct StreamSummary: Sendable, Hashable {
        public var stream: String
        public var operation: String
        public var coverage: Coverage
        /// Someone decided to bear that it is not read to its end.
        public var isAccepted = false

        public init(stream: String, operation: String, coverage: Coverage) {
            self.stream = stream
            self.operation = operation
            self.coverage = coverage
        }
    }

    public init(
        run: Int64?, sources: [SourceSummary], changes: FindingChanges = FindingChanges(),
        violations: [Severity: Int] = [:], exempted: Int = 0, indeterminate: Int = 0, durationInMilliseconds: Int64 = 0
    ) {
        self.run = run
        self.sources = sources
        self.changes = changes
        self.violations = violations
        self.exempted = exempted
        self.indeterminate = indeterminate
        self.durationInMilliseconds = durationInMilliseconds
    }

    /// Marks the lists whose gaps are borne.
    mutating func markAccepted() {
        for source in sources.indices {
            guard let tenant = sources[source].tenant else { continue }
            let id = SourceID(connector: sources[source].connector, tenant: tenant)
            for stream in sources[source].streams.indices {
                let name = sources[source].streams[stream].stream
                sources[source].streams[stream].isAccepted = acceptedGaps.contains {
                    $0.source == id && $0.stream == name
                }
            }
        }
    }

    public func exitStatus(failOn: Severity?) -> ExitStatus {
        ExitStatus.of(
            states: sources.flatMap {
                ($0.postponed == nil ? [] : [.notRead]) + $0.streams.filter { !$0.isAccepted }.map(\.coverage.state)
            },
            didFail: run == nil || sources.contains { $0.failure != nil },
            severities: Set(violations.filter { $0.value > 0 }.keys), failOn: failOn)
    }

    /// The summary for scripts; `exitStatus` repeats what the process returns.
    public func json(failOn: Severity?) -> JSONValue {
        .object([
            .init("run", run.map(JSONValue.integer) ?? .null),
            .init("exitStatus", .integer(Int64(exitStatus(failOn: failOn).rawValue))),
            .init("durationInMilliseconds", .integer(durationInMilliseconds)),
            .init("sources", .array(sources.map(\.json))),
            .init(
                "outOfScope",
                .array(
                    outOfScope.map {
                        .object([
                            .init("source", .text($0.name)), .init("name", .text($0.title)),
                            .init("reason", .text($0.reason)),
                        ])
                    })),
            .init(
                "findings",
                .object([
                    .init(
                        "violations",
                        .object(
                            Severity.allCases.reversed().map {
                                .init($0.rawValue, .integer(Int64(violations[$0] ?? 0)))
                            })),
                    .init("exempt", .integer(Int64(exempted))),
                    .init("indeterminate", .integer(Int64(indeterminate))),
                    .init("opened", .texts(changes.opened)), .init("reopened", .texts(changes.reopened)),
                    .init("resolved", .texts(changes.resolved)), .init("exempted", .texts(changes.exempted)),
                ])),
        ])
    }
}

extension CollectSummary.SourceSummary {
    fileprivate var json: JSONValue {
        .object([
            .init("source", .text(name)), .init("connector", .text(connector)), .init("tenant", .optional(tenant)),
            .init("failure", .optional(failure)), .init("postponed", .optional(postponed)),
            .init("records", .integer(Int64(records))),
            .init("requests", .integer(Int64(requests))),
            .init("durationInMilliseconds", .integer(durationInMilliseconds)),
            .init("streams", .array(streams.map(\.json))),
        ])
    }
}

extension CollectSummary.StreamSummary {
    fileprivate var json: JSONValue {
        .object([
            .init("stream", .text(stream)), .init("operation", .text(operation)),
            .init("state", .text(coverage.state.rawValue)), .init("reason", .optional(coverage.reason)),
            .init("missingPermissions", .texts(coverage.missingPermissions)), .init("accepted", .flag(isAccepted)),
            .init("requests", .integer(Int64(coverage.requests))), .init("pages", .integer(Int64(coverage.pages))),
            .init("records", .integer(Int64(coverage.rows))), .init("rejected", .integer(Int64(coverage.rejected))),
            .init("newBaseline", .optional(coverage.newBaseline)),
        ])
    }
}
