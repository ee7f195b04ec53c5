/// What every kind of record has.
public protocol InventoryRecord: Sendable, Equatable, Codable {
    static var kind: RecordKind { get }
    /// The key within its scope: the vendor's own id.
    var nativeID: NativeID { get }
    /// The identity or application under which it is filed, so that all that concerns one is read together.
    var holder: Reference? { get }
}

/// A record of any kind, as streams yield them.
public enum Record: Sendable, Hashable {
    case person(Person)
    case identity(Identity)
    case application(Application)
    case credential(Credential)
    case grant(Grant)
    case entitlement(Entitlement)
    case permission(Permission)
    case usage(Usage)
    case ownership(OwnershipClaim)
    case link(AccountLink)
    case resource(Resource)

    public var value: any InventoryRecord {
        switch self {
        case .person(let record): record
        case .identity(let record): record
        case .application(let record): record
        case .credential(let record): record
        case .grant(let record): record
        case .entitlement(let record): record
        case .permission(let record): record
        case .usage(let record): record
        case .ownership(let record): record
        case .link(let record): record
        case .resource(let record): record
        }
    }

    // By cases rather than through `value`, which puts a copy of the record into a box: these are asked for once a
    // record stored.

    public var kind: RecordKind {
        switch self {
        case .person: .person
        case .identity: .identity
        case .application: .application
        case .credential: .credential
        case .grant: .grant
        case .entitlement: .entitlement
        case .permission: .permission
        case .usage: .usage
        case .ownership: .ownership
        case .link: .link
        case .resource: .resource
        }
    }

    public var nativeID: NativeID {
        switch self {
        case .person(let record): record.nativeID
        case .identity(let record): record.nativeID
        case .application(let record): record.nativeID
        case .credential(let record): record.nativeID
        case .grant(let record): record.nativeID
        case .entitlement(let record): record.nativeID
        case .permission(let record): record.nativeID
        case .usage(let record): record.nativeID
        case .ownership(let record): record.nativeID
        case .link(let record): record.nativeID
        case .resource(let record): record.nativeID
        }
    }

    public var holder: Reference? { value.holder }
}
