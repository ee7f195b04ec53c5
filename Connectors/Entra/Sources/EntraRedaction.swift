import Transport

/// What of Graph's answers a recording may keep: the keys that the wire types read. A secret's text, a certificate's
/// body and whatever Graph adds tomorrow are not among them.
enum EntraRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Errors, paging, types
            "code", "@odata.nextLink", "@odata.type",
            // Rows of every kind
            "id", "displayName", "description", "createdDateTime", "deletedDateTime", "accountEnabled", "notes", "tags",
            // Users and groups
            "userPrincipalName", "mail", "otherMails", "employeeId", "department", "userType", "externalUserState",
            "lastPasswordChangeDateTime", "onPremisesSyncEnabled", "lastSignInDateTime",
            "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime", "groupTypes", "securityEnabled",
            "isAssignableToRole",
            // Apps and service principals
            "appId", "createdByAppId", "signInAudience", "publisherDomain", "verifiedPublisherId",
            "serviceManagementReference", "isDisabled", "disabledByMicrosoftStatus", "servicePrincipalType",
            "appOwnerOrganizationId", "alternativeNames", "agentIdentityBlueprintId", "value", "allowedMemberTypes",
            // What proves them
            "keyId", "hint", "startDateTime", "endDateTime", "type", "usage", "customKeyIdentifier", "name", "issuer",
            "subject", "audiences", "appObjectId", "servicePrincipalObjectId", "credentialOrigin",
            // Grants and roles
            "clientId", "consentType", "principalId", "resourceId", "scope", "appRoleId", "principalType",
            "templateId", "isBuiltIn", "allowedResourceActions", "roleDefinitionId", "directoryScopeId",
        ],
        // `displayName` is people's and apps' alike.
        personalKeys: ["userPrincipalName", "mail", "otherMails", "employeeId"])
}
