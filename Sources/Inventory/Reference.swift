/// The kinds of record. Each has rows of its own; records of different streams never share a row.
public enum RecordKind: String, CaseIterable, Sendable, Codable {
    /// A human being, from a source that is authoritative for people.
    case person
    /// Something that can act: an account, a role, a service account, a group that carries permissions.
    case identity
    /// Something that is registered to act for others: an OAuth app, an integration, a federation provider.
    case application
    /// What proves an identity: a key, a password, a certificate. Never the secret itself.
    case credential
    /// What one party allowed another: an OAuth consent, an installation, a trust.
    case grant
    /// What an identity may do: a role, a policy, a membership.
    case entitlement
    /// What a role or policy means, described once and pointed at by entitlements.
    case permission
    /// When something was last used, as one operation tells it.
    case usage
    /// Who is said to own something, as one operation tells it.
    case ownership
    /// That an account belongs to a person, as a source tells it.
    case link
    /// Something that is acted on: a repository, a project, an account of an organisation.
    case resource
}

/// Points at a record of the same tenant.
public struct Reference: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let kind: RecordKind
    public let nativeID: NativeID

    public init(_ kind: RecordKind, _ nativeID: NativeID) {
        self.kind = kind
        self.nativeID = nativeID
    }

    public static func identity(_ id: String) -> Reference { Reference(.identity, NativeID(id)) }
    public static func application(_ id: String) -> Reference { Reference(.application, NativeID(id)) }
    public static func credential(_ id: String) -> Reference { Reference(.credential, NativeID(id)) }
    public static func grant(_ id: String) -> Reference { Reference(.grant, NativeID(id)) }
    public static func resource(_ id: String) -> Reference { Reference(.resource, NativeID(id)) }
    public static func permission(_ id: String) -> Reference { Reference(.permission, NativeID(id)) }

    /// By kind, then by the bytes of the id.
    public static func < (left: Reference, right: Reference) -> Bool {
        left.kind == right.kind ? left.nativeID < right.nativeID : left.kind.rawValue < right.kind.rawValue
    }

    public var description: String { "\(kind.rawValue):\(nativeID)" }
}
