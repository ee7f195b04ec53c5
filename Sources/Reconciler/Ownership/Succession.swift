import Inventory

extension OwnerRanking {
    /// How many managers up the line one looks for somebody who is here.
    static let managerSteps = 5

    /// Who might answer for a thing next: the manager of its last known owner, and the team that they were in. Only
    /// where nobody who counts is known to be here; suggestions, whatever else is missing.
    func successors(of claims: [RankedClaim]) -> [RankedClaim] {
        guard !claims.contains(where: { $0.counts && $0.isHere }) else { return [] }
        guard let last = claims.first(where: { $0.owner.state == .inactive && $0.entry != nil }),
            let entry = last.entry
        else { return [] }
        return successors(of: entry)
    }

    /// - Parameter entry: of a person who leaves or has left.
    func successors(of entry: Int) -> [RankedClaim] {
        [manager(of: entry), team(of: entry)].compactMap { $0 }
    }

    private func manager(of entry: Int) -> RankedClaim? {
        let people = resolver.people
        var (current, seen): (Int, Set<Int>) = (entry, [entry])
        for step in 0..<Self.managerSteps {
            guard let manager = people.entries[current].manager, let next = person(manager),
                seen.insert(next).inserted
            else { return nil }
            if people.entries[next].standing.state == .active {
                let whose = people.entries[entry].called
                let reason = step == 0 ? "the manager of \(whose)" : "above \(whose), whose own manager has left"
                var claim = suggestion(manager, reason)
                claim.fill(people.entries[next], at: next)
                return claim
            }
            current = next
        }
        return nil
    }

    private func person(_ reference: String) -> Int? {
        if case .one(let match) = resolver.people.find(employeeID: reference) { return match.entry }
        if let address = Address(reference), case .one(let match) = resolver.people.find(address: address) {
            return match.entry
        }
        return nil
    }

    /// The smallest group with the person in it in which somebody else is still here.
    private func team(of entry: Int) -> RankedClaim? {
        var best: (key: OwnerResolver.GroupKey, others: Int)?
        for key in (groups.memberships[entry] ?? []).sorted() {
            guard let group = groups.groups[key] else { continue }
            let others = group.people.count - (group.people.contains(entry) ? 1 : 0)
            if others > 0, others < best?.others ?? .max { best = (key, others) }
        }
        guard let best, let name = groups.name(best.key) else { return nil }
        var claim = suggestion(name, "a team of \(resolver.people.entries[entry].called)")
        claim.group = best.key
        claim.owner.state = .group
        claim.owner.name = name
        claim.owner.activeMembers = best.others
        return claim
    }

    private func suggestion(_ reference: String, _ reason: String) -> RankedClaim {
        RankedClaim(
            owner: Owner(
                reference: reference, evidence: .succession, confidence: Self.base(.succession), state: .unknown),
            counts: false, reason: reason, origin: .claim(.succession), match: 1)
    }
}

extension RankedClaim {
    fileprivate mutating func fill(_ person: PeopleIndex.Entry, at index: Int) {
        entry = index
        owner.person = person.nativeID.string
        owner.name = person.name
        owner.email = person.email
        owner.personStatus = person.standing.status
        owner.state = .active
    }
}

extension PeopleIndex.Entry {
    /// The name that people know them by.
    var called: String { name ?? email ?? nativeID.string }
}
