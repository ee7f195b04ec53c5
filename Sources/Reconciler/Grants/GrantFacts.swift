import Inventory

/// One thing that an application was given, read under one name from every system: a consent, an installation, an app
/// permission, the trust of another account.
public struct GrantFacts: Sendable {
    /// On whose things it works.
    public enum Reach: String, Sendable, Hashable, CaseIterable, Comparable {
        case unknown
        /// Those of the one user who consented.
        case oneUser
        /// Those that were picked.
        case selected
        case everybody

        public static func < (left: Reach, right: Reach) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .unknown: 0
            case .oneUser: 1
            case .selected: 2
            case .everybody: 3
            }
        }
    }

    /// The record that says so.
    public enum Record: Sendable {
        case grant(HeldGrant)
        case permission(HeldEntitlement)
    }

    public var record: Record
    public var form: ScopeForm
    public var consent: Consent
    public var reach: Reach
    /// The account in whose name it works; nil where it is nobody's in particular.
    public var onBehalfOf: Reference?
    public var scopes: [ScopeFact]

    /// The worst that its scopes allow, as far as they are known.
    public var risk: ScopeRisk { scopes.map(\.risk).max() ?? .unknown }

    var id: NativeID {
        switch record {
        case .grant(let held): held.record.nativeID
        case .permission(let held): held.record.nativeID
        }
    }
}

/// One scope with what is known of it.
public struct ScopeFact: Sendable, Hashable {
    public var scope: String
    /// nil where the catalogue does not have it.
    public var entry: ScopeEntry?
    public var risk: ScopeRisk

    public init(scope: String, entry: ScopeEntry?, risk: ScopeRisk) {
        self.scope = scope
        self.entry = entry
        self.risk = risk
    }
}

/// All that one application was given.
public struct ApplicationAccess: Sendable {
    public var facts: ApplicationFacts
    /// In the order of the records: grants, then app permissions.
    public var grants: [GrantFacts]

    public var risk: ScopeRisk { grants.map(\.risk).max() ?? .unknown }

    /// Scopes of which nothing is known, each once.
    var unknownScopes: [String] {
        Set(grants.flatMap { grant in grant.scopes.filter { $0.risk == .unknown }.map(\.scope) }).sorted {
            NativeID($0) < NativeID($1)
        }
    }
}

extension GrantFacts {
    /// The connector's word for a permission of an app by its own right, which Entra tells as an assignment.
    static let appPermission = "entra.appPermission"

    /// Whether the record is a grant to an application. Webhooks send and do not read; a token of one's own is a
    /// credential; a trust within the company is privilege, and PRV's.
    static func isConsent(_ grant: Grant) -> Bool {
        guard let holder = grant.holder else { return false }
        switch grant.consent {
        case .trust: return foreignAccount(grant) != nil
        case .user, .admin, .installation, .unknown:
            if holder.kind == .application { return true }
            return holder.kind == .identity && grant.onBehalfOf != holder && !grant.type.hasSuffix("ebhook")
        }
    }

    /// The other account that may assume a role.
    static func foreignAccount(_ grant: Grant) -> String? {
        guard grant.consent == .trust, grant.type == "aws.iam.roleTrust",
            grant.attributes["relation"] == "otherAccount"
        else { return nil }
        return grant.attributes["account"]
    }

    static func form(_ grant: Grant) -> ScopeForm {
        if grant.consent == .trust { return .application }
        if grant.onBehalfOf != nil || grant.consent == .user { return .delegated }
        switch grant.type {
        // Consent for all users, and still as each of them.
        case "entra.oauth2PermissionGrant": return .delegated
        // Whether a user's or the bot's token has a scope, the log does not tell.
        case "slack.installation": return .unknown
        default: return grant.consent == .unknown ? .unknown : .application
        }
    }

