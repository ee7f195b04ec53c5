import Inventory

/// Whether all ways to use an identity are known to lie idle.
enum Dormancy {
    case notJudged
    case inUse
    case undecided(Cause)
    case dormant([(label: String, usage: FoldedUsage, days: Int64)])
}

extension RuleContext {
    /// - Parameter attemptsAreUse: where they are not, a late attempt leaves open whether it was let in.
    func dormancy(_ dossier: Dossier, limit: Int, attemptsAreUse: Bool) -> Dormancy {
        var ways: [(label: String, usage: FoldedUsage, days: Int64)] = []
        var doubt: Cause?
        func consider(_ label: String, _ usage: FoldedUsage, since: Instant?, mustBeKnown: Bool) -> Bool {
            switch usage.idleness(existedSince: since, limitInDays: limit, asOf: asOf) {
            case .within:
                if attemptsAreUse || usage.meaning != .attempt || usage.isSilent { return true }
                if mustBeKnown { doubt = doubt ?? Self.onlyAttempts }
            case .beyond(_, let days): ways.append((label, usage, days))
            case .stale: if mustBeKnown, let filed = usage.decisive { doubt = doubt ?? staleness(filed) }
            case .unknown, .unsupported:
                // What works no more may have been used until lately; only an unread answer leaves that open.
                doubt = doubt ?? (mustBeKnown ? silence(usage, of: dossier.source.id) : gaps(dossier.source.id, .usage))
            }
            return false
        }
        if dossier.credentials.contains(where: \.isCollectors) { return .inUse }
        for held in dossier.credentials {
            let birth = birth(held.record.createdAt, held.filed)?.at
            let usable = dossier.isUsable(held.record, asOf: asOf) || held.record.status == .unknown
            let label = held.record.nativeID.string
            if consider(label, held.usage, since: birth, mustBeKnown: usable) { return .inUse }
        }
        let signIns = attemptsAreUse ? dossier.usage : dossier.usage.successes
        if signIns.decisive != nil {
            let since = dossier.identity.flatMap { birth($0.record.createdAt, $0)?.at }
            if consider("the identity itself", signIns, since: since, mustBeKnown: true) { return .inUse }
        } else if let gap = gaps(dossier.source.id, .usage) {
            doubt = doubt ?? gap
        }
        if let doubt { return .undecided(doubt) }
        // A credential that was not listed might be the one in use; roles have none of their own.
        if dossier.classification.value != .role, let gap = cause(first.classifier.credentialGaps(dossier.source.id)) {
            return .undecided(gap)
        }
        return ways.isEmpty ? .notJudged : .dormant(ways)
    }

    private static let onlyAttempts = Cause(
        key: "attempts", what: "used of late, where refused attempts count as use",
        whoCanGiveIt: "a stream of the connector that tells of successful sign-ins")
}

extension FoldedUsage {
    /// No use was seen at all.
    fileprivate var isSilent: Bool { if case .noneSince = lastUse { true } else { false } }

    /// Only what records of success say, where there are any.
    var successes: FoldedUsage {
        guard let decisive, !others.isEmpty, decisive.record.meaning != .success,
            others.contains(where: { $0.record.meaning == .success })
        else { return self }
        return FoldedUsage(others.filter { $0.record.meaning == .success })
    }
}
