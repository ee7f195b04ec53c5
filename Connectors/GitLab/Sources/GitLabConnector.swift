import ConnectorKit
import Inventory
import Transport

/// One top-level group of GitLab.com or of another GitLab, or a whole instance: people, bots and service accounts, groups
/// and projects with who may do what; tokens, deploy tokens and keys, OAuth applications, webhooks.
/// https://docs.gitlab.com/api/rest/
public enum GitLabConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest,
        conventions: VendorConventions(
            argument: "group", settings: ["base_url": ["GITLAB_HOST", "GL_HOST"]],
            // GitLab's command line keeps a token for each host: which of them is meant only these two tell together.
            credentials: [.init("token", environment: ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"])],
            signIn: "Set GITLAB_TOKEN, and GITLAB_HOST for a GitLab of one's own."),
        setup: { try GitLabSetup.guide($0) },
        make: { configuration in
            let api = try GitLabAPI(configuration.settings)
            guard let token = configuration.credentials["token"] else {
                throw SettingProblem("token", "is required: an access token with the scope read_api")
            }
            let standing = GitLabStanding()
            let streams = streams.filter { $0.reach.isRead(api) }
            // What is not read of a group, or of an instance, is not planned for or reported missing either.
            var manifest = manifest
            manifest.streams = streams.map(\.descriptor)
            return Connector(
                manifest: manifest, streams: streams.map { Stream($0.descriptor, $0.source(api, standing)) },
                tenant: GitLabTenant(api: api, standing: standing).probe,
                // Access tokens are taken as OAuth's are: https://docs.gitlab.com/api/rest/authentication/
                authorization: .header(token), classify: { GitLabErrors.classify($0) })
        })

    static let manifest = Manifest(
        id: "gitlab", product: "GitLab (GitLab.com, Self-Managed, Dedicated)", version: "1",
        documentation: "https://docs.gitlab.com/api/rest/",
        settings: [
            SettingDescriptor(
                "group",
                "The top-level group's path. Required on gitlab.com; elsewhere, without it, the whole instance is read.",
                example: "example-group"),
            SettingDescriptor(
                "base_url", "A GitLab of one's own, as people open it.", example: "https://gitlab.example.com"),
        ],
        credentials: [
            CredentialDescriptor(
                "token",
                "An access token with the scope read_api: of the group, of a service account, or of an administrator.",
                isRequired: true)
        ],
        streams: streams.map(\.descriptor), buckets: buckets,
        blindSpots: [
            BlindSpot(
                "Personal access tokens and SSH keys of people who are no enterprise users, read as a group",
                why: "Only an instance's administrator is shown all users' tokens."),
            BlindSpot("SSH and GPG keys of users, read as an instance", why: "They are listed user by user; not read."),
            BlindSpot(
                "OAuth applications of groups and users, and what users allowed them",
                why: "The list has the applications of the whole instance alone, and no consents."),
            BlindSpot(
                "Members of groups that were invited into a subgroup or project",
                why:
                    "The invited groups stand in the attribute shared_with_groups; their members are not read for each."
            ),
            BlindSpot(
                "Groups and projects that the credential may not see",
                why: "Lists leave them out without a word: its role has to be Owner of the top-level group."),
            BlindSpot(
                "What a custom role adds to the role that it is built on",
                why: "The membership names the custom role; its permissions are not read."),
            BlindSpot("Who made an access token, deploy token or deploy key", why: "The lists do not tell."),
            BlindSpot("When a deploy token was made or used", why: "The lists do not tell."),
            BlindSpot(
                "When a deploy key was used, before GitLab's list told it",
                why: "Older versions leave last_used_at out: the last use is then unknown."),
            BlindSpot("Tokens that are expired or revoked", why: "Active ones alone are asked for."),
            BlindSpot(
                "Runners, pipeline triggers, cluster agents, CI/CD variables, feed and incoming mail tokens",
                why: "Not read yet, or listed to nobody."),
        ],
        requestFormula:
            "groups × 4 + top-level groups × 4 + projects × 5 + service accounts + (users + personal access tokens + groups + projects + members) ÷ 100 + 12"
    )

    /// Documented for GitLab.com: 2,000 authenticated requests a minute; 200 for `GET /groups` (the least of the lists).
    /// Other servers set limits of their own, which stand in every answer where they are on.
    private static let buckets = [
        bucket(
            "default", requestsPerSecond: 25, concurrency: 10,
            "https://docs.gitlab.com/user/gitlab_com/#rate-limits-on-gitlabcom"),
        bucket(
            "lists", requestsPerSecond: 3, concurrency: 3,
            "https://docs.gitlab.com/administration/settings/rate_limit_on_groups_api/"),
    ]

    private static func bucket(
        _ id: String, requestsPerSecond: Double, concurrency: Int, _ source: String
    ) -> QuotaBucket {
        QuotaBucket(
            id: id, requestsPerSecond: requestsPerSecond, concurrency: concurrency,
            headers: QuotaHeaders(limit: "RateLimit-Limit", remaining: "RateLimit-Remaining", reset: "RateLimit-Reset"),
            source: source)
    }
}
