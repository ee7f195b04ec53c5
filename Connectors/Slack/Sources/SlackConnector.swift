import ConnectorKit
import Inventory
import Transport

/// One Slack workspace, or all of an organisation of an Enterprise plan: people and guests with their roles and groups,
/// bots and the apps behind them, who installed what with which scopes, and what was approved.
/// https://docs.slack.dev/apis/web-api/
public enum SlackConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest,
        conventions: VendorConventions(
            // Slack's own libraries keep tokens so: https://docs.slack.dev/tools/bolt-python/getting-started
            credentials: [.init("token", environment: ["SLACK_USER_TOKEN", "SLACK_TOKEN", "SLACK_BOT_TOKEN"])],
            signIn: "Set SLACK_USER_TOKEN (or SLACK_BOT_TOKEN) to the token of an app that is installed."),
        setup: { try SlackSetup.guide($0) },
        make: { configuration in
            let api = try SlackAPI(configuration.settings)
            guard let token = configuration.credentials["token"] else {
                throw SettingProblem("token", "is required: the token of a user (xoxp-) or a bot (xoxb-)")
            }
            let standing = SlackStanding()
            let wanted = Set(manifest.streams.flatMap(\.permissions))
            return Connector(
                manifest: manifest, streams: streams.map { Stream($0.descriptor, $0.source(api, standing)) },
                tenant: SlackTenant(api: api, standing: standing, wanted: wanted).probe,
                authorization: .slack(token), classify: { SlackErrors(standing: standing).classify($0) })
        })

    static let manifest = Manifest(
        id: "slack", product: "Slack (a workspace, or an Enterprise organisation)", version: "1",
        documentation: "https://docs.slack.dev/reference/methods",
        settings: [
            SettingDescriptor(
                "base_url", "Where Slack answers, for GovSlack.", example: "https://slack-gov.com")
        ],
        credentials: [
            CredentialDescriptor(
                "token",
                "The token of a user (xoxp-) who is owner or admin, with the scopes below; a bot's (xoxb-) reads users and groups alone.",
                isRequired: true)
        ],
        streams: streams.map(\.descriptor), buckets: buckets,
        blindSpots: [
            BlindSpot(
                "Tokens themselves: when one was made, expires, or was last used",
                why: "Slack lists no tokens, neither of bots nor of users, apps or webhooks."),
            BlindSpot(
                "Addresses of people, to a token without users:read.email",
                why: "Slack leaves them out without a word; people are then not linked to anybody."),
            BlindSpot(
                "Scopes of an app that is known by its bot alone",
                why: "users.list does not tell them; the log of integrations does, to an owner or admin."),
            BlindSpot(
                "Apps without a bot, to a credential that may not read the log of integrations",
                why: "No list of installed apps exists; the log takes the scope admin and a user's token."),
            BlindSpot(
                "Apps that were installed before the log of integrations begins",
                why: "How far back it reaches is not documented."),
            BlindSpot(
                "Which of several people an app still acts for",
                why: "The log tells what was removed by whom, and not whose token ended by it."),
            BlindSpot(
                "Whether an approved app is installed",
                why: "Approvals are kept apart: nothing links the two but the app's id."),
            BlindSpot(
                "Last access of people on the free plan, or beyond 100,000 entries of the log",
                why: "team.accessLogs is of paid plans, and ends after 100 pages."),
            BlindSpot(
                "Who did what: the audit logs of an Enterprise organisation",
                why: "They are another API with a scope of its own (auditlogs:read); not read."),
            BlindSpot(
                "Channels, and who is in them", why: "Roles, guests and user groups are read; channels are not."),
            BlindSpot("Workflows, their steps and connections", why: "Not read; their bots are."),
        ],
        requestFormula:
            "workspaces × 10 + users ÷ 200 + organisation users ÷ 100 + (log entries + apps) ÷ 1000 + 10")

    /// Slack counts by method, workspace and app: "20+ per minute" in tier 2, 50 in tier 3, 100 in tier 4.
    /// https://docs.slack.dev/apis/web-api/rate-limits
    private static let buckets =
        [bucket("admin.teams.list", tier: 50), bucket("admin.users.list", tier: 100)]
        + [
            "users.list", "usergroups.list", "team.integrationLogs", "team.accessLogs", "admin.apps.approved.list",
            "admin.apps.restricted.list", "admin.apps.requests.list",
        ].map { bucket($0, tier: 20) }

    private static func bucket(_ method: String, tier perMinute: Double) -> QuotaBucket {
        QuotaBucket(
            id: method, requestsPerSecond: perMinute * 0.9 / 60, concurrency: 2,
            source: "https://docs.slack.dev/apis/web-api/rate-limits")
    }
}
