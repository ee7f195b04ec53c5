import Inventory

/// All people, found by record, employee id, address or local part: the part of the first pass that is kept.
struct PeopleIndex: Sendable {
    /// One human being, as every source together knows them.
    struct Entry: Sendable {
        var nativeID: NativeID
        var employeeID: String?
        var name: String?
        var email: String?
        /// The manager's employee id or address, as a source gives it.
        var manager: String?
        var department: String?
        var sources: [SourceID]
        var standing: Standing
        /// Where the standing was read.
        var decidedBy: Stored<Person>
        /// What each source says, in their order.
        var words: [Word]
    }

    /// What one source says of a person.
    struct Word: Sendable, Hashable {
        var source: SourceID
        var status: PersonStatus
        var endedAt: Instant?
    }

    struct Match: Sendable, Hashable {
        var entry: Int
        var method: String
        var confidence: Double
    }

    enum Answer: Sendable, Hashable {
        case one(Match)
        /// Several people answer to it: an address given anew, a name held twice.
        case several([Int])
        case none
    }

    private(set) var entries: [Entry] = []
    private var byRecord: [SourceID: [NativeID: Int]] = [:]
    private var byNativeID: [NativeID: [Int]] = [:]
    private var byEmployeeID: [String: [Int]] = [:]
    /// Ids of digits only, without their leading zeros: a spreadsheet takes them off.
    private var byTrimmedID: [String: [Int]] = [:]
    private var byAddress: [String: [AddressUse]] = [:]
    private var byLocalPart: [String: [Int]] = [:]
    private var byName: [String: [Int]] = [:]
    /// Domains in which people have addresses, and their other names.
    private(set) var domains: Set<String> = []
    /// The first of the domains that are one, by each of the others.
    private let domainAliases: [String: String]
    /// Lengths of employee ids that are digits only, to tell an id from a word.
    private var numericIDLengths: Set<Int> = []

    private struct AddressUse: Sendable {
        var entry: Int
        var primary: Bool
        var text: String
    }

    /// Reads all people and joins those that are one. Rows of a source that is no authority for people are nobody: an
    /// account list must not vouch for its own accounts.
    init(_ snapshot: any Snapshot, book: StreamBook, policy: Policy = .standard, asOf: Instant) throws {
        domainAliases = Self.aliases(policy)
        var rows: [PersonJoin.Row] = []
        let cursor = try snapshot.cursor(Person.self)
        while let row = try cursor.next() {
            guard book.source(row.source).authoritativeFor.contains(.person) else { continue }
            let addresses = row.record.emails.compactMap { Address($0) }
            rows.append(PersonJoin.Row(stored: row, addresses: addresses, keys: addresses.map(key)))
        }
        for group in PersonJoin.groups(of: rows) {
            let entry = entries.count
            entries.append(Self.merge(group.map { rows[$0].stored }, book: book, asOf: asOf))
            for index in group { register(rows[index], as: entry) }
        }
        for group in policy.domainAliases {
            let names = group.map { Address.normalised($0) }
            if names.contains(where: domains.contains) { domains.formUnion(names) }
        }
    }

    private static func aliases(_ policy: Policy) -> [String: String] {
        var aliases: [String: String] = [:]
        for group in policy.domainAliases {
            let names = group.map { Punycode.host(Address.normalised($0)) }
            guard let first = names.first else { continue }
            for name in names.dropFirst() where aliases[name] == nil { aliases[name] = first }
        }
        return aliases
    }

    /// What an address is filed under: itself, or its like in the first of the domains that are one.
    private func key(_ address: Address) -> String {
        guard !domainAliases.isEmpty, let first = domainAliases[String(address.domain)] else { return address.text }
        return address.localPart + "@" + first
    }

    private mutating func register(_ row: PersonJoin.Row, as entry: Int) {
        func note<Key>(_ key: Key, in index: inout [Key: [Int]]) {
            if !(index[key]?.contains(entry) ?? false) { index[key, default: []].append(entry) }
        }
        let person = row.stored.record
        byRecord[row.stored.source, default: [:]][person.nativeID] = entry
        note(person.nativeID, in: &byNativeID)
        if let id = PersonJoin.employeeID(person) {
            note(id, in: &byEmployeeID)
            if let trimmed = PersonJoin.withoutZeros(id) {
                note(trimmed, in: &byTrimmedID)
                numericIDLengths.insert(id.utf8.count)
            }
        }
        if let name = person.name.map(Address.normalised), !name.isEmpty { note(name, in: &byName) }
        for (index, address) in row.addresses.enumerated() {
            let use = AddressUse(entry: entry, primary: index == 0, text: address.text)
            if let known = byAddress[row.keys[index]]?.firstIndex(where: { $0.entry == entry }) {
                // Primary in any source is primary.
                if use.primary { byAddress[row.keys[index]]?[known].primary = true }
            } else {
                byAddress[row.keys[index], default: []].append(use)
            }
            domains.insert(String(address.domain))
            note(String(address.localPart), in: &byLocalPart)
        }
    }

