import Transport

/// What of Google's answers a recording may keep: the keys that the wire types read. Keys' own texts, private keys and
/// whatever Google adds tomorrow are not among them.
///
/// Of labels, whose names are the customer's, those are kept that policies read by default.
enum GoogleCloudRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Errors and paging
            "status", "reason", "service", "consumer", "containerInfo", "permission", "retryDelay", "nextPageToken",
            // Organisations, folders, projects
            "name", "projectId", "displayName", "parent", "state", "createTime", "directoryCustomerId", "owner",
            "owner-email", "contact", "team", "environment", "env",
            // Service accounts and keys
            "email", "uniqueId", "description", "disabled", "oauth2ClientId", "keyAlgorithm", "keyOrigin", "keyType",
            "validAfterTime", "validBeforeTime", "disableReason", "key", "value",
            // API keys
            "uid", "updateTime", "deleteTime", "serviceAccountEmail", "allowedReferrers", "allowedIps",
            "packageName", "allowedBundleIds",
            // Policies and roles
            "role", "members", "title", "expression", "includedPermissions", "stage", "permissions",
            // Federation
            "mode", "attributeCondition", "issuerUri", "allowedAudiences", "accountId", "google.subject",
            "google.groups", "attribute.repository", "attribute.actor", "attribute.aws_role",
            // Activity
            "fullResourceName", "lastAuthenticatedTime", "startTime", "endTime",
        ], personalKeys: ["owner", "owner-email", "contact"])
}
