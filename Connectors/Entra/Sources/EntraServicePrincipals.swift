import ConnectorKit
import Foundation
import Inventory

/// A row of `/servicePrincipals`: an app, a managed identity or an agent as this tenant knows it.
/// https://learn.microsoft.com/graph/api/resources/serviceprincipal
struct EntraServicePrincipal: Decodable, Sendable {
    var id: String
    var odataType: String?
    var appId: String?
    var displayName: String?
    /// `Application`, `ManagedIdentity`, `Legacy`, `SocialIdp`, `ServiceIdentity`.
    var servicePrincipalType: String?
    var accountEnabled: Bool?
    /// On the wire, though the v1.0 metadata does not have it.
    var createdDateTime: Instant?
    /// The tenant in which the app is registered.
    var appOwnerOrganizationId: String?
    var verifiedPublisher: EntraPublisher?
    var alternativeNames: [String]?
    var disabledByMicrosoftStatus: String?
    var notes: String?
    var tags: [String]?
    var agentIdentityBlueprintId: String?
    var appRoles: [EntraAppRole]?
    var passwordCredentials: [EntraPassword]?
    var keyCredentials: [EntraKey]?

    private enum CodingKeys: String, CodingKey {
        case id, appId, displayName, servicePrincipalType, accountEnabled, createdDateTime, appOwnerOrganizationId
        case verifiedPublisher, alternativeNames, disabledByMicrosoftStatus, notes, tags, agentIdentityBlueprintId
        case appRoles, passwordCredentials, keyCredentials
        case odataType = "@odata.type"
    }

    static let selection =
        "id,appId,displayName,servicePrincipalType,accountEnabled,createdDateTime,appOwnerOrganizationId,verifiedPublisher,alternativeNames,disabledByMicrosoftStatus,notes,tags,appRoles,passwordCredentials,keyCredentials"
    static let agentSelection = "id,appId,displayName,accountEnabled,createdDateTime,agentIdentityBlueprintId"

    func records(isAgent: Bool = false) -> [Record] {
        let type = isAgent ? EntraType.agent : self.type
        var records: [Record] = [.identity(identity(type))]
        if type.hasPrefix(EntraType.resource) {
            records += ((appRoles ?? []) + [.defaultAccess]).map { .permission(permission($0)) }
        }
        // The platform makes, keeps and replaces the certificates of managed identities: nobody else holds them.
        if type != EntraType.managedIdentity {
            records += EntraCredentials.records(
                .identity(id), passwords: passwordCredentials ?? [], keys: keyCredentials ?? [])
        }
        return records
    }

    // MARK: - What it is

    /// The tenants in which Microsoft registers its own apps.
    static let microsoftTenants: Set<String> = [
        "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47",
    ]

    private var isMicrosofts: Bool {
        appOwnerOrganizationId.map { Self.microsoftTenants.contains($0.lowercased()) } ?? false
    }

    /// Those that may be assigned to begin with `EntraType.resource`. Of Microsoft's own, hundreds of which stand in
    /// every tenant, that is only so where they have roles.
    private var type: String {
        switch odataType {
        case "#microsoft.graph.agentIdentity": return EntraType.agent
        case "#microsoft.graph.agentIdentityBlueprintPrincipal": return EntraType.blueprintPrincipal
        default: break
        }
        switch servicePrincipalType {
        case "ManagedIdentity": return EntraType.managedIdentity
        case "Application", "Legacy":
            if isMicrosofts { return appRoles?.isEmpty ?? true ? EntraType.microsofts : EntraType.microsoftsResource }
            return EntraType.resource + (servicePrincipalType ?? "").lowercased()
        case let other?: return "entra.servicePrincipalType." + other.prefix(40)
        case nil: return "entra.servicePrincipalType.unknown"
        }
    }

