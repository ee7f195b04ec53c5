import ConnectorKit
import Foundation
import Inventory

/// What system permissions allow, by their names in the API (the columns `Permissions…` of `PermissionSet`).
/// https://developer.salesforce.com/docs/platform/field-reference/references/field-reference/salesforce-field-reference-permissionset.html
enum SalesforcePrivilege {
    /// With one of them a user can come by any other: change every record, give permissions, sign in as others, or run code
    /// that asks for no permission.
    static let admin = [
        "AssignPermissionSets", "AuthorApex", "ManageInternalUsers", "ManageProfilesPermissionsets", "ManageUsers",
        "ModifyAllData",
    ]

    /// Everybody's data, the set-up of the org, or others' ways in.
    static let high = [
        "CustomizeApplication", "DataExport", "ManageAuthProviders", "ManageDataIntegrations", "ManageEncryptionKeys",
        "ManageRemoteAccess", "ManageSharing", "ModifyMetadata", "ResetPasswords", "ViewAllData",
    ]

    /// What else says something of a user or of Muster's own access.
    static let others = ["ApiEnabled", "ApiUserOnly", "FreezeUsers", "ViewAllUsers", "ViewRoles", "ViewSetup"]

    static let all = (admin + high + others).sorted()

    /// What reads objects and fields alone is not seen here, so that nothing is ever called low.
    static func of(_ held: Set<String>) -> (Privilege, String?) {
        if let names = names(admin, held) { return (.admin, "leads to every other permission: \(names)") }
        if let names = names(high, held) { return (.high, names) }
        return (.unknown, names(["ApiEnabled", "ApiUserOnly"], held))
    }

    /// Whether a permission allows more than to see and to sign in.
    static func changes(_ name: String) -> Bool { !name.hasPrefix("View") && !name.hasPrefix("Api") }

    private static func names(_ wanted: [String], _ held: Set<String>) -> String? {
        let found = wanted.filter(held.contains)
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }
}

/// A row of `PermissionSet`: a permission set, a profile's own, or what a group of them amounts to.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-permissionset.html
struct SalesforcePermissionSet: Decodable, Sendable {
    var id: SalesforceID
    var name: String?
    var label: String?
    var isOwnedByProfile: Bool?
    var groupID: SalesforceID?
    var type: String?
    var namespace: String?
    var profile: SalesforceUser.Named?
    var permissions: SalesforcePermissions

    static let query = SalesforceQuery(
        object: "PermissionSet", fields: ["Id", "Name", "Label"],
        optional: ["IsOwnedByProfile", "PermissionSetGroupId", "Type", "NamespacePrefix", "Profile.Name"]
            + SalesforcePrivilege.all.map { "Permissions" + $0 })

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case label = "Label"
        case isOwnedByProfile = "IsOwnedByProfile"
        case groupID = "PermissionSetGroupId"
        case type = "Type"
        case namespace = "NamespacePrefix"
        case profile = "Profile"
    }

    init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        id = try row.decode(SalesforceID.self, forKey: .id)
        name = try row.decodeIfPresent(String.self, forKey: .name)
        label = try row.decodeIfPresent(String.self, forKey: .label)
        isOwnedByProfile = try row.decodeIfPresent(Bool.self, forKey: .isOwnedByProfile)
        groupID = try row.decodeIfPresent(SalesforceID.self, forKey: .groupID)
        type = try row.decodeIfPresent(String.self, forKey: .type)
        namespace = try row.decodeIfPresent(String.self, forKey: .namespace)
        profile = try row.decodeIfPresent(SalesforceUser.Named.self, forKey: .profile)
        permissions = try SalesforcePermissions(from: decoder)
    }

    func records() -> [Record] {
        let held = Set(permissions.values.filter(\.value).keys)
        let (privilege, reason) = SalesforcePrivilege.of(held)
        return [
            .permission(
                Permission(
                    nativeID: NativeID(id.text), type: kind, name: title, privilege: privilege, reason: reason,
                    // A set of a permission set licence: nobody in the org made it.
                    vendorManaged: type == "Standard"))
        ]
    }

    private var kind: String {
        if isOwnedByProfile == true { return "salesforce.profile" }
        return groupID != nil || type == "Group" ? "salesforce.permissionSetGroup" : "salesforce.permissionSet"
    }

    private var title: String {
        let title = (isOwnedByProfile == true ? profile?.name : nil) ?? label ?? name ?? id.text
        return namespace.map { $0.isEmpty ? title : "\(title) (\($0))" } ?? title
    }
}

/// A row of `PermissionSetAssignment`: who has a permission set, a group of them, or (by its own set) a profile.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-permissionsetassignment.html
struct SalesforceAssignment: Decodable, Sendable {
    var id: SalesforceID
    var assignee: SalesforceID
    var permissionSetID: SalesforceID?
    var groupID: SalesforceID?
    var permissionSet: Titled?
    var expirationDate: Instant?
    var isActive: Bool?
    var isRevoked: Bool?

    struct Titled: Decodable, Sendable {
        var label: String?
        var profile: SalesforceUser.Named?

        private enum CodingKeys: String, CodingKey {
            case label = "Label"
            case profile = "Profile"
        }
    }

    static let query = SalesforceQuery(
        object: "PermissionSetAssignment", fields: ["Id", "AssigneeId", "PermissionSetId"],
        optional: [
            "PermissionSetGroupId", "ExpirationDate", "IsActive", "IsRevoked", "PermissionSet.Label",
            "PermissionSet.Profile.Name",
        ])

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case assignee = "AssigneeId"
        case permissionSetID = "PermissionSetId"
        case groupID = "PermissionSetGroupId"
        case permissionSet = "PermissionSet"
        case expirationDate = "ExpirationDate"
        case isActive = "IsActive"
        case isRevoked = "IsRevoked"
    }

    /// One that is over, or was taken away, allows nothing: it is none.
    func records() throws -> [Record] {
        if isActive == false || isRevoked == true { return [] }
        guard let target = permissionSetID ?? groupID else { throw SalesforceProblem("an assignment of nothing") }
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID(id.text),
                    type: permissionSet?.profile == nil
                        ? "salesforce.permissionSetAssignment" : "salesforce.profileAssignment",
                    holder: .identity(assignee.text), target: .permission(target.text),
                    targetName: permissionSet?.profile?.name ?? permissionSet?.label ?? target.text,
                    conditions: expirationDate.map { ["until \($0.day)"] } ?? []))
        ]
    }
}
