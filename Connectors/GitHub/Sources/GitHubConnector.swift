import ConnectorKit
import Inventory
import Transport

/// One GitHub organisation: people, teams and repositories with who may do what; apps, tokens, deploy keys, webhooks and
/// the names of secrets. https://docs.github.com/rest
public enum GitHubConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: conventions, setup: GitHubSetup.guide
    ) { configuration in
        let api = try GitHubAPI(configuration.settings)
        let signIn = try GitHubSignIn(configuration, api)
        let isUser = signIn.isUser
        return Connector(
            manifest: manifest,
            streams: streams.map { Stream($0.descriptor, $0.source(api, isUser)) },
            tenant: GitHubTenant.probe(api, signIn), authorization: signIn.authorization,
            classify: { GitHubErrors.classify($0, isUser: isUser) })
    }

    /// Where GitHub's own tools keep them: https://cli.github.com/manual/gh_help_environment
    static let conventions = VendorConventions(
        argument: "organization", settings: ["base_url": ["GITHUB_API_URL"]],
        credentials: [.init("token", environment: ["GITHUB_TOKEN", "GH_TOKEN"], command: ["gh", "auth", "token"])],
        signIn: "Set GITHUB_TOKEN, or sign in with gh auth login and the scopes read:org and admin:org.")

    static let manifest = Manifest(
        id: "github", product: "GitHub (one organization)", version: "1", documentation: "https://docs.github.com/rest",
        settings: [
            SettingDescriptor(
                "organization", "The organization's name, as in its URL.", isRequired: true, example: "example-org"),
            SettingDescriptor(
                "base_url", "The API of a GitHub Enterprise Server, or of an enterprise on ghe.com.",
                example: "https://github.example.com/api/v3"),
            SettingDescriptor(
                "app_id", "The App ID or client ID of the GitHub App to sign in as.", example: "123456"),
        ],
        credentials: [
            CredentialDescriptor("private_key", "The app's private key (PEM); goes with app_id."),
            CredentialDescriptor(
                "token", "A personal access token instead of an app; without either, GITHUB_TOKEN is taken."),
        ],
        streams: streams.map(\.descriptor), buckets: buckets,
        blindSpots: [
            BlindSpot(
                "What members allowed OAuth apps",
                why: "GitHub lists no OAuth app's access, not even among the credential authorizations."),
            BlindSpot(
                "Classic tokens and SSH keys without SAML single sign-on",
                why: "Only what was authorised for an organization with single sign-on is listed."),
            BlindSpot(
                "Webhooks of OAuth apps, read with a user's token",
                why: "GitHub does not show them to users; the list then ends truncated. An app's token reads all."),
            BlindSpot(
                "Identities of an enterprise's single sign-on",
                why: "They are the enterprise's to show: the organization's provider is then null."),
            BlindSpot("Who publishes an installed app", why: "The list names the app, not its owner."),
            BlindSpot("When an installed app last acted", why: "No list tells it; only the audit log would."),
            BlindSpot("When a fine-grained token was made", why: "The list tells when it was let in here."),
            BlindSpot(
                "Which repositories a token or app was given",
                why: "One request for each would tell; they are not made."
            ),
            BlindSpot(
                "Secrets of environments, and Dependabot's and Codespaces' of a repository", why: "Not read yet."),
            BlindSpot("The values of secrets", why: "GitHub gives them to nobody."),
            BlindSpot(
                "Suspended accounts of a GitHub Enterprise Server",
                why: "The list of members does not tell; only a site administrator sees it."),
            BlindSpot(
                "Repositories that the credential may not see",
                why: "An app must be installed on all repositories, or those left out are missing without a word."),
        ],
        requestFormula:
            "repositories × 4 + teams × 2 + organization roles × 2 + (members × 2 + owners + outside collaborators + repositories + fine-grained tokens + installations + authorizations) ÷ 100 + 12"
    )

    /// Documented: 900 points a minute for one REST endpoint, where reading costs one; 2,000 for GraphQL; 100 requests at
    /// once over both. What is left of the hour's quota stands in every answer.
    static let limits =
        "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"

    private static let buckets = [
        bucket("organization", concurrency: 6), bucket("organizationRoles", concurrency: 4),
        bucket("teamMembers", concurrency: 8), bucket("teamRepositories", concurrency: 8),
        bucket("collaborators", concurrency: 10), bucket("deployKeys", concurrency: 10),
        bucket("repositorySecrets", concurrency: 10), bucket("repositoryWebhooks", concurrency: 10),
        bucket("graphql", concurrency: 2),
    ]

    private static func bucket(_ id: String, concurrency: Int) -> QuotaBucket {
        QuotaBucket(
            id: id, requestsPerSecond: 14, concurrency: concurrency,
            headers: QuotaHeaders(
                limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset"),
            source: limits)
    }
}
