import Inventory

/// Groups: what they are called, what they may do, and how many of their members are people who are still here.
struct GroupBook: Sendable {
    typealias Key = OwnerResolver.GroupKey

    struct Group: Sendable {
        var name: String
        /// Strongest privilege of the group's own entitlements.
        var privilege = Privilege.unknown
        var parents: [Key] = []
        var members = 0
        /// People who are here, by their entries: who has two accounts in it is one.
        var people: Set<Int> = []
        var active: Int { people.count }
        /// Members of whom it is not known whether they are people, or here.
        var unclear = 0
        /// Two accounts of one person are one.
        var hasSeveral: Bool { people.count > 1 }
        /// An active person that it has, by entry of the people index.
        var firstActive: Int? { people.min() }
    }

    var groups: [Key: Group] = [:]
    /// Sources where memberships, accounts or people were not read to their end.
    var incomplete: Set<SourceID> = []

    /// The groups that a person's accounts are in, here or gone.
    private(set) var memberships: [Int: Set<Key>] = [:]

    mutating func add(_ entry: Int, to key: Key) {
        guard groups[key] != nil else { return }
        memberships[entry, default: []].insert(key)
    }

    /// Members of groups within a group are members of it too, through as many steps as `privilege` goes.
    mutating func settle() {
        let direct = groups
        let inner = groups.keys.filter { groups[$0]?.parents.isEmpty == false }.sorted()
        for key in inner {
            guard let group = direct[key] else { continue }
            var (seen, next): (Set<Key>, [Key]) = ([key], group.parents)
            for _ in 0..<5 {
                let step = next.filter { seen.insert($0).inserted }
                next = []
                for outer in step {
                    guard let parents = groups[outer]?.parents else { continue }
                    groups[outer]?.people.formUnion(group.people)
                    groups[outer]?.unclear += group.unclear
                    groups[outer]?.members += group.members
                    next += parents
                }
            }
        }
    }

    /// Whether it is known who all its members are.
    func isWhole(_ key: Key) -> Bool { !incomplete.contains(key.source) && groups[key]?.unclear == 0 }

    func name(_ key: Key) -> String? { groups[key]?.name }

    /// nil where the membership is not known.
    func activeMembers(_ key: Key) -> Int? {
        guard let group = groups[key] else { return nil }
        // Seen to be here is seen; that nobody is here takes a complete read.
        if group.active > 0 { return group.active }
        return incomplete.contains(key.source) || group.unclear > 0 ? nil : 0
    }

    /// The privilege that membership brings, through parents too.
    func privilege(_ key: Key, depth: Int = 0) -> Privilege {
        guard let group = groups[key] else { return .unknown }
        guard depth < 5 else { return group.privilege }
        return group.parents.map { privilege($0, depth: depth + 1) }.reduce(group.privilege) {
            $0.rank >= $1.rank ? $0 : $1
        }
    }
}
