import Inventory

/// Turns claims into ranked owners: how sure we are of *who*, and apart from it whether they are still here.
struct OwnerRanking {
    /// Confidence from which a claim makes a thing owned.
    static let threshold = 0.6

    let resolver: OwnerResolver
    let groups: GroupBook
    let policy: Policy
    let asOf: Instant
    var creators = CreatorBook()

    /// How strong each kind of evidence is by itself.
    static func base(_ evidence: OwnershipEvidence) -> Double {
        switch evidence {
        case .attestation: 1.0
        case .register: 0.95
        case .nativeOwner, .holder: 0.9
        case .tag: 0.85
        case .team, .codeOwners: 0.7
        case .installer: 0.55
        case .creator: 0.5
        case .usageActor: 0.45
        case .succession: 0.4
        case .namePattern: 0.35
        }
    }

    /// An attestation fades to 0.8 at the end of its cadence and to 0.5 at twice that; other evidence is as good as
    /// the read that shows it.
    static func freshness(_ evidence: OwnershipEvidence, claimedAt: Instant?, asOf: Instant, cadence: Int) -> Double {
        guard evidence == .attestation, let claimedAt, cadence > 0 else { return 1 }
        let age = Double(max(0, asOf.days(since: claimedAt))) / Double(cadence)
        if age <= 1 { return 1 - 0.2 * age }
        return max(0.5, 0.8 - 0.3 * (age - 1))
    }

    func rank(_ claims: [RawClaim], in source: SourceID) -> [RankedClaim] {
        guard !claims.isEmpty else { return [] }
        var ranked = claims.map { rank($0, in: source) }
        guard ranked.count > 1 else { return ranked }
        ranked.sort(by: Self.precedes)
        var people: Set<String> = []
        for index in ranked.indices {
            guard ranked[index].counts, let person = ranked[index].owner.person else { continue }
            if !people.insert(person).inserted {
                ranked[index].counts = false
                ranked[index].reason = "the same person by a stronger claim"
            }
        }
        combine(&ranked)
        return ranked
    }

    static func precedes(_ left: RankedClaim, _ right: RankedClaim) -> Bool {
        if left.owner.confidence != right.owner.confidence { return left.owner.confidence > right.owner.confidence }
        let order = OwnershipEvidence.allCases
        let (first, second) = (order.firstIndex(of: left.owner.evidence), order.firstIndex(of: right.owner.evidence))
        if let first, let second, first != second { return first < second }
        return NativeID(left.owner.reference) < NativeID(right.owner.reference)
    }

    private func rank(_ claim: RawClaim, in source: SourceID) -> RankedClaim {
        if OwnerReference.isPlaceholder(claim.owner) {
            let owner = Owner(reference: claim.owner, evidence: claim.evidence, confidence: 0, state: .unknown)
            return RankedClaim(owner: owner, counts: false, reason: "names nobody", origin: claim.origin, match: 0)
        }
        let resolution = resolver.resolve(claim, in: source)
        var evidence = claim.evidence
        // A tag for a person that names a group is a team's claim.
        if evidence == .tag, case .group = resolution { evidence = .team }
        var base = Self.base(evidence)
        let pipeline = evidence == .creator ? distantCreator(claim, resolution, in: source) : nil
        if pipeline != nil { base -= CreatorBook.discount }
        let cadence = policy[.attestationCadenceDays].value
        let confidence =
            base * Self.freshness(evidence, claimedAt: claim.claimedAt, asOf: asOf, cadence: cadence)
        let owner = Owner(reference: claim.owner, evidence: evidence, confidence: confidence, state: .unknown)
        var ranked = RankedClaim(
            owner: owner, counts: confidence >= Self.threshold, origin: claim.origin, match: 1, role: claim.role,
            claimedAt: claim.claimedAt)
        apply(resolution, to: &ranked)
        if !ranked.counts && ranked.reason == nil {
            ranked.reason = pipeline ?? Self.weakness(evidence, claim.claimedAt, cadence)
        }
        return ranked
    }

    private func apply(_ resolution: OwnerResolver.Resolution, to claim: inout RankedClaim) {
        switch resolution {
        case .person(let index, let confidence):
            claim.match = confidence
            fill(&claim, with: index)
        case .ambiguous(let entries):
            claim.match = 0.5
            let standings = entries.map { resolver.people.entries[$0].standing }
            // Whichever of them is meant: if all have left, the owner has left.
            if standings.allSatisfy({ $0.state == .inactive }), let first = entries.first {
                claim.match = 0.9
                fill(&claim, with: first)
            } else {
                claim.owner.state = .ambiguous
                claim.doubt = .ambiguous
            }
            claim.reason = "\(entries.count) people answer to it"
        case .group(let key):
            claim.group = key
            claim.owner.state = .group
            claim.group = key
            claim.owner.name = groups.name(key)
            claim.owner.activeMembers = groups.activeMembers(key)
        case .identity(let key):
            claim.owner.name = resolver.nodes[key.source]?[key.id.string]?.name
            claim.doubt = .notAPerson
            claim.node = key
            claim.reason = "an identity, not a person"
        case .nobody:
            claim.owner.state = .absent
        case .unresolved(let doubt):
            claim.doubt = doubt
            claim.reason = Self.words(doubt)
        }
    }

    private func fill(_ claim: inout RankedClaim, with index: Int) {
        let entry = resolver.people.entries[index]
        claim.entry = index
        claim.owner.person = entry.nativeID.string
        claim.owner.name = entry.name
        claim.owner.email = entry.email
        claim.owner.personStatus = entry.standing.status
        claim.owner.leftAt = entry.standing.leftAt
        switch entry.standing.state {
        case .active: claim.owner.state = .active
        case .inactive: claim.owner.state = .inactive
        case .unknown:
            claim.owner.state = .unknown
            claim.doubt = .standingUnknown
        }
    }

    static func words(_ doubt: OwnerDoubt) -> String {
        switch doubt {
        case .peopleIncomplete: "the people sources were not read to their end"
        case .peopleShrank: "the list of people shrank too much at once to conclude from absence"
        case .noPeopleSource: "no source is authoritative for people"
        case .format: "its form is none by which people are known"
        case .external: "its domain is not one of the company's"
        case .ambiguous: "several people answer to it"
        case .teamUnknown: "no source tells who is in this team"
        case .notAPerson: "an identity, not a person"
        case .standingUnknown: "the people source does not say whether they are still here"
        }
    }
}
