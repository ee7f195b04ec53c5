import Inventory

/// Where inventories are kept, generation by generation: a handful of operations with a meaning each, and nothing of
/// how they are stored. `Tests/LedgerTests` holds the contract that any implementation must pass.
///
/// Every write names the run's lease; one that has lost it (another process took over) is refused with
/// `LedgerError.leaseLost`.
public protocol Ledger: Sendable {
    /// Begins a run, or goes on with an unpublished one that was interrupted less than an hour before `request.now`
    /// and asked for the same sources; an older one is abandoned first.
    func beginRun(_ request: RunRequest) async throws -> RunLease

    /// Says what tenant a source of the run turned out to be. Refused with `LedgerError.otherTenant` when the same
    /// label stood for another tenant in the last published run.
    func register(_ source: SourceRegistration, lease: RunLease) async throws

    /// The sink for the pages of the run.
    func sink(for lease: RunLease) async throws -> any PageSink

    /// Makes the run's generation the one that readers see: one row, all or nothing.
    func publish(_ lease: RunLease, at now: Instant) async throws -> Int64

    /// Undoes the run's generation as if it had never been.
    func abandon(_ lease: RunLease) async throws

    /// Opens the snapshot of a published run, the newest for nil; nil when there is none yet.
    /// - Throws: `LedgerError.noSuchRun`.
    func snapshot(at run: Int64?) async throws -> (any Snapshot)?

    /// Published runs, the newest first.
    func runs(limit: Int) async throws -> [RunInfo]

    /// Records what a reconciliation found in a run's snapshot: opens what is new, reopens what came back, refreshes
    /// what stands, notes what is borne (`exempted`), and resolves what is no longer among them and not among `undecided`
    /// (fingerprints that could not be judged stay as they were) and not about one of `keptOpen` (kinds that shrank too
    /// much at once).
    func recordFindings(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) async throws -> FindingChanges

    /// The history of findings by fingerprint, as of a run.
    func findingHistory(at run: Int64) async throws -> [String: FindingHistory]

    /// Adds decisions to the log: all of them or none. They count from the next judgement on.
    /// - Returns: the decisions with their numbers.
    func append(_ decisions: [DecisionDraft], at now: Instant) async throws -> [Decision]

    /// Every decision, in the order of the log.
    func decisions() async throws -> [Decision]

    /// What changed between two published runs.
    func changes(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange]

    /// What is known of one subject up to a published run.
    /// - Throws: `LedgerError.noSuchRun`.
    func history(of subject: SubjectKey, at run: Int64) async throws -> SubjectHistory

    /// Copies the ledger to a new file while it may be written (an existing file is refused).
    func backup(to path: String) async throws

    /// Forgets versions that no run since `run` can see. Returns how many rows went.
    func prune(keepingSince run: Int64) async throws -> Int
}

extension Ledger {
    /// Records findings where nothing shrank and nothing is borne.
    public func recordFindings(_ violations: [Finding], undecided: Set<String>, run: Int64, at now: Instant)
        async throws
        -> FindingChanges
    {
        try await recordFindings(violations, exempted: [], undecided: undecided, keptOpen: [], run: run, at: now)
    }
}

/// The subjects of one kind in one tenant.
public struct SubjectGroup: Sendable, Hashable {
    public var connector: String
    public var tenant: String
    /// As in `Subject.kind`.
    public var kind: String

    public init(connector: String, tenant: String, kind: String) {
        self.connector = connector
        self.tenant = tenant
        self.kind = kind
    }
}

public struct RunRequest: Sendable, Hashable {
    /// The sources by label, sorted: a run is resumed only for the same ones.
    public var sources: [String]
    public var now: Instant
    public var programVersion: String

    public init(sources: [String], now: Instant, programVersion: String) {
        self.sources = sources
        self.now = now
        self.programVersion = programVersion
    }
}

/// The right to write one run.
public struct RunLease: Sendable, Hashable {
    public var run: Int64
    /// Raised whenever another process takes the run over.
    public var epoch: Int64
    public var isResumed: Bool

