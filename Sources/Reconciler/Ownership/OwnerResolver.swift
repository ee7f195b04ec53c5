import Inventory

/// Finds who an owner's reference means. The answers are kept by reference: an estate names few owners many times.
final class OwnerResolver {
    enum Resolution: Hashable {
        case person(entry: Int, confidence: Double)
        case ambiguous([Int])
        case group(GroupKey)
        /// A thing of the same source that is said to own another.
        case identity(GroupKey)
        case nobody
        case unresolved(OwnerDoubt)
    }

    /// An identity by source and id.
    struct GroupKey: Hashable, Comparable {
        var source: SourceID
        var id: NativeID

        static func < (left: GroupKey, right: GroupKey) -> Bool {
            left.source == right.source ? left.id < right.id : left.source < right.source
        }
    }

    let people: PeopleIndex
    let coverage: PeopleCoverage
    let policy: Policy
    /// Groups by normalised name, in order.
    var groups: [String: [GroupKey]] = [:]
    /// Groups by their id and by the name in the vendor's paths: what records of teams name them by, and people do not.
    var teamNames: [String: [GroupKey]] = [:]
    /// Identities that references name, by what they are named by.
    var nodes: [SourceID: [String: OwnerNode]] = [:]
    private var cache: [SourceID: [String: Resolution]] = [:]

    init(people: PeopleIndex, coverage: PeopleCoverage, policy: Policy) {
        self.people = people
        self.coverage = coverage
        self.policy = policy
    }

    func forgetAnswers() { cache = [:] }

    func resolve(_ claim: RawClaim, in source: SourceID) -> Resolution {
        let key = claim.evidence == .team ? "team\u{0}" + claim.owner : claim.owner
        if let known = cache[source]?[key] { return known }
        let answer = claim.evidence == .team ? team(claim.owner, source) : person(claim.owner, source)
        cache[source, default: [:]][key] = answer
        return answer
    }

    private func team(_ name: String, _ source: SourceID) -> Resolution {
        if let group = group(named: name, source) ?? group(named: name, source, in: teamNames) { return .group(group) }
        // Some teams are written as the address of a person or a list.
        if let address = Address(name), case .one(let match) = people.find(address: address) {
            return .person(entry: match.entry, confidence: match.confidence)
        }
        return .unresolved(.teamUnknown)
    }

    private func person(_ reference: String, _ source: SourceID) -> Resolution {
        let text = OwnerReference.bare(reference)
        if let address = Address(text) { return resolve(address, source) }
        switch people.find(employeeID: text) {
        case .one(let match): return .person(entry: match.entry, confidence: match.confidence)
        case .several(let entries): return .ambiguous(entries)
        case .none: break
        }
        if let node = nodes[source]?[text] {
            if let link = node.link, link.confidence >= 0.9 {
                return .person(entry: link.entry, confidence: node.linkIsCertain ? 0.9 : 0.85)
            }
            return .identity(node.key)
        }
        if let group = group(named: text, source) { return .group(group) }
        switch people.find(userName: text, domains: policy.ownerDomains) {
        case .one(let match): return .person(entry: match.entry, confidence: match.confidence)
        case .several(let entries): return .ambiguous(entries)
        case .none: break
        }
        let isToken = !text.contains(" ") && !text.contains(":") && !text.contains("/")
        let readable = people.looksLikeEmployeeID(text) || (isToken && !policy.ownerDomains.isEmpty)
        return readable ? absence() : .unresolved(.format)
    }

    private func resolve(_ address: Address, _ source: SourceID) -> Resolution {
        switch people.find(address: address) {
        case .one(let match): return .person(entry: match.entry, confidence: match.confidence)
        case .several(let entries): return .ambiguous(entries)
        case .none: break
        }
        let domain = String(address.domain)
        let isOurs = people.domains.contains(domain) || policy.ownerDomains.contains(domain)
        if isOurs, let group = group(named: String(address.localPart), source) { return .group(group) }
        if let node = nodes[source]?[address.text] { return .identity(node.key) }
        guard coverage.hasSource else { return .unresolved(.noPeopleSource) }
        // Whose domain it is can only be told where the list of people is whole.
        if !isOurs { return .unresolved(coverage.isComplete ? .external : .peopleIncomplete) }
        return absence()
    }

    private func absence() -> Resolution {
        guard coverage.hasSource else { return .unresolved(.noPeopleSource) }
        guard coverage.isComplete else { return .unresolved(.peopleIncomplete) }
        return coverage.shrunk.isEmpty ? .nobody : .unresolved(.peopleShrank)
    }

    private func group(named name: String, _ source: SourceID) -> GroupKey? {
        group(named: name, source, in: groups)
    }

    private func group(named name: String, _ source: SourceID, in groups: [String: [GroupKey]]) -> GroupKey? {
        guard let found = groups[Address.normalised(name)] else { return nil }
        if let own = found.first(where: { $0.source == source }) { return own }
        return found.count == 1 ? found[0] : nil
    }
}

/// An identity that someone names as an owner: what an owner chain walks through.
struct OwnerNode: Sendable {
    var key: OwnerResolver.GroupKey
    var name: String
    var classification: Classification
    var link: Correlation.Link?
    /// No stronger link may stand in what could not be read.
    var linkIsCertain: Bool
    var claims: [RawClaim]
    /// The vendor marks it as an account of somebody from outside.
    var isGuest = false
}
