import ConnectorKit
import Foundation
import Inventory
import Transport

/// Who administers the org: roles, what they allow, and who has them.
extension OktaStreams {
    static let standardRoles = Definition(
        descriptor: StreamDescriptor(
            id: "standardRoles", title: "What standard administrator roles allow", operation: "none: documented",
            yields: [.permission], permissions: [], bucket: "management")
    ) { _ in .records(OktaStandardRoles()) }

    static let customRoles = iam(
        StreamDescriptor(
            id: "customRoles", title: "Custom administrator roles", operation: "GET /api/v1/iam/roles",
            yields: [.permission], permissions: ["okta.roles.read", iamReader], bucket: "management"),
        ["roles"], [], key: "roles", OktaCustomRole.self
    ) { $0.records() }

    static let customRolePermissions = Definition(
        descriptor: StreamDescriptor(
            id: "customRolePermissions", title: "What custom administrator roles allow",
            operation: "GET /api/v1/iam/roles/{roleIdOrLabel}/permissions", yields: [.permission],
            permissions: ["okta.roles.read", iamReader],
            partitions: .each(stream: "customRoles", kind: .permission, typePrefix: OktaRoles.customRole),
            bucket: "management")
    ) { endpoint in
        .http(
            HTTPStream(
                first: { try endpoint.get(["api", "v1", "iam", "roles", $0.key, "permissions"]) },
                redaction: OktaRedaction.rules
            ) { response, partition in
                let list = try JSONDecoder().decode(
                    [String: OktaRows<OktaRolePermission>].self, from: response.body)
                guard let rows = list["permissions"]?.rows else { throw OktaProblem("it has no permissions") }
                guard case .permission(let role)? = partition.parent else { throw OktaProblem("it is of no role") }
                let permission = OktaRoles.customRole(
                    role.nativeID, name: role.name, labels: rows.rows.map(\.label))
                return DecodedPage(
                    records: [.permission(permission)], rejected: rows.rejected, rowCount: rows.count)
            })
    }

    static let administrators = iam(
        StreamDescriptor(
            id: "administrators", title: "Users with an administrator role",
            operation: "GET /api/v1/iam/assignees/users", yields: [.entitlement],
            permissions: ["okta.roles.read", iamReader], bucket: "management", pageSize: 100),
        ["assignees", "users"], [("limit", "100")], key: "value", OktaAdministrator.self
    ) { $0.records() }

    static let userRoles = each(
        StreamDescriptor(
            id: "userRoles", title: "Roles of administrators", operation: "GET /api/v1/users/{userId}/roles",
            yields: [.entitlement], permissions: ["okta.roles.read", iamReader],
            partitions: .each(stream: "administrators", kind: .entitlement, typePrefix: OktaRoles.administrator),
            bucket: "management"),
        { ["api", "v1", "users", $0.key, "roles"] }, [], OktaRoleAssignment.self,
        map: { role, partition in role.records(of: .identity(partition.key)) })

    static let groupRoles = each(
        StreamDescriptor(
            id: "groupRoles", title: "Administrator roles of groups", operation: "GET /api/v1/groups/{groupId}/roles",
            yields: [.entitlement], permissions: ["okta.roles.read", iamReader],
            partitions: .each(stream: "groups", kind: .identity, typePrefix: "okta.group"), bucket: "groups"),
        { ["api", "v1", "groups", $0.key, "roles"] }, [], OktaRoleAssignment.self,
        map: { role, partition in role.records(of: .identity(partition.key)) })

    static let clientRoles = each(
        StreamDescriptor(
            id: "clientRoles", title: "Administrator roles of service apps",
            operation: "GET /oauth2/v1/clients/{clientId}/roles", yields: [.entitlement],
            permissions: ["okta.roles.read", iamReader], partitions: apps(OktaType.serviceApp), bucket: "apps"),
        { ["oauth2", "v1", "clients", try $0.application.clientID ?? $0.key, "roles"] }, [], OktaRoleAssignment.self,
        map: { role, partition in role.records(of: .application(partition.key)) })
}
