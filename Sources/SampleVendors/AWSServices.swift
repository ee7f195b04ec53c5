import Foundation
import Inventory

/// The services that speak JSON: Secrets Manager, Organizations, Identity Center and its directory.
struct AWSServices {
    let sample: SampleRows
    let management: String

    private struct List {
        var rows: String
        var result: String
        /// What names whose list it is: parameters, or `$account` for the caller's own.
        var parent: [String]
        var pageSize: Int
        /// The only field that is given of a row.
        var field: String?
        var isOfManagement: Bool

        init(
            _ rows: String, _ result: String, of parent: [String] = [], pageSize: Int = 100, field: String? = nil,
            isOfManagement: Bool = true
        ) {
            self.rows = rows
            self.result = result
            self.parent = parent
            self.pageSize = pageSize
            self.field = field
            self.isOfManagement = isOfManagement
        }
    }

    /// Names and page sizes out of the services' own models (botocore 1.43).
    private static let lists: [String: List] = [
        "secretsmanager.ListSecrets": List("secrets", "SecretList", of: ["$account"], isOfManagement: false),
        "AWSOrganizationsV20161128.ListAccounts": List("accounts", "Accounts", pageSize: 20),
        "AWSOrganizationsV20161128.ListTagsForResource": List("accountTags", "Tags", of: ["ResourceId"]),
        "SWBExternalService.ListInstances": List("ssoInstances", "Instances"),
        "SWBExternalService.ListPermissionSets": List("permissionSets", "PermissionSets", field: "PermissionSetArn"),
        "SWBExternalService.ListPermissionSetsProvisionedToAccount": List(
            "accountPermissionSets", "PermissionSets", of: ["AccountId"]),
        "SWBExternalService.ListAccountsForProvisionedPermissionSet": List(
            "permissionSetAccounts", "AccountIds", of: ["PermissionSetArn"]),
        "SWBExternalService.ListAccountAssignments": List(
            "accountAssignments", "AccountAssignments", of: ["AccountId", "PermissionSetArn"]),
        "SWBExternalService.ListManagedPoliciesInPermissionSet": List(
            "permissionSetPolicies", "AttachedManagedPolicies", of: ["PermissionSetArn"]),
        "SWBExternalService.ListCustomerManagedPolicyReferencesInPermissionSet": List(
            "permissionSetCustomerPolicies", "CustomerManagedPolicyReferences", of: ["PermissionSetArn"]),
        "SWBExternalService.ListTagsForResource": List("permissionSetTags", "Tags", of: ["ResourceArn"]),
        "AWSIdentityStore.ListUsers": List("identityStoreUsers", "Users"),
        "AWSIdentityStore.ListGroups": List("identityStoreGroups", "Groups"),
        "AWSIdentityStore.ListGroupMemberships": List("groupMemberships", "GroupMemberships", of: ["GroupId"]),
    ]

    func answer(_ call: AWSCall, _ caller: AWSVendor.Caller) throws -> VendorValue {
        let name = call.version + "." + call.action
        if let list = Self.lists[name] {
            try allow(call, caller, isOfManagement: list.isOfManagement)
            let parent = list.parent.map { $0 == "$account" ? caller.account : call.parameter($0) ?? "" }
            let rows = sample.rows(list.rows, of: parent.isEmpty ? nil : parent.joined(separator: "/"))
            return try page(call, list, rows.map { row in list.field.flatMap { row.value[$0] } ?? row.value })
        }
        try allow(call, caller, isOfManagement: true)
        switch name {
        case "AWSOrganizationsV20161128.DescribeOrganization":
            return .object(["Organization": sample.rows("organization").first?.value ?? .null])
        case "SWBExternalService.DescribePermissionSet":
            let arn = call.parameter("PermissionSetArn")
            guard let row = sample.rows("permissionSets").first(where: { $0.value["PermissionSetArn"]?.text == arn })
            else { throw AWSRefusal("ResourceNotFoundException", "The permission set cannot be found.") }
            return .object(["PermissionSet": row.value])
        case "SWBExternalService.GetInlinePolicyForPermissionSet":
            let row = sample.rows("permissionSetInlinePolicies", of: call.parameter("PermissionSetArn")).first
            let policy = row.map { String(decoding: $0.json, as: UTF8.self) } ?? ""
            return .object(["InlinePolicy": .text(policy)])
        default: throw AWSRefusal("UnknownOperationException", "")
        }
    }

    private func allow(_ call: AWSCall, _ caller: AWSVendor.Caller, isOfManagement: Bool) throws {
        guard isOfManagement, caller.account != management else { return }
        throw AWSRefusal("AccessDeniedException", "You don't have permissions to access this resource.")
    }

    private func page(_ call: AWSCall, _ list: List, _ rows: [VendorValue]) throws -> VendorValue {
        let size = min(call.parameter("MaxResults").map { Int($0) ?? 0 } ?? list.pageSize, list.pageSize)
        guard size > 0 else { throw AWSRefusal("ValidationException", "MaxResults must be at least 1") }
        let start = call.parameter("NextToken").map { Int($0, radix: 36) ?? -1 } ?? 0
        guard (0...rows.count).contains(start) else {
            throw AWSRefusal("InvalidNextTokenException", "Invalid NextToken")
        }
        let end = min(rows.count, start + size)
        var result = [list.result: VendorValue.list(Array(rows[start..<end]))]
        if end < rows.count { result["NextToken"] = .text(String(end, radix: 36)) }
        return .object(result)
    }
}
