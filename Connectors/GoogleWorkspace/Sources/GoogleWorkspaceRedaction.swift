import Transport

/// What of the Admin SDK's answers a recording may keep: the keys that the wire types read. Recovery addresses, telephone
/// numbers, IP addresses and whatever Google adds tomorrow are not among them.
enum GoogleWorkspaceRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Errors, paging, what an answer is
            "reason", "status", "kind", "nextPageToken",
            // Users
            "id", "customerId", "primaryEmail", "fullName", "aliases", "suspended", "suspensionReason", "archived",
            "isAdmin", "isDelegatedAdmin", "isGuestUser", "isEnrolledIn2Sv", "isEnforcedIn2Sv", "creationTime",
            "lastLoginTime", "deletionTime", "orgUnitPath", "primary", "department", "title", "type",
            // Groups and members
            "email", "name", "description", "adminCreated", "role",
            // Administrators
            "roleId", "roleName", "isSystemRole", "isSuperAdminRole", "privilegeName", "roleAssignmentId",
            "assignedTo", "assigneeType", "scopeType", "orgUnitId", "condition", "expireTime",
            // What users let in
            "clientId", "displayText", "scopes", "nativeApp", "anonymous", "codeId", "lastTimeUsed",
            // The token log; `value` is also an employee id's and a manager's
            "time", "profileId", "value",
        ],
        personalKeys: ["primaryEmail", "fullName", "aliases", "email", "value"])
}
