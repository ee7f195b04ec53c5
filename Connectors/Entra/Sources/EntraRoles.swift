import ConnectorKit
import Foundation
import Inventory

/// A row of `/roleManagement/directory/roleDefinitions`.
/// https://learn.microsoft.com/graph/api/resources/unifiedroledefinition
struct EntraRoleDefinition: Decodable, Sendable {
    var id: String
    /// Of built-in roles the same in every tenant.
    var templateId: String?
    var displayName: String?
    var isBuiltIn: Bool?
    var rolePermissions: [Actions]?

    struct Actions: Decodable, Sendable { var allowedResourceActions: [String]? }

    static let selection = "id,templateId,displayName,isBuiltIn,rolePermissions"

    func records() -> [Record] {
        let actions = (rolePermissions ?? []).flatMap { $0.allowedResourceActions ?? [] }
        let (privilege, reason) = EntraPrivilege.ofRole(template: templateId ?? id, actions: actions)
        return [
            .permission(
                Permission(
                    nativeID: NativeID(id), type: isBuiltIn == true ? "entra.builtInRole" : "entra.customRole",
                    name: displayName ?? id, privilege: privilege, reason: reason, vendorManaged: isBuiltIn == true))
        ]
    }
}

/// A row of `/roleManagement/directory/roleAssignments`, and of `roleEligibilitySchedules`, which has more.
/// https://learn.microsoft.com/graph/api/resources/unifiedroleassignment
struct EntraRoleAssignment: Decodable, Sendable {
    var id: String
    /// A user, group or service principal.
    var principalId: String
    var roleDefinitionId: String
    /// `/` is the whole tenant.
    var directoryScopeId: String?
    var createdDateTime: Instant?

    func records(isEligible: Bool = false) -> [Record] {
        [
            .entitlement(
                Entitlement(
                    nativeID: NativeID(id),
                    type: isEligible ? "entra.eligibleDirectoryRole" : "entra.directoryRole",
                    holder: .identity(principalId), target: .permission(roleDefinitionId),
                    targetName: EntraPrivilege.roleName(roleDefinitionId) ?? roleDefinitionId,
                    resource: directoryScopeId == "/" ? nil : directoryScopeId,
                    conditions: isEligible ? ["eligible: it must be activated first"] : [],
                    grantedAt: createdDateTime))
        ]
    }
}