    /// "Active in any authoritative source" is active, and the others' word is kept as a conflict.
    private static func merge(_ rows: [Stored<Person>], book: StreamBook, asOf: Instant) -> Entry {
        let judged = rows.map { (row: $0, standing: standing(of: $0.record, asOf: asOf)) }
        let decisive =
            judged.first { $0.standing.state == .active }
            ?? judged.filter { $0.standing.state == .inactive }.min { says($0.standing, moreThan: $1.standing) }
            ?? judged.first
        var result = decisive?.standing ?? Standing(state: .unknown, status: rows[0].record.status)
        let row = decisive?.row ?? rows[0]
        let dissent = judged.filter { $0.standing.state != result.state }
        if !dissent.isEmpty {
            result.conflict =
                dissent
                .map { "\(book.source($0.row.source).name) says \($0.standing.status.rawValue)" }
                .joined(separator: "; ")
        }
        return Entry(
            nativeID: row.record.nativeID, employeeID: rows.lazy.compactMap(\.record.employeeID).first,
            name: row.record.name ?? rows.lazy.compactMap(\.record.name).first,
            email: row.record.emails.first ?? rows.lazy.compactMap(\.record.emails.first).first,
            manager: row.record.manager ?? rows.lazy.compactMap(\.record.manager).first,
            department: row.record.department ?? rows.lazy.compactMap(\.record.department).first,
            sources: rows.map(\.source), standing: result, decidedBy: row,
            words: rows.map { Word(source: $0.source, status: $0.record.status, endedAt: $0.record.endedAt) })
    }

    /// Of those who say that somebody is gone: for good before suspended, and the latest of the last days.
    private static func says(_ left: Standing, moreThan right: Standing) -> Bool {
        let (first, second) = (left.status == .suspended, right.status == .suspended)
        if first != second { return second }
        guard let day = left.leftAt else { return false }
        return right.leftAt.map { day > $0 } ?? true
    }

    /// A person counts as here until the end of their last day, whatever the status already says; leave is active.
    static func standing(of person: Person, asOf: Instant) -> Standing {
        if let ended = person.endedAt {
            if asOf >= end(ofLastDay: ended) { return Standing(state: .inactive, status: person.status, leftAt: ended) }
            return Standing(state: person.status == .unknown ? .unknown : .active, status: person.status)
        }
        switch person.status {
        case .active, .leave: return Standing(state: .active, status: person.status)
        case .suspended, .deactivated, .deleted: return Standing(state: .inactive, status: person.status)
        case .unknown: return Standing(state: .unknown, status: .unknown)
        }
    }

    /// A bare date is midnight, and the last day itself is still worked.
    static func end(ofLastDay day: Instant) -> Instant {
        day.milliseconds % 86_400_000 == 0 ? day.advanced(byDays: 1) : day
    }

    // MARK: - Finding

    /// The person whose record it is, in a source that is authoritative for people.
    func find(record id: NativeID, in source: SourceID) -> Answer {
        guard let entry = byRecord[source]?[id] else { return .none }
        return .one(Match(entry: entry, method: "own record", confidence: 1))
    }

    /// The person by the id that some source of people has for them.
    func find(anyRecord id: String) -> Answer {
        answer(byNativeID[NativeID(id)] ?? [], method: "record id", confidence: 1)
    }

    func find(employeeID: String) -> Answer {
        answer(byEmployeeID[employeeID] ?? [], method: "employee id", confidence: 0.97)
    }

    /// An id that differs by leading zeros alone: worth less, for it may be another's.
    func find(employeeIDWithoutZeros id: String) -> Answer {
        guard let trimmed = PersonJoin.withoutZeros(id) else { return .none }
        return answer(byTrimmedID[trimmed] ?? [], method: "employee id but for leading zeros", confidence: 0.85)
    }

    func find(address: Address) -> Answer {
        let uses = byAddress[key(address)] ?? []
        guard let first = uses.first else { return .none }
        if first.text != address.text {
            return answer(uses.map(\.entry), method: "e-mail in an alias of the domain", confidence: 0.9)
        }
        return answer(
            uses.map(\.entry), method: first.primary ? "e-mail" : "e-mail alias",
            confidence: first.primary ? 0.95 : 0.9)
    }

    /// A bare user name: with a configured domain as an address, else as a local part that one person alone has.
    func find(userName: String, domains: [String]) -> Answer {
        let name = Address.normalised(userName)
        guard !name.isEmpty, !name.contains("@") else { return .none }
        for domain in domains {
            guard let address = Address(name + "@" + domain), let uses = byAddress[key(address)] else { continue }
            return answer(uses.map(\.entry), method: "user name and domain", confidence: 0.7)
        }
        return answer(byLocalPart[name] ?? [], method: "user name", confidence: 0.7)
    }

    /// By the name that people are called by: a hint for a reader, and never a link.
    func find(displayName: String) -> Answer {
        answer(byName[Address.normalised(displayName)] ?? [], method: "display name", confidence: 0.3)
    }

    private func answer(_ found: [Int], method: String, confidence: Double) -> Answer {
        switch found.count {
        case 0: .none
        case 1: .one(Match(entry: found[0], method: method, confidence: confidence))
        default: .several(found)
        }
    }

    /// Whether a reference has the form of this company's employee ids.
    func looksLikeEmployeeID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && numericIDLengths.contains(text.utf8.count)
    }
}
