import Foundation
import Inventory

/// IAM of one account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
struct AWSIdentityManagement {
    let sample: SampleRows
    let account: String

    /// A list of the account, or of one user in it.
    private struct List {
        var rows: String
        var result: String
        /// The parameter that names whose it is.
        var owner: String?

        init(_ rows: String, _ result: String, of owner: String? = nil) {
            self.rows = rows
            self.result = result
            self.owner = owner
        }
    }

    private static let lists: [String: List] = [
        "ListAccessKeys": List("accessKeys", "AccessKeyMetadata", of: "UserName"),
        "ListSSHPublicKeys": List("sshPublicKeys", "SSHPublicKeys", of: "UserName"),
        "ListSigningCertificates": List("signingCertificates", "Certificates", of: "UserName"),
        "ListMFADevices": List("multiFactorDevices", "MFADevices", of: "UserName"),
        "ListOpenIDConnectProviders": List("openIDConnectProviders", "OpenIDConnectProviderList"),
        "ListSAMLProviders": List("samlProviders", "SAMLProviderList"),
        "ListAccountAliases": List("accountAliases", "AccountAliases"),
    ]

    /// One thing: the parameter that names it, the list of its row, and the result's element (nil: the row itself).
    private static let details: [String: (parameter: String, rows: String, result: String?)] = [
        "GetLoginProfile": ("UserName", "loginProfiles", "LoginProfile"),
        "GetSSHPublicKey": ("SSHPublicKeyId", "sshPublicKeyDetails", "SSHPublicKey"),
        "GetOpenIDConnectProvider": ("OpenIDConnectProviderArn", "openIDConnectProviderDetails", nil),
        "GetSAMLProvider": ("SAMLProviderArn", "samlProviderDetails", nil),
        "GetAccessKeyLastUsed": ("AccessKeyId", "accessKeyLastUsed", nil),
    ]

    func answer(_ call: AWSCall) throws -> VendorValue {
        if let list = Self.lists[call.action] {
            var parent = account
            if let owner = list.owner { parent += "/" + (try user(call, owner)) }
            return try page(call, [(list.result, sample.rows(list.rows, of: parent).map(\.value))])
        }
        if let detail = Self.details[call.action] {
            let name = call.parameter(detail.parameter) ?? ""
            guard let row = sample.rows(detail.rows, of: account + "/" + name).first else {
                throw AWSRefusal("NoSuchEntity", "\(detail.parameter) \(name) cannot be found.", status: 404)
            }
            return detail.result.map { .object([$0: row.value]) } ?? row.value
        }
        switch call.action {
        case "GetAccountAuthorizationDetails": return try authorizationDetails(call)
        case "ListUsers":
            return try page(call, [("Users", users().map { Self.reduced($0, without: Self.userDetails) })])
        case "ListRoles":
            return try page(call, [("Roles", rows("roles").map { Self.reduced($0, without: Self.roleDetails) })])
        case "GetGroup": return try group(call)
        case "ListServiceSpecificCredentials": return try serviceSpecificCredentials(call)
        case "GenerateCredentialReport": return .object(["State": .text("COMPLETE")])
        case "GetCredentialReport": return credentialReport()
        default: throw AWSRefusal("InvalidAction", "Could not find operation \(call.action) for version 2010-05-08")
        }
    }

    // MARK: - Users, groups, roles and policies

    private static let userDetails: Set<String> = ["UserPolicyList", "GroupList", "AttachedManagedPolicies", "Tags"]
    private static let roleDetails: Set<String> = [
        "RolePolicyList", "AttachedManagedPolicies", "Tags", "RoleLastUsed", "InstanceProfileList",
    ]

    private func rows(_ list: String) -> [VendorValue] {
        sample.rows(list, of: account).map { AWSDocument.encodingPolicies($0.value) }
    }

    private func users() -> [VendorValue] { rows("users") }

    private static func reduced(_ row: VendorValue, without keys: Set<String>) -> VendorValue {
        guard case .object(let values) = row else { return row }
        return .object(values.filter { !keys.contains($0.key) })
    }

