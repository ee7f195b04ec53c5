import ConnectorKit
import Foundation
import Inventory
import Transport

// The streams, parents before those that fan out over them.

extension GitLabConnector {
    static let streams: [Definition] = [
        users,
        ofInstance(
            "serviceAccounts", "Service accounts of the instance", "service_accounts", [.identity],
            GitLabUserWire.self, { GitLabMapping.serviceAccount($0, of: nil) }),
        groups, projects,
        perGroup(
            "members", "Members of top-level groups, those through invited groups too", "members/all",
            [.identity, .entitlement, .ownership, .link], role: "role:Guest", of: .roots, GitLabMemberWire.self,
            GitLabMapping.member),
        perGroup(
            "subgroupMembers", "Members of subgroups", "members", [.identity, .entitlement, .ownership, .link],
            role: "role:Guest", of: .subgroups, GitLabMemberWire.self, GitLabMapping.member),
        perProject(
            "projectMembers", "Members of projects", "members", [.identity, .entitlement, .ownership, .link],
            role: "role:Guest", GitLabMemberWire.self, GitLabMapping.member),
        perGroup(
            "enterpriseUsers", "Enterprise users", "enterprise_users", [.identity, .usage, .link], of: .roots,
            reach: .group, usage: signInMeaning, GitLabUserWire.self, { row, _ in GitLabMapping.listed(row) }),
        perGroup(
            "groupServiceAccounts", "Service accounts of groups", "service_accounts", [.identity], of: .roots,
            GitLabUserWire.self, { GitLabMapping.serviceAccount($0, of: $1) }),
        ofInstance(
            "personalAccessTokens", "Access tokens of all users", "personal_access_tokens", [.credential, .usage],
            query: active, usage: tokenMeaning, truncation: "only an administrator is shown others' tokens",
            GitLabTokenWire.self, GitLabTokenMapping.personal),
        perGroup(
            "enterpriseTokens", "Personal access tokens of enterprise users", "manage/personal_access_tokens",
            [.credential, .usage], of: .roots, reach: .group, query: active, usage: tokenMeaning, GitLabTokenWire.self,
            { row, _ in GitLabTokenMapping.personal(row) }),
        perGroup(
            "enterpriseKeys", "SSH keys of enterprise users", "manage/ssh_keys", [.credential, .usage], of: .roots,
            reach: .group, usage: keyMeaning, GitLabKeyWire.self, { row, _ in try GitLabTokenMapping.sshKey(row) }),
        serviceAccountTokens,
        perGroup(
            "groupAccessTokens", "Access tokens of groups", "access_tokens", [.credential, .usage], query: active,
            usage: tokenMeaning, GitLabTokenWire.self, GitLabTokenMapping.resource),
        perProject(
            "projectAccessTokens", "Access tokens of projects", "access_tokens", [.credential, .usage], query: active,
            usage: tokenMeaning, GitLabTokenWire.self, GitLabTokenMapping.resource),
        perGroup(
            "groupDeployTokens", "Deploy tokens of groups", "deploy_tokens", [.credential, .usage],
            role: "role:Maintainer", usage: deployTokenMeaning, GitLabDeployTokenWire.self,
            GitLabTokenMapping.deployToken),
        perProject(
            "projectDeployTokens", "Deploy tokens of projects", "deploy_tokens", [.credential, .usage],
            usage: deployTokenMeaning, GitLabDeployTokenWire.self, GitLabTokenMapping.deployToken),
        ofInstance(
            "publicDeployKeys", "Deploy keys that are offered to every project", "deploy_keys", [.credential, .usage],
            query: [("public", "true")], usage: keyMeaning, GitLabKeyWire.self, GitLabTokenMapping.publicDeployKey),
        perProject(
            "deployKeys", "Deploy keys of projects", "deploy_keys", [.credential, .usage], usage: keyMeaning,
            GitLabKeyWire.self, GitLabTokenMapping.deployKey),
        ofInstance(
            "applications", "OAuth applications of the instance", "applications", [.application, .usage],
            usage: "GitLab tells no last use of an application.", GitLabApplicationWire.self,
            GitLabTokenMapping.application),
        perGroup(
            "groupWebhooks", "Webhooks of groups", "hooks", [.grant], GitLabWebhookWire.self,
            GitLabTokenMapping.webhook),
        perProject(
            "projectWebhooks", "Webhooks of projects", "hooks", [.grant], GitLabWebhookWire.self,
            GitLabTokenMapping.webhook),
    ]

    /// Tokens that were revoked or ran out are kept for years: what is gone from the list is no longer active.
    private static let active = [("state", "active")]

