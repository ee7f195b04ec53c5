import Inventory

/// The decisions that a judgement takes into account, by what they are about. Those that were taken back are left out, and
/// of two about the same thing the later one counts.
public struct Decisions: Sendable {
    public static let none = Decisions([])

    /// The number of the last decision that was looked at: which part of the log a result rests on. 0 for none.
    public let last: Int64
    private var owners: [SubjectKey: [Ruling<OwnerAssignment>]] = [:]
    private var exemptions: [SubjectKey: [Ruling<Exemption>]] = [:]
    /// Gaps in coverage that are known and borne.
    public private(set) var acceptedGaps: [Ruling<AcceptedGap>] = []

    /// By source and record, so that a million lookups make no text.
    private var reviews: [SourceID: [Reference: Reviews]] = [:]
    /// Reviews of what is no record: templates, sources.
    private var otherReviews: [SubjectKey: Reviews] = [:]
    /// Whether a review was ever recorded here that was not taken back.
    public private(set) var hasReviews = false

    /// The reviews of one subject that count.
    struct Reviews: Sendable, Hashable {
        /// The last that decided something.
        var verdict: Ruling<ReviewDecision>?
        /// A later one that put it off.
        var deferral: Ruling<ReviewDecision>?
    }

    /// One decision with its own terms.
    public struct Ruling<Terms: Sendable & Hashable>: Sendable, Hashable {
        public var decision: Decision
        public var terms: Terms
    }

    /// - Parameter log: in the order of their numbers.
    public init(_ log: [Decision]) {
        last = log.last?.number ?? 0
        let withdrawn = Set(
            log.compactMap { decision -> Int64? in
                if case .withdraw(let number) = decision.act { number } else { nil }
            })
        for decision in log where !withdrawn.contains(decision.number) {
            switch decision.act {
            case .own(let terms):
                // The same person named anew, for the same role and in the same way: the newer word. A register's entry
                // does not undo what the owner confirmed themselves.
                owners[terms.subject]?.removeAll {
                    $0.terms.owner == terms.owner && $0.terms.role == terms.role
                        && $0.terms.evidence == terms.evidence
                }
                owners[terms.subject, default: []].append(Ruling(decision: decision, terms: terms))
            case .exempt(let terms):
                exemptions[terms.subject]?.removeAll { $0.terms.rule == terms.rule }
                exemptions[terms.subject, default: []].append(Ruling(decision: decision, terms: terms))
            case .acceptGap(let terms):
                acceptedGaps.removeAll { $0.terms.source == terms.source && $0.terms.stream == terms.stream }
                acceptedGaps.append(Ruling(decision: decision, terms: terms))
            case .review(let terms): note(Ruling(decision: decision, terms: terms))
            case .withdraw: break
            }
        }
    }

    private mutating func note(_ review: Ruling<ReviewDecision>) {
        hasReviews = true
        let subject = review.terms.subject
        func apply(_ known: inout Reviews) {
            if review.terms.verdict == .defer {
                known.deferral = review
            } else {
                known = Reviews(verdict: review)
            }
        }
        if let kind = RecordKind(rawValue: subject.kind) {
            let reference = Reference(kind, NativeID(subject.nativeID))
            apply(&reviews[SourceID(subject), default: [:]][reference, default: Reviews()])
        } else {
            apply(&otherReviews[subject, default: Reviews()])
        }
    }

    /// What was decided about a record in reviews; nil for nothing.
    func reviews(of reference: Reference, in source: SourceID) -> Reviews? { reviews[source]?[reference] }

    /// What was decided about a subject that is no record.
    func reviews(of subject: SubjectKey) -> Reviews? { otherReviews[subject] }

    /// The gap that is borne in a stream at a moment; nil where none is.
    public func acceptedGap(_ stream: String, of source: SourceID, at moment: Instant) -> Ruling<AcceptedGap>? {
        acceptedGaps.last {
            $0.terms.stream == stream && $0.terms.source == source && moment < $0.terms.until ?? .distantFuture
        }
    }

    /// Only those made at or before a moment: what was known then.
    public static func made(by moment: Instant, of log: [Decision]) -> Decisions {
        Decisions(log.filter { $0.at <= moment })
    }

    /// Whether any assignment is in force.
    var ownsAnything: Bool { !owners.isEmpty }

    public func owners(of subject: SubjectKey) -> [Ruling<OwnerAssignment>] { owners[subject] ?? [] }

    /// The exemption of a rule's finding about a subject, whether or not it has ended.
    public func exemption(rule: String, of subject: SubjectKey) -> Ruling<Exemption>? {
        exemptions[subject]?.last { $0.terms.rule == rule }
    }

    /// Every assignment in force, by subject in order.
    public var allOwners: [Ruling<OwnerAssignment>] { owners.keys.sorted().flatMap { owners[$0] ?? [] } }
    /// Every exemption that was not taken back, by subject in order.
    public var allExemptions: [Ruling<Exemption>] { exemptions.keys.sorted().flatMap { exemptions[$0] ?? [] } }
}
