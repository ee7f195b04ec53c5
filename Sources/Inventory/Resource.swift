/// Something that is acted on and may hold credentials of its own: a repository with its deploy keys, a project, an
/// account of an organisation.
public struct Resource: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.resource

    /// The vendor's immutable id.
    public var nativeID: NativeID
    /// The vendor's own term, `github.repository`.
    public var type: String
    public var name: String
    /// `disabled` for what is archived and only kept to be read.
    public var status: AccountStatus
    public var createdAt: Instant?
    /// Labels that the customer put on it.
    public var tags: [String: String]
    /// Further facts by the vendor's field names (`visibility`, `pushed_at`), for people to read.
    public var attributes: [String: String]

    public init(
        nativeID: NativeID, type: String, name: String, status: AccountStatus = .unknown, createdAt: Instant? = nil,
        tags: [String: String] = [:], attributes: [String: String] = [:]
    ) {
        self.nativeID = nativeID
        self.type = type
        self.name = name
        self.status = status
        self.createdAt = createdAt
        self.tags = tags
        self.attributes = attributes
    }

    /// Filed under itself.
    public var holder: Reference? { Reference(.resource, nativeID) }
}