    private static let tokenMeaning =
        "last_used_at: the last use for the API or Git, in steps of ten minutes since GitLab 16.1, of a day before; none means none since it was made, or since 2020-07-22 for older tokens."
    private static let keyMeaning =
        "last_used_at: the last use of the key for Git, in steps of a day; none means none since it was added, or since 2018-01-01 for older keys. Older versions do not tell it."
    private static let signInMeaning =
        "The later of the last sign-in and the last day with any activity (pages, API, Git); none means none since the account was made, or since 2018-01-01 for older accounts."
    private static let deployTokenMeaning = "GitLab tells no last use of a deploy token."
    private static let onlyAdministrators =
        "only an administrator (with the scope admin_mode where Admin Mode is on) is shown everything"

    // MARK: - Those of their own kind

    private static let users = Definition(
        descriptor: StreamDescriptor(
            id: "users", title: "Users in every state, bots among them", operation: "GET /users",
            yields: [.identity, .usage, .link, .entitlement], permissions: ["read_api", "administrator"],
            usageMeaning: signInMeaning, bucket: "lists", pageSize: GitLabAPI.pageSize), reach: .instance
    ) { api, standing in
        keyset(
            GitLabUserWire.self, truncation: { standing.current.isAdministrator ? nil : onlyAdministrators },
            first: { _ in try api.keyset(["users"]) }, map: { row, _ in GitLabMapping.listed(row) })
    }

    /// The configured group itself is not among those below it: signing in told it.
    private static let groups = Definition(
        descriptor: StreamDescriptor(
            id: "groups", title: "Groups and subgroups, and what roles mean",
            operation: "GET /groups/{id}/descendant_groups (of an instance: GET /groups)",
            yields: [.resource, .permission], permissions: ["read_api"], bucket: "lists",
            pageSize: GitLabAPI.pageSize), reach: .both
    ) { api, standing in
        HTTPStream(
            first: { _ in
                let order = [("order_by", "id"), ("sort", "asc")]
                guard api.group != nil else { return try api.list(["groups"], [("all_available", "true")] + order) }
                guard let group = standing.current.group else { throw GitLabProblem("the group is not known yet") }
                return try api.list(["groups", String(group.id), "descendant_groups"], order)
            }, pagination: .linkHeader(pageParameter: "page"), redaction: GitLabRedaction.things
        ) { response, partition in
            let told = standing.current
            var page = try rows(GitLabGroupWire.self, response, partition) { row, _ in
                GitLabMapping.group(row, isRoot: api.group == nil && row.parentID == nil)
            }
            if api.group == nil && !told.isAdministrator { page.truncation = onlyAdministrators }
            guard isFirstPage(response) else { return page }
            page.records += GitLabAccess.permissions
            if let group = told.group { page.records += GitLabMapping.group(group, isRoot: true) }
            return page
        }
    }

    private static func isFirstPage(_ response: Response) -> Bool {
        let items = URLComponents(url: response.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        return items.first { $0.name == "page" }.map { $0.value == "1" } ?? true
    }

    /// Projects of other groups that were shared with this one are those groups' to list.
    private static let projects = Definition(
        descriptor: StreamDescriptor(
            id: "projects", title: "Projects, archived ones too",
            operation: "GET /groups/{id}/projects (of an instance: GET /projects)", yields: [.resource],
            permissions: ["read_api"], bucket: "lists", pageSize: GitLabAPI.pageSize), reach: .both
    ) { api, standing in
        guard api.group != nil else {
            return keyset(
                GitLabProjectWire.self, truncation: { standing.current.isAdministrator ? nil : onlyAdministrators },
                first: { _ in try api.keyset(["projects"]) }, map: { row, _ in GitLabMapping.project(row) })
        }
        return numbered(GitLabProjectWire.self) { _ in
            guard let group = standing.current.group else { throw GitLabProblem("the group is not known yet") }
            return try api.list(
                ["groups", String(group.id), "projects"],
                [("include_subgroups", "true"), ("with_shared", "false"), ("order_by", "id"), ("sort", "asc")])
        } map: { row, _ in
            GitLabMapping.project(row)
        }
    }

    /// Of a whole instance the list of all tokens has them.
    private static let serviceAccountTokens = Definition(
        descriptor: StreamDescriptor(
            id: "serviceAccountTokens", title: "Access tokens of groups' service accounts",
            operation: "GET /groups/{id}/service_accounts/{user_id}/personal_access_tokens?state=active",
            yields: [.credential, .usage], permissions: ["read_api", "role:Owner"],
            partitions: .each(stream: "groupServiceAccounts", kind: .identity, typePrefix: "gitlab.user"),
            usageMeaning: tokenMeaning, pageSize: GitLabAPI.pageSize), reach: .group
    ) { api, _ in
        numbered(GitLabTokenWire.self) { partition in
            guard case .identity(let account)? = partition.parent,
                let group = account.attributes["group"]?.split(separator: "/").last.map(String.init)
            else { throw GitLabProblem("the service account's group is not known; read groupServiceAccounts again") }
            return try api.list(
                ["groups", group, "service_accounts", partition.key, "personal_access_tokens"], active)
        } map: { row, _ in
            GitLabTokenMapping.personal(row)
        }
    }
}
