/// What an identity may do: a role or policy attached to it, or a membership that brings others' entitlements.
public struct Entitlement: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.entitlement

    public var nativeID: NativeID
    /// The vendor's own term, `aws.iam.attachedPolicy`.
    public var type: String
    /// Who has it.
    public var holder: Reference?
    /// A `permission` (a role or policy described once) or an `identity` of class group (a membership).
    public var target: Reference
    public var targetName: String
    /// What it applies to, as the vendor writes it; nil for the whole tenant.
    public var resource: String?
    public var conditions: [String]
    public var grantedAt: Instant?

    public init(
        nativeID: NativeID, type: String, holder: Reference?, target: Reference, targetName: String,
        resource: String? = nil, conditions: [String] = [], grantedAt: Instant? = nil
    ) {
        self.nativeID = nativeID
        self.type = type
        self.holder = holder
        self.target = target
        self.targetName = targetName
        self.resource = resource
        self.conditions = conditions
        self.grantedAt = grantedAt
    }
}

/// What a role or policy means, described once.
public struct Permission: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.permission

    public var nativeID: NativeID
    public var type: String
    public var name: String
    public var privilege: Privilege
    /// The statement or rule that decided the privilege, in the vendor's words: `Action * on Resource *`.
    public var reason: String?
    public var vendorManaged: Bool

    public init(
        nativeID: NativeID, type: String, name: String, privilege: Privilege, reason: String? = nil,
        vendorManaged: Bool = false
    ) {
        self.nativeID = nativeID
        self.type = type
        self.name = name
        self.privilege = privilege
        self.reason = reason
        self.vendorManaged = vendorManaged
    }

    public var holder: Reference? { nil }
}

/// How much harm a permission allows. `unknown` ranks beside nothing: it is neither low nor high.
public enum Privilege: String, Sendable, Codable, CaseIterable {
    case admin, high, medium, low, unknown

    /// 0 for unknown, 4 for admin.
    public var rank: Int {
        switch self {
        case .admin: 4
        case .high: 3
        case .medium: 2
        case .low: 1
        case .unknown: 0
        }
    }
}