    static func reach(_ grant: Grant) -> Reach {
        if grant.onBehalfOf != nil { return .oneUser }
        if grant.conditions.contains(where: isSelection) { return .selected }
        switch grant.consent {
        case .trust: return .everybody
        case .user: return .oneUser
        case .unknown: return .unknown
        case .admin, .installation:
            switch grant.type {
            // A bot sees where it was let in; a service posts to one channel.
            case "slack.installation", "slack.botInstallation", "slack.service": return .selected
            // An administrator let the users of one profile use it.
            case "salesforce.appAccess": return .selected
            default: return .everybody
            }
        }
    }

    /// A condition that narrows to what was picked: `repository_selection: selected`.
    private static func isSelection(_ condition: String) -> Bool {
        condition.hasSuffix("_selection: selected") || condition.hasSuffix("_selection: subset")
    }

    /// The API that the scopes belong to, where the catalogue has only some of a system's; nil is any.
    static func resource(_ grant: Grant) -> NativeID? { grant.attributes["resourceId"].map { NativeID($0) } }
}

/// Reads what a dossier's holder was given. Made once a dossier, and only where there is something.
struct AccessReader {
    let book: GrantBook
    let policy: Policy

    func read(
        _ raw: RawDossier, _ grants: [HeldGrant], _ entitlements: [HeldEntitlement], _ privilege: EffectivePrivilege
    ) -> ApplicationAccess? {
        let mayHavePermissions = raw.source.connector == "entra" && raw.reference.kind == .identity
        guard !grants.isEmpty || mayHavePermissions else { return nil }
        let system = ScopeSystem(connector: raw.source.connector)
        var found: [GrantFacts] = []
        for held in grants where GrantFacts.isConsent(held.record) {
            if let account = GrantFacts.foreignAccount(held.record), book.ownAccounts.contains(account) { continue }
            let form = GrantFacts.form(held.record)
            found.append(
                GrantFacts(
                    record: .grant(held), form: form, consent: held.record.consent,
                    reach: GrantFacts.reach(held.record), onBehalfOf: held.record.onBehalfOf,
                    scopes: held.record.scopes.map { scope(held.record, $0, form, system, raw, privilege) }))
        }
        if mayHavePermissions {
            for held in entitlements where held.record.type == GrantFacts.appPermission {
                found.append(permission(held, system, raw))
            }
        }
        guard !found.isEmpty else { return nil }
        return ApplicationAccess(facts: ApplicationFacts(raw, book, policy.vendors), grants: found)
    }

    private func scope(
        _ grant: Grant, _ name: String, _ form: ScopeForm, _ system: ScopeSystem?, _ raw: RawDossier,
        _ privilege: EffectivePrivilege
    ) -> ScopeFact {
        guard let system, book.isCatalogued(GrantFacts.resource(grant), in: raw.source),
            let entry = ScopeCatalogue.entry(system: system, scope: name, form: form)
        else { return ScopeFact(scope: name, entry: nil, risk: .unknown) }
        // To assume a role is to have what it has.
        if grant.consent == .trust, entry.risk == .unknown {
            return ScopeFact(scope: name, entry: entry, risk: ScopeRisk(privilege.level))
        }
        return ScopeFact(scope: name, entry: entry, risk: entry.risk)
    }

    /// Of an API that the catalogue does not have, the connector's own judgement of the role counts.
    private func permission(_ held: HeldEntitlement, _ system: ScopeSystem?, _ raw: RawDossier) -> GrantFacts {
        let name = held.record.targetName
        let resource = held.record.target.nativeID.string.split(separator: "/").first.map { NativeID(String($0)) }
        let entry =
            book.isCatalogued(resource, in: raw.source)
            ? system.flatMap { ScopeCatalogue.entry(system: $0, scope: name, form: .application) } : nil
        return GrantFacts(
            record: .permission(held), form: .application, consent: .admin, reach: .everybody, onBehalfOf: nil,
            scopes: [ScopeFact(scope: name, entry: entry, risk: entry?.risk ?? ScopeRisk(held.privilege))])
    }
}
