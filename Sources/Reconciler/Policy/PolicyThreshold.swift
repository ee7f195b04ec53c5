import Inventory

/// A number of the policy: one value, one per privilege, or one for certain cases, where that makes sense. The first case
/// that matches decides; else the privilege; else the one value.
public struct Threshold: Sendable, Hashable {
    /// The value where no other is given.
    public var value: Int
    public var byPrivilege: [Privilege: Int]
    /// In the order of the policy.
    public var cases: [Case] = []

    /// A value for some: an empty set means all.
    public struct Case: Sendable, Hashable {
        public var classes: Set<IdentityClass>
        public var privileges: Set<Privilege>
        public var environments: Set<Environment>
        public var value: Int

        public init(
            classes: Set<IdentityClass> = [], privileges: Set<Privilege> = [], environments: Set<Environment> = [],
            value: Int
        ) {
            self.classes = classes
            self.privileges = privileges
            self.environments = environments
            self.value = value
        }
    }

    public init(_ value: Int, _ byPrivilege: [Privilege: Int] = [:]) {
        self.value = value
        self.byPrivilege = byPrivilege
    }

    public subscript(privilege: Privilege) -> Int { byPrivilege[privilege] ?? value }

    /// The value for one privilege of an identity of that class in that environment.
    public func value(_ privilege: Privilege, _ identityClass: IdentityClass, _ environment: Environment) -> Int {
        for one in cases
        where (one.classes.isEmpty || one.classes.contains(identityClass))
            && (one.privileges.isEmpty || one.privileges.contains(privilege))
            && (one.environments.isEmpty || one.environments.contains(environment))
        {
            return one.value
        }
        return self[privilege]
    }
}

/// The thresholds by the names that the policy file gives them.
public enum ThresholdName: String, Sendable, CaseIterable, Hashable {
    case staleAfterDays = "stale_after_days"
    case neverUsedAfterDays = "never_used_after_days"
    case dormantAfterDays = "dormant_after_days"
    case rotateAfterDays = "rotate_after_days"
    case grantDormantAfterDays = "grant_dormant_after_days"
    case grantNeverUsedAfterDays = "grant_never_used_after_days"
    case newObjectGraceDays = "new_object_grace_days"
    case suspensionGraceDays = "suspension_grace_days"
    case leaverGraceHours = "leaver_grace_hours"
    case ownerChainSteps = "owner_chain_steps"
    case attestationCadenceDays = "attestation_cadence_days"
    case collectorExpiryDays = "collector_expiry_days"
    case massChangePercent = "mass_change_percent"
    case massChangeRows = "mass_change_rows"

    public var standard: Threshold {
        switch self {
        case .staleAfterDays: Threshold(90, [.admin: 45, .high: 45])
        case .neverUsedAfterDays: Threshold(30)
        case .dormantAfterDays: Threshold(90)
        case .rotateAfterDays: Threshold(180, [.admin: 90, .high: 90, .low: 365])
        case .grantDormantAfterDays: Threshold(90)
        case .grantNeverUsedAfterDays: Threshold(30)
        case .newObjectGraceDays: Threshold(7)
        case .suspensionGraceDays: Threshold(14)
        case .leaverGraceHours: Threshold(24)
        case .ownerChainSteps: Threshold(5)
        case .attestationCadenceDays: Threshold(365)
        case .collectorExpiryDays: Threshold(30)
        case .massChangePercent: Threshold(20)
        case .massChangeRows: Threshold(50)
        }
    }

    /// What it means, as the template and the documentation print it.
    public var meaning: String {
        switch self {
        case .staleAfterDays: "a credential not used for longer than this is stale (STL-01)"
        case .neverUsedAfterDays: "a credential older than this and never used is a finding (STL-02)"
        case .dormantAfterDays: "an identity of which nothing was used for longer than this is dormant (STL-03)"
        case .rotateAfterDays: "a credential older than this since creation or rotation is overdue (CRD-02)"
        case .grantDormantAfterDays: "a vendor's access that was not used for longer than this is dormant (OAU-01)"
        case .grantNeverUsedAfterDays: "a vendor's access older than this and never used is dormant (OAU-01)"
        case .newObjectGraceDays: "what is newer than this need not have an owner yet (OWN-01)"
        case .suspensionGraceDays: "an owner suspended for no longer than this may come back (ORP-01: medium)"
        case .leaverGraceHours: "time to close a leaver's accounts (ACC-01)"
        case .ownerChainSteps: "steps within which a chain of owners has to reach a person (OWN-03)"
        case .attestationCadenceDays: "after this an attestation of ownership has faded to 0.8"
        case .collectorExpiryDays: "Muster's own credential that ends within this is to be renewed (COL-04)"
        case .massChangePercent: "a kind that loses more than this share at once proves no absence (COL-03)"
        case .massChangeRows: "and more than this many rows"
        }
    }

    /// Whether a mapping by privilege, class and environment is understood: where it is about single things.
    public var takesPrivileges: Bool { isIdleness || self == .rotateAfterDays }

    /// Whether it is about time without use, which `expected_intervals` may stretch.
    var isIdleness: Bool {
        switch self {
        case .staleAfterDays, .neverUsedAfterDays, .dormantAfterDays, .grantDormantAfterDays,
            .grantNeverUsedAfterDays:
            true
        default: false
        }
    }

    /// What is accepted.
    public var range: ClosedRange<Int> {
        switch self {
        case .massChangePercent: 1...100
        case .leaverGraceHours: 0...8_760
        case .ownerChainSteps: 1...20
        case .massChangeRows: 0...1_000_000
        default: 0...36_500
        }
    }
}
