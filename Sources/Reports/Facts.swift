import Inventory

/// The values of the model in words for people and for columns. Unknown is said, never left blank.
package enum FactText {
    static func lastUse(_ use: LastUse) -> String {
        switch use {
        case .observed(let at): at.day
        case .noneSince(let at): "none since \(at.day)"
        case .unsupported: "not told"
        case .unknown: "unknown"
        }
    }

    static func expiry(_ expiry: Expiry) -> String {
        switch expiry {
        case .at(let at): at.day
        case .sliding(let window): "\(window / 86_400) days after last use"
        case .never: "never"
        case .unsupported: "has none"
        case .unknown: "unknown"
        }
    }

    static func state(_ use: LastUse) -> String {
        switch use {
        case .observed: "observed"
        case .noneSince: "noneSince"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }

    static func instant(_ use: LastUse) -> Instant? {
        switch use {
        case .observed(let at), .noneSince(let at): at
        case .unsupported, .unknown: nil
        }
    }

    static func state(_ expiry: Expiry) -> String {
        switch expiry {
        case .at: "at"
        case .sliding: "sliding"
        case .never: "never"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }

    static func instant(_ expiry: Expiry) -> Instant? {
        if case .at(let at) = expiry { at } else { nil }
    }

    /// `Nora Ek (left 2026-09-30)`: a name never stands without what is known of the person's being here.
    package static func owner(_ owner: Owner) -> String {
        let name = owner.name ?? owner.email ?? owner.reference
        switch owner.state {
        case .active: return name
        case .inactive: return name + (owner.leftAt.map { " (left \($0.day))" } ?? " (not active)")
        case .absent: return "\(name) (not among the people)"
        case .group: return "\(name) (group, \(owner.activeMembers.map { "\($0) active" } ?? "members unknown"))"
        case .ambiguous: return "\(name) (matches several people)"
        case .unknown: return "\(name) (unresolved)"
        }
    }

    package static func percent(_ confidence: Double) -> String {
        guard confidence.isFinite else { return "unknown" }
        return "\(Int((min(max(confidence, 0), 1) * 100).rounded())) %"
    }
}

/// The same values for programs.
package enum FactJSON {
    package static func instant(_ instant: Instant?) -> JSONValue { .optional(instant?.description) }

    static func reference(_ reference: Reference?) -> JSONValue {
        guard let reference else { return .null }
        return .object([
            .init("kind", .text(reference.kind.rawValue)), .init("nativeID", .text(reference.nativeID.string)),
        ])
    }

    static func lastUse(_ use: LastUse) -> JSONValue {
        .object([.init("state", .text(FactText.state(use))), .init("at", instant(FactText.instant(use)))])
    }

    static func expiry(_ expiry: Expiry) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("state", .text(FactText.state(expiry))), .init("at", instant(FactText.instant(expiry))),
        ]
        if case .sliding(let window) = expiry { members.append(.init("windowInSeconds", .integer(window))) }
        return .object(members)
    }

    package static func owner(_ owner: Owner) -> JSONValue {
        .object([
            .init("reference", .text(owner.reference)), .init("person", .optional(owner.person)),
            .init("name", .optional(owner.name)), .init("email", .optional(owner.email)),
            .init("evidence", .text(owner.evidence.rawValue)), .init("confidence", .fraction(owner.confidence)),
            .init("state", .text(owner.state.rawValue)),
            .init("personStatus", .optional(owner.personStatus?.rawValue)),
            .init("leftAt", instant(owner.leftAt)),
            .init("activeMembers", owner.activeMembers.map { .integer(Int64($0)) } ?? .null),
        ])
    }

    package static func subject(_ subject: Subject) -> JSONValue {
        .object([
            .init("source", .text(subject.source)), .init("connector", .text(subject.connector)),
            .init("tenant", .text(subject.tenant)), .init("kind", .text(subject.kind)),
            .init("nativeID", .text(subject.nativeID)), .init("name", .text(subject.name)),
        ])
    }

    static func evidence(_ evidence: Evidence) -> JSONValue {
        .object([
            .init("field", .text(evidence.field)), .init("value", .text(evidence.value)),
            .init("source", .optional(evidence.source)), .init("operation", .optional(evidence.operation)),
            .init("run", evidence.run.map(JSONValue.integer) ?? .null),
            .init("observedAt", instant(evidence.observedAt)), .init("note", .optional(evidence.note)),
        ])
    }

    static func member(_ member: FindingMember) -> JSONValue {
        .object([
            .init("subject", subject(member.subject)), .init("severity", .text(member.severity.rawValue)),
            .init("summary", .text(member.summary)), .init("evidence", .array(member.evidence.map(evidence))),
        ])
    }

    package static func coverage(_ citation: CoverageCitation) -> JSONValue {
        .object([
            .init("source", .text(citation.source)), .init("stream", .text(citation.stream)),
            .init("state", .text(citation.state.rawValue)), .init("run", .integer(citation.run)),
            .init("readAt", instant(citation.readAt)),
        ])
    }

    static func exemption(_ exemption: ExemptionNote?) -> JSONValue {
        guard let exemption else { return .null }
        return .object([
            .init("decision", .integer(exemption.decision)), .init("by", .text(exemption.by)),
            .init("approver", .text(exemption.approver)), .init("reason", .optional(exemption.reason)),
            .init("until", instant(exemption.until)),
            .init("compensatingControl", .optional(exemption.compensatingControl)),
        ])
    }

    static func missing(_ missing: MissingKnowledge?) -> JSONValue {
        guard let missing else { return .null }
        return .object([
            .init("what", .text(missing.what)), .init("whoCanGiveIt", .optional(missing.whoCanGiveIt)),
            .init("judgeableAt", instant(missing.judgeableAt)),
        ])
    }
}
