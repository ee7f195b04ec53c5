import Inventory

/// What every rule may ask: policy, clock, coverage, and where a value came from.
///
/// A class, since it is handed to each rule for each dossier: what it holds is too much to be copied that often.
final class RuleContext {
    let first: FirstPass
    let ranking: OwnerRanking

    init(first: FirstPass, ranking: OwnerRanking) {
        self.first = first
        self.ranking = ranking
    }

    var policy: Policy { first.policy }
    var asOf: Instant { first.asOf }
    var book: StreamBook { first.book }

    // MARK: - Evidence

    /// A value with the request that gave it.
    func evidence<R>(_ field: String, _ value: String, _ filed: Filed<R>, note: String? = nil) -> Evidence {
        var words = note
        if !filed.coverage.current {
            let aged = "as of \(filed.coverage.asOf): \(filed.stored.stream) is \(filed.coverage.state.rawValue)"
            words = note.map { "\($0); \(aged)" } ?? aged
        }
        return evidence(field, value, filed.stored, note: words)
    }

    func evidence<R>(_ field: String, _ value: String, _ row: Stored<R>, note: String? = nil) -> Evidence {
        Evidence(
            field: field, value: value, source: book.source(row.source).name,
            operation: book.stream(of: row)?.operation,
            run: row.run, observedAt: row.observedAt, note: note)
    }

    func citation<R>(_ row: Stored<R>) -> CoverageCitation? { book.stream(of: row).map(citation) }

    func citation(_ stream: StreamInfo) -> CoverageCitation {
        CoverageCitation(
            source: book.source(stream.source).name, stream: stream.stream, state: stream.coverage.state,
            run: stream.run, readAt: stream.readAt)
    }

    /// The streams of a source that yield these kinds.
    func citations(_ source: SourceID, _ kinds: RecordKind...) -> [CoverageCitation] {
        (book.books[source]?.ordered ?? []).filter { stream in kinds.contains { stream.yields.contains($0) } }
            .map(citation)
    }

    /// The streams of people in every source that is the authority for them.
    var peopleCitations: [CoverageCitation] {
        book.sources.filter { $0.authoritativeFor.contains(.person) }.flatMap { citations($0.id, .person) }
    }

    /// The claim of an owner, where it was read.
    func evidence(_ claim: RankedClaim, of dossier: Dossier) -> Evidence {
        switch claim.origin {
        case .tag(let key):
            let field = "tags.\(key)"
            if let identity = dossier.identity { return evidence(field, claim.owner.reference, identity) }
            if let application = dossier.application { return evidence(field, claim.owner.reference, application) }
            if let resource = dossier.resource { return evidence(field, claim.owner.reference, resource) }
            if let credential = dossier.looseCredential { return evidence(field, claim.owner.reference, credential) }
            return Evidence(field: field, value: claim.owner.reference)
        case .claim(let evidence):
            let record = dossier.ownershipRecords.first {
                $0.record.evidence == evidence && $0.record.owner == claim.owner.reference
            }
            guard let record else { return Evidence(field: "owner", value: claim.owner.reference) }
            return self.evidence("owner", claim.owner.reference, record, note: evidence.rawValue)
        case .accountHolder:
            return Evidence(
                field: "owner", value: claim.owner.reference, note: "the person whose account it is")
        case .decision(let number, let by):
            return Evidence(
                field: "owner", value: claim.owner.reference,
                note: "\(claim.owner.evidence.rawValue) by \(by), decision \(number)")
        }
    }

    /// The person that an account is linked to, as the source that decides about them told.
    func evidence(_ link: PersonLink, value: String? = nil, note: String? = nil) -> Evidence {
        evidence(
            "person", value ?? link.person, first.people.entries[link.entry].decidedBy,
            note: note ?? "\(link.reason) (\(link.method))")
    }

    /// The person behind a claim, where it was read.
    func evidence(personOf claim: RankedClaim) -> [Evidence] {
        guard let index = claim.entry else { return [] }
        let entry = first.people.entries[index]
        var found = [
            evidence(
                "person.status", entry.standing.status.rawValue, entry.decidedBy,
                note: entry.standing.conflict)
        ]
        if let left = entry.standing.leftAt { found.append(evidence("person.endedAt", left.day, entry.decidedBy)) }
        return found
    }

    // MARK: - Causes

    func gaps(_ source: SourceID, _ kinds: RecordKind...) -> Cause? {
        guard let streams = book.books[source]?.ordered else { return nil }
        return cause(
            streams.filter { stream in
                !stream.coverage.state.provesAbsence && kinds.contains { stream.yields.contains($0) }
            })
    }

    func cause(_ streams: [StreamInfo]) -> Cause? { Cause.gaps(streams) { book.source($0).name } }

    /// Why what is known of a row is too old to conclude from its silence.
    func staleness<R>(_ filed: Filed<R>) -> Cause {
        if !filed.coverage.current, let stream = book.stream(of: filed.stored) {
            if !stream.coverage.state.provesAbsence, let cause = cause([stream]) { return cause }
            return Cause(
                key: "missing:\(stream.stream)", what: "missing from the last read of \(stream.stream)",
                whoCanGiveIt: "a second complete read", streams: [stream.stream])
        }
        return Cause(
            key: "old:\(filed.stored.stream)",
            what: "\(filed.stored.stream) was last read for \(filed.coverage.asOf.day); later use is not known",
            whoCanGiveIt: "a new collection", streams: [filed.stored.stream])
    }

