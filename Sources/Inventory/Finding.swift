/// What a rule says about one subject, with all that it takes to check it.
public struct Finding: Sendable, Hashable {
    /// The rule's id, `STL-01`.
    public var rule: String
    public var result: FindingResult
    public var severity: Severity
    /// SHA-256 in hex over rule, tenant, kind, native id and the rule's identity fields. Never thresholds, names,
    /// severity or versions, so that a finding keeps its name for life.
    public var fingerprint: String
    public var subject: Subject
    /// One sentence: what is wrong, with its values.
    public var summary: String
    /// Each value that made the predicate true, and where it came from.
    public var evidence: [Evidence]
    /// The reads that the judgement rests on.
    public var coverage: [CoverageCitation]
    /// For `indeterminate`: what is missing, who can give it, and when it becomes judgeable.
    public var missing: MissingKnowledge?
    /// What to do, with the vendor's ids filled in; never done by Muster.
    public var remediation: [String]
    /// What would make the finding go away, in one sentence.
    public var falseWhen: String
    /// Those who own the subject, active or not, as `owners` of the inventory prints them.
    public var owners: [Owner]
    public var teams: [String]
    /// For findings over several subjects (one key under many names, one role in many accounts): each of them.
    public var members: [Subject]
    /// For one role that stands in many accounts: what was found in each, in the order of `members`. Empty for findings
    /// that were not merged.
    public var mergedFrom: [FindingMember]
    /// Set on what is `exempt`: by whose word, and until when.
    public var exemption: ExemptionNote?

    public init(
        rule: String, result: FindingResult, severity: Severity, fingerprint: String, subject: Subject,
        summary: String, evidence: [Evidence] = [], coverage: [CoverageCitation] = [],
        missing: MissingKnowledge? = nil, remediation: [String] = [], falseWhen: String = "", owners: [Owner] = [],
        teams: [String] = [], members: [Subject] = [], mergedFrom: [FindingMember] = [], exemption: ExemptionNote? = nil
    ) {
        self.rule = rule
        self.result = result
        self.severity = severity
        self.fingerprint = fingerprint
        self.subject = subject
        self.summary = summary
        self.evidence = evidence
        self.coverage = coverage
        self.missing = missing
        self.remediation = remediation
        self.falseWhen = falseWhen
        self.owners = owners
        self.teams = teams
        self.members = members
        self.mergedFrom = mergedFrom
        self.exemption = exemption
    }
}

/// Why a violation is borne for a while.
public struct ExemptionNote: Sendable, Hashable, Codable {
    /// Its number in the log of decisions.
    public var decision: Int64
    /// Who entered it.
    public var by: String
    public var approver: String
    public var reason: String?
    /// From then on the finding stands again.
    public var until: Instant
    public var compensatingControl: String?

    public init(_ exemption: Exemption, of decision: Decision) {
        self.decision = decision.number
        by = decision.by
        approver = exemption.approver
        reason = decision.reason
        until = exemption.until
        compensatingControl = exemption.compensatingControl
    }

    /// A gap in coverage that is borne: whoever entered it answers for it.
    public init(_ gap: AcceptedGap, of decision: Decision) {
        self.decision = decision.number
        by = decision.by
        approver = decision.by
        reason = decision.reason
        until = gap.until ?? .distantFuture
        compensatingControl = nil
    }
}

/// One of the violations that became one finding.
public struct FindingMember: Sendable, Hashable, Codable {
    public var subject: Subject
    public var severity: Severity
    /// The member's own sentence, with its own values.
    public var summary: String
    /// What of its evidence is not the same for all members.
    public var evidence: [Evidence]

    public init(subject: Subject, severity: Severity, summary: String, evidence: [Evidence]) {
        self.subject = subject
        self.severity = severity
        self.summary = summary
        self.evidence = evidence
    }
}

