import Transport

/// What of a provider's answers a recording may keep: the names that are read. `password` and whatever a provider adds are
/// not among them.
enum SCIMRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Lists and errors
            "schemas", "totalResults", "itemsPerPage", "startIndex", "nextCursor", "status", "scimType",
            // The provider of itself
            "maxResults", "maxPageSize", "cursor", "type", "schema", "endpoint",
            // Rows of every kind
            "id", "externalId", "created", "lastModified", "displayName", "value", "display", "primary", "$ref",
            // Users
            "userName", "formatted", "givenName", "familyName", "active", "userType", "title", "employeeNumber",
            "department", "organization", "division", "costCenter", "manager",
            "emails", "roles", "entitlements", "members",
        ],
        // Ids are among them: members and managers point at users by `value`, which may be an address too.
        personalKeys: [
            "id", "externalId", "displayName", "value", "display", "userName", "formatted", "givenName", "familyName",
            "employeeNumber", "manager", "emails", "members",
        ])
}
