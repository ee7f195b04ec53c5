import Inventory

/// What people write into an owner's place, taken apart.
enum OwnerReference {
    /// Words that say that nobody is named.
    private static let placeholders: Set<String> = [
        "", "-", "--", "n/a", "na", "none", "nobody", "null", "nil", "tbd", "todo", "unknown", "unassigned", "?", "x",
    ]

    static func isPlaceholder(_ text: String) -> Bool { placeholders.contains(Address.normalised(text)) }

    /// Splits a label that names several owners. Spaces part only addresses: names have spaces too.
    static func split(_ value: String) -> [String] {
        let separators: Set<Character> = value.contains("@") ? [",", ";", " ", "/"] : [",", ";"]
        guard value.contains(where: { separators.contains($0) }) else { return [value] }
        return value.split { separators.contains($0) }.map { part in
            var part = part
            while part.first == " " { part.removeFirst() }
            while part.last == " " { part.removeLast() }
            return String(part)
        }.filter { !$0.isEmpty }
    }

    /// `mailto:` and angle brackets taken off.
    static func bare(_ text: String) -> String {
        var text = Substring(text)
        if text.lowercased().hasPrefix("mailto:") { text = text.dropFirst(7) }
        if text.hasPrefix("<") && text.hasSuffix(">") { text = text.dropFirst().dropLast() }
        return String(text)
    }
}

/// A claim before it is resolved: from a record, or from a label that the policy reads as one.
struct RawClaim: Sendable {
    var owner: String
    var evidence: OwnershipEvidence
    var origin: ClaimOrigin
    var claimedAt: Instant?
    var role = OwnerRole.accountable
}

extension RawDossier {
    /// All claims on the head of the dossier, or on the other record of the same thing: decisions, records, then labels in the
    /// order of the policy's keys.
    func claims(_ policy: Policy, _ decisions: Decisions) -> [RawClaim] {
        let subjects = [reference] + (half.map { [$0] } ?? [])
        var found = subjects.flatMap { decisions.owners(of: SubjectKey(source, $0)) }.map { ruling in
            RawClaim(
                owner: ruling.terms.owner, evidence: ruling.terms.evidence,
                origin: .decision(number: ruling.decision.number, by: ruling.decision.by),
                claimedAt: ruling.decision.at, role: ruling.terms.role)
        }
        for stored in claims where subjects.contains(stored.record.subject) {
            let claim = stored.record
            found.append(
                RawClaim(
                    owner: claim.owner, evidence: claim.evidence, origin: .claim(claim.evidence),
                    claimedAt: claim.claimedAt))
        }
        let tags = headTags
        guard !tags.isEmpty else { return found }
        for key in policy.ownershipTags.person {
            guard let value = tags[key] else { continue }
            for owner in OwnerReference.split(value) {
                found.append(RawClaim(owner: owner, evidence: .tag, origin: .tag(key)))
            }
        }
        for key in policy.ownershipTags.team {
            guard let value = tags[key] else { continue }
            found.append(RawClaim(owner: value, evidence: .team, origin: .tag(key)))
        }
        return found
    }

    /// Claims on single credentials and grants of the dossier: decisions, then records. Empty, at no cost, for nearly all.
    func partClaims(_ decisions: Decisions) -> [Reference: [RawClaim]] {
        var found: [Reference: [RawClaim]] = [:]
        if decisions.ownsAnything {
            for reference in parts {
                for ruling in decisions.owners(of: SubjectKey(source, reference)) {
                    found[reference, default: []].append(
                        RawClaim(
                            owner: ruling.terms.owner, evidence: ruling.terms.evidence,
                            origin: .decision(number: ruling.decision.number, by: ruling.decision.by),
                            claimedAt: ruling.decision.at, role: ruling.terms.role))
                }
            }
        }
        for stored in claims where stored.record.subject != reference && stored.record.subject != half {
            let claim = stored.record
            found[claim.subject, default: []].append(
                RawClaim(
                    owner: claim.owner, evidence: claim.evidence, origin: .claim(claim.evidence),
                    claimedAt: claim.claimedAt))
        }
        return found
    }

    private var parts: [Reference] {
        guard reference.kind != .credential else { return [] }
        return credentials.map { Reference(.credential, $0.record.nativeID) }
            + grants.map { Reference(.grant, $0.record.nativeID) }
    }

    /// The labels of what the dossier is about.
    var headTags: [String: String] {
        identity?.record.tags ?? application?.record.tags ?? resource?.record.tags
            ?? (reference.kind == .credential ? credentials.first?.record.tags : nil) ?? [:]
    }
}
