/// Something that can act in a system: an account, a role, a service account, a group that carries permissions.
public struct Identity: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.identity

    /// The vendor's immutable id.
    public var nativeID: NativeID
    /// The vendor's own term, `aws.iam.user`: connector id, then the vendor's words.
    public var type: String
    /// What the vendor says it is. What it does not say is `unknown`, never `human`.
    public var classification: IdentityClass
    /// The vendor's field that decided the classification; nil where the vendor does not tell.
    public var classificationReason: String?
    public var name: String
    public var emails: [String]
    public var status: AccountStatus
    public var createdAt: Instant?
    /// Made and kept by the vendor itself (service-linked roles, service agents): not the customer's to own.
    public var vendorManaged: Bool
    /// Labels that the customer put on it.
    public var tags: [String: String]
    /// Further facts by the vendor's field names (`arn`, `path`, `description`), for people to read.
    public var attributes: [String: String]

    public init(
        nativeID: NativeID, type: String, classification: IdentityClass = .unknown,
        classificationReason: String? = nil, name: String, emails: [String] = [],
        status: AccountStatus = .unknown, createdAt: Instant? = nil, vendorManaged: Bool = false,
        tags: [String: String] = [:], attributes: [String: String] = [:]
    ) {
        self.nativeID = nativeID
        self.type = type
        self.classification = classification
        self.classificationReason = classificationReason
        self.name = name
        self.emails = emails
        self.status = status
        self.createdAt = createdAt
        self.vendorManaged = vendorManaged
        self.tags = tags
        self.attributes = attributes
    }

    /// The attribute that holds the client id of the application that it is an instance of: an Entra service principal's
    /// `appId`. With the `Application` of the same source that has this `clientID` it is one thing.
    public static let clientIDAttribute = "appId"

    /// Filed under itself.
    public var holder: Reference? { Reference(.identity, nativeID) }
}

/// What stands behind an identity.
public enum IdentityClass: String, Sendable, Codable, CaseIterable {
    case human, service, role, group, bot, agent, workload, shared, system, unknown
    /// The account that owns a whole tenant (AWS root): break-glass by nature.
    case root
}

/// Whether an account can be used.
public enum AccountStatus: String, Sendable, Codable, CaseIterable {
    case enabled, disabled, suspended, deleted, unknown
}
