extension GitHubVendor {
    private static let repositories = RESTList.ParentList(rows: "repositories", field: "full_name")
    private static let teams = RESTList.ParentList(rows: "teams", field: "slug")
    private static let roles = RESTList.ParentList(rows: "organizationRoles", field: "id")

    /// The lists of an organisation and of its repositories. https://docs.github.com/en/rest
    static let lists: [RESTList] = [
        RESTList("/orgs/:org/members", "members", filters: [("role", "all"), ("filter", "all")]),
        RESTList("/orgs/:org/outside_collaborators", "outsideCollaborators", filters: [("filter", "all")]),
        RESTList("/orgs/:org/invitations", "invitations"),
        RESTList("/orgs/:org/teams", "teams"),
        RESTList("/orgs/:org/teams/:team/members", "teamMembers", of: "$1", in: teams, filters: [("role", "all")]),
        RESTList("/orgs/:org/teams/:team/repos", "teamRepositories", of: "$1", in: teams),
        RESTList("/orgs/:org/repos", "repositories", filters: [("type", "all")]),
        RESTList("/orgs/:org/hooks", "organizationHooks"),
        RESTList("/orgs/:org/installations", "installations", envelope: "installations"),
        RESTList("/orgs/:org/personal-access-tokens", "personalAccessTokens"),
        RESTList("/orgs/:org/personal-access-tokens/:token/repositories", "tokenRepositories", of: "$1"),
        RESTList("/orgs/:org/personal-access-token-requests", "tokenRequests"),
        RESTList("/orgs/:org/credential-authorizations", "credentialAuthorizations"),
        RESTList("/orgs/:org/organization-roles", "organizationRoles", envelope: "roles"),
        RESTList("/orgs/:org/organization-roles/:role/users", "roleUsers", of: "$1", in: roles),
        RESTList("/orgs/:org/organization-roles/:role/teams", "roleTeams", of: "$1", in: roles),
        RESTList("/orgs/:org/actions/secrets", "organizationSecrets", envelope: "secrets"),
        RESTList("/orgs/:org/dependabot/secrets", "organizationDependabotSecrets", envelope: "secrets"),
        RESTList("/orgs/:org/codespaces/secrets", "organizationCodespacesSecrets", envelope: "secrets"),
        RESTList("/orgs/:org/actions/runners", "runners", envelope: "runners"),
        RESTList("/repos/:owner/:repository/keys", "deployKeys", of: "$0/$1", in: repositories),
        RESTList("/repos/:owner/:repository/hooks", "repositoryHooks", of: "$0/$1", in: repositories),
        RESTList(
            "/repos/:owner/:repository/actions/secrets", "repositorySecrets", of: "$0/$1", in: repositories,
            envelope: "secrets"),
        RESTList(
            "/repos/:owner/:repository/dependabot/secrets", "repositoryDependabotSecrets", of: "$0/$1",
            in: repositories, envelope: "secrets"),
        RESTList(
            "/repos/:owner/:repository/collaborators", "collaborators", of: "$0/$1", in: repositories,
            filters: [("affiliation", "all"), ("permission", nil)]),
        RESTList("/repos/:owner/:repository/teams", "repositoryTeams", of: "$0/$1", in: repositories),
        RESTList(
            "/repos/:owner/:repository/environments", "environments", of: "$0/$1", in: repositories,
            envelope: "environments"),
        RESTList("/app/installations", "ownInstallation"),
        RESTList("/installation/repositories", "repositories", envelope: "repositories"),
    ]
}
