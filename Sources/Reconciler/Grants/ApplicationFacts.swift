import Inventory

/// What an application says of itself, read under one name from every system.
public struct ApplicationFacts: Sendable, Hashable {
    /// Whose it is, as the system tells it.
    public enum Party: String, Sendable, Hashable, CaseIterable {
        /// Made by the maker of the system itself.
        case maker
        /// Made in this tenant.
        case own
        /// Made by somebody else.
        case third
        /// Not the maker's; the system does not say whether it is the company's own or another's.
        case undisclosed
        /// Nothing was read that could say.
        case unknown
    }

    public var party: Party
    /// The fact that decided, in words.
    public var partyReason: String
    /// By which a register may know it, the strongest first: client id, app id, the system's own id.
    public var clientIDs: [String]
    /// The tenants or accounts from which it comes.
    public var tenants: [String]
    /// Domains that the system has verified as its publisher's.
    public var verifiedDomains: [String]
    public var publisher: String?
    /// nil where the system does not tell.
    public var publisherVerified: Bool?
    /// Its place in the register of vendors.
    public var vendor: VendorRegister.Match?

    /// Somebody else's, as far as is told: what the rules over vendors look at.
    public var mayBeThirdParty: Bool { party == .third || party == .undisclosed }
}

/// The common names of attributes that connectors write about applications, and those that some have had before.
enum ApplicationAttribute {
    static let clientID = ["appId", "clientId"]
    /// The tenant in which it is registered.
    static let homeTenant = ["appOwnerOrganizationId", "homeTenant"]
    static let publisher = ["publisher"]
    static let publisherVerified = ["publisherVerified"]
    static let verifiedDomain = ["verifiedPublisherDomain"]
    /// `true` for what was made in this tenant.
    static let isInternal = ["isInternal", "is_internal"]

    static func first(_ names: [String], _ attributes: [String: String]) -> String? {
        for name in names { if let value = attributes[name], !value.isEmpty { return value } }
        return nil
    }
}

extension ApplicationFacts {
    /// Tenants in which Microsoft registers its own applications.
    private static let microsoft: Set<String> = [
        "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47",
    ]

    init(_ raw: RawDossier, _ book: GrantBook, _ register: VendorRegister?) {
        self.init(
            party: .unknown, partyReason: "the application itself was not read", clientIDs: [], tenants: [],
            verifiedDomains: [])
        if raw.reference.kind == .identity, raw.source.connector == "aws" {
            fill(trust: raw, book, register)
            return
        }
        let attributes = raw.application?.record.attributes ?? raw.identity?.record.attributes ?? [:]
        clientIDs = [
            raw.application?.record.clientID, ApplicationAttribute.first(ApplicationAttribute.clientID, attributes),
            raw.reference.nativeID.string,
        ].compactMap { $0 }
        if let application = raw.application?.record {
            clientIDs += [application.attributes["slug"]].compactMap { $0 }
            if application.type.hasPrefix("github.") { clientIDs.append(application.name) }
        }
        publisher = raw.application?.record.publisher
        publisher = publisher ?? ApplicationAttribute.first(ApplicationAttribute.publisher, attributes)
        publisherVerified =
            raw.application?.record.publisherVerified
            ?? ApplicationAttribute.first(ApplicationAttribute.publisherVerified, attributes).map { $0 == "true" }
        verifiedDomains = [ApplicationAttribute.first(ApplicationAttribute.verifiedDomain, attributes)].compactMap {
            $0
        }
        let home = ApplicationAttribute.first(ApplicationAttribute.homeTenant, attributes)
        tenants = [home].compactMap { $0 }
        vendor = register?.match(clientIDs: clientIDs, tenants: tenants, verifiedDomains: verifiedDomains)
        (party, partyReason) = Self.party(raw, attributes, home)
        if vendor?.vendor.isOwn == true, party != .maker {
            (party, partyReason) = (.own, "the register says that it is the company's own")
        }
    }

    private static func party(
        _ raw: RawDossier, _ attributes: [String: String], _ home: String?
    ) -> (Party, String) {
        guard let type = raw.application?.record.type ?? raw.identity?.record.type else {
            return (.unknown, "the application itself was not read")
        }
        if raw.application?.record.vendorManaged ?? raw.identity?.record.vendorManaged ?? false {
            return (.maker, "the system's maker keeps it")
        }
        if let home {
            if Self.microsoft.contains(home.lowercased()) { return (.maker, "registered in a tenant of Microsoft") }
            return home.lowercased() == raw.source.tenant.lowercased()
                ? (.own, "registered in this tenant") : (.third, "registered in the tenant \(home)")
        }
        switch ApplicationAttribute.first(ApplicationAttribute.isInternal, attributes) {
        case "true": return (.own, "the system says that it is internal")
        case "false": return (.third, "the system says that it is not internal")
        default: break
        }
        switch type {
        // Registrations, managed identities and agents stand in their own tenant alone.
        case "entra.application", "entra.managedIdentity", "entra.agentIdentity", "entra.agentIdentityBlueprint":
            return (.own, "registered in this tenant")
        case "okta.apiServiceIntegration": return (.third, "an integration of Okta's catalogue")
        case _ where type.hasPrefix("okta."):
            // The catalogue's key: those two are what is made by hand.
            guard let key = attributes["name"] else { return (.undisclosed, "Okta does not say whose it is") }
            return key == "oidc_client" || key.hasPrefix("custom_")
                ? (.own, "made in this org") : (.third, "the integration \(key) of Okta's catalogue")
        case _ where type.hasPrefix("entra."): return (.unknown, "Entra does not say in which tenant it is registered")
        default: return (.undisclosed, "the system does not say whose it is")
        }
    }

    /// A role that other accounts may assume: they are the third party.
    private mutating func fill(trust raw: RawDossier, _ book: GrantBook, _ register: VendorRegister?) {
        let foreign = Set(raw.grants.compactMap { GrantFacts.foreignAccount($0.record) })
            .subtracting(book.ownAccounts).sorted()
        guard !foreign.isEmpty else {
            (party, partyReason) = (.own, "only accounts of the company may assume it")
            return
        }
        let matches = foreign.map { register?.match(clientIDs: [$0], tenants: [$0]) }
        let strangers = zip(foreign, matches).filter { $1?.vendor.isOwn != true }
        guard !strangers.isEmpty else {
            (party, partyReason) = (.own, "the register says that the accounts are the company's own")
            return
        }
        tenants = strangers.map(\.0)
        clientIDs = tenants
        // One account that nobody knows is enough.
        vendor = strangers.contains { $0.1 == nil } ? nil : strangers.compactMap { $0.1 }.min { $0.value < $1.value }
        let names = tenants.joined(separator: ", ")
        (party, partyReason) =
            vendor != nil || book.readsOwnAccounts
            ? (.third, "the account \(names) may assume it")
            : (.unknown, "whether the account \(names) is the company's own was not read")
    }
}
