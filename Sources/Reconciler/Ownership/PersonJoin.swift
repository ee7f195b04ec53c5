import Inventory

/// Which rows of people are one human being. The answer does not depend on the order of rows or of sources.
///
/// 1. One id in one source (two streams tell of them), or one employee id.
/// 2. One address and one name, whatever the ids: a contractor who was employed, somebody who came back.
/// 3. One address in different sources, where the ids do not disagree and nobody else has had the address.
///
/// Two rows of one source under one address and two names stay two people: it was given anew.
struct PersonJoin {
    struct Row {
        var stored: Stored<Person>
        var addresses: [Address]
        /// What the addresses are filed under.
        var keys: [String]
    }

    private let rows: [Row]
    private var parents: [Int]

    /// Indexes of the rows, by person, each in the order of its first row.
    static func groups(of rows: [Row]) -> [[Int]] {
        var join = PersonJoin(rows: rows, parents: Array(rows.indices))
        join.joinByID()
        join.joinByAddress()
        var groups: [[Int]] = []
        var places: [Int: Int] = [:]
        for index in rows.indices {
            let root = join.root(index)
            if let place = places[root] {
                groups[place].append(index)
            } else {
                places[root] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    /// nil for what people write where there is none.
    static func employeeID(_ person: Person) -> String? {
        person.employeeID.flatMap { OwnerReference.isPlaceholder($0) || withoutZeros($0) == "" ? nil : $0 }
    }

    /// nil for an id that is not of digits only.
    static func withoutZeros(_ id: String) -> String? {
        guard !id.isEmpty, id.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return String(id.drop { $0 == "0" })
    }

    // MARK: - Joining

    private mutating func joinByID() {
        var records: [SourceID: [NativeID: Int]] = [:]
        var employees: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            if let known = records[row.stored.source]?[row.stored.record.nativeID] {
                unite(known, index)
            } else {
                records[row.stored.source, default: [:]][row.stored.record.nativeID] = index
            }
            guard let id = Self.employeeID(row.stored.record) else { continue }
            if let known = employees[id] { unite(known, index) } else { employees[id] = index }
        }
    }

    private mutating func joinByAddress() {
        var holders: [String: [Int]] = [:]
        for (index, row) in rows.enumerated() {
            for key in row.keys { holders[key, default: []].append(index) }
        }
        // What one address joins may decide another: all in one order, whatever the order of the rows.
        let shared = holders.filter { $0.value.count > 1 }.sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        // An address that hundreds share is a list's, and joins nobody.
        for (_, holding) in shared where holding.count <= 100 {
            for left in holding.indices {
                for right in holding[(left + 1)...] where haveOneName(holding[left], right) {
                    unite(holding[left], right)
                }
            }
        }
        guard !shared.isEmpty else { return }
        var members: [Int: [Int]] = [:]
        for index in rows.indices { members[root(index), default: []].append(index) }
        for (key, holding) in shared where holding.count <= 100 {
            var roots: [Int] = []
            for index in holding where !roots.contains(root(index)) { roots.append(root(index)) }
            guard roots.count > 1, areCompatible(roots.map { members[$0] ?? [] }, key) else { continue }
            for other in roots.dropFirst() { unite(roots[0], other) }
            let together = roots.flatMap { members[$0] ?? [] }
            members[root(roots[0])] = together
        }
    }

    private func haveOneName(_ left: Int, _ right: Int) -> Bool {
        guard let first = rows[left].stored.record.name, let second = rows[right].stored.record.name else {
            return false
        }
        let name = Address.normalised(first)
        return !name.isEmpty && name == Address.normalised(second)
    }

    /// No two rows of one source, no two employee ids, and the address is not an old one of somebody with another name.
    private func areCompatible(_ groups: [[Int]], _ key: String) -> Bool {
        var sources: Set<SourceID> = []
        var known: [Set<String>] = []
        for group in groups {
            let own = Set(group.map { rows[$0].stored.source })
            guard sources.isDisjoint(with: own) else { return false }
            sources.formUnion(own)
            let ids = Set(
                group.compactMap { Self.employeeID(rows[$0].stored.record) }.map { Self.withoutZeros($0) ?? $0 })
            guard ids.isEmpty || known.allSatisfy({ !$0.isDisjoint(with: ids) }) else { return false }
            if !ids.isEmpty { known.append(ids) }
        }
        // Ids that differ by zeros alone are one where the address is one too.
        return known.count == groups.count
            || groups.allSatisfy { $0.contains { rows[$0].keys.first == key } } || haveNamesInCommon(groups)
    }

    /// A word of the name stays at a marriage. Where a source has no names, it says nothing against.
    private func haveNamesInCommon(_ groups: [[Int]]) -> Bool {
        let words = groups.map { group in
            Set(
                group.compactMap { rows[$0].stored.record.name }.flatMap {
                    Address.normalised($0).split { $0 == " " || $0 == "," }.map(String.init)
                })
        }.filter { !$0.isEmpty }
        guard let first = words.first else { return true }
        return words.dropFirst().allSatisfy { !first.isDisjoint(with: $0) }
    }

    private func root(_ index: Int) -> Int {
        var at = index
        while parents[at] != at { at = parents[at] }
        return at
    }

    /// The lesser index stays the root, and paths stay short.
    private mutating func unite(_ left: Int, _ right: Int) {
        let (first, second) = (root(left), root(right))
        let top = min(first, second)
        parents[first] = top
        parents[second] = top
        parents[left] = top
        parents[right] = top
    }
}
