import Inventory

/// Tenants that a source reaches beyond its own, each with a credential of its own: the accounts of an organisation.
///
/// Each becomes a source by itself, with its own tenant, fingerprint and coverage, named `<source>/<member>`. A member
/// that is no longer listed is not read, which retires nothing.
public struct MemberSources: Sendable {
    /// The stream of this source that lists them, as resources.
    public var stream: String
    /// Resources of this type are members.
    public var type: String
    /// The member's part, made of its record.
    /// - Throws: what keeps it from being read, in words.
    public var member: @Sendable (Resource) throws -> Member

    public enum Member: Sendable {
        case connector(Connector)
        /// It is the tenant itself, and read already.
        case itself
        /// Not to be read: a suspended account.
        case outOfScope(reason: String)
    }

    public init(stream: String, type: String, member: @escaping @Sendable (Resource) throws -> Member) {
        self.stream = stream
        self.type = type
        self.member = member
    }
}
