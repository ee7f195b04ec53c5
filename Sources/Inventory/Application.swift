/// Something registered to act for others: an OAuth app, an integration, a federation provider.
public struct Application: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.application

    public var nativeID: NativeID
    /// The vendor's own term, `aws.iam.oidcProvider`.
    public var type: String
    public var name: String
    /// The OAuth client id, where it has one.
    public var clientID: String?
    public var publisher: String?
    /// nil where the vendor does not tell.
    public var publisherVerified: Bool?
    /// Made by the vendor of the system itself.
    public var vendorManaged: Bool
    public var status: AccountStatus
    public var createdAt: Instant?
    public var tags: [String: String]
    public var attributes: [String: String]

    public init(
        nativeID: NativeID, type: String, name: String, clientID: String? = nil, publisher: String? = nil,
        publisherVerified: Bool? = nil, vendorManaged: Bool = false, status: AccountStatus = .unknown,
        createdAt: Instant? = nil, tags: [String: String] = [:], attributes: [String: String] = [:]
    ) {
        self.nativeID = nativeID
        self.type = type
        self.name = name
        self.clientID = clientID
        self.publisher = publisher
        self.publisherVerified = publisherVerified
        self.vendorManaged = vendorManaged
        self.status = status
        self.createdAt = createdAt
        self.tags = tags
        self.attributes = attributes
    }

    /// Filed under itself.
    public var holder: Reference? { Reference(.application, nativeID) }
}
