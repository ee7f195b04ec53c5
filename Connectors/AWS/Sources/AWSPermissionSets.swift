import Inventory

// Permission sets, where they are provisioned, and who may use them there.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html

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
