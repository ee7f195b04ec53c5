import ConnectorKit
import Foundation
import Inventory
import Transport

// What is read of IAM Identity Center's answers, and what it becomes. Dates are seconds since 1970.
// https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/welcome.html
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html (botocore's service models of 1.43.11)

enum AWSIdentityCenter {
    static let instanceType = "aws.identitycenter.instance"
    static let userType = "aws.identitycenter.user"
    static let groupType = "aws.identitycenter.group"
    static let permissionSetType = "aws.identitycenter.permissionSet"
    static let provisioningType = "aws.identitycenter.provisioning"

    /// ListInstances looks at one region and answers an empty list from any other: that proves nothing.
    static func classify(_ response: Response, region: String) -> Outcome? {
        guard response.status == 200, response.body.count < 200,
            let wire = try? JSONDecoder().decode(NoInstance.self, from: response.body), wire.list.isEmpty,
            wire.next == nil
        else { return nil }  // Anything else is another answer.
        return .unsupported(reason: "\(region) has no instance of IAM Identity Center that this account sees")
    }

    private struct NoInstance: Decodable {
        struct Row: Decodable {}
        var list: [Row]
        var next: String?

        enum CodingKeys: String, CodingKey {
            case list = "Instances"
            case next = "NextToken"
        }
    }
}

/// `InstanceMetadata`.
struct AWSIdentityCenterInstance: AWSRow {
    static let list = "Instances"
    var arn: String
    var store: String
    var owner: String?
    var name: String?
    var created: Double?
    var status: String?

    enum CodingKeys: String, CodingKey {
        case arn = "InstanceArn"
        case store = "IdentityStoreId"
        case owner = "OwnerAccountId"
        case name = "Name"
        case created = "CreatedDate"
        case status = "Status"
    }

    var record: Record {
        var attributes = ["identityStoreId": store]
        attributes["ownerAccountId"] = owner
        attributes["state"] = status
        return .resource(
            Resource(
                nativeID: NativeID(arn), type: AWSIdentityCenter.instanceType, name: name ?? store,
                status: status == "ACTIVE" ? .enabled : .unknown, createdAt: AWSJSONPages.instant(created),
                attributes: attributes))
    }
}

/// `User`. Whether a person or a machine stands behind it Identity Center does not say; whether it may sign in it says
/// in `UserStatus`, which users that another directory provisions may lack.
struct AWSIdentityStoreUser: AWSRow {
    static let list = "Users"
    var id: String
    var name: String?
    var displayName: String?
    var emails: [Email]?
    var externalIDs: [ExternalID]?
    var userType: String?
    var status: String?
    var created: Double?

    struct Email: Decodable {
        var value: String?
        enum CodingKeys: String, CodingKey { case value = "Value" }
    }

    /// The same user in the directory that provisions it.
    struct ExternalID: Decodable {
        var issuer: String
        var id: String
        enum CodingKeys: String, CodingKey {
            case issuer = "Issuer"
            case id = "Id"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "UserId"
        case name = "UserName"
        case displayName = "DisplayName"
        case emails = "Emails"
        case externalIDs = "ExternalIds"
        case userType = "UserType"
        case status = "UserStatus"
        case created = "CreatedAt"
    }

    func record(in store: String) -> Record {
        var attributes = ["identityStoreId": store]
        attributes["displayName"] = displayName
        attributes["userType"] = userType
        attributes["externalIds"] = AWSIdentityStoreGroup.joined(externalIDs)
        let known: AccountStatus =
            switch status {
            case "ENABLED": .enabled
            case "DISABLED": .disabled
            default: .unknown
            }
        return .identity(
            Identity(
                nativeID: NativeID(id), type: AWSIdentityCenter.userType, name: name ?? displayName ?? id,
                emails: (emails ?? []).compactMap(\.value).filter { !$0.isEmpty }, status: known,
                createdAt: AWSJSONPages.instant(created), attributes: attributes))
    }
}

/// `Group`.
struct AWSIdentityStoreGroup: AWSRow {
    static let list = "Groups"
    var id: String
    var name: String?
    var description: String?
    var externalIDs: [AWSIdentityStoreUser.ExternalID]?
    var created: Double?

    enum CodingKeys: String, CodingKey {
        case id = "GroupId"
        case name = "DisplayName"
        case description = "Description"
        case externalIDs = "ExternalIds"
        case created = "CreatedAt"
    }

    func record(in store: String) -> Record {
        var attributes = ["identityStoreId": store]
        attributes["description"] = description
        attributes["externalIds"] = Self.joined(externalIDs)
        return .identity(
            Identity(
                nativeID: NativeID(id), type: AWSIdentityCenter.groupType, classification: .group,
                classificationReason: "ListGroups", name: name ?? id, status: .enabled,
                createdAt: AWSJSONPages.instant(created), attributes: attributes))
    }

    static func joined(_ ids: [AWSIdentityStoreUser.ExternalID]?) -> String? {
        guard let ids, !ids.isEmpty else { return nil }
        return ids.map { "\($0.issuer): \($0.id)" }.sorted().joined(separator: ", ")
    }
}

/// `GroupMembership`.
struct AWSIdentityStoreMembership: AWSRow {
    static let list = "GroupMemberships"
    var member: Member

    struct Member: Decodable {
        var user: String
        enum CodingKeys: String, CodingKey { case user = "UserId" }
    }

    enum CodingKeys: String, CodingKey { case member = "MemberId" }

    func record(in group: Identity) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(member.user)/group/\(group.nativeID)"),
                type: "aws.identitycenter.groupMembership", holder: .identity(member.user),
                target: .identity(group.nativeID.string), targetName: group.name))
    }
}

