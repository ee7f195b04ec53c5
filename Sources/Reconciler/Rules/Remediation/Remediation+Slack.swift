extension Remediation {
    /// Slack: the methods of its Web API, with the place in its settings where a plan or a token has no method. TEAM
    /// stands for the workspace's id.
    static let slack: [String: Steps] = [
        "slack.app": Steps(
            disable: [],
            remove: [
                "Uninstall {holder}: POST https://slack.com/api/admin.apps.uninstall with app_id={id} and team_ids=TEAM "
                    + "(Enterprise, scope admin.apps:write); elsewhere Tools & settings > Manage apps > {holder} > Remove "
                    + "app, or apps.uninstall by the app itself. That revokes all of its tokens.",
                "Keep it from coming back: POST https://slack.com/api/admin.apps.restrict with app_id={id} and "
                    + "team_id=TEAM (Enterprise), or Manage apps > {holder} > Restrict app.",
            ],
            rotate: [
                "Install {holder} again for a new token, put it where the old one is used, see it used, then revoke the "
                    + "old one: POST https://slack.com/api/auth.revoke with that token."
            ]),
        "slack.service": Steps(
            disable: ["Disable {holder}: Tools & settings > Manage apps > Custom integrations > {holder} > Disable."],
            remove: ["Remove {holder} ({id}), on the same page."], rotate: []),
        "slack.incomingWebhook": Steps(
            disable: [],
            remove: [
                "Remove {id}: Tools & settings > Manage apps > {holder} > Configuration, or Incoming Webhooks in the "
                    + "app's own settings at https://api.slack.com/apps"
            ],
            rotate: [
                "Add another webhook of {holder} to the same channel, put its URL where the old one is used, and see it "
                    + "used.",
                "Remove {id}: Tools & settings > Manage apps > {holder} > Configuration.",
            ]),
        "slack.bot": Steps(
            disable: [],
            remove: [
                "Remove the app behind {holder} (its attribute api_app_id names it): Tools & settings > Manage apps > "
                    + "Remove app, or POST https://slack.com/api/admin.apps.uninstall (Enterprise). A bot by itself ends "
                    + "with its token: POST https://slack.com/api/auth.revoke with that token."
            ], rotate: []),
        "slack.user": Steps(
            disable: [
                "Deactivate {holder}, which revokes their tokens: DELETE https://api.slack.com/scim/v2/Users/{id} (plans "
                    + "with SCIM), or Tools & settings > Manage members > {holder} > Deactivate account."
            ],
            remove: [
                "Remove {holder} from one workspace of an organisation: POST https://slack.com/api/admin.users.remove "
                    + "with team_id=TEAM and user_id={id} (scope admin.users:write)."
            ], rotate: []),
        "slack.userGroup": Steps(
            disable: ["POST https://slack.com/api/usergroups.disable with usergroup={id} (scope usergroups:write)."],
            remove: ["Slack keeps disabled groups: {holder} cannot be deleted."], rotate: []),
    ]
}
