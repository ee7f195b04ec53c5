import ConnectorKit
import Foundation
import Inventory

/// A row of `GET /api/v1/groups`.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/group
struct OktaGroup: Decodable, Sendable {
    var id: String
    /// `OKTA_GROUP`, `APP_GROUP` (kept by an app or directory) or `BUILT_IN` (Everyone).
    var type: String?
    var created: Instant?
    var lastMembershipUpdated: Instant?
    var profile: Profile?

    struct Profile: Decodable, Sendable {
        var name: String?
        var description: String?
    }

    func records() -> [Record] {
        [
            .identity(
                Identity(
                    nativeID: NativeID(id), type: "okta.group", classification: .group,
                    classificationReason: "it is a group", name: profile?.name ?? id, status: .enabled,
                    createdAt: created, vendorManaged: type == "BUILT_IN",
                    attributes: Attributes.of([
                        "type": type, "description": profile?.description,
                        "lastMembershipUpdated": lastMembershipUpdated?.description,
                    ])))
        ]
    }
}

/// A row of a group's or an app's members, of which the id alone is read.
struct OktaMember: Decodable, Sendable {
    var id: String

    func membership(_ partition: Partition) throws -> [Record] {
        let group = try partition.identity
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(group.nativeID)/\(id)"), type: "okta.groupMembership",
                    holder: .identity(id), target: Reference(.identity, group.nativeID), targetName: group.name))
        ]
    }
}

extension Partition {
    /// The group or user that the partition is of.
    var identity: Identity {
        get throws {
            guard case .identity(let identity)? = parent else { throw OktaProblem("the partition has no identity") }
            return identity
        }
    }

    var application: Application {
        get throws {
            guard case .application(let application)? = parent else { throw OktaProblem("the partition has no app") }
            return application
        }
    }

    var entitlement: Entitlement {
        get throws {
            guard case .entitlement(let entitlement)? = parent else {
                throw OktaProblem("the partition has no assignment")
            }
            return entitlement
        }
    }
}
