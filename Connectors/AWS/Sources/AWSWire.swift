import Foundation
import Inventory

// What is read of IAM's answers: only these fields, each optional where AWS may leave it out.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Types.html (botocore's service model of 1.43.11).

/// `UserDetail` (GetAccountAuthorizationDetails) and `User` (ListUsers, GetGroup).
struct AWSUserWire {
    var id: String
    var name: String
    var principal: AWSPrincipalWire
    var passwordLastUsed: Instant?

    init(_ row: AWSElement) throws {
        id = try row.requiredText("UserId")
        name = try row.requiredText("UserName")
        principal = try AWSPrincipalWire(row, inline: "UserPolicyList")
        passwordLastUsed = try row.optionalInstant("PasswordLastUsed")
    }
}

/// `GroupDetail`.
struct AWSGroupWire {
    var id: String
    var name: String
    var principal: AWSPrincipalWire

    init(_ row: AWSElement) throws {
        id = try row.requiredText("GroupId")
        name = try row.requiredText("GroupName")
        principal = try AWSPrincipalWire(row, inline: "GroupPolicyList")
    }
}

/// `RoleDetail` (GetAccountAuthorizationDetails) and `Role` (GetRole, ListRoles).
struct AWSRoleWire {
    var id: String
    var name: String
    var principal: AWSPrincipalWire
    var trust: String
    var lastUsed: Instant?
    var lastUsedRegion: String?
    /// Whether the answer speaks of use at all: ListRoles leaves it out.
    var tellsUse: Bool

    init(_ row: AWSElement) throws {
        id = try row.requiredText("RoleId")
        name = try row.requiredText("RoleName")
        principal = try AWSPrincipalWire(row, inline: "RolePolicyList")
        trust = try row.requiredText("AssumeRolePolicyDocument")
        let use = row["RoleLastUsed"]
        tellsUse = use != nil
        do {
            lastUsed = try use?.optionalInstant("LastUsedDate")
            lastUsedRegion = try use?.optionalText("Region")
        } catch let problem as AWSFieldProblem {
            throw problem.under("RoleLastUsed")
        }
    }
}

/// What users, groups and roles have in common.
struct AWSPrincipalWire {
    var arn: String
    var path: String
    var createdAt: Instant?
    var inlinePolicies: [AWSInlinePolicyWire]
    var attachedPolicies: [AWSAttachedPolicyWire]
    /// The ARN of the permissions boundary.
    var boundary: String?
    var tags: [String: String]

    init(_ row: AWSElement, inline: String) throws {
        arn = try row.requiredText("Arn")
        path = try row.optionalText("Path") ?? "/"
        createdAt = try row.optionalInstant("CreateDate")
        inlinePolicies = try AWSElement.each(row, inline) { try AWSInlinePolicyWire($0) }
        attachedPolicies = try AWSElement.each(row, "AttachedManagedPolicies") { try AWSAttachedPolicyWire($0) }
        boundary = try row["PermissionsBoundary"]?.optionalText("PermissionsBoundaryArn")
        tags = try AWSElement.tags(row)
    }
}

/// `PolicyDetail`: a policy that lives inside one user, group or role.
struct AWSInlinePolicyWire {
    var name: String
    var document: String?

    init(_ row: AWSElement) throws {
        name = try row.requiredText("PolicyName")
        document = try row.optionalText("PolicyDocument")
    }
}

/// `AttachedPolicy`.
struct AWSAttachedPolicyWire {
    var name: String
    var arn: String

    init(_ row: AWSElement) throws {
        arn = try row.requiredText("PolicyArn")
        name = try row.optionalText("PolicyName") ?? AWSArn.lastSegment(arn)
    }
}

/// `ManagedPolicyDetail`, with the document of its default version.
struct AWSManagedPolicyWire {
    var arn: String
    var name: String
    var document: String?

    init(_ row: AWSElement) throws {
        arn = try row.requiredText("Arn")
        name = try row.optionalText("PolicyName") ?? AWSArn.lastSegment(arn)
        let versions = row.members("PolicyVersionList")
        let current = try versions.first { try $0.optionalFlag("IsDefaultVersion") == true }
        document = try current?.optionalText("Document")
    }
}

/// `AccessKeyMetadata`, `SSHPublicKeyMetadata`, `SigningCertificate`: an id, a state and a date.
struct AWSKeyWire {
    var id: String
    var status: String?
    var createdAt: Instant?

    init(_ row: AWSElement, id field: String, date: String) throws {
        id = try row.requiredText(field)
        status = try row.optionalText("Status")
        createdAt = try row.optionalInstant(date)
    }
}

extension AWSElement {
    /// Reads each member of a list.
    /// - Throws: the first member's `AWSFieldProblem`, with its place: the row as a whole is then not known.
    static func each<Value>(_ row: AWSElement, _ list: String, _ read: (AWSElement) throws -> Value) throws -> [Value] {
        try row.members(list).enumerated().map { index, member in
            do {
                return try read(member)
            } catch let problem as AWSFieldProblem {
                throw problem.under("\(list).member[\(index)]")
            }
        }
    }

    /// A later tag of the same key wins; AWS allows only one.
    static func tags(_ row: AWSElement) throws -> [String: String] {
        let pairs = try each(row, "Tags") { (try $0.requiredText("Key"), try $0.optionalText("Value") ?? "") }
        return Dictionary(pairs) { _, last in last }
    }
}

/// Amazon Resource Names: `arn:aws:iam::123456789012:user/people/ana`.
enum AWSArn {
    static func account(_ arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[4].isEmpty else { return nil }
        return String(parts[4])
    }

    static func lastSegment(_ arn: String) -> String {
        let resource = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).last ?? ""
        return resource.split(separator: "/").last.map(String.init) ?? arn
    }
}
