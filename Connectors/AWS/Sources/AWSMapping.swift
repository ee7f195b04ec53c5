import Foundation
import Inventory

/// Users, groups and roles to records. A user, group or role is named by AWS's own unique id, because a name can be
/// given to another one after a deletion:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
enum AWSMapping {
    /// An IAM user may be a person or a machine; AWS does not say which, so the class stays unknown. IAM users cannot
    /// be disabled: one that exists is enabled, whatever its keys are.
    static func records(_ user: AWSUserWire) -> [Record] {
        let identity = Identity(
            nativeID: NativeID(user.id), type: "aws.iam.user", name: user.name, status: .enabled,
            createdAt: user.principal.createdAt, tags: user.principal.tags, attributes: attributes(user.principal))
        return [.identity(identity)] + entitlements(of: user.id, type: "user", user.principal)
    }

    static func records(_ group: AWSGroupWire) -> [Record] {
        let identity = Identity(
            nativeID: NativeID(group.id), type: "aws.iam.group", classification: .group,
            classificationReason: "GroupDetail", name: group.name, status: .enabled,
            createdAt: group.principal.createdAt, tags: group.principal.tags, attributes: attributes(group.principal))
        return [.identity(identity)] + entitlements(of: group.id, type: "group", group.principal)
    }

    /// - Parameters:
    ///   - answeredAt: when AWS answered; the window of its tracking ends there.
    ///   - organization: the management account, for a role of an organization's account.
    static func records(_ role: AWSRoleWire, answeredAt: Instant?, organization: String? = nil) throws -> [Record] {
        var attributes = attributes(role.principal)
        attributes["template"] = organization.map { AWSRoleTemplate.digest(role, organization: $0) }
        let identity = Identity(
            nativeID: NativeID(role.id), type: "aws.iam.role", classification: .role,
            classificationReason: "RoleDetail", name: role.name, status: .enabled,
            createdAt: role.principal.createdAt,
            vendorManaged: isVendorManaged(role: role.name, path: role.principal.path),
            tags: role.principal.tags, attributes: attributes)
        var records: [Record] = [.identity(identity)]
        records += entitlements(of: role.id, type: "role", role.principal)
        records += try AWSRoleTrust.grants(role).map { .grant($0) }
        if role.tellsUse { records.append(.usage(AWSLastUse.role(role, answeredAt: answeredAt))) }
        return records
    }

    private static func attributes(_ principal: AWSPrincipalWire) -> [String: String] {
        var result = ["arn": principal.arn, "path": principal.path]
        result["permissionsBoundary"] = principal.boundary
        return result
    }

    // MARK: - Policies

    /// Attached policies point at the policy's own record; an inline one is described here, for it lives and dies with
    /// its holder. A permissions boundary can only take away, and is named beside each.
    private static func entitlements(of id: String, type: String, _ principal: AWSPrincipalWire) -> [Record] {
        let holder = Reference.identity(id)
        let conditions = principal.boundary.map { ["permissions boundary \($0) (not evaluated)"] } ?? []
        let attached = principal.attachedPolicies.map { policy in
            Record.entitlement(
                Entitlement(
                    nativeID: NativeID("\(id)/attached/\(policy.arn)"), type: "aws.iam.attachedPolicy", holder: holder,
                    target: .permission(policy.arn), targetName: policy.name, conditions: conditions))
        }
        let inline = principal.inlinePolicies.flatMap { policy -> [Record] in
            let permission = "\(id)/inline/\(policy.name)"
            let judged = privilege(policy.document)
            return [
                .permission(
                    Permission(
                        nativeID: NativeID(permission), type: "aws.iam.inlinePolicy", name: policy.name,
                        privilege: judged.privilege, reason: judged.reason)),
                .entitlement(
                    Entitlement(
                        nativeID: NativeID(permission), type: "aws.iam.inlinePolicy", holder: holder,
                        target: .permission(permission), targetName: policy.name, conditions: conditions)),
            ]
        }
        return attached + inline
    }

    static func record(_ policy: AWSManagedPolicyWire) -> Record {
        let judged = privilege(policy.document)
        // arn:aws:iam::aws:policy/… belongs to AWS itself.
        let isAWSManaged = AWSArn.account(policy.arn) == "aws"
        return .permission(
            Permission(
                nativeID: NativeID(policy.arn),
                type: isAWSManaged ? "aws.iam.awsManagedPolicy" : "aws.iam.customerManagedPolicy", name: policy.name,
                privilege: judged.privilege, reason: judged.reason, vendorManaged: isAWSManaged))
    }

    /// A document that cannot be read leaves the privilege unknown, and says so; the holder is still worth its row.
    static func privilege(_ document: String?) -> AWSPrivilege {
        guard let document else { return AWSPrivilege(.unknown, "the answer holds no policy document") }
        do {
            return AWSPrivilege(of: try AWSPolicyDocument(document))
        } catch {
            return AWSPrivilege(.unknown, "the policy document could not be read")
        }
    }

    static func membership(_ user: AWSUserWire, group id: String, name: String) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(user.id)/group/\(id)"), type: "aws.iam.groupMembership",
                holder: .identity(user.id), target: .identity(id), targetName: name))
    }

    // MARK: - Whose role

    /// Roles that AWS itself, or a service of AWS's on the customer's behalf, makes and keeps: not the customer's to
    /// own. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html (paths), and the
    /// roles of Control Tower, CloudFormation StackSets, Organizations and the CDK's bootstrap by their names.
    static func isVendorManaged(role name: String, path: String) -> Bool {
        path.hasPrefix("/aws-service-role/") || path.hasPrefix("/aws-reserved/")
            || name == "OrganizationAccountAccessRole"
            || ["AWSControlTower", "AWSReservedSSO_", "stacksets-exec-", "cdk-"].contains { name.hasPrefix($0) }
    }
}
