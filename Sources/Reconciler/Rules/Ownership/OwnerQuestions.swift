import Inventory

/// What the rules over owners ask of claims.
extension RuleContext {
    /// What was not read and may name another owner, or show a person behind a thing.
    func otherOwnerGap(_ dossier: Dossier) -> Cause? {
        ownershipGap(dossier) ?? gaps(dossier.source.id, .link, .identity) ?? peopleGap
    }

    /// A list of groups that was not read, in whichever source: a team's name may be one of them.
    var groupGap: Cause? {
        for source in book.sources {
            if let gap = gaps(source.id, .identity) { return gap }
        }
        return nil
    }

    /// Why it is not known who is in the group that a claim names.
    func membershipDoubt(_ claim: RankedClaim) -> Cause {
        guard let group = claim.group else { return doubt(claim) }
        if let gap = gaps(group.source, .entitlement, .identity, .link) ?? peopleGap { return gap }
        if !first.coverage.hasSource { return noPeopleSource }
        return Cause(
            key: "members-unclear", what: "the group that owns it has members of whom nobody knows who they are",
            whoCanGiveIt: "an address or employee id on the accounts of \(claim.owner.name ?? claim.owner.reference)")
    }

    var noPeopleSource: Cause {
        Cause(
            key: "no-people-source", what: OwnerRanking.words(.noPeopleSource),
            whoCanGiveIt: "a source with authoritative_for: [people] in the configuration")
    }

    /// The owner of a claim is somebody of another company, as far as everything tells.
    func isOutsider(_ claim: RankedClaim) -> Bool {
        if claim.doubt == .external { return true }
        guard let node = claim.node else { return false }
        return ranking.resolver.nodes[node.source]?[node.id.string]?.isGuest ?? false
    }

    /// Younger than this by the vendor's date, or first seen after the source's first complete run.
    func isYounger(_ dossier: Dossier, thanDays days: Int) -> Bool {
        if let identity = dossier.identity { return isYounger(identity.record.createdAt, identity, days) }
        if let application = dossier.application { return isYounger(application.record.createdAt, application, days) }
        if let resource = dossier.resource { return isYounger(resource.record.createdAt, resource, days) }
        return dossier.looseCredential.map { isYounger($0.record.createdAt, $0, days) } ?? false
    }

    func isYounger<R>(_ created: Instant?, _ filed: Filed<R>, _ days: Int) -> Bool {
        if let created { return asOf < created.advanced(byDays: Int64(days)) }
        guard let complete = book.source(filed.stored.source).firstCompleteAt, filed.stored.firstSeen > complete else {
            return false
        }
        return asOf < filed.stored.firstSeen.advanced(byDays: Int64(days))
    }
}
