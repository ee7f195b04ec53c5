import ConnectorKit
import Foundation
import Inventory

/// A row of `roles.list`.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/roles
struct GoogleWorkspaceRole: Decodable, Sendable {
    var roleId: String
    var roleName: String?
    var isSystemRole: Bool?
    var isSuperAdminRole: Bool?
    var rolePrivileges: [Held]?

    struct Held: Decodable, Sendable { var privilegeName: String? }

    func records() -> [Record] {
        let (privilege, reason) = GoogleWorkspacePrivilege.ofRole(
            isSuper: isSuperAdminRole == true, privileges: rolePrivileges?.compactMap(\.privilegeName))
        return [
            .permission(
                Permission(
                    nativeID: NativeID(roleId),
                    type: isSystemRole == true ? "google-workspace.systemRole" : "google-workspace.customRole",
                    name: roleName ?? roleId, privilege: privilege, reason: reason, vendorManaged: isSystemRole == true)
            )
        ]
    }
}

/// A row of `roleAssignments.list`. It has no date.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/roleAssignments
struct GoogleWorkspaceRoleAssignment: Decodable, Sendable {
    var roleAssignmentId: String
    var roleId: String
    /// A user's, a group's or a service account's unique id.
    var assignedTo: String
    /// `user` or `group`, in any case; older answers have none.
    var assigneeType: String?
    /// `CUSTOMER`, or `ORG_UNIT`.
    var scopeType: String?
    var orgUnitId: String?
    var condition: String?
    var expirationDetails: Expiration?

    struct Expiration: Decodable, Sendable { var expireTime: String? }

    func records(roleName: String?) -> [Record] {
        var records: [Record] = [
            .entitlement(
                Entitlement(
                    nativeID: NativeID(roleAssignmentId), type: "google-workspace.adminRole",
                    holder: .identity(assignedTo), target: .permission(roleId), targetName: roleName ?? roleId,
                    resource: scopeType == "ORG_UNIT" ? "organizational unit \(orgUnitId ?? "not told")" : nil,
                    conditions: [condition, expirationDetails?.expireTime.map { "until \($0)" }]
                        .compactMap { $0 }.filter { !$0.isEmpty }))
        ]
        if let assigneeType, assigneeType.lowercased().contains("service") {
            records.append(.identity(GoogleWorkspaceServiceAccount.identity(assignedTo)))
        }
        return records
    }
}

/// How much harm an administrator role allows, by the names of its privileges: upper bounds, since an assignment may be
/// narrowed to an organizational unit.
/// https://developers.google.com/workspace/admin/directory/v1/guides/manage-roles
enum GoogleWorkspacePrivilege {
    /// What leads to others' accounts, to everybody's data, or to how the whole organisation signs in.
    static let dangerous: [String: String] = [
        "USERS_ALL": "changes users and resets their passwords", "USERS_UPDATE": "changes users",
        "USERS_CREATE": "makes users", "USERS_DELETE": "deletes users",
        "USERS_RESET_PASSWORD": "takes over accounts by their password",
        "USERS_FORCE_PASSWORD_CHANGE": "decides about passwords",
        "USER_SECURITY_ALL": "changes 2-step verification, tokens and app passwords",
        "GROUPS_ALL": "gives access by membership", "GROUPS_UPDATE": "gives access by membership",
        "GROUPS_MANAGE_SECURITY_LABEL": "makes security groups of groups",
        "ORGANIZATION_UNITS_ALL": "moves users to other policies", "SECURITY_SETTINGS": "changes security policies",
        "ADMIN_DOMAIN_SETTINGS": "changes the domain's settings", "DOMAIN_MANAGEMENT": "manages domains",
        "SAML2_SERVICE_PROVIDER": "changes single sign-on", "SERVICES": "changes every service's settings",
        "DATATRANSFER_API_PRIVILEGE_GROUP": "moves users' data to others",
        "FULL_MIGRATION_ACCESS": "moves mailboxes", "EXECUTE_MIGRATION": "moves mailboxes",
        "DELEGATES_WRITE": "delegates mailboxes", "ACCESS_ALL_MATTERS": "reads everybody's mail and files",
        "MANAGE_SEARCHES": "searches everybody's mail and files",
        "MANAGE_EXPORTS": "exports everybody's mail and files",
        "LDAP_PASSWORD_REBIND": "uses passwords by LDAP",
        "TRUSTED_DOMAIN_WHITELIST_WRITE": "decides which outside domains are trusted",
    ]

    private static let readers: Set<String> = [
        "REPORTS", "SUPPORT", "ADMIN_DASHBOARD", "AUDIT_SYSTEM", "ADMIN_REPORTING_ACCESS", "REPORTING_AUDIT_ACCESS",
        "ACCESS_EMAIL_LOG_SEARCH",
    ]

    /// - Parameter privileges: nil where the role's list was not told.
    static func ofRole(isSuper: Bool, privileges: [String]?) -> (Privilege, String?) {
        if isSuper { return (.admin, "isSuperAdminRole: everything") }
        guard let privileges else { return (.unknown, nil) }
        let names = Set(privileges).sorted()
        if let name = names.first(where: { dangerous[$0] != nil }) {
            return (.high, "\(name) \(dangerous[name] ?? "")")
        }
        if let name = names.first(where: { !isReading($0) }) { return (.medium, name) }
        return (.low, names.isEmpty ? "it has no privilege" : "every privilege of it reads")
    }

    static func isReading(_ name: String) -> Bool {
        readers.contains(name) || name.hasPrefix("VIEW_")
            || ["_RETRIEVE", "_READ", "_READONLY"].contains { name.hasSuffix($0) }
    }
}
