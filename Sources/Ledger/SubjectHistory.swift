import Inventory

/// All that a ledger knows of one subject up to a run: each version of its record and of the records about it, and the
/// spans of runs in which findings about it stood.
public struct SubjectHistory: Sendable, Hashable {
    /// By kind, native id, stream and run.
    public var versions: [RecordVersion]
    /// By rule, fingerprint and run.
    public var findings: [FindingSpan]

    public init(versions: [RecordVersion] = [], findings: [FindingSpan] = []) {
        self.versions = versions
        self.findings = findings
    }
}

/// A record as it stood from one run on.
public struct RecordVersion: Sendable, Hashable {
    public var record: Record
    public var stream: String
    public var partition: String
    /// The run that brought it.
    public var from: Int64
    /// The run that replaced or retired it; nil where it stands.
    public var to: Int64?
    public var observedAt: Instant
    /// Set where a shifting list has missed it once.
    public var missingSince: Instant?
    /// How it is known to be gone (`absent`, `parentGone`); nil where it stands or another version took its place.
    public var retiredWhy: String?
    /// Why this version came.
    public var cause: RecordChange.Cause

    public init(
        record: Record, stream: String, partition: String, from: Int64, to: Int64?, observedAt: Instant,
        missingSince: Instant? = nil, retiredWhy: String? = nil, cause: RecordChange.Cause = .vendor
    ) {
        self.record = record
        self.stream = stream
        self.partition = partition
        self.from = from
        self.to = to
        self.observedAt = observedAt
        self.missingSince = missingSince
        self.retiredWhy = retiredWhy
        self.cause = cause
    }
}

/// The runs in which a finding stood.
public struct FindingSpan: Sendable, Hashable {
    public enum State: String, Sendable, Hashable { case violation, undecided, exempt }

    public var fingerprint: String
    public var rule: String
    public var severity: String
    public var from: Int64
    /// The run that ended it; nil where it stands.
    public var to: Int64?
    public var state: State

    public init(
        fingerprint: String, rule: String, severity: String, from: Int64, to: Int64? = nil, state: State
    ) {
        self.fingerprint = fingerprint
        self.rule = rule
        self.severity = severity
        self.from = from
        self.to = to
        self.state = state
    }
}
