extension OktaVendor {
    private static let users = RESTList.ParentList(rows: "users", field: "id")
    private static let groups = RESTList.ParentList(rows: "groups", field: "id")
    private static let apps = RESTList.ParentList(rows: "apps", field: "id")

    /// The lists of an organisation, with the page sizes of Okta's own description.
    static let lists: [RESTList] = [
        RESTList("/api/v1/users", "users", pageSize: 200, largestPage: 200),
        RESTList("/api/v1/users/:user/roles", "userRoles", of: "$0", in: users, pageSize: 200, largestPage: 200),
        RESTList("/api/v1/users/:user/groups", "userGroups", of: "$0", in: users, pageSize: 200, largestPage: 200),
        RESTList(
            "/api/v1/users/:user/clients/:client/grants", "userGrants", of: "$0/$1", pageSize: 20, largestPage: 200),
        RESTList("/api/v1/users/:user/clients", "userClients", of: "$0", in: users, pageSize: 200, largestPage: 200),
        RESTList("/api/v1/groups", "groups", pageSize: 10_000, largestPage: 10_000),
        RESTList("/api/v1/groups/rules", "groupRules", pageSize: 50, largestPage: 200),
        RESTList(
            "/api/v1/groups/:group/users", "groupUsers", of: "$0", in: groups, completedBy: "users", pageSize: 1000,
            largestPage: 1000),
        RESTList("/api/v1/groups/:group/apps", "groupApps", of: "$0", in: groups, pageSize: 20, largestPage: 200),
        RESTList("/api/v1/groups/:group/roles", "groupRoles", of: "$0", in: groups, pageSize: 200, largestPage: 200),
        RESTList("/api/v1/groups/:group/owners", "groupOwners", of: "$0", in: groups, pageSize: 200, largestPage: 1000),
        RESTList("/api/v1/apps", "apps", pageSize: 200, largestPage: 200),
        RESTList("/api/v1/apps/:app/users", "appUsers", of: "$0", in: apps, pageSize: 50, largestPage: 500),
        RESTList("/api/v1/apps/:app/groups", "appGroups", of: "$0", in: apps, pageSize: 20, largestPage: 200),
        RESTList("/api/v1/apps/:app/grants", "appGrants", of: "$0", in: apps, pageSize: 200, largestPage: 200),
        RESTList("/api/v1/apps/:app/tokens", "appTokens", of: "$0", in: apps, pageSize: 20, largestPage: 200),
        RESTList(
            "/api/v1/apps/:app/credentials/secrets", "appSecrets", of: "$0", in: apps, pageSize: 200, largestPage: 200),
        RESTList("/api/v1/apps/:app/credentials/keys", "appKeys", of: "$0", in: apps, pageSize: 200, largestPage: 200),
        RESTList(
            "/api/v1/apps/:app/credentials/jwks", "appWebKeys", of: "$0", in: apps, envelope: "keys", within: "jwks",
            pageSize: 200, largestPage: 200),
        RESTList("/api/v1/api-tokens", "apiTokens", pageSize: 10_000, largestPage: 10_000),
        RESTList("/api/v1/iam/assignees/users", "assignees", envelope: "value", pageSize: 100, largestPage: 200),
        RESTList("/api/v1/iam/roles", "customRoles", envelope: "roles", pageSize: 100, largestPage: 200),
        RESTList(
            "/api/v1/iam/roles/:role/permissions", "customRolePermissions", of: "$0", envelope: "permissions",
            pageSize: 100, largestPage: 200),
        RESTList(
            "/api/v1/iam/resource-sets", "resourceSets", envelope: "resource-sets", pageSize: 100, largestPage: 200),
        RESTList("/api/v1/idps", "identityProviders", pageSize: 20, largestPage: 200),
        RESTList("/api/v1/authorizationServers", "authorizationServers", pageSize: 200, largestPage: 200),
        RESTList("/oauth2/v1/clients/:client/roles", "clientRoles", of: "$0", pageSize: 200, largestPage: 200),
        RESTList("/integrations/api/v1/api-services", "apiServices", pageSize: 20, largestPage: 200),
        RESTList(
            "/integrations/api/v1/api-services/:service/credentials/secrets", "apiServiceSecrets", of: "$0",
            pageSize: 200, largestPage: 200),
    ]
}
