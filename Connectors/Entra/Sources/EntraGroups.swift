import ConnectorKit
import Foundation
import Inventory

/// A row of `/groups`. https://learn.microsoft.com/graph/api/resources/group
struct EntraGroup: Decodable, Sendable {
    var id: String
    var displayName: String?
    var description: String?
    var mail: String?
    /// `Unified` for Microsoft 365 groups, `DynamicMembership` for those with a rule.
    var groupTypes: [String]?
    var securityEnabled: Bool?
    var isAssignableToRole: Bool?
    var createdDateTime: Instant?

    static let selection =
        "id,displayName,description,mail,groupTypes,securityEnabled,isAssignableToRole,createdDateTime"

    func records() -> [Record] {
        [
            .identity(
                Identity(
                    nativeID: NativeID(id), type: "entra.group", classification: .group,
                    classificationReason: "it is a group", name: displayName ?? id,
                    emails: [mail].compactMap { $0 }.filter { !$0.isEmpty }, status: .enabled,
                    createdAt: createdDateTime,
                    attributes: Attributes.of([
                        "description": description, "groupTypes": groupTypes?.sorted().joined(separator: " "),
                        "securityEnabled": securityEnabled.map { $0 ? "true" : "false" },
                        "isAssignableToRole": isAssignableToRole.map { $0 ? "true" : "false" },
                    ])))
        ]
    }
}

/// A row of which the id alone is read: a member, an owner, a sponsor.
struct EntraObject: Decodable, Sendable {
    var id: String

    func membership(_ partition: Partition) throws -> [Record] {
        let group = try partition.identity
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(group.nativeID)/\(id)"), type: "entra.groupMembership",
                    holder: .identity(id), target: Reference(.identity, group.nativeID), targetName: group.name))
        ]
    }

    /// Whoever sponsors an agent answers for what it does and whether it is still needed.
    func sponsorship(_ partition: Partition) throws -> [Record] {
        let agent = Reference(.identity, try partition.identity.nativeID)
        return [
            .ownership(OwnershipClaim(subject: agent, holder: agent, owner: id, evidence: .nativeOwner))
        ]
    }
}

extension Partition {
    /// The group, agent or service principal that the partition is of.
    var identity: Identity {
        get throws {
            guard case .identity(let identity)? = parent else { throw EntraProblem("the partition has no identity") }
            return identity
        }
    }
}
