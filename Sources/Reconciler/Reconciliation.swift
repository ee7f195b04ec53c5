import Inventory

/// The result of one judgement.
public struct Reconciliation: Sendable, Equatable {
    public var asOf: Instant
    public var policyHash: String
    /// The last decision that was taken into account; 0 for none.
    public var lastDecision: Int64
    /// Violations, ordered by severity (highest first), rule, source, subject.
    public var violations: [Finding] = []
    /// Violations that someone decided to bear until a day, in the same order: shown and counted, never hidden.
    public var exempted: [Finding] = []
    /// Lists that were not read to their end, which someone decided to bear: no new loss. Their findings (COL-01) are among
    /// `exempted`.
    public var acceptedGaps: [BorneGap] = []
    /// What could not be judged, each with its reason; one per source and rule where the cause is common.
    public var indeterminate: [Finding] = []
    /// Fingerprints of single subjects behind `indeterminate`: a stored finding among them stays as it was.
    public var undecided: Set<String> = []
    /// How many subjects each rule looked at.
    public var judged: [String: Int] = [:]
    /// Enabled accounts of class unknown or human that are linked to no person, hence not judged as a person's: the
    /// first `unlinkedLimit` of them in order.
    public var unlinked: [Subject] = []
    /// How many there are in all.
    public var unlinkedCount = 0
    /// Violations below the policy's severity floor, by rule: left out of `violations`, never silently.
    public var belowFloor: [String: Int] = [:]
    /// Kinds of a source that shrank so much at once that no finding about them may be closed by their absence.
    public var closingBlocked: [ClosingBlock] = []

    /// Bound of `unlinked`.
    public static let unlinkedLimit = 1_000

    public init(asOf: Instant, policyHash: String, lastDecision: Int64 = 0) {
        self.asOf = asOf
        self.policyHash = policyHash
        self.lastDecision = lastDecision
    }
}

extension Reconciliation {
    /// The decision that bears a list that was not read to its end; nil where there is none.
    public func acceptedGap(_ stream: StreamInfo) -> BorneGap? {
        acceptedGaps.first { $0.source == stream.source && $0.stream == stream.stream }
    }
}

/// A list that was not read to its end, and the decision that bears it.
public struct BorneGap: Sendable, Hashable {
    public var source: SourceID
    public var stream: String
    public var state: CoverageState
    public var note: ExemptionNote

    public init(source: SourceID, stream: String, state: CoverageState, note: ExemptionNote) {
        self.source = source
        self.stream = stream
        self.state = state
        self.note = note
    }
}

/// A kind of record that lost so many rows in one complete read that absence there proves nothing yet.
public struct ClosingBlock: Sendable, Hashable {
    public var connector: String
    public var tenant: String
    public var kind: RecordKind

    public init(connector: String, tenant: String, kind: RecordKind) {
        self.connector = connector
        self.tenant = tenant
        self.kind = kind
    }
}
