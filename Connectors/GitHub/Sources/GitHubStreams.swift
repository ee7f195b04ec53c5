import ConnectorKit
import Foundation
import Inventory
import Transport

// The streams, in the order of GitHub's documentation. Parents stand before those that fan out over them.

extension GitHubConnector {
    /// A stream before the server is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        /// The flag says whether a user's token asks, which is shown less.
        var source: @Sendable (GitHubAPI, _ isUser: Bool) -> HTTPStream
    }

    static let streams: [Definition] = [
        organization,
        whole(
            "members", "Members", "members", [.identity, .entitlement], ["members:read"], GitHubUserWire.self,
            GitHubMapping.member),
        whole(
            "owners", "Owners of the organization", "members", [.entitlement], ["members:read"],
            query: [("role", "admin")], GitHubUserWire.self, GitHubMapping.owner),
        whole(
            "outsideCollaborators", "Outside collaborators", "outside_collaborators", [.identity], ["members:read"],
            GitHubUserWire.self, GitHubMapping.outsideCollaborator),
        whole(
            "teams", "Teams", "teams", [.identity, .entitlement], ["members:read"], GitHubTeamWire.self,
            GitHubMapping.team),
        perTeam("teamMembers", "Members of teams", "members", [.entitlement], GitHubUserWire.self) {
            GitHubMapping.teamMember($0, of: $1)
        },
        whole(
            "repositories", "Repositories", "repos", [.resource], ["metadata:read"], GitHubRepositoryWire.self,
            GitHubMapping.repository),
        perTeam(
            "teamRepositories", "Repositories of teams", "repos", [.entitlement, .ownership], GitHubRepositoryWire.self
        ) { GitHubMapping.teamRepository($0, of: $1) },
        perRepository(
            "collaborators", "People with access to a repository of their own", "collaborators", [.entitlement],
            ["metadata:read"], query: [("affiliation", "direct")], GitHubUserWire.self
        ) { GitHubMapping.collaborator($0, of: $1) },
        whole(
            "organizationRoles", "Roles of the organization", "organization-roles", [.permission],
            ["organization_custom_org_roles:read"], pageSize: nil, GitHubRoleWire.self, GitHubMapping.organizationRole),
        perRole("organizationRoleUsers", "People with a role of the organization", "users", GitHubUserWire.self) {
            GitHubMapping.roleUser($0, of: $1)
        },
        perRole("organizationRoleTeams", "Teams with a role of the organization", "teams", GitHubTeamWire.self) {
            GitHubMapping.roleTeam($0, of: $1)
        },
        whole(
            "installations", "Installed GitHub Apps and what they may do", "installations",
            [.application, .grant, .usage], ["organization_administration:read"],
            usage: "GitHub tells no last use of an installation.", GitHubInstallationWire.self,
            GitHubCredentialMapping.installation),
        whole(
            "fineGrainedTokens", "Fine-grained personal access tokens", "personal-access-tokens",
            [.credential, .usage, .grant], ["organization_personal_access_tokens:read"],
            usage: "The last time that the token was used to authenticate; none means none since it was approved here.",
            GitHubTokenWire.self, GitHubCredentialMapping.fineGrainedToken),
        whole(
            "credentialAuthorizations", "Classic tokens and SSH keys authorised for single sign-on",
            "credential-authorizations", [.credential, .usage, .ownership], ["organization_administration:read"],
            usage:
                "credential_accessed_at: the last time that it was used on this organization, not elsewhere; none means none since it was authorised.",
            GitHubAuthorizationWire.self, GitHubCredentialMapping.authorization),
        perRepository(
            "deployKeys", "Deploy keys", "keys", [.credential, .usage, .ownership], ["administration:read"],
            usage:
                "The last use of the key for Git; none means none since it was added, or since 2023-04-01 for older keys.",
            GitHubDeployKeyWire.self
        ) { GitHubCredentialMapping.deployKey($0, of: $1) },
        organizationSecrets("actions", "Actions", "organization_secrets:read"),
        organizationSecrets("dependabot", "Dependabot", "organization_dependabot_secrets:read"),
        organizationSecrets("codespaces", "Codespaces", "organization_codespaces_secrets:read"),
        perRepository(
            "repositorySecrets", "Names of a repository's Actions secrets", "actions/secrets", [.credential],
            ["secrets:read"], GitHubSecretWire.self
        ) { GitHubCredentialMapping.secret($0, store: "actions", of: $1) },
        organizationWebhooks,
        perRepository(
            "repositoryWebhooks", "Webhooks of repositories", "hooks", [.grant], ["repository_hooks:read"],
            GitHubWebhookWire.self
        ) { GitHubCredentialMapping.webhook($0, of: Reference(.resource, $1.nativeID)) },
        externalIdentities,
    ]

    // MARK: - Those of their own kind

    private static let organization = Definition(
        descriptor: StreamDescriptor(
            id: "organization", title: "The organization and the roles that every one has",
            operation: "GET /orgs/{org}",
            yields: [.resource, .permission], permissions: ["metadata:read"], bucket: "organization")
    ) { api, _ in
        HTTPStream(
            first: { _ in try api.get(["orgs", api.organization]) }, redaction: GitHubRedaction.rules(api.organization),
            decode: { response, _ in
                let row = try JSONDecoder().decode(GitHubOrganizationWire.self, from: response.body)
                return DecodedPage(records: GitHubMapping.organization(row), rowCount: 1)
            })
    }

    /// "Users cannot list, view, or edit webhooks that were created by OAuth apps."
    /// https://docs.github.com/rest/orgs/webhooks#list-organization-webhooks
    private static let organizationWebhooks = Definition(
        descriptor: StreamDescriptor(
            id: "organizationWebhooks", title: "Webhooks of the organization", operation: "GET /orgs/{org}/hooks",
            yields: [.grant], permissions: ["organization_hooks:read"],
            partitions: .each(stream: "organization", kind: .resource, typePrefix: "github.organization"),
            bucket: "organization", pageSize: GitHubAPI.pageSize)
    ) { api, isUser in
        rows(
            GitHubWebhookWire.self, of: api, first: { _ in try api.list(of: "hooks") },
            truncation: isUser ? "webhooks that OAuth apps made are not shown to a user's token" : nil
        ) { row, partition in
            GitHubCredentialMapping.webhook(row, of: Reference(.resource, try partition.resource().nativeID))
        }
    }

    private static let externalIdentities = Definition(
        descriptor: StreamDescriptor(
            id: "externalIdentities", title: "Accounts' identities at the identity provider (SAML, SCIM)",
            operation: "POST /graphql samlIdentityProvider.externalIdentities", yields: [.link],
            permissions: ["members:read"], bucket: "graphql", pageSize: GitHubAPI.pageSize)
    ) { api, _ in
        HTTPStream(
            first: { _ in
                try api.query(
                    GitHubIdentities.query, variables: ["org": api.organization, "first": GitHubAPI.pageSize])
            }, pagination: .cursor(parameter: .json("variables.after")),
            redaction: GitHubRedaction.rules(api.organization),
            decode: GitHubIdentities.page)
    }

    private static func organizationSecrets(_ store: String, _ title: String, _ permission: String) -> Definition {
        whole(
            "\(store)Secrets", "Names of the organization's \(title) secrets", "\(store)/secrets", [.credential],
            [permission], GitHubSecretWire.self
        ) { GitHubCredentialMapping.secret($0, store: store, of: nil) }
    }
}
