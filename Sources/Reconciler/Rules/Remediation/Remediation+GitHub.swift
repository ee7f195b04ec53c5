extension Remediation {
    /// GitHub: the calls of its REST description (2022-11-28), or the page where none exists. ORG stands for the
    /// organisation's login, which only its owner types.
    static let gitHub: [String: Steps] = [
        "github.deployKey": Steps(
            disable: [], remove: ["gh api -X DELETE repos/{holder}/keys/{id}"],
            rotate: [
                "ssh-keygen -t ed25519 -f new-deploy-key, and add new-deploy-key.pub as read-only: "
                    + "https://github.com/{holder}/settings/keys",
                "Put the new key where the old one is used, and see it used.",
            ]),
        "github.personalAccessToken": Steps(
            disable: [],
            remove: [
                "Revoke token {id}: organisation Settings > Personal access tokens > Active tokens, or "
                    + "gh api -X POST orgs/ORG/personal-access-tokens/{id} -f action=revoke"
            ],
            rotate: [
                "Ask {holder} to make a token that ends, with only the repositories and permissions it needs: "
                    + "https://github.com/settings/personal-access-tokens/new"
            ]),
        "github.credentialAuthorization": Steps(
            disable: [],
            remove: [
                "Revoke authorization {id} ({holder}): gh api -X DELETE orgs/ORG/credential-authorizations/{id}"
            ],
            rotate: [
                "Ask its holder to make a new key or token that ends in place of {holder}, and to authorize that for the "
                    + "organisation."
            ]),
        "github.actionsSecret": Steps(
            disable: [],
            remove: [
                "Delete secret {id}: Settings > Secrets and variables > Actions of the organisation or repository "
                    + "that holds it ({holder})."
            ],
            rotate: [
                "Issue a new value where secret {id} comes from, store it with gh secret set, and see it used."
            ]),
        "github.installation": Steps(
            disable: ["Suspend {holder}: organisation Settings > GitHub Apps > {holder} > Configure > Suspend."],
            remove: ["Uninstall {holder}: organisation Settings > GitHub Apps > {holder} > Configure > Uninstall."],
            rotate: []),
        "github.webhook": Steps(
            disable: ["Untick Active: Settings > Webhooks of {holder}, webhook {id}."],
            remove: ["Delete webhook {id}: Settings > Webhooks of {holder}."],
            rotate: ["Set a new secret for webhook {id} on both sides: Settings > Webhooks of {holder}."]),
        "github.repository": Steps(
            disable: ["Archive {holder}: https://github.com/{holder}/settings, Danger Zone."],
            remove: ["Delete its deploy keys and webhooks: https://github.com/{holder}/settings/keys"], rotate: []),
        "github.member": Steps(
            disable: [],
            remove: [
                "gh api -X DELETE orgs/ORG/memberships/{holder}, which ends the access of their tokens to the "
                    + "organisation too."
            ], rotate: []),
        "github.outsideCollaborator": Steps(
            disable: [], remove: ["gh api -X DELETE orgs/ORG/outside_collaborators/{holder}"], rotate: []),
    ]

    /// What connectors may call these things, by a part of the type in lower case; the first that fits.
    static let gitHubWords: [(part: String, type: String)] = [
        ("deploykey", "github.deployKey"), ("credentialauthorization", "github.credentialAuthorization"),
        ("authorized", "github.credentialAuthorization"), ("personalaccesstoken", "github.personalAccessToken"),
        ("finegrained", "github.personalAccessToken"), ("secret", "github.actionsSecret"),
        ("hook", "github.webhook"), ("installation", "github.installation"), ("app", "github.installation"),
        ("collaborator", "github.outsideCollaborator"), ("repository", "github.repository"),
        ("member", "github.member"), ("user", "github.member"),
    ]
}
