import ConnectorKit
import Foundation
import Inventory
import Transport

// What is read of IAM Identity Center's answers, and what it becomes. Dates are seconds since 1970.
// https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/welcome.html
// (botocore's service models of 1.43.11)

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
