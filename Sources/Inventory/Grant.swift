/// What one party allowed another to do: an OAuth consent, an app installation, a role's trust.
public struct Grant: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.grant

    public var nativeID: NativeID
    /// The vendor's own term, `aws.iam.roleTrust`.
    public var type: String
    /// Under whom it is filed: the application that was granted, or the role that is trusted to others.
    public var holder: Reference?
    /// Who received it, as the vendor writes it: a client id, a principal, an issuer.
    public var grantee: String
    public var granteeName: String?
    /// On whose behalf: a person's account, or nil for the whole tenant.
    public var onBehalfOf: Reference?
    public var consent: Consent
    public var scopes: [String]
    /// Conditions that narrow it, for people to read (`sts:ExternalId`, `sub`).
    public var conditions: [String]
    public var grantedAt: Instant?
    public var expiry: Expiry
    public var survival: Survival
    public var attributes: [String: String]

    public init(
        nativeID: NativeID, type: String, holder: Reference?, grantee: String, granteeName: String? = nil,
        onBehalfOf: Reference? = nil, consent: Consent = .unknown, scopes: [String] = [], conditions: [String] = [],
        grantedAt: Instant? = nil, expiry: Expiry = .unknown, survival: Survival = .unknown,
        attributes: [String: String] = [:]
    ) {
        self.nativeID = nativeID
        self.type = type
        self.holder = holder
        self.grantee = grantee
        self.granteeName = granteeName
        self.onBehalfOf = onBehalfOf
        self.consent = consent
        self.scopes = scopes
        self.conditions = conditions
        self.grantedAt = grantedAt
        self.expiry = expiry
        self.survival = survival
        self.attributes = attributes
    }
}

/// Who consented.
public enum Consent: String, Sendable, Codable, CaseIterable { case user, admin, installation, trust, unknown }
