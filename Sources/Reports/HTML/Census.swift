import Inventory
import Reconciler

/// The inventory in numbers: counted in one pass over the dossiers, never the whole of it in memory.
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

    /// Counts an identity, application or resource with all that is filed under it.
    /// - Parameter source: its source's label.
    public mutating func count(_ dossier: Dossier, of source: String) {
        if let identity = dossier.identity?.record {
            count(
                dossier.classification.value, isVendorManaged: identity.vendorManaged, owners: dossier.owners,
                of: source)
        }
        if dossier.application != nil { count(.application, 1, of: source) }
        if dossier.resource != nil { count(.resource, 1, of: source) }
        count(.grant, dossier.grants.count, of: source)
        count(.entitlement, dossier.entitlements.count, of: source)
        for held in dossier.credentials { count(held.filed.record, lastUse: held.usage.lastUse, of: source) }
    }

    public mutating func count(_ kind: RecordKind, _ number: Int, of source: String) {
        if number > 0 { records[source, default: [:]][kind, default: 0] += number }
    }

    mutating func count(
        _ classification: IdentityClass, isVendorManaged: Bool, owners: [Owner], of source: String
    ) {
        count(.identity, 1, of: source)
        let key = isVendorManaged ? Self.vendorManaged : classification.rawValue
        var counts = classes[key] ?? Ownership()
        counts.all += 1
        if owners.contains(where: \.isHere) {
            counts.owned += 1
        } else if !owners.isEmpty {
            counts.left += 1
        }
        classes[key] = counts
    }

    mutating func count(_ credential: Credential, lastUse: LastUse, of source: String) {
        count(.credential, 1, of: source)
        var counts = credentials[credential.type] ?? Credentials()
        counts.all += 1
        if credential.status == .inactive { counts.inactive += 1 }
        if credential.expiry == .never || credential.expiry == .unsupported { counts.endless += 1 }
        credentials[credential.type] = counts
        guard credential.status != .inactive else { return }
        ages[(credential.createdAt.map { Age(asOf.days(since: $0)) } ?? .unknown).rawValue] += 1
        uses[use(lastUse).rawValue] += 1
    }

    /// All records of one kind.
    func total(_ kind: RecordKind) -> Int { records.values.reduce(0) { $0 + ($1[kind] ?? 0) } }

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

extension Owner {
    /// Whether somebody stands behind it who can be asked.
    fileprivate var isHere: Bool { state == .active || state == .group && activeMembers ?? 0 > 0 }
}
