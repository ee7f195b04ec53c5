extension Remediation {
    /// Okta: the calls of its management API, with the page of the admin console where that is quicker.
    static let okta: [String: Steps] = [
        "okta.apiToken": Steps(
            disable: [],
            remove: ["Revoke token {id}: Security > API > Tokens, or DELETE /api/v1/api-tokens/{id}"],
            rotate: [
                "Make a service app with OAuth scopes in its place (Applications > Create App Integration > API "
                    + "Services), or a new token as a service account; put it where {id} is used, and see it used."
            ]),
        "okta.clientSecret": Steps(
            disable: [
                "Deactivate secret {id} of {holder}: Applications > {holder} > General > Client Credentials, or POST "
                    + "/api/v1/apps/APP/credentials/secrets/{id}/lifecycle/deactivate"
            ],
            remove: ["DELETE /api/v1/apps/APP/credentials/secrets/{id} (APP is the id of {holder})"],
            rotate: [
                "Add a second secret to {holder}: Applications > {holder} > General > Client Credentials > Generate.",
                "Put it where the old one is used, and see it used.",
            ]),
        "okta.key": Steps(
            disable: [
                "Deactivate key {id} of {holder}: Applications > {holder} > General > Client Credentials > Public Keys."
            ],
            remove: ["Delete key {id} of {holder}, on the same page."],
            rotate: [
                "Add a new public key to {holder}: Applications > {holder} > General > Client Credentials > Public Keys.",
                "Sign with the new key, and see it used.",
            ]),
        "okta.app": Steps(
            disable: ["Deactivate {holder}: POST /api/v1/apps/{id}/lifecycle/deactivate"],
            remove: ["DELETE /api/v1/apps/{id} ({holder}; it must be inactive)"], rotate: []),
        "okta.apiServiceIntegration": Steps(
            disable: [],
            remove: [
                "Revoke {holder}: Applications > API Service Integrations, or DELETE "
                    + "/integrations/api/v1/api-services/{id}"
            ], rotate: ["Rotate the secret of {holder}: Applications > API Service Integrations > {holder}."]),
        "okta.apiServiceSecret": Steps(
            disable: ["Deactivate secret {id}: Applications > API Service Integrations > {holder}."],
            remove: ["Delete secret {id}, on the same page."],
            rotate: [
                "Add a second secret to {holder}: Applications > API Service Integrations > {holder}.",
                "Put it where the old one is used, and see it used.",
            ]),
        "okta.refreshToken": Steps(
            disable: [],
            remove: ["DELETE /api/v1/apps/APP/tokens/{id} (APP is the id of {holder}); its user signs in anew."],
            rotate: ["Revoke refresh token {id} of {holder}: the next sign-in gives another."]),
        "okta.password": Steps(
            disable: [], remove: ["Expire the password of {holder}: POST /api/v1/users/USER/lifecycle/expire_password"],
            rotate: ["Expire the password of {holder}: POST /api/v1/users/USER/lifecycle/expire_password"]),
        "okta.user": Steps(
            disable: [
                "Suspend {holder}: POST /api/v1/users/{id}/lifecycle/suspend",
                "End the sessions: DELETE /api/v1/users/{id}/sessions?oauthTokens=true",
            ],
            remove: [
                "Deactivate {holder}, which revokes their API tokens: POST /api/v1/users/{id}/lifecycle/deactivate"
            ],
            rotate: []),
    ]

    /// What connectors may call these things, by a part of the type in lower case; the first that fits.
    static let oktaWords: [(part: String, type: String)] = [
        ("apitoken", "okta.apiToken"), ("apiservicesecret", "okta.apiServiceSecret"), ("secret", "okta.clientSecret"),
        ("key", "okta.key"),
        ("integration", "okta.apiServiceIntegration"), ("apiservice", "okta.apiServiceIntegration"),
        ("app", "okta.app"), ("user", "okta.user"),
    ]
}
