import ConnectorKit
import Inventory
import Transport

/// One Google Workspace or Cloud Identity account: its users and deleted users, groups, administrators, what users allowed
/// apps to do, app passwords, and what of that was used.
/// https://developers.google.com/workspace/admin/directory/v1/guides
public enum GoogleWorkspaceConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: conventions, setup: { try GoogleWorkspaceSetup.guide($0) },
        make: { configuration in
            let settings = try GoogleWorkspaceSettings(configuration.settings)
            guard let key = configuration.credentials["service_account_key"] else {
                throw SettingProblem("service_account_key", "is required")
            }
            let standing = GoogleWorkspaceStanding()
            let signIn = GoogleWorkspaceSignIn(settings: settings, key: key, scopes: scopes, standing: standing)
            return Connector(
                manifest: manifest,
                streams: try GoogleWorkspaceStreams.all.map { Stream($0.descriptor, try $0.source(settings)) },
                tenant: GoogleWorkspaceTenant(settings: settings, standing: standing).probe,
                authorization: signIn.authorization, narrowing: settings.narrowing,
                classify: { GoogleWorkspaceErrors.classify($0) })
        })

    /// The scopes that the streams need, sorted.
    static let scopes = Set(GoogleWorkspaceStreams.all.flatMap(\.descriptor.permissions)).sorted()

    /// The variables of HashiCorp's provider for Google Workspace; the first may also hold a path, which is no key.
    static let conventions = VendorConventions(
        argument: "subject", settings: ["subject": ["GOOGLEWORKSPACE_IMPERSONATED_USER_EMAIL"]],
        credentials: [.init("service_account_key", environment: ["GOOGLEWORKSPACE_CREDENTIALS"])],
        signIn:
            "Set GOOGLEWORKSPACE_CREDENTIALS to the contents of a service account's key file, and name an administrator: muster try google-workspace admin@example.com."
    )

    static let manifest = Manifest(
        id: "google-workspace", product: "Google Workspace", version: "1",
        documentation: "https://developers.google.com/workspace/admin/directory/reference/rest/v1",
        settings: [
            SettingDescriptor(
                "subject", "The administrator in whose name the service account asks.", isRequired: true,
                example: "muster@example.com"),
            SettingDescriptor(
                "activity_days",
                "How many days of the token log are read for uses: 180, all that is kept, unless told.",
                example: "30"),
            SettingDescriptor("base_url", "Another address of the Admin SDK.", example: "http://127.0.0.1:8080"),
        ],
        credentials: [
            CredentialDescriptor(
                "service_account_key", "The JSON key file of a service account with domain-wide delegation.",
                isRequired: true)
        ],
        streams: GoogleWorkspaceStreams.all.map(\.descriptor),
        // Both buckets together stay below the 2,400 a minute (40 a second) of a user and project.
        buckets: [
            QuotaBucket(
                requestsPerSecond: 32, concurrency: 8,
                source:
                    "2,400 queries a minute, user and project: https://developers.google.com/workspace/admin/directory/v1/limits"
            ),
            QuotaBucket(
                id: "reports", requestsPerSecond: 3.5, concurrency: 2,
                source:
                    "2,400 queries a minute, user and project, and fewer of those that filter: https://developers.google.com/workspace/admin/reports/v1/limits"
            ),
        ],
        blindSpots: [
            BlindSpot(
                "Domain-wide delegation: which service accounts may act as any user, with which scopes",
                why:
                    "No API lists it. See Admin console > Security > Access and data control > API controls > Manage domain-wide delegation."
            ),
            BlindSpot(
                "Which apps are trusted, limited or blocked (app access control)",
                why: "No API lists it; the same page of the Admin console does."),
            BlindSpot(
                "Whether a user is a person",
                why: "Google has one kind of user for people, shared mailboxes and services."
            ),
            BlindSpot(
                "Users deleted more than twenty days ago", why: "They leave the list of deleted users for good."),
            BlindSpot(
                "Dates of grants that are older than the token log",
                why:
                    "`tokens.list` has none; the log is kept for 180 days. Before that a grant's consent and use are unknown."
            ),
            BlindSpot(
                "Uses of grants through APIs that the token log does not tell of",
                why:
                    "Google logs calls of some of its APIs only, some hours late: what is not in the log is unknown, never unused."
            ),
            BlindSpot(
                "Who published an app, and whether Google verified it",
                why:
                    "`tokens.list` tells a client id, a name that the app chose, and whether the client id is registered."
            ),
            BlindSpot(
                "Since when somebody is an administrator or a member of a group",
                why: "Role assignments and memberships have no dates."),
            BlindSpot(
                "When a membership of a group ends",
                why: "Only the Cloud Identity API tells it, with a scope of its own, and it is not read."),
            BlindSpot(
                "What is delegated to Muster's own service account beyond what it asks for",
                why: "No API lists it: COL-04 cannot tell."),
            BlindSpot(
                "Keys of service accounts, API keys, OAuth clients of projects",
                why: "They belong to Google Cloud and are read there."),
            BlindSpot(
                "Passkeys, security keys and backup codes of users",
                why: "Only whether 2-step verification is on is read; the codes themselves are secrets."),
        ],
        requestFormula:
            "users × 2 + groups + (users + deleted users) ÷ 500 + (groups + group members + role assignments) ÷ 200 + roles × 2 ÷ 100 + (revocations + consents + uses in the token log) ÷ 1000 + 11"
    )
}
