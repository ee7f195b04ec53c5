import Transport

/// What of Okta's answers a recording may keep: the keys that the wire types read. A client's secret, its hash, and
/// whatever Okta adds tomorrow are not among them.
enum OktaRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Errors and paging; `href` holds the next page of the lists under /iam
            "errorCode", "href",
            // Rows of every kind
            "id", "name", "label", "type", "status", "created", "lastUpdated", "description",
            // Users and groups
            "activated", "statusChanged", "lastLogin", "passwordChanged", "lastMembershipUpdated", "login", "email",
            "secondEmail", "firstName", "lastName", "displayName", "employeeNumber", "userType", "department",
            "manager",
            "managerId",
            // Apps
            "signOnMode", "client_id", "token_endpoint_auth_method", "application_type", "consent_method",
            "grant_types", "scope",
            // Public keys
            "kid", "kty", "alg", "use", "n", "e", "crv", "x", "y",
            // Tokens and grants
            "expiresAt", "tokenWindow", "userId", "clientName", "connection", "issuer", "scopes", "scopeId", "clientId",
            "source", "createdAt", "createdBy", "grantedScopes",
            // Roles
            "role", "resource-set", "assignmentType",
        ],
        personalKeys: [
            "login", "email", "secondEmail", "firstName", "lastName", "displayName", "employeeNumber", "manager",
            "managerId",
        ])
}