    public init(run: Int64, epoch: Int64, isResumed: Bool) {
        self.run = run
        self.epoch = epoch
        self.isResumed = isResumed
    }
}

public struct SourceRegistration: Sendable, Hashable {
    public var name: String
    public var id: SourceID
    public var connectorVersion: String
    public var authoritativeFor: [RecordKind]
    /// The streams that the connector has now; one that is gone from here is shown as not read.
    public var streams: [StreamRegistration]

    public init(
        name: String, id: SourceID, connectorVersion: String, authoritativeFor: [RecordKind],
        streams: [StreamRegistration]
    ) {
        self.name = name
        self.id = id
        self.connectorVersion = connectorVersion
        self.authoritativeFor = authoritativeFor
        self.streams = streams
    }
}

public struct StreamRegistration: Sendable, Hashable {
    public var stream: String
    public var operation: String
    public var version: Int
    public var yields: [RecordKind]

    public init(stream: String, operation: String, version: Int, yields: [RecordKind]) {
        self.stream = stream
        self.operation = operation
        self.version = version
        self.yields = yields
    }
}

public struct RunInfo: Sendable, Hashable {
    public var run: Int64
    public var startedAt: Instant
    public var publishedAt: Instant
    public var sources: [String]

    public init(run: Int64, startedAt: Instant, publishedAt: Instant, sources: [String]) {
        self.run = run
        self.startedAt = startedAt
        self.publishedAt = publishedAt
        self.sources = sources
    }
}

/// How one reconciliation differs from the one before.
public struct FindingChanges: Sendable, Hashable {
    public var opened: [String]
    /// Came back: resolved before, or borne until a day that has come.
    public var reopened: [String]
    public var resolved: [String]
    /// Borne from now on.
    public var exempted: [String]

    public init(
        opened: [String] = [], reopened: [String] = [], resolved: [String] = [], exempted: [String] = []
    ) {
        self.opened = opened
        self.reopened = reopened
        self.resolved = resolved
        self.exempted = exempted
    }
}

public struct FindingHistory: Sendable, Hashable {
    public enum State: String, Sendable, Hashable { case open, exempt, resolved }

    public var state: State
    public var firstSeen: Instant
    public var lastSeen: Instant
    public var reopenings: Int

    public init(state: State, firstSeen: Instant, lastSeen: Instant, reopenings: Int) {
        self.state = state
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.reopenings = reopenings
    }
}

/// One record that is not the same in two runs.
public struct RecordChange: Sendable, Hashable {
    public enum Change: Sendable, Hashable {
        case added(Record)
        /// Retired by a complete later read, or with its parent.
        case retired(Record, why: String)
        case changed(from: Record, to: Record)
    }

    public enum Cause: String, Sendable, Hashable {
        /// The vendor's data changed.
        case vendor
        /// The stream's version changed in between: the mapping may be the cause.
        case mapping
        /// The scope was not readable before, or was read with another fingerprint.
        case coverage
    }

    public var source: SourceID
    public var sourceName: String
    public var stream: String
    public var change: Change
    public var cause: Cause

    public init(source: SourceID, sourceName: String, stream: String, change: Change, cause: Cause) {
        self.source = source
        self.sourceName = sourceName
        self.stream = stream
        self.change = change
        self.cause = cause
    }
}

/// What a ledger refuses, and what to do about it.
public struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        case leaseLost, otherTenant, noSuchRun, newerVersion, notALedger, networkFilesystem, busy, diskFull
        case damaged, exists, ioError
        /// There is no ledger at the path, and reading creates none.
        case missing
        /// Opened for reading, asked to write.
        case readOnly
        /// The calls came in an order that has no meaning: a fault of the program, not of the user.
        case misuse
    }

    public var code: Code
    public var detail: String
    public var advice: String

    public init(_ code: Code, _ detail: String, advice: String) {
        self.code = code
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(detail). \(advice)" }
}
