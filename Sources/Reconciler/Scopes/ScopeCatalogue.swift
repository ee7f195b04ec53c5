import Inventory

/// What the scopes and permissions of vendors' APIs allow, in plain words: what a consent screen should have said.
///
/// One file a system holds the rows. A scope that stands in none of them is unknown, and unknown is never low.
public enum ScopeCatalogue {
    /// What is known of one scope in one form; nil where the catalogue does not have it.
    ///
    /// Where the form is not known and the forms differ, the lesser risk is told: what is not known makes nothing worse.
    public static func entry(system: ScopeSystem, scope: String, form: ScopeForm) -> ScopeEntry? {
        tables[system]?.entry(scope, form)
    }

    /// Every row of a system, in the order of its file.
    public static func entries(of system: ScopeSystem) -> [ScopeEntry] {
        (tables[system]?.rows ?? []).flatMap { row in
            [ScopeForm.delegated, .application].compactMap { row.entry(system, row.scope, $0) }
        }
    }

    static let tables: [ScopeSystem: ScopeTable] = Dictionary(
        uniqueKeysWithValues: [
            amazon, entra, gitHub, gitLab, google, okta, salesforce, slack,
        ].map { ($0.system, $0) })
}

/// Whose words a scope is written in.
public enum ScopeSystem: String, Sendable, Hashable, CaseIterable {
    case aws, entra, github, gitlab, google, okta, salesforce, slack

    /// The system that a connector reads; nil where the catalogue has none of its scopes.
    public init?(connector: String) {
        switch connector {
        case "google-workspace", "google-cloud": self = .google
        default: self.init(rawValue: connector)
        }
    }
}

/// In whose name a scope is used.
public enum ScopeForm: String, Sendable, Hashable, CaseIterable {
    /// As a user, and no further than that user may go.
    case delegated
    /// As the application itself: no user's rights bound it.
    case application
    case unknown
}

/// How much harm a scope allows, at most.
public enum ScopeRisk: String, Sendable, Hashable, CaseIterable, Comparable {
    case unknown, low, medium, high
    /// Leads to every other permission: it gives roles, secrets or sign-ins.
    case tierZero = "tier-0"

    /// 0 for unknown, 4 for tier-0.
    public var rank: Int {
        switch self {
        case .unknown: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .tierZero: 4
        }
    }

    public static func < (left: ScopeRisk, right: ScopeRisk) -> Bool { left.rank < right.rank }

    init(_ privilege: Privilege) {
        switch privilege {
        case .admin: self = .tierZero
        case .high: self = .high
        case .medium: self = .medium
        case .low: self = .low
        case .unknown: self = .unknown
        }
    }
}

/// One scope in one form.
public struct ScopeEntry: Sendable, Hashable {
    public var system: ScopeSystem
    /// As it was asked for; rows with a star answer for many.
    public var scope: String
    public var form: ScopeForm
    public var risk: ScopeRisk
    /// What an app with it may do, as one would tell a colleague.
    public var meaning: String
    /// Why the risk is what it is.
    public var reason: String
    /// The vendor's page that describes it.
    public var page: String
    /// The day on which the row was last held against that page.
    public var asOf: String
}
