import Inventory

/// The inventory in numbers: counted in one pass over the holdings, never the whole of it in memory.
public struct Census: Sendable {
    /// Sources by label, kinds within.
    public private(set) var records: [String: [RecordKind: Int]] = [:]
    /// Identities by class.
    private(set) var classes: [String: Ownership] = [:]
    /// Credentials by the vendor's term.
    private(set) var credentials: [String: Credentials] = [:]
    /// Credentials that are not known to be inactive.
    private(set) var ages = [Int](repeating: 0, count: Age.allCases.count)
    private(set) var uses = [Int](repeating: 0, count: Use.allCases.count)
    let asOf: Instant

    struct Ownership: Sendable, Hashable {
        var all = 0
        /// At least one owner is here, or a group with somebody in it.
        var owned = 0
        /// Owners are named, and none is known to be here.
        var left = 0
        var nobody: Int { all - owned - left }
    }

    struct Credentials: Sendable, Hashable {
        var all = 0
        var inactive = 0
        /// Known never to end, or of a kind that has no end.
        var endless = 0
    }

    /// How old a credential is, in whole days.
    enum Age: Int, CaseIterable {
        case month, quarter, halfYear, year, twoYears, older, unknown

        var title: String {
            switch self {
            case .month: "up to 30 days"
            case .quarter: "31 to 90 days"
            case .halfYear: "91 to 180 days"
            case .year: "181 to 365 days"
            case .twoYears: "1 to 2 years"
            case .older: "over 2 years"
            case .unknown: "not known"
            }
        }

        init(_ days: Int64) {
            switch days {
            case ...30: self = .month
            case ...90: self = .quarter
            case ...180: self = .halfYear
            case ...365: self = .year
            case ...730: self = .twoYears
            default: self = .older
            }
        }
    }

    /// When a credential was last used, in whole days.
    enum Use: Int, CaseIterable {
        case week, month, quarter, year, older, never, untold, unknown

        var title: String {
            switch self {
            case .week: "in the last 7 days"
            case .month: "8 to 30 days ago"
            case .quarter: "31 to 90 days ago"
            case .year: "91 to 365 days ago"
            case .older: "over a year ago"
            case .never: "no use seen"
            case .untold: "the vendor does not tell"
            case .unknown: "not known"
            }
        }

        init(_ days: Int64) {
            switch days {
            case ...7: self = .week
            case ...30: self = .month
            case ...90: self = .quarter
            case ...365: self = .year
            default: self = .older
            }
        }
    }

    /// - Parameter asOf: the judging clock, from which ages are counted.
    public init(asOf: Instant) { self.asOf = asOf }

    public mutating func count(_ holding: Holding) {
        if let holder = holding.holder { count(holder) }
        for row in holding.held { count(row) }
    }

    public mutating func count(_ row: InventoryRow) {
        records[row.source, default: [:]][row.kind, default: 0] += 1
        switch row.kind {
        case .identity: countIdentity(row)
        case .credential: countCredential(row)
        default: break
        }
    }

    /// All records of one kind.
    func total(_ kind: RecordKind) -> Int { records.values.reduce(0) { $0 + ($1[kind] ?? 0) } }

    private mutating func countIdentity(_ row: InventoryRow) {
        let isVendors = row.detail("vendorManaged") == "true"
        let key = isVendors ? Self.vendorManaged : row.detail("class") ?? IdentityClass.unknown.rawValue
        classes[key, default: Ownership()].all += 1
        if row.owners.contains(where: \.isHere) {
            classes[key, default: Ownership()].owned += 1
        } else if !row.owners.isEmpty {
            classes[key, default: Ownership()].left += 1
        }
    }

    private mutating func countCredential(_ row: InventoryRow) {
        var counts = credentials[row.type] ?? Credentials()
        counts.all += 1
        let isInactive = row.status == CredentialStatus.inactive.rawValue
        if isInactive { counts.inactive += 1 }
        if row.expiresAt == .never || row.expiresAt == .unsupported { counts.endless += 1 }
        credentials[row.type] = counts
        guard !isInactive else { return }
        ages[(row.createdAt.map { Age(asOf.days(since: $0)) } ?? .unknown).rawValue] += 1
        uses[use(row.lastUsed).rawValue] += 1
    }

    private func use(_ lastUsed: LastUse) -> Use {
        switch lastUsed {
        case .observed(let at): Use(asOf.days(since: at))
        case .noneSince: .never
        case .unsupported: .untold
        case .unknown: .unknown
        }
    }

    /// The class under which accounts stand that the vendor itself made and keeps.
    static var vendorManaged: String { "the vendor's own" }
}

extension InventoryRow {
    fileprivate func detail(_ name: String) -> String? {
        guard case .text(let text)? = details.first(where: { $0.name == name })?.value else { return nil }
        return text
    }
}

extension Owner {
    /// Whether somebody stands behind it who can be asked.
    fileprivate var isHere: Bool { state == .active || state == .group && activeMembers ?? 0 > 0 }
}
