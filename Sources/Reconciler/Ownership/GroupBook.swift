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
        var active = 0
        /// Members of whom it is not known whether they are people, or here.
        var unclear = 0
        /// The active person that it has, by entry of the people index; the first where it has more.
        var firstActive: Int?
        /// It has more than one: two accounts of one person are one.
        var hasSeveral = false

        mutating func note(active entry: Int) {
            guard let firstActive else {
                firstActive = entry
                return
            }
            if firstActive != entry { hasSeveral = true }
        }

        mutating func add(_ nested: Group) {
            members += nested.members
            active += nested.active
            unclear += nested.unclear
            if let entry = nested.firstActive { note(active: entry) }
            if nested.hasSeveral { hasSeveral = true }
        }
    }

    var groups: [Key: Group] = [:]
    /// Sources where memberships, accounts or people were not read to their end.
    var incomplete: Set<SourceID> = []

    /// Members of a group in a group are members of both. Called once, when all members were counted.
    mutating func countNested() {
        var children: [Key: [Key]] = [:]
        for (key, group) in groups {
            for parent in group.parents where groups[parent] != nil { children[parent, default: []].append(key) }
        }
        let direct = groups
        for parent in children.keys {
            var seen: Set<Key> = [parent]
            var open = children[parent] ?? []
            while let child = open.popLast() {
                guard seen.insert(child).inserted, let group = direct[child] else { continue }
                groups[parent]?.add(group)
                open += children[child] ?? []
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
