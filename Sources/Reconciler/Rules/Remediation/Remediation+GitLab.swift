import Inventory

extension Remediation {
    /// GitLab: the calls of its REST API, which `glab api` makes; `{place}` is `groups/12` or `projects/12`. GROUP stands
    /// for the top-level group's id or path, which only its owner types. GitLab cannot switch a token off and on again.
    /// https://docs.gitlab.com/api/rest/
    static let gitLab: [String: Steps] = [
        "gitlab.personalAccessToken": Steps(
            disable: [],
            remove: [
                "glab api -X DELETE personal_access_tokens/{id}",
                "That takes an administrator. An Owner revokes an enterprise user's by glab api -X DELETE "
                    + "groups/GROUP/manage/personal_access_tokens/{id}, and a service account's by glab api -X DELETE "
                    + "groups/GROUP/service_accounts/{holderID}/personal_access_tokens/{id}",
            ],
            rotate: [
                "Whoever holds it rotates it, which ends the old one at once: "
                    + "glab api -X POST personal_access_tokens/{id}/rotate -f expires_at=DATE",
                "Put the new token where the old one was used, and see it used.",
            ]),
        "gitlab.groupAccessToken": ofPlace,
        "gitlab.projectAccessToken": ofPlace,
        "gitlab.deployToken": Steps(
            disable: [], remove: ["glab api -X DELETE {place}/deploy_tokens/{id}"],
            rotate: [
                "glab api -X POST {place}/deploy_tokens -f name=NAME -f expires_at=DATE -f 'scopes[]=read_repository'",
                "Put the new token where the old one is used, and see it used; GitLab tells no use of deploy tokens.",
                "glab api -X DELETE {place}/deploy_tokens/{id}",
            ]),
        "gitlab.deployKey": Steps(
            disable: [], remove: ["glab api -X DELETE {place}/deploy_keys/{id}"],
            rotate: [
                "ssh-keygen -t ed25519 -f new-deploy-key",
                "glab api -X POST {place}/deploy_keys -f title=NAME -f key=\"$(cat new-deploy-key.pub)\" "
                    + "-f can_push=false",
                "Put the new key where the old one is used, and see it used.",
                "glab api -X DELETE {place}/deploy_keys/{id}",
            ]),
        "gitlab.publicDeployKey": Steps(
            disable: [], remove: ["Remove deploy key {id}: Admin > Deploy keys. It leaves every project that took it."],
            rotate: ["Add a new public deploy key, and let its projects take that: Admin > Deploy keys."]),
        "gitlab.sshKey": Steps(
            disable: [],
            remove: [
                "glab api -X DELETE groups/GROUP/manage/ssh_keys/{id}",
                "That is for enterprise users. Of an instance: glab api -X DELETE users/{holderID}/keys/{id}",
            ],
            rotate: ["Ask its user to add a new key that ends, and to remove key {id}."]),
        "gitlab.webhook": Steps(
            disable: [], remove: ["glab api -X DELETE {place}/hooks/{id}"],
            rotate: ["Set a new secret token on both sides: glab api -X PUT {place}/hooks/{id} -f token=NEW"]),
        "gitlab.application": Steps(
            disable: [], remove: ["glab api -X DELETE applications/{id}"],
            rotate: ["glab api -X POST applications/{id}/renew-secret"]),
        "gitlab.user": Steps(
            disable: [
                "glab api -X POST users/{id}/block",
                "That takes an administrator. An Owner takes them out of the group instead: glab api -X DELETE "
                    + "groups/GROUP/members/{id}",
            ],
            remove: ["glab api -X DELETE users/{id}"], rotate: []),
        "gitlab.project": Steps(
            disable: ["glab api -X POST projects/{id}/archive"],
            remove: ["Revoke its deploy keys and tokens: https://docs.gitlab.com/user/project/deploy_keys/"],
            rotate: []),
        "gitlab.group": groupSteps,
        "gitlab.subgroup": groupSteps,
    ]

    /// Tokens of groups and projects have the same calls below either.
    private static let ofPlace = Steps(
        disable: [], remove: ["glab api -X DELETE {place}/access_tokens/{id}"],
        rotate: [
            "This ends the old one at once: glab api -X POST {place}/access_tokens/{id}/rotate -f expires_at=DATE",
            "Put the new token where the old one was used, and see it used.",
        ])

    private static let groupSteps = Steps(
        disable: [],
        remove: ["Revoke its deploy tokens and access tokens: Settings > Access tokens and Settings > Repository."],
        rotate: [])
}
