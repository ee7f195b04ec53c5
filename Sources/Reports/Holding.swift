import Inventory

/// One identity, application or resource with all that is filed under it, as reports print it.
public struct Holding: Sendable {
    /// The identity, application or resource itself; nil for what is held by nothing known, such as stored secrets.
    public var holder: InventoryRow?
    /// Credentials, grants and entitlements, each kind in the order of the snapshot.
    public var held: [InventoryRow]
    /// The person that the account belongs to.
    public var person: String?
    /// The reads that the facts rest on.
    public var coverage: [CoverageCitation]
    /// How the person was found, worked out for the one that is shown.
    public var chain: (@Sendable () -> LinkChain?)?
    /// The numbers of the decisions that name an owner of the holder, by the owner as they write it.
    public var decisions: [String: Int64] = [:]
    /// The teams that its ownership tags name.
    public var teams: [String]

    public init(
        holder: InventoryRow?, held: [InventoryRow] = [], person: String? = nil, coverage: [CoverageCitation] = [],
        teams: [String] = []
    ) {
        self.holder = holder
        self.held = held
        self.person = person
        self.coverage = coverage
        self.teams = teams
    }

    /// The rows of one kind.
    public func rows(of kind: RecordKind) -> [InventoryRow] {
        if let holder, holder.kind == kind { return [holder] }
        return held.filter { $0.kind == kind }
    }
}
