import ConnectorKit
import Foundation
import Inventory
import Transport

/// IAM Identity Center: who may use which permission set in which account.
///
/// Assignments are asked for by permission set and account (ListAccountAssignments), not by user and group
/// (ListAccountAssignmentsForPrincipal): organizations have far fewer of those pairs than people, and the other
/// operation is for the management account alone.
enum AWSIdentityCenterStreams {
    static let all: [AWSConnector.Definition] = [
        instances, users, groups, memberships, permissionSets, permissionSetDetails, managedPolicies, inlinePolicies,
        provisioning, assignments,
    ]

    static let bucket = "identitycenter"
    /// The models' maximum.
    private static let pageSize = 100
    private static let maximum: (String, AWSEndpoints.Member) = ("MaxResults", .number(pageSize))

    private static func definition(
        _ id: String, _ title: String, _ service: AWSService, _ operation: String, _ yields: [RecordKind],
        partitions: PartitionPlan = .whole, isPaged: Bool = true,
        members: @escaping @Sendable (Partition) throws -> [String: AWSEndpoints.Member],
        decode: @escaping @Sendable (Response, Partition) throws -> DecodedPage
    ) -> AWSConnector.Definition {
        // Identity Center's administration is `sso-admin` to its clients and `sso` to policies.
        let client = service == .sso ? "sso-admin" : service.rawValue
        return AWSConnector.Definition(
            reach: .identityCenter,
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "\(client):\(operation)", yields: yields,
                permissions: ["\(service.rawValue):\(operation)"], partitions: partitions, bucket: bucket,
                pageSize: isPaged ? pageSize : nil)
        ) { endpoints in
            HTTPStream(
                first: {
                    var body = try members($0)
                    if isPaged { body[maximum.0] = maximum.1 }
                    return try endpoints.json(service, operation, body)
                }, pagination: isPaged ? .cursor(parameter: .json("NextToken")) : .single, decode: decode)
        }
    }

    // MARK: - Who

    static let instances = definition(
        "identityCenters", "Instances of IAM Identity Center", .sso, "ListInstances", [.resource],
        members: { _ in [:] },
        decode: { response, partition in
            try AWSJSONPages.list(response, partition) { (row: AWSIdentityCenterInstance, _) in [row.record] }
        })

    private static let eachInstance = PartitionPlan.each(
        stream: "identityCenters", kind: .resource, typePrefix: AWSIdentityCenter.instanceType)

    static let users = definition(
        "identityCenterUsers", "Users of IAM Identity Center", .identitystore, "ListUsers", [.identity],
        partitions: eachInstance, members: { ["IdentityStoreId": .text(try $0.identityStore())] },
        decode: { response, partition in
            let store = try partition.identityStore()
            return try AWSJSONPages.list(response, partition) { (row: AWSIdentityStoreUser, _) in
                [row.record(in: store)]
            }
        })

    static let groups = definition(
        "identityCenterGroups", "Groups of IAM Identity Center", .identitystore, "ListGroups", [.identity],
        partitions: eachInstance, members: { ["IdentityStoreId": .text(try $0.identityStore())] },
        decode: { response, partition in
            let store = try partition.identityStore()
            return try AWSJSONPages.list(response, partition) { (row: AWSIdentityStoreGroup, _) in
                [row.record(in: store)]
            }
        })

    static let memberships = definition(
        "identityCenterMembers", "Members of IAM Identity Center's groups", .identitystore, "ListGroupMemberships",
        [.entitlement],
        partitions: .each(stream: "identityCenterGroups", kind: .identity, typePrefix: AWSIdentityCenter.groupType),
        members: { ["GroupId": .text($0.key), "IdentityStoreId": .text(try $0.identityStore())] },
        decode: { response, partition in
            guard case .identity(let group)? = partition.parent else { throw AWSIdentityCenterStreams.orphan }
            return try AWSJSONPages.list(response, partition) { (row: AWSIdentityStoreMembership, _) in
                [row.record(in: group)]
            }
        })

    // MARK: - What

    static let permissionSets = definition(
        "permissionSets", "Permission sets", .sso, "ListPermissionSets", [.permission], partitions: eachInstance,
        members: { ["InstanceArn": .text($0.key)] },
        decode: { response, partition in
            try AWSJSONPages.list(response, partition) { (row: AWSPermissionSetARN, _) in [row.record] }
        })

    static let permissionSetDetails = definition(
        "permissionSetDetails", "Names of permission sets", .sso, "DescribePermissionSet", [.permission],
        partitions: .each(
            stream: "permissionSets", kind: .permission, typePrefix: AWSIdentityCenter.permissionSetType),
        isPaged: false, members: { try permissionSet($0.key) },
        decode: { response, _ in
            try AWSJSONPages.single(response, AWSPermissionSet.self) { [$0.record] }
        })

    /// What follows takes the name from the details.
    private static let eachPermissionSet = PartitionPlan.each(
        stream: "permissionSetDetails", kind: .permission, typePrefix: AWSIdentityCenter.permissionSetType)

    /// One record for all of the set's policies; twenty at most, and so one page.
    static let managedPolicies = definition(
        "permissionSetManagedPolicies", "AWS's policies in permission sets", .sso,
        "ListManagedPoliciesInPermissionSet", [.permission], partitions: eachPermissionSet,
        members: { try permissionSet($0.key) },
        decode: { response, partition in
            var set = try partition.permissionSet()
            var policies: [AWSPrivilege] = []
            var page = try AWSJSONPages.list(response, partition) { (row: AWSPermissionSetPolicy, _) in
                policies.append(row.privilege)
                return []
            }
            guard let judged = AWSPermissionSetPolicy.judge(policies) else { return page }
            (set.privilege, set.reason) = (judged.privilege, judged.reason)
            page.records = [.permission(set)]
            return page
        })

    static let inlinePolicies = definition(
        "permissionSetInlinePolicies", "Inline policies of permission sets", .sso, "GetInlinePolicyForPermissionSet",
        [.permission], partitions: eachPermissionSet, isPaged: false, members: { try permissionSet($0.key) },
        decode: { response, partition in
            var set = try partition.permissionSet()
            return try AWSJSONPages.single(response, AWSPermissionSetInlinePolicy.self) { wire in
                guard let document = wire.document, !document.isEmpty else { return [] }
                let judged = AWSMapping.privilege(document)
                (set.privilege, set.reason) = (judged.privilege, judged.reason)
                return [.permission(set)]
            }
        })

    // MARK: - Where

    static let provisioning = definition(
        "permissionSetAccounts", "Accounts that permission sets are provisioned to", .sso,
        "ListAccountsForProvisionedPermissionSet", [.entitlement], partitions: eachPermissionSet,
        members: { try permissionSet($0.key) },
        decode: { response, partition in
            let set = try partition.permissionSet()
            return try AWSJSONPages.list(response, partition) { (row: AWSProvisionedAccount, _) in [row.record(of: set)]
            }
        })

    static let assignments = definition(
        "accountAssignments", "Who may use a permission set in an account", .sso, "ListAccountAssignments",
        [.entitlement],
        partitions: .each(
            stream: "permissionSetAccounts", kind: .entitlement, typePrefix: AWSIdentityCenter.provisioningType),
        members: { partition in
            let provisioning = try partition.entitlement()
            var members = try permissionSet(provisioning.target.nativeID.string)
            members["AccountId"] = .text(provisioning.resource ?? "")
            return members
        },
        decode: { response, partition in
            let name = try partition.entitlement().targetName
            return try AWSJSONPages.list(response, partition) { (row: AWSAccountAssignment, _) in
                [row.record(named: name)]
            }
        })

    @Sendable private static func permissionSet(_ arn: String) throws -> [String: AWSEndpoints.Member] {
        guard let instance = AWSPermissionSetARN.instance(of: arn) else {
            throw AWSBodyProblem(reason: "the permission set's ARN names no instance")
        }
        return ["InstanceArn": .text(instance), "PermissionSetArn": .text(arn)]
    }

    static let orphan = AWSBodyProblem(reason: "the partition has another parent than the stream is read for")
}

extension Partition {
    /// Of the instance or the group that the partition is about.
    fileprivate func identityStore() throws -> String {
        let store: String? =
            switch parent {
            case .resource(let instance): instance.attributes["identityStoreId"]
            case .identity(let group): group.attributes["identityStoreId"]
            default: nil
            }
        guard let store else { throw AWSIdentityCenterStreams.orphan }
        return store
    }

    fileprivate func permissionSet() throws -> Permission {
        guard case .permission(let permission)? = parent else { throw AWSIdentityCenterStreams.orphan }
        return permission
    }

    fileprivate func entitlement() throws -> Entitlement {
        guard case .entitlement(let entitlement)? = parent else { throw AWSIdentityCenterStreams.orphan }
        return entitlement
    }
}
