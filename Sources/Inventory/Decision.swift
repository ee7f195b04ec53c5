/// What a person decided: kept for ever in the order of the decisions, and an input of the next judgement. Nothing in the
/// inventory changes by it; a decision that is taken back is answered by a later one.
public struct Decision: Sendable, Hashable, Codable {
    /// The place in the log, from 1 and without gaps: later ones win over earlier ones, whatever the clock said.
    public var number: Int64
    public var at: Instant
    /// Who decided, as they named themselves.
    public var by: String
    public var reason: String?
    public var act: DecisionAct

    public init(number: Int64, at: Instant, by: String, reason: String?, act: DecisionAct) {
        self.number = number
        self.at = at
        self.by = by
        self.reason = reason
        self.act = act
    }
}

/// A decision before the log has given it a number.
public struct DecisionDraft: Sendable, Hashable {
    public var by: String
    public var reason: String?
    public var act: DecisionAct

    public init(by: String, reason: String?, act: DecisionAct) {
        self.by = by
        self.reason = reason
        self.act = act
    }
}

/// What was decided.
public enum DecisionAct: Sendable, Hashable {
    case own(OwnerAssignment)
    case exempt(Exemption)
    case acceptGap(AcceptedGap)
    case review(ReviewDecision)
    /// Takes back the decision of that number.
    case withdraw(Int64)

    /// The word that the log and reports use for it.
    public var word: String {
        switch self {
        case .own: "own"
        case .exempt: "exempt"
        case .acceptGap: "acceptGap"
        case .review: "review"
        case .withdraw: "withdraw"
        }
    }
}

/// A record by what never changes: no label of the configuration, no name.
public struct SubjectKey: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    public var connector: String
    public var tenant: String
    /// As in `Subject.kind`: a record kind, `source`, `aggregate` or `template`.
    public var kind: String
    public var nativeID: String

    public init(connector: String, tenant: String, kind: String, nativeID: String) {
        self.connector = connector
        self.tenant = tenant
        self.kind = kind
        self.nativeID = nativeID
    }

    public init(_ subject: Subject) {
        self.init(
            connector: subject.connector, tenant: subject.tenant, kind: subject.kind, nativeID: subject.nativeID)
    }

    public init(_ source: SourceID, _ reference: Reference) {
        self.init(
            connector: source.connector, tenant: source.tenant, kind: reference.kind.rawValue,
            nativeID: reference.nativeID.string)
    }

    private var order: [NativeID] { [connector, tenant, kind, nativeID].map { NativeID($0) } }

    public static func < (left: SubjectKey, right: SubjectKey) -> Bool {
        left.order.lexicographicallyPrecedes(right.order)
    }

    public var description: String { "\(connector)/\(tenant)/\(kind):\(nativeID)" }
}

extension SourceID {
    /// Where the subject comes from.
    public init(_ subject: SubjectKey) { self.init(connector: subject.connector, tenant: subject.tenant) }
}

/// That someone owns something, by a person's word or a register's row.
public struct OwnerAssignment: Sendable, Hashable, Codable {
    public var subject: SubjectKey
    /// An address, employee id or team's name, as owner tags write it.
    public var owner: String
    /// `attestation` where the owner confirmed it, `register` where someone else entered it.
    public var evidence: OwnershipEvidence
    public var role: OwnerRole

    public init(
        subject: SubjectKey, owner: String, evidence: OwnershipEvidence, role: OwnerRole = .accountable
    ) {
        self.subject = subject
        self.owner = owner
        self.evidence = evidence
        self.role = role
    }
}

/// What an owner answers for.
public enum OwnerRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// Answers for that it exists and for what it may do.
    case accountable
    /// Runs it.
    case technical
    /// Keeps it for someone else.
    case custodian
    /// Vouches for it from outside: a guest's host, an agent's sponsor.
    case sponsor
}

/// That a rule's finding about a subject is borne until a day. It is shown as exempt, never hidden, and comes back.
public struct Exemption: Sendable, Hashable, Codable {
    public var rule: String
    public var subject: SubjectKey
    /// Someone other than its owner.
    public var approver: String
    /// From then on the finding stands again.
    public var until: Instant
    /// What is done instead.
    public var compensatingControl: String?

    public init(
        rule: String, subject: SubjectKey, approver: String, until: Instant, compensatingControl: String? = nil
    ) {
        self.rule = rule
        self.subject = subject
        self.approver = approver
        self.until = until
        self.compensatingControl = compensatingControl
    }
}

/// That a stream which cannot be read is known and borne: it is counted and shown, and is no new loss.
public struct AcceptedGap: Sendable, Hashable, Codable {
    public var source: SourceID
    public var stream: String
    public var until: Instant?

    public init(source: SourceID, stream: String, until: Instant? = nil) {
        self.source = source
        self.stream = stream
        self.until = until
    }
}

/// What a reviewer decided about something that has access.
public struct ReviewDecision: Sendable, Hashable, Codable {
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// It stays as it is.
        case keep
        /// It is to go.
        case revoke
        /// It stays, with less.
        case restrict
        /// Someone else is to own it.
        case reassign
        /// It stays although a rule is against it; the exemption is a decision of its own.
        case exception
        /// Not decided yet.
        case `defer`
    }

    public var subject: SubjectKey
    public var verdict: Verdict
    /// The review that it was part of, and its place there.
    public var campaign: String?
    public var item: String?
    /// By when it is carried out (revoke, restrict, reassign), decided (defer) or to be looked at again (keep, exception).
    public var due: Instant?

    public init(
        subject: SubjectKey, verdict: Verdict, campaign: String? = nil, item: String? = nil, due: Instant? = nil
    ) {
        self.subject = subject
        self.verdict = verdict
        self.campaign = campaign
        self.item = item
        self.due = due
    }
}

extension DecisionAct: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case own, exempt, acceptGap, review, withdraw }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "one act is expected"))
        }
        switch key {
        case .own: self = .own(try container.decode(OwnerAssignment.self, forKey: key))
        case .exempt: self = .exempt(try container.decode(Exemption.self, forKey: key))
        case .acceptGap: self = .acceptGap(try container.decode(AcceptedGap.self, forKey: key))
        case .review: self = .review(try container.decode(ReviewDecision.self, forKey: key))
        case .withdraw: self = .withdraw(try container.decode(Int64.self, forKey: key))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .own(let assignment): try container.encode(assignment, forKey: .own)
        case .exempt(let exemption): try container.encode(exemption, forKey: .exempt)
        case .acceptGap(let gap): try container.encode(gap, forKey: .acceptGap)
        case .review(let review): try container.encode(review, forKey: .review)
        case .withdraw(let number): try container.encode(number, forKey: .withdraw)
        }
    }
}
