import Inventory

/// All people, found by employee id, address or local part: the part of the first pass that is kept.
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
    private var byEmployeeID: [String: [Int]] = [:]
    private var byAddress: [String: [AddressUse]] = [:]
    private var byLocalPart: [String: [Int]] = [:]
    /// Domains in which people have addresses.
    private(set) var domains: Set<String> = []
    /// Lengths of employee ids that are digits only, to tell an id from a word.
    private var numericIDLengths: Set<Int> = []

    private struct AddressUse: Sendable {
        var entry: Int
        var primary: Bool
    }

    /// Reads all people and joins those that are one: by employee id, else by an address in another source. Rows of a
    /// source that is no authority for people are nobody: an account list must not vouch for its own accounts.
    init(_ snapshot: any Snapshot, book: StreamBook, asOf: Instant) throws {
        var rows: [[Stored<Person>]] = []
        let cursor = try snapshot.cursor(Person.self)
        while let row = try cursor.next() {
            guard book.source(row.source).authoritativeFor.contains(.person) else { continue }
            let addresses = row.record.emails.compactMap { Address($0)?.text }
            if let entry = find(row, addresses, rows) {
                rows[entry].append(row)
                register(row.record, addresses, as: entry)
            } else {
                rows.append([row])
                register(row.record, addresses, as: rows.count - 1)
            }
        }
        entries = rows.map { Self.merge($0, book: book, asOf: asOf) }
    }

    private func find(_ row: Stored<Person>, _ addresses: [String], _ rows: [[Stored<Person>]]) -> Int? {
        if let id = row.record.employeeID, !id.isEmpty, let known = byEmployeeID[id], known.count == 1 {
            return known[0]
        }
        for address in addresses {
            guard let uses = byAddress[address], uses.count == 1, let entry = uses.first?.entry else { continue }
            let known = rows[entry]
            let knownID = known.lazy.compactMap(\.record.employeeID).first
            let idsAgree = knownID == nil || row.record.employeeID == nil
            // Two rows of one source are two people, even under one address: it was given anew, or they came back.
            if idsAgree && !known.contains(where: { $0.source == row.source }) { return entry }
        }
        return nil
    }

    private mutating func register(_ person: Person, _ addresses: [String], as entry: Int) {
        if let id = person.employeeID, !id.isEmpty {
            if !(byEmployeeID[id]?.contains(entry) ?? false) { byEmployeeID[id, default: []].append(entry) }
            if id.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { numericIDLengths.insert(id.utf8.count) }
        }
        for (index, address) in addresses.enumerated() {
            if !(byAddress[address]?.contains { $0.entry == entry } ?? false) {
                byAddress[address, default: []].append(AddressUse(entry: entry, primary: index == 0))
            }
            guard let at = address.lastIndex(of: "@") else { continue }
            domains.insert(String(address[address.index(after: at)...]))
            let local = String(address[..<at])
            if !(byLocalPart[local]?.contains(entry) ?? false) { byLocalPart[local, default: []].append(entry) }
        }
    }

    /// "Active in any authoritative source" is active, and the others' word is kept as a conflict.
    private static func merge(_ rows: [Stored<Person>], book: StreamBook, asOf: Instant) -> Entry {
        let judged = rows.map { (row: $0, standing: standing(of: $0.record, asOf: asOf)) }
        let decisive =
            judged.first { $0.standing.state == .active } ?? judged.first { $0.standing.state == .inactive }
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
            sources: rows.map(\.source), standing: result, decidedBy: row)
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

    func find(employeeID: String) -> Answer {
        answer(byEmployeeID[employeeID] ?? [], method: "employee id", confidence: 0.97)
    }

    func find(address: Address) -> Answer {
        let uses = byAddress[address.text] ?? []
        let primary = uses.first?.primary ?? false
        return answer(
            uses.map(\.entry), method: primary ? "e-mail" : "e-mail alias", confidence: primary ? 0.95 : 0.9)
    }

    /// A bare user name: with a configured domain as an address, else as a local part that one person alone has.
    func find(userName: String, domains: [String]) -> Answer {
        let name = Address.normalised(userName)
        guard !name.isEmpty, !name.contains("@") else { return .none }
        for domain in domains {
            guard let address = Address(name + "@" + domain), let uses = byAddress[address.text] else { continue }
            return answer(uses.map(\.entry), method: "user name and domain", confidence: 0.7)
        }
        return answer(byLocalPart[name] ?? [], method: "user name", confidence: 0.7)
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
