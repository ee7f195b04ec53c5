import Inventory

/// The people of a snapshot, to be looked up by what a user types.
public struct PeopleDirectory: Sendable {
    let index: PeopleIndex
    let coverage: PeopleCoverage
    private let policy: Policy

    /// One person as every source together knows them.
    public struct Known: Sendable, Hashable {
        public var nativeID: String
        public var employeeID: String?
        public var name: String?
        public var email: String?
        public var department: String?
        public var standing: Standing
        /// The last day, past or to come, where a source tells.
        public var endsAt: Instant?
        /// The labels of the sources that know them.
        public var sources: [String]
        var entry: Int

        /// The name that people know them by, and the address beside it.
        public var described: String {
            let called = name ?? email ?? nativeID
            return email.map { $0 == called ? called : "\(called) <\($0)>" } ?? called
        }
    }

    /// - Throws: what the snapshot's cursor throws.
    public init(_ snapshot: any Snapshot, policy: Policy, asOf: Instant) throws {
        let book = StreamBook(snapshot.info)
        index = try PeopleIndex(snapshot, book: book, policy: policy, asOf: asOf)
        coverage = PeopleCoverage(book, policy: policy)
        self.policy = policy
        names = Dictionary(uniqueKeysWithValues: book.sources.map { ($0.id, $0.name) })
    }

    private let names: [SourceID: String]

    /// Some source is the authority for people.
    public var hasSource: Bool { coverage.hasSource }
    /// Every such source was read to its end: who is not found is not there.
    public var isComplete: Bool { coverage.isComplete }

    /// All who answer to an address, an employee id, a source's own id or a name (in any case); else to a user name.
    public func find(_ query: String) -> [Known] {
        let text = OwnerReference.bare(query)
        if let address = Address(text) { return known(index.find(address: address)) }
        let exact = known(index.find(employeeID: text))
        if !exact.isEmpty { return exact }
        let wanted = Address.normalised(text)
        let named = index.entries.indices.filter { place in
            let entry = index.entries[place]
            return entry.nativeID == NativeID(text) || entry.name.map { Address.normalised($0) == wanted } ?? false
        }
        if !named.isEmpty { return named.map(known) }
        return known(index.find(userName: text, domains: policy.ownerDomains))
    }

    /// Whether two references mean one person, or are one text.
    public func areSame(_ left: String, _ right: String) -> Bool {
        if Address.normalised(left) == Address.normalised(right) { return true }
        let (first, second) = (find(left), find(right))
        return first.count == 1 && second.count == 1 && first[0].entry == second[0].entry
    }

    private func known(_ answer: PeopleIndex.Answer) -> [Known] {
        switch answer {
        case .none: []
        case .one(let match): [known(match.entry)]
        case .several(let entries): entries.map(known)
        }
    }

    private func known(_ place: Int) -> Known {
        let entry = index.entries[place]
        return Known(
            nativeID: entry.nativeID.string, employeeID: entry.employeeID, name: entry.name, email: entry.email,
            department: entry.department, standing: entry.standing,
            endsAt: entry.standing.leftAt ?? entry.decidedBy.record.endedAt,
            sources: entry.sources.map { names[$0] ?? $0.description }, entry: place)
    }
}

/// What may stand for an owner in a decision.
public enum OwnerText {
    /// Longer than any address (RFC 5321 section 4.5.3.1: 64 + 1 + 255 octets).
    public static let maximumBytes = 320

    /// Why a text names nobody; nil where it may be an address, an id or a team's name.
    public static func problem(_ text: String) -> String? {
        if OwnerReference.isPlaceholder(text) { return "names nobody" }
        if text.utf8.count > maximumBytes { return "is longer than \(maximumBytes) bytes" }
        let isPrintable = !text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
            default: false
            }
        }
        return isPrintable ? nil : "holds characters that cannot be seen"
    }
}