    private func authorizationDetails(_ call: AWSCall) throws -> VendorValue {
        let asked = call.members("Filter")
        func wants(_ filter: String) -> Bool { asked.isEmpty || asked.contains(filter) }
        let policies = rows("policies").filter { policy in
            wants(
                policy["Arn"]?.text?.hasPrefix("arn:aws:iam::aws:") == true ? "AWSManagedPolicy" : "LocalManagedPolicy")
        }
        // UserDetail has no PasswordLastUsed.
        let users = users().map { Self.reduced($0, without: ["PasswordLastUsed"]) }
        return try page(
            call,
            [
                ("UserDetailList", wants("User") ? users : []),
                ("GroupDetailList", wants("Group") ? rows("groups") : []),
                ("RoleDetailList", wants("Role") ? rows("roles") : []), ("Policies", policies),
            ])
    }

    private func group(_ call: AWSCall) throws -> VendorValue {
        let name = call.parameter("GroupName") ?? ""
        guard let group = rows("groups").first(where: { $0["GroupName"]?.text == name }) else {
            throw AWSRefusal("NoSuchEntity", "The group with name \(name) cannot be found.", status: 404)
        }
        let members = users().filter { ($0["GroupList"]?.elements ?? []).contains(.text(name)) }
        var result = try page(call, [("Users", members.map { Self.reduced($0, without: Self.userDetails) })])
        if case .object(var values) = result {
            values["Group"] = Self.reduced(group, without: ["GroupPolicyList", "AttachedManagedPolicies"])
            result = .object(values)
        }
        return result
    }

    private func user(_ call: AWSCall, _ parameter: String) throws -> String {
        let name = call.parameter(parameter) ?? ""
        guard sample.rows("users", of: account).contains(where: { $0.value["UserName"]?.text == name }) else {
            throw AWSRefusal("NoSuchEntity", "The user with name \(name) cannot be found.", status: 404)
        }
        return name
    }

    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
    private func serviceSpecificCredentials(_ call: AWSCall) throws -> VendorValue {
        var found = sample.rows("serviceSpecificCredentials", of: account).map(\.value)
        if let service = call.parameter("ServiceName") { found = found.filter { $0["ServiceName"]?.text == service } }
        if call.parameter("AllUsers") == "true" {
            guard call.parameter("ServiceName") != nil else {
                throw AWSRefusal("ValidationError", "ServiceName is required with AllUsers")
            }
        } else {
            let name = try user(call, "UserName")
            found = found.filter { $0["UserName"]?.text == name }
        }
        return try page(call, [("ServiceSpecificCredentials", found)])
    }

    // MARK: - The credential report

    /// Of the whole account only the root user's row: what the others say the lists say better.
    private func credentialReport() -> VendorValue {
        let root = sample.rows("rootAccount", of: account).first?.value ?? .object([:])
        let columns = [
            "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
            "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
            "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
            "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
            "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
            "cert_2_active", "cert_2_last_rotated",
        ]
        let report =
            columns.joined(separator: ",") + "\n" + columns.map { root[$0]?.text ?? "N/A" }.joined(separator: ",")
        return .object([
            "Content": .text(Data(report.utf8).base64EncodedString()), "ReportFormat": .text("text/csv"),
            "GeneratedTime": SampleTime.resolve("@now-2h", now: sample.now) ?? .null,
        ])
    }

    // MARK: - Paging

    /// One page over several lists, one after the other, as GetAccountAuthorizationDetails has them.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html (Marker, MaxItems, IsTruncated)
    private func page(_ call: AWSCall, _ lists: [(String, [VendorValue])]) throws -> VendorValue {
        let size = call.parameter("MaxItems").map { Int($0) ?? 0 } ?? 100
        guard (1...1000).contains(size) else {
            throw AWSRefusal("ValidationError", "MaxItems must be between 1 and 1000")
        }
        let start = call.parameter("Marker").map { Int($0, radix: 36) ?? -1 } ?? 0
        guard (0...1 << 32).contains(start) else {
            throw AWSRefusal("ValidationError", "Invalid Marker")
        }
        // IAM may give fewer than asked; so does the sample, where it has enough to show it.
        let limit = min(size, Self.pageLimit)
        var result: [String: VendorValue] = [:]
        var position = 0
        for (name, rows) in lists {
            let from = min(max(start - position, 0), rows.count)
            let to = min(max(start + limit - position, 0), rows.count)
            result[name] = .list(Array(rows[from..<max(from, to)]))
            position += rows.count
        }
        let isTruncated = start + limit < position
        result["IsTruncated"] = .flag(isTruncated)
        if isTruncated { result["Marker"] = .text(String(start + limit, radix: 36)) }
        return .object(result)
    }

    private static let pageLimit = 40
}