// MARK: - Permission sets

/// An element of `PermissionSets`: an ARN, `arn:aws:sso:::permissionSet/ssoins-7223b2c4/ps-1a2b`.
struct AWSPermissionSetARN: AWSRow {
    static let list = "PermissionSets"
    var arn: String

    init(from decoder: any Decoder) throws { arn = try decoder.singleValueContainer().decode(String.self) }

    var record: Record {
        .permission(
            Permission(
                nativeID: NativeID(arn), type: AWSIdentityCenter.permissionSetType, name: AWSArn.lastSegment(arn),
                privilege: .unknown))
    }

    /// The instance that a permission set belongs to stands in its ARN.
    static func instance(of permissionSet: String) -> String? {
        let parts = permissionSet.split(separator: "/")
        guard parts.count == 3, parts[0].hasSuffix(":::permissionSet") else { return nil }
        return parts[0].dropLast("permissionSet".count) + "instance/" + parts[1]
    }
}

/// `PermissionSet`: its name.
struct AWSPermissionSet: Decodable {
    var set: Details

    struct Details: Decodable {
        var arn: String
        var name: String
        enum CodingKeys: String, CodingKey {
            case arn = "PermissionSetArn"
            case name = "Name"
        }
    }

    enum CodingKeys: String, CodingKey { case set = "PermissionSet" }

    var record: Record {
        .permission(
            Permission(
                nativeID: NativeID(set.arn), type: AWSIdentityCenter.permissionSetType, name: set.name,
                privilege: .unknown))
    }
}

/// `AttachedManagedPolicy`: AWS's own policies, which are named and not shown.
struct AWSPermissionSetPolicy: AWSRow {
    static let list = "AttachedManagedPolicies"
    var arn: String
    enum CodingKeys: String, CodingKey { case arn = "Arn" }

    /// What those of AWS's policies come to that open whole accounts, judged by their documents as any other policy
    /// is. The documents of the rest are not asked for: that would take two requests for each.
    /// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
    static let known: [String: Privilege] = [
        "AdministratorAccess": .admin, "PowerUserAccess": .high, "IAMFullAccess": .high,
        "ReadOnlyAccess": .medium, "SecurityAudit": .low, "ViewOnlyAccess": .low,
    ]

    var privilege: AWSPrivilege {
        let name = AWSArn.lastSegment(arn)
        return AWSPrivilege(Self.known[name] ?? .unknown, "AWS's policy \(name)")
    }

    /// The strongest speaks for all; but where one is not known, what is low or medium beside it says nothing.
    static func judge(_ policies: [AWSPrivilege]) -> AWSPrivilege? {
        guard var strongest = policies.first else { return nil }
        for policy in policies.dropFirst() where policy.privilege.rank > strongest.privilege.rank { strongest = policy }
        if strongest.privilege.rank >= Privilege.high.rank { return strongest }
        return policies.first { $0.privilege == .unknown } ?? strongest
    }
}

/// `InlinePolicy`: a document, or an empty text where there is none.
struct AWSPermissionSetInlinePolicy: Decodable {
    var document: String?
    enum CodingKeys: String, CodingKey { case document = "InlinePolicy" }
}

/// An element of `AccountIds`.
struct AWSProvisionedAccount: AWSRow {
    static let list = "AccountIds"
    var id: String

    init(from decoder: any Decoder) throws { id = try decoder.singleValueContainer().decode(String.self) }

    /// That a permission set is a role of the account: filed under the account.
    func record(of set: Permission) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(set.nativeID)/\(id)"), type: AWSIdentityCenter.provisioningType,
                holder: Reference(.resource, NativeID(id)), target: .permission(set.nativeID.string),
                targetName: set.name, resource: id))
    }
}

/// `AccountAssignment`: that a user or a group may use a permission set in an account.
struct AWSAccountAssignment: AWSRow {
    static let list = "AccountAssignments"
    var account: String
    var permissionSet: String
    var principal: String

    enum CodingKeys: String, CodingKey {
        case account = "AccountId"
        case permissionSet = "PermissionSetArn"
        case principal = "PrincipalId"
    }

    func record(named name: String) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(permissionSet)/\(account)/\(principal)"), type: "aws.identitycenter.assignment",
                holder: .identity(principal), target: .permission(permissionSet), targetName: name, resource: account))
    }
}
