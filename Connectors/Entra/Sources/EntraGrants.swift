import ConnectorKit
import Foundation
import Inventory

/// A row of `/oauth2PermissionGrants`: what an app may do as a user, or as any. It has no dates.
/// https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant
struct EntraDelegatedGrant: Decodable, Sendable {
    var id: String
    /// The service principal's object id, not its client id.
    var clientId: String
    /// `AllPrincipals` or `Principal`.
    var consentType: String?
    var principalId: String?
    var resourceId: String?
    /// Separated by spaces, and may begin with one.
    var scope: String?

    func records() -> [Record] {
        let isForOne = consentType == "Principal"
        return [
            .grant(
                Grant(
                    nativeID: NativeID(id), type: "entra.oauth2PermissionGrant", holder: .identity(clientId),
                    grantee: clientId, onBehalfOf: isForOne ? principalId.map { .identity($0) } : nil,
                    consent: consent, scopes: Set((scope ?? "").split(separator: " ").map(String.init)).sorted(),
                    expiry: .unsupported,
                    // What is done as a user is refused while that user may not sign in; the grant stays.
                    survival: isForOne ? Survival(disabling: .no, deletion: .no) : EntraCredentials.survival,
                    attributes: Attributes.of(["consentType": consentType, "resourceId": resourceId])))
        ]
    }

    private var consent: Consent {
        switch consentType {
        case "AllPrincipals": .admin
        case "Principal": .user
        default: .unknown
        }
    }
}

/// A row of `/servicePrincipals/{id}/appRoleAssignedTo`: an app permission of a service principal, or the access of a user
/// or group to the app.
/// https://learn.microsoft.com/graph/api/resources/approleassignment
struct EntraAppRoleAssignment: Decodable, Sendable {
    var id: String
    var appRoleId: String
    var principalId: String
    /// `User`, `Group` or `ServicePrincipal`.
    var principalType: String?
    var resourceId: String?
    var createdDateTime: Instant?

    func records(_ partition: Partition) throws -> [Record] {
        let resource = try partition.identity
        let isApp = principalType == "ServicePrincipal"
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID(id), type: isApp ? "entra.appPermission" : "entra.appRoleAssignment",
                    holder: .identity(principalId),
                    target: Reference(
                        .permission, EntraAppRole.nativeID(resource: partition.key, role: appRoleId)),
                    targetName: EntraAppRole.name(appRoleId, of: resource) ?? appRoleId, resource: resource.name,
                    grantedAt: createdDateTime))
        ]
    }
}