/// The values of a rule's answer. Only `violation` opens a case; `indeterminate` is counted and shown.
public enum FindingResult: String, Sendable, Codable, CaseIterable {
    case violation, indeterminate, pass, notApplicable, exempt
}

public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    case info, low, medium, high, critical

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }
}

/// What a finding is about.
public struct Subject: Sendable, Hashable, Codable {
    /// The source's label in the configuration.
    public var source: String
    public var connector: String
    public var tenant: String
    /// A record kind, or `source` for findings about a source, `aggregate` for those over many records.
    public var kind: String
    public var nativeID: String
    public var name: String

    /// The kind of subjects that stand for one thing in many tenants; their tenant is empty.
    public static let templateKind = "template"

    public init(source: String, connector: String, tenant: String, kind: String, nativeID: String, name: String) {
        self.source = source
        self.connector = connector
        self.tenant = tenant
        self.kind = kind
        self.nativeID = nativeID
        self.name = name
    }
}

/// One value that a judgement used, traced to the request that gave it.
public struct Evidence: Sendable, Hashable, Codable {
    /// The fact's name in the model, `lastUsed`.
    public var field: String
    public var value: String
    /// nil for values that Muster derived; then `note` says from what.
    public var source: String?
    public var operation: String?
    public var run: Int64?
    public var observedAt: Instant?
    public var note: String?

    public init(
        field: String, value: String, source: String? = nil, operation: String? = nil, run: Int64? = nil,
        observedAt: Instant? = nil, note: String? = nil
    ) {
        self.field = field
        self.value = value
        self.source = source
        self.operation = operation
        self.run = run
        self.observedAt = observedAt
        self.note = note
    }
}

/// The coverage of one stream that a judgement rests on.
public struct CoverageCitation: Sendable, Hashable, Codable {
    public var source: String
    public var stream: String
    public var state: CoverageState
    public var run: Int64
    public var readAt: Instant

    public init(source: String, stream: String, state: CoverageState, run: Int64, readAt: Instant) {
        self.source = source
        self.stream = stream
        self.state = state
        self.run = run
        self.readAt = readAt
    }
}

/// Why a rule could not judge.
public struct MissingKnowledge: Sendable, Hashable, Codable {
    public var what: String
    /// The permission, setting or person that can give it.
    public var whoCanGiveIt: String?
    /// Set where it only needs time.
    public var judgeableAt: Instant?

    public init(what: String, whoCanGiveIt: String? = nil, judgeableAt: Instant? = nil) {
        self.what = what
        self.whoCanGiveIt = whoCanGiveIt
        self.judgeableAt = judgeableAt
    }
}

/// A claim of ownership after correlation: who, how sure, and whether they are still here. Sure and here are two
/// things and never multiplied.
public struct Owner: Sendable, Hashable, Codable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case active, inactive, absent, group, ambiguous, unknown
    }

    /// As the evidence writes it.
    public var reference: String
    /// The person it resolved to.
    public var person: String?
    public var name: String?
    public var email: String?
    public var evidence: OwnershipEvidence
    /// 0 to 1: base by evidence × freshness. Whether the reference means this person is no part of it.
    public var confidence: Double
    public var state: State
    /// The status of the person in the people source, and since when they are gone.
    public var personStatus: PersonStatus?
    public var leftAt: Instant?
    /// For a group: how many active members it has; nil where the membership is not known.
    public var activeMembers: Int?

    public init(
        reference: String, person: String? = nil, name: String? = nil, email: String? = nil,
        evidence: OwnershipEvidence, confidence: Double, state: State, personStatus: PersonStatus? = nil,
        leftAt: Instant? = nil, activeMembers: Int? = nil
    ) {
        self.reference = reference
        self.person = person
        self.name = name
        self.email = email
        self.evidence = evidence
        self.confidence = confidence
        self.state = state
        self.personStatus = personStatus
        self.leftAt = leftAt
        self.activeMembers = activeMembers
    }
}
