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
    case ownerInferredGraceDays = "owner_inferred_grace_days"
    case unlinkedAccountGraceDays = "unlinked_account_grace_days"
    case accountDormantAfterDays = "account_dormant_after_days"
    case residueAfterDays = "residue_after_days"
    case endedCredentialDays = "ended_credential_days"
    case collectEveryHours = "collect_every_hours"
    case expiringWithinDays = "expiring_within_days"
    case humanUseWithinDays = "human_use_within_days"
    case reviewCadenceDays = "review_cadence_days"
    case carryOutAfterDays = "carry_out_after_days"
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
        case .ownerInferredGraceDays: Threshold(30)
        case .unlinkedAccountGraceDays: Threshold(7)
        case .accountDormantAfterDays: Threshold(45)
        case .residueAfterDays: Threshold(30)
        case .endedCredentialDays: Threshold(30)
        case .collectEveryHours: Threshold(24)
        case .expiringWithinDays: Threshold(30)
        case .humanUseWithinDays: Threshold(30)
        case .reviewCadenceDays: Threshold(180, [.admin: 90, .high: 90, .low: 365])
        case .carryOutAfterDays: Threshold(30, [.admin: 1, .high: 7, .low: 90])
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
        case .ownerInferredGraceDays: "what is newer than this need not have an owner by name yet (OWN-02)"
        case .unlinkedAccountGraceDays: "an account newer than this need not be linked to a person yet (ACC-02)"
        case .accountDormantAfterDays: "a person's account not used for longer than this is dormant (ACC-03)"
        case .residueAfterDays: "what was switched off longer ago than this should hold nothing any more (STL-04)"
        case .endedCredentialDays: "a credential that ended longer ago than this should be gone (STL-05)"
        case .collectEveryHours: "how often sources are collected; after twice this one is stale (COL-02)"
        case .expiringWithinDays: "a credential used within this and ending within this is to be renewed (CRD-04)"
        case .humanUseWithinDays: "a sign-in of a person to a thing's account within this makes it worse (USE-01)"
        case .reviewCadenceDays: "a thing whose last review is older than this is due for one (GOV-01)"
        case .carryOutAfterDays: "a decision to take access away has to be carried out within this (GOV-03)"
        case .massChangePercent: "a kind that loses more than this share at once proves no absence (COL-03)"
        case .massChangeRows: "and more than this many rows"
        }
    }

    /// Whether a mapping by privilege, class and environment is understood: where it is about single things.
    public var takesPrivileges: Bool {
        isIdleness || [.rotateAfterDays, .reviewCadenceDays, .carryOutAfterDays].contains(self)
    }

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
        case .collectEveryHours: 1...8_760
        case .ownerChainSteps: 1...20
        case .massChangeRows: 0...1_000_000
        default: 0...36_500
        }
    }
}
