import ConnectorKit
import Foundation
import Inventory
import Transport

// The streams, parents before those that fan out over them.

extension GoogleCloudConnector {
    /// A stream before it is known where Google answers.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        /// Whether it is a folder's or an organisation's, of which one project has none.
        var isOrganizations = false
        var source: @Sendable (GoogleCloudAPI) -> HTTPStream
    }

    static let streams: [Definition] = [
        organizations, folders, projects, predefinedRoles,
        customRoles(.organizations, "organizationRoles", "Custom roles of the organisation", "{number}") { $0.number },
        customRoles(.projects, "projectRoles", "Custom roles of projects", "{id}") { $0.name },
        policies(.organizations, "organizationPolicies", "Who may do what in the organisation"),
        policies(.folders, "folderPolicies", "Who may do what in folders"),
        policies(.projects, "projectPolicies", "Who may do what in projects, and who owns them"),
        each(
            .projects, "serviceAccounts", "Service accounts", .identity, "GET v1/projects/{id}/serviceAccounts",
            [.identity], ["iam.serviceAccounts.list"], page: 100, "accounts", GoogleCloudServiceAccountWire.self,
            { ["projects", $0.name, "serviceAccounts"] }, map: GoogleCloudMapping.serviceAccount),
        serviceAccountKeys, serviceAccountPolicies,
        each(
            .projects, "apiKeys", "API keys and what restricts them", .apiKeys,
            "GET v2/projects/{number}/locations/global/keys", [.credential, .usage], ["apikeys.keys.list"], page: 300,
            usage: "Google tells no last use of an API key.", "keys", GoogleCloudAPIKeyWire.self,
            { ["projects", $0.number, "locations", "global", "keys"] }, map: GoogleCloudMapping.apiKey),
        activity(
            "serviceAccountActivity", "When service accounts last authenticated", "serviceAccountLastAuthentication"),
        activity("keyActivity", "When service account keys last authenticated", "serviceAccountKeyLastAuthentication"),
        each(
            .projects, "workloadIdentityPools", "Workload identity pools", .identity,
            "GET v1/projects/{number}/locations/global/workloadIdentityPools", [.application],
            ["iam.workloadIdentityPools.list"], bucket: "federation", page: 1000, "workloadIdentityPools",
            GoogleCloudPoolWire.self, { ["projects", $0.number, "locations", "global", "workloadIdentityPools"] },
            map: GoogleCloudMapping.pool),
        workloadIdentityProviders,
    ]

    // MARK: - What there is

    private static let organizations = Definition(
        descriptor: StreamDescriptor(
            id: "organizations", title: "The organisation", operation: "GET v3/organizations:search",
            yields: [.resource], permissions: ["resourcemanager.organizations.get"], bucket: "search"),
        isOrganizations: true
    ) { api in
        list("organizations", GoogleCloudContainerWire.self, first: { _ in try api.organizations() }) { row, _ in
            GoogleCloudMapping.organization(row)
        }
    }

    private static let folders = Definition(
        descriptor: StreamDescriptor(
            id: "folders", title: "Folders", operation: "GET v3/folders:search", yields: [.resource],
            permissions: ["resourcemanager.folders.get"], bucket: "search", pageSize: containerPage),
        isOrganizations: true
    ) { api in
        list("folders", GoogleCloudContainerWire.self) { _ in
            try api.request(
                .resourceManager, ["folders"], verb: "search",
                query: [("query", "state=ACTIVE"), ("pageSize", String(containerPage))])
        } map: { row, _ in
            GoogleCloudMapping.folder(row)
        }
    }

    private static let projects = Definition(
        descriptor: StreamDescriptor(
            id: "projects", title: "Projects with their labels", operation: "GET v3/projects:search",
            yields: [.resource], permissions: ["resourcemanager.projects.get"], bucket: "search",
            pageSize: containerPage)
    ) { api in
        list("projects", GoogleCloudContainerWire.self) { _ in
            // Several fields in one query find what has any of them.
            let query = api.project.map { "id:\($0)" } ?? "state:ACTIVE"
            return try api.request(
                .resourceManager, ["projects"], verb: "search",
                query: [("query", query), ("pageSize", String(containerPage))])
        } map: { row, _ in
            if let project = api.project, row.projectId != project { return [] }
            return try GoogleCloudMapping.project(row)
        }
    }

    /// No maximum is documented; this is what Google's own command line asks for.
    private static let containerPage = 500
    /// Of 1,000 at most: roles come with up to thousands of permissions each.
    private static let rolePage = 300

    /// All of Google's own roles, because a binding names no more than the role: a few requests in all.
    private static let predefinedRoles = Definition(
        descriptor: StreamDescriptor(
            id: "predefinedRoles", title: "What Google's own roles allow", operation: "GET v1/roles?view=FULL",
            yields: [.permission], permissions: [], bucket: "identity", pageSize: rolePage)
    ) { api in
        list("roles", GoogleCloudRoleWire.self) { _ in
            try api.request(
                .identity, ["roles"], query: [("view", "FULL"), ("pageSize", String(rolePage))])
        } map: { row, _ in
            GoogleCloudMapping.role(row)
        }
    }

    private static func customRoles(
        _ container: Container, _ id: String, _ title: String, _ placeholder: String,
        _ name: @escaping @Sendable (Resource) -> String
    ) -> Definition {
        let parent = container.rawValue
        return each(
            container, id, title, .identity, "GET v1/\(parent)/\(placeholder)/roles?view=FULL", [.permission],
            ["iam.roles.list"], page: rolePage, "roles", GoogleCloudRoleWire.self, { [parent, name($0), "roles"] },
            [("view", "FULL")], map: { row, _ in GoogleCloudMapping.role(row) })
    }

    // MARK: - Of each service account, of each pool

    /// By the account's number, which stays with it: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/list
    private static let serviceAccountKeys = Definition(
        descriptor: StreamDescriptor(
            id: "serviceAccountKeys", title: "Keys of service accounts, without those that Google keeps",
            operation: "GET v1/projects/{id}/serviceAccounts/{account}/keys?keyTypes=USER_MANAGED",
            yields: [.credential], permissions: ["iam.serviceAccountKeys.list"], partitions: eachAccount,
            bucket: "identity")
    ) { api in
        var stream = list("keys", GoogleCloudKeyWire.self) { partition in
            let account = try partition.account()
            return try api.request(
                .identity, ["projects", account.project, "serviceAccounts", account.number, "keys"],
                query: [("keyTypes", "USER_MANAGED")])
        } map: { row, partition in
            try GoogleCloudMapping.key(row, of: partition.account())
        }
        stream.pagination = .single
        return stream
    }

    private static let serviceAccountPolicies = Definition(
        descriptor: StreamDescriptor(
            id: "serviceAccountPolicies", title: "Who may act as a service account, or change it",
            operation: "POST v1/projects/{id}/serviceAccounts/{account}:getIamPolicy",
            yields: [.identity, .entitlement, .grant], permissions: ["iam.serviceAccounts.getIamPolicy"],
            partitions: eachAccount, bucket: "identity")
    ) { api in
        HTTPStream(
            first: { partition in
                let account = try partition.account()
                return try api.policy(ofAccount: account.number, in: account.project)
            }, redaction: GoogleCloudRedaction.rules
        ) { response, partition in
            let account = try partition.account()
            return try GoogleCloudPolicy.page(response) { GoogleCloudPolicy.trusts($0, on: account) }
        }
    }

    private static let workloadIdentityProviders = Definition(
        descriptor: StreamDescriptor(
            id: "workloadIdentityProviders", title: "Issuers that workload identity pools trust",
            operation: "GET v1/projects/{number}/locations/global/workloadIdentityPools/{pool}/providers",
            yields: [.credential], permissions: ["iam.workloadIdentityPoolProviders.list"],
            partitions: .each(
                stream: "workloadIdentityPools", kind: .application, typePrefix: "google-cloud.workloadIdentityPool"),
            bucket: "federation", pageSize: 100)
    ) { api in
        list("workloadIdentityPoolProviders", GoogleCloudProviderWire.self) { partition in
            try api.request(
                .identity, try partition.pool().nativeID.string.split(separator: "/").map(String.init) + ["providers"],
                query: [("pageSize", "100")])
        } map: { row, partition in
            GoogleCloudMapping.provider(row, of: try partition.pool())
        }
    }

    private static let eachAccount = PartitionPlan.each(
        stream: "serviceAccounts", kind: .identity, typePrefix: "google-cloud.serviceAccount")
}
