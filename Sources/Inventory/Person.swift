/// A human being, as a source that is authoritative for people knows them.
public struct Person: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.person

    /// The source's own id; for a people file the employee id.
    public var nativeID: NativeID
    /// Kept as text: leading zeros are part of it.
    public var employeeID: String?
    public var name: String?
    /// All addresses, the primary one first.
    public var emails: [String]
    public var status: PersonStatus
    /// The last day, where the source tells it. It may lie in the future.
    public var endedAt: Instant?
    public var department: String?
    /// The manager's employee id or address, as the source gives it.
    public var manager: String?

    public init(
        nativeID: NativeID, employeeID: String? = nil, name: String? = nil, emails: [String] = [],
        status: PersonStatus, endedAt: Instant? = nil, department: String? = nil, manager: String? = nil
    ) {
        self.nativeID = nativeID
        self.employeeID = employeeID
        self.name = name
        self.emails = emails
        self.status = status
        self.endedAt = endedAt
        self.department = department
        self.manager = manager
    }

    public var holder: Reference? { nil }
}

/// Whether a person is still here. What a source does not say is `unknown`, never `active`.
public enum PersonStatus: String, Sendable, Codable, CaseIterable {
    case active
    /// On leave: still of the company.
    case leave
    /// Reversible: may come back.
    case suspended
    case deactivated
    /// Gone, with a tombstone that says so.
    case deleted
    case unknown

    /// No longer of the company, as far as this status alone tells.
    public var hasLeft: Bool { self == .suspended || self == .deactivated || self == .deleted }
}
