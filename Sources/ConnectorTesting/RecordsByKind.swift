import ConnectorKit
import Inventory

/// The records of a page by their kind, for tests of mappings.
extension DecodedPage {
    public var identities: [Identity] { all { if case .identity(let record) = $0 { record } else { nil } } }
    public var people: [Person] { all { if case .person(let record) = $0 { record } else { nil } } }
    public var applications: [Application] { all { if case .application(let record) = $0 { record } else { nil } } }
    public var credentials: [Credential] { all { if case .credential(let record) = $0 { record } else { nil } } }
    public var grants: [Grant] { all { if case .grant(let record) = $0 { record } else { nil } } }
    public var entitlements: [Entitlement] { all { if case .entitlement(let record) = $0 { record } else { nil } } }
    public var permissions: [Permission] { all { if case .permission(let record) = $0 { record } else { nil } } }
    public var resources: [Resource] { all { if case .resource(let record) = $0 { record } else { nil } } }
    public var usages: [Usage] { all { if case .usage(let record) = $0 { record } else { nil } } }
    public var claims: [OwnershipClaim] { all { if case .ownership(let record) = $0 { record } else { nil } } }
    public var links: [AccountLink] { all { if case .link(let record) = $0 { record } else { nil } } }

    private func all<Value>(_ pick: (Record) -> Value?) -> [Value] { records.compactMap(pick) }
}