    private func classification(_ type: String) -> (IdentityClass, String?) {
        switch type {
        case EntraType.agent: return (.agent, "it is an agentIdentity")
        case EntraType.blueprintPrincipal: return (.agent, "it is an agentIdentityBlueprintPrincipal")
        case EntraType.managedIdentity: return (.workload, "servicePrincipalType is ManagedIdentity")
        default:
            let isService = ["Application", "Legacy", "ServiceIdentity"].contains(servicePrincipalType)
            return isService
                ? (.service, "servicePrincipalType is \(servicePrincipalType ?? "")") : (.unknown, nil)
        }
    }

    private func identity(_ type: String) -> Identity {
        let (classification, reason) = classification(type)
        return Identity(
            nativeID: NativeID(id), type: type, classification: classification, classificationReason: reason,
            name: displayName ?? appId ?? id, status: accountEnabled.map { $0 ? .enabled : .disabled } ?? .unknown,
            createdAt: createdDateTime, vendorManaged: isMicrosofts,
            attributes: Attributes.of([
                "appId": appId, "servicePrincipalType": servicePrincipalType, "notes": notes,
                "appOwnerOrganizationId": appOwnerOrganizationId, "publisher": verifiedPublisher?.displayName,
                "publisherVerified": type == EntraType.managedIdentity
                    ? nil : verifiedPublisher.map { $0.isVerified ? "true" : "false" },
                "disabledByMicrosoftStatus": disabledByMicrosoftStatus,
                "azureResource": alternativeNames?.first { $0.hasPrefix("/subscriptions/") },
                "agentIdentityBlueprintId": agentIdentityBlueprintId,
                "tags": tags?.sorted().joined(separator: " "),
                // Assignments tell ids only: those of the roles are resolved by their resource.
                EntraAppRole.attribute: type.hasPrefix(EntraType.resource)
                    ? EntraAppRole.written(appRoles ?? []) : nil,
            ]))
    }

    private func permission(_ role: EntraAppRole) -> Permission {
        let (privilege, reason) = EntraPrivilege.ofAppRole(role, resource: appId ?? "")
        return Permission(
            nativeID: EntraAppRole.nativeID(resource: id, role: role.id), type: "entra.appRole", name: role.name,
            privilege: privilege, reason: reason, vendorManaged: isMicrosofts)
    }
}

/// The words that streams fan out by.
enum EntraType {
    /// Of whom roles may be had.
    static let resource = "entra.servicePrincipal."
    static let microsoftsResource = "entra.servicePrincipal.microsoft"
    static let microsofts = "entra.microsoftApplication"
    static let managedIdentity = "entra.managedIdentity"
    static let agent = "entra.agentIdentity"
    static let blueprintPrincipal = "entra.agentBlueprintPrincipal"
}

/// https://learn.microsoft.com/graph/api/resources/approle
struct EntraAppRole: Decodable, Sendable {
    var id: String
    var value: String?
    var displayName: String?
    /// `Application`, `User`.
    var allowedMemberTypes: [String]?

    var name: String { value.flatMap { $0.isEmpty ? nil : $0 } ?? displayName ?? id }

    /// An assignment to an app without naming a role of it.
    static let defaultAccess = EntraAppRole(
        id: "00000000-0000-0000-0000-000000000000", value: nil, displayName: "Default access",
        allowedMemberTypes: nil)

    static let attribute = "appRoles"

    /// Ids are unique within a resource only.
    static func nativeID(resource: String, role: String) -> NativeID { NativeID("\(resource)/\(role)") }

    /// `<id> <name>`, one a line, sorted.
    static func written(_ roles: [EntraAppRole]) -> String {
        roles.map { "\($0.id) \($0.name.replacing("\n", with: " "))" }.sorted { NativeID($0) < NativeID($1) }
            .joined(separator: "\n")
    }

    /// The name of a role of the resource; nil where the resource has none such.
    static func name(_ id: String, of resource: Identity) -> String? {
        if id == defaultAccess.id { return defaultAccess.name }
        let line = (resource.attributes[attribute] ?? "").split(separator: "\n").first { $0.hasPrefix(id + " ") }
        return line.map { String($0.dropFirst(id.count + 1)) }
    }
}
