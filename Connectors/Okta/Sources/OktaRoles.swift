import ConnectorKit
import Foundation
import Inventory

/// A row of `/users/{id}/roles`, `/groups/{id}/roles` and `/oauth2/v1/clients/{id}/roles`.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/roleassignmentauser
struct OktaRoleAssignment: Decodable, Sendable {
    /// Of a standard role: made of the role's name, the same for everybody.
    var id: String
    var label: String?
    var type: String
    var status: String?
    var created: Instant?
    /// `USER`, `GROUP` or `CLIENT`.
    var assignmentType: String?
    /// Of a custom role: which one, and on what.
    var role: String?
    var resourceSet: String?

    private enum CodingKeys: String, CodingKey {
        case id, label, type, status, created, assignmentType, role
        case resourceSet = "resource-set"
    }

    /// The permission that it brings: the standard role's type, or the custom role's id.
    var permissionID: String { type == "CUSTOM" ? role ?? id : type }

    /// - Parameter holder: the user, group or app that has the role.
    func records(of holder: Reference) -> [Record] {
        if status == "INACTIVE" { return [] }
        let isInherited = assignmentType == "GROUP" && partitionIsUser(holder)
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(holder.nativeID)/\(id)"), type: "okta.role", holder: holder,
                    target: .permission(permissionID), targetName: label ?? type, resource: resourceSet,
                    conditions: isInherited ? ["assigned through a group"] : [], grantedAt: created))
        ]
    }

    /// User ids begin with `00u`, group ids with `00g`.
    private func partitionIsUser(_ holder: Reference) -> Bool {
        holder.kind == .identity && holder.nativeID.string.hasPrefix("00u")
    }
}

/// A row of `GET /api/v1/iam/assignees/users`: a user who has some role, directly or through a group.
struct OktaAdministrator: Decodable, Sendable {
    var id: String

    func records() -> [Record] {
        [
            .entitlement(
                Entitlement(
                    nativeID: NativeID(id), type: OktaRoles.administrator, holder: .identity(id),
                    target: .permission(OktaRoles.administrator), targetName: "Administrator"))
        ]
    }
}

/// A row of `GET /api/v1/iam/roles`.
struct OktaCustomRole: Decodable, Sendable {
    var id: String
    var label: String?

    /// What the role allows is read apart: until then its privilege is unknown.
    func records() -> [Record] {
        [
            .permission(
                Permission(
                    nativeID: NativeID(id), type: OktaRoles.customRole, name: label ?? id, privilege: .unknown))
        ]
    }
}

/// A row of `GET /api/v1/iam/roles/{id}/permissions`.
struct OktaRolePermission: Decodable, Sendable { var label: String }

enum OktaRoles {
    static let administrator = "okta.administrator"
    static let customRole = "okta.customRole"

    /// How much each standard role allows, and why. There is no list of them to be read: these are the types of the
    /// vendor's description, their powers those of "Standard administrator roles and permissions" in Okta's help.
    /// Targets that narrow a role to some groups or apps are not weighed: an upper bound.
    static let standard: [(type: String, name: String, privilege: Privilege, reason: String)] = [
        ("SUPER_ADMIN", "Super administrator", .admin, "everything, other administrators included"),
        ("ORG_ADMIN", "Organization administrator", .admin, "everything but making administrators"),
        ("APP_ADMIN", "Application administrator", .high, "apps, their credentials and assignments"),
        (
            "API_ACCESS_MANAGEMENT_ADMIN", "API access management administrator", .high,
            "authorization servers, OAuth apps"
        ),
        ("USER_ADMIN", "Group administrator", .high, "users of its groups, their passwords included"),
        ("HELP_DESK_ADMIN", "Help desk administrator", .high, "resets passwords and factors"),
        ("GROUP_MEMBERSHIP_ADMIN", "Group membership administrator", .high, "gives access by membership"),
        ("WORKFLOWS_ADMIN", "Workflows administrator", .high, "flows, which act with their connections' powers"),
        ("MOBILE_ADMIN", "Mobile administrator", .medium, "devices"),
        ("ACCESS_CERTIFICATIONS_ADMIN", "Access certifications administrator", .medium, "reviews of access"),
        ("ACCESS_REQUESTS_ADMIN", "Access requests administrator", .medium, "requests for access"),
        ("REPORT_ADMIN", "Report administrator", .low, "reads reports"),
        ("READ_ONLY_ADMIN", "Read-only administrator", .low, "reads"),
    ]

    /// Whether a standard role lets its holder change anything. Of a custom role the name does not tell.
    static func allowsChanges(_ permissionID: String) -> Bool {
        standard.contains { $0.type == permissionID && $0.privilege != .low }
    }

    static let standardPermissions: [Permission] =
        standard.map {
            Permission(
                nativeID: NativeID($0.type), type: "okta.standardRole", name: $0.name, privilege: $0.privilege,
                reason: $0.reason, vendorManaged: true)
        } + [
            Permission(
                nativeID: NativeID(administrator), type: administrator, name: "Some administrator role",
                privilege: .unknown, reason: "the roles themselves tell", vendorManaged: true)
        ]

    /// A custom role by the strongest of its permissions: an upper bound, since it applies to a resource set only.
    static func customRole(_ id: NativeID, name: String, labels: [String]) -> Permission {
        let judged = labels.sorted().map { (label: $0, privilege: privilege(of: $0)) }
        let strongest = judged.max { $0.privilege.rank < $1.privilege.rank }
        return Permission(
            nativeID: id, type: customRole, name: name, privilege: strongest?.privilege ?? .low,
            reason: strongest?.label ?? "it has no permission")
    }

    /// `okta.<resource>.<action>`, as in the catalog of permissions:
    /// https://developer.okta.com/docs/api/openapi/okta-management/guides/permissions
    static func privilege(of label: String) -> Privilege {
        if label.hasSuffix(".read") { return .low }
        let escalating = [
            "okta.iam.", "okta.users.manage", "okta.users.create", "okta.users.credentials", "okta.users.lifecycle",
            "okta.users.groupMembership", "okta.groups.manage", "okta.groups.members", "okta.apps.manage",
            "okta.apps.clientCredentials", "okta.identityProviders", "okta.authzServers", "okta.workflows",
            "okta.policies",
        ]
        return escalating.contains { label.hasPrefix($0) } ? .high : .medium
    }
}

/// The standard roles, which no operation lists: they are what the vendor documents.
struct OktaStandardRoles: RecordSource {
    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
        let records = OktaRoles.standardPermissions.map { Record.permission($0) }
        try await emit(DecodedPage(records: records, rowCount: records.count))
        return Coverage(.complete, pages: 1, rows: records.count)
    }
}
