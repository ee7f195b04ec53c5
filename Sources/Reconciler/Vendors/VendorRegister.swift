import Inventory

/// The vendors that the company deals with, and what each may have: an input of judgement beside the policy.
public struct VendorRegister: Sendable, Hashable {
    public let vendors: [Vendor]
    private let byClientID: [String: Int]
    private let byTenant: [String: Int]
    private let byDomain: [String: Int]

    public init(_ vendors: [Vendor]) {
        self.vendors = vendors
        func index(_ ids: (Vendor) -> [String]) -> [String: Int] {
            var places: [String: Int] = [:]
            for (place, vendor) in vendors.enumerated() {
                for id in ids(vendor) where places[VendorRegister.key(id)] == nil {
                    places[VendorRegister.key(id)] = place
                }
            }
            return places
        }
        byClientID = index(\.clientIDs)
        byTenant = index(\.tenants)
        byDomain = index(\.domains)
    }

    /// How an application was found in the register.
    public struct Match: Sendable, Hashable {
        public var vendor: Vendor
        /// `client id`, `tenant` or `verified domain`.
        public var by: String
        public var value: String
    }

    /// By client id first, then by the tenant or account that the application belongs to, then by a domain that the system
    /// has verified. Never by a display name: anybody may call an app "Backup by Contoso".
    public func match(clientIDs: [String], tenants: [String] = [], verifiedDomains: [String] = []) -> Match? {
        for (by, ids, places) in [
            ("client id", clientIDs, byClientID), ("tenant", tenants, byTenant),
            ("verified domain", verifiedDomains, byDomain),
        ] {
            for id in ids {
                if let place = places[Self.key(id)] { return Match(vendor: vendors[place], by: by, value: id) }
            }
        }
        return nil
    }

    /// Ids are compared without regard to the case of ASCII letters: GUIDs and domains are written both ways.
    static func key(_ id: String) -> String { Address.normalised(id) }

    /// For the hash of the policy: two registers that mean the same give the same.
    func append(to text: inout LengthPrefixed) {
        text.append("vendors")
        text.append(String(vendors.count))
        for vendor in vendors {
            for field in [
                vendor.name, vendor.owner ?? "", vendor.contractEnd?.description ?? "", vendor.tier ?? "",
                String(vendor.isApproved), String(vendor.isTenantWide), String(vendor.isOwn),
            ] { text.append(field) }
            for list in [vendor.clientIDs, vendor.tenants, vendor.domains, vendor.allowedScopes ?? ["*"]] {
                text.append(String(list.count))
                for value in list { text.append(value) }
            }
        }
    }
}

/// One vendor of the register.
public struct Vendor: Sendable, Hashable {
    public var name: String
    /// Client ids, app ids and slugs of its applications, as the systems write them.
    public var clientIDs: [String]
    /// Entra tenants in which its applications are registered, AWS accounts from which it works.
    public var tenants: [String]
    /// Its domains, for systems that verify them.
    public var domains: [String]
    /// Who in the company answers for the relation.
    public var owner: String?
    /// The last day of the contract, in UTC.
    public var contractEnd: Instant?
    /// How much hangs on it, in the company's own words.
    public var tier: String?
    public var isApproved: Bool
    /// Scopes that were approved; one star stands for any run of characters. nil where none are named: then none of high
    /// risk is.
    public var allowedScopes: [String]?
    /// Consent for everybody was approved too.
    public var isTenantWide: Bool
    /// Not a vendor at all: the company itself, or its own apps and accounts.
    public var isOwn: Bool

    public init(
        name: String, clientIDs: [String] = [], tenants: [String] = [], domains: [String] = [], owner: String? = nil,
        contractEnd: Instant? = nil, tier: String? = nil, isApproved: Bool = true, allowedScopes: [String]? = nil,
        isTenantWide: Bool = false, isOwn: Bool = false
    ) {
        self.name = name
        self.clientIDs = clientIDs
        self.tenants = tenants
        self.domains = domains
        self.owner = owner
        self.contractEnd = contractEnd
        self.tier = tier
        self.isApproved = isApproved
        self.allowedScopes = allowedScopes
        self.isTenantWide = isTenantWide
        self.isOwn = isOwn
    }

    /// Approved, and this scope with it.
    public func allows(_ scope: String) -> Bool { isApproved && PatternList(allowedScopes ?? []).match(scope) != nil }

    /// Whether the contract has ended: the last day still counts.
    public func hasEnded(_ asOf: Instant) -> Bool {
        contractEnd.map { asOf >= PeopleIndex.end(ofLastDay: $0) } ?? false
    }
}