    /// Why a usage gives no answer.
    func silence(_ usage: FoldedUsage, of source: SourceID) -> Cause {
        if usage.lastUse == .unsupported {
            return Cause(
                key: "usage-unsupported", what: "the vendor tells of no last use",
                whoCanGiveIt: "no permission: the vendor's interface does not have it")
        }
        if let gap = gaps(source, .usage) { return gap }
        return Cause(
            key: "usage-unknown", what: "no record tells of its last use",
            whoCanGiveIt: "a stream of the connector that reads it")
    }

    /// Why people may be missing; nil where every source of them was read, or none is configured.
    var peopleGap: Cause? {
        guard first.coverage.hasSource, !first.coverage.isComplete else { return nil }
        let unread = first.coverage.unread.map(\.name)
        return cause(first.coverage.gaps)
            ?? Cause(
                key: "people-unread", what: "people of \(unread.joined(separator: ", ")) were never read",
                whoCanGiveIt: "a collection of that source")
    }

    func doubt(_ claim: RankedClaim) -> Cause {
        let doubt = claim.doubt ?? .teamUnknown
        let words = OwnerRanking.words(doubt)
        switch doubt {
        case .peopleIncomplete:
            return peopleGap ?? Cause(key: "people-unread", what: words, whoCanGiveIt: "a new collection")
        case .peopleShrank:
            return Cause(
                key: "people-shrank", what: words, whoCanGiveIt: "a second complete read that agrees with this one")
        case .noPeopleSource:
            return Cause(
                key: "no-people-source", what: words,
                whoCanGiveIt: "a source with authoritative_for: [people] in the configuration")
        case .format:
            return Cause(
                key: "owner-format", what: "the owner's reference has no form by which people are known",
                whoCanGiveIt: "an address or employee id in the label, or the policy's owner_domains")
        case .ambiguous:
            return Cause(
                key: "owner-ambiguous", what: "several people answer to the owner's reference",
                whoCanGiveIt: "an employee id in the label, or an attestation")
        case .teamUnknown:
            return Cause(
                key: "team-unknown", what: "no source tells who is in the team that owns it",
                whoCanGiveIt: "a source of groups with their members")
        case .standingUnknown:
            return Cause(
                key: "standing-unknown", what: words, whoCanGiveIt: "the status column of the people source")
        case .external, .notAPerson:
            return Cause(key: "owner-\(doubt)", what: "its owner is \(words)", whoCanGiveIt: "a person named as owner")
        }
    }

    // MARK: - Thresholds and ages

    /// The limit that certainly applies, and the strictest that might, where not all privileges were read.
    func limits(_ name: ThresholdName, _ privilege: EffectivePrivilege) -> (certain: Int, possible: Int) {
        let threshold = policy[name]
        guard !privilege.complete else { return (threshold[privilege.level], threshold[privilege.level]) }
        let levels = Privilege.allCases.filter { $0.rank >= privilege.level.rank }.map { threshold[$0] }
        return (levels.max() ?? threshold.value, levels.min() ?? threshold.value)
    }

    /// The same for one dossier: by class, privilege and environment, not before its expected interval, and by the
    /// profile of accounts for emergencies.
    func limits(_ name: ThresholdName, _ dossier: Dossier) -> (certain: Int, possible: Int) {
        if name == .rotateAfterDays, let days = policy.breakGlassRotateAfterDays, dossier.isBreakGlass(policy) {
            return (days, days)
        }
        var limits = limits(name, dossier.privilege)
        let threshold = policy[name]
        if !threshold.cases.isEmpty {
            let (value, environment) = (
                dossier.classification.value, policy.environments.environment(of: dossier.environment)
            )
            let floor = dossier.privilege.level.rank
            let levels = Privilege.allCases.filter {
                dossier.privilege.complete ? $0 == dossier.privilege.level : $0.rank >= floor
            }.map { threshold.value($0, value, environment) }
            limits = (levels.max() ?? threshold.value, levels.min() ?? threshold.value)
        }
        if name.isIdleness, let days = policy.expectedInterval(of: dossier) {
            limits = (max(limits.certain, days), max(limits.possible, days))
        }
        return limits
    }

    /// When something came to be: the vendor's word, else our own first sight of it as the latest it can be.
    func birth<R>(_ created: Instant?, _ filed: Filed<R>) -> (at: Instant, isLowerBound: Bool)? {
        if let created { return (created, false) }
        return first.firstSight(of: filed.stored).map { ($0, true) }
    }

    /// Younger than the policy's grace: by the vendor's date, or first seen after the source's first complete run.
    func isNew<R>(_ created: Instant?, _ filed: Filed<R>) -> Bool {
        let grace = Int64(policy[.newObjectGraceDays].value)
        if let created { return asOf < created.advanced(byDays: grace) }
        guard let complete = book.source(filed.stored.source).firstCompleteAt, filed.stored.firstSeen > complete else {
            return false
        }
        return asOf < filed.stored.firstSeen.advanced(byDays: grace)
    }
}
