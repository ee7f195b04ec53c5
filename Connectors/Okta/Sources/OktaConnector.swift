import ConnectorKit
import Inventory
import Transport

/// One Okta org: its users in every status, groups, apps with what proves them and what they were granted, API tokens,
/// API service integrations, and who is an administrator.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/
public enum OktaConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: conventions, setup: { try OktaSetup.guide($0) },
        make: { configuration in
            let endpoint = try OktaEndpoint(configuration.settings)
            let signIn = try OktaSignIn(configuration)
            let standing = OktaStanding()
            let errors = OktaErrors(standing: standing)
            return Connector(
                manifest: manifest,
                streams: OktaStreams.all.map { definition in
                    switch definition.source(endpoint) {
                    case .http(let source): Stream(definition.descriptor, source)
                    case .records(let source): Stream(definition.descriptor, records: source)
                    }
                },
                tenant: OktaTenant(endpoint: endpoint, signIn: signIn, standing: standing, wanted: Set(scopes)).probe,
                authorization: signIn.authorization(endpoint, scopes: scopes, standing: standing),
                classify: { errors.classify($0) })
        })

    /// The OAuth scopes that the streams need, sorted.
    static let scopes = Set(OktaStreams.all.flatMap(\.descriptor.permissions))
        .filter { $0.hasPrefix("okta.") && $0 != "okta.iam.read" }.sorted()

    /// Where Okta's own tools and SDKs keep them: https://github.com/okta/okta-sdk-python#configuration-reference
    static let conventions = VendorConventions(
        argument: "domain", replaced: ["base_url"], settings: ["base_url": ["OKTA_CLIENT_ORGURL"]],
        credentials: [
            .init(
                "token", environment: ["OKTA_API_TOKEN", "OKTA_CLIENT_TOKEN"],
                file: .init("~/.okta/okta.yaml", keys: "okta.client.token"))
        ],
        signIn: "Set OKTA_API_TOKEN to an API token of a read-only administrator (Security > API > Tokens).")

    static let manifest = Manifest(
        id: "okta", product: "Okta", version: "1",
        documentation: "https://developer.okta.com/docs/api/openapi/okta-management/management/",
        settings: [
            SettingDescriptor(
                "domain", "The org's address, not the admin console's; a custom domain too.",
                example: "example.okta.com"),
            SettingDescriptor("base_url", "The same as a URL, instead of domain.", example: "http://127.0.0.1:8080"),
            SettingDescriptor(
                "client_id", "The service app that signs in with private_key.", example: "0oa1example2service3"),
            SettingDescriptor(
                "key_id", "The id (kid) of the public key, where the app has several and private_key is PEM.",
                example: "muster-2026"),
        ],
        credentials: [
            CredentialDescriptor(
                "private_key", "The service app's private key: PEM, or JSON as the admin console gives it."),
            CredentialDescriptor("token", "An API token (SSWS) instead; it has all of its user's rights."),
        ],
        streams: OktaStreams.all.map(\.descriptor),
        // Ten requests at once in all, which Okta calls enough for bulk loads, of the 75 that an org may have under way:
        // https://developer.okta.com/docs/reference/rl-additional-limits/
        buckets: [
            bucket("users", perMinute: 600, concurrency: 1, "GET /api/v1/users"),
            bucket("groups", perMinute: 500, concurrency: 4, "/api/v1/groups and all below"),
            bucket(
                "apps", perMinute: 100, concurrency: 4, "/api/v1/apps and all below; /oauth2/v1/clients has as many"),
            bucket("management", perMinute: 600, concurrency: 1, "most other paths"),
        ],
        blindSpots: [
            BlindSpot(
                "Consents of users to apps that are trusted (`consent_method` TRUSTED)",
                why:
                    "Only the requests of such an app decide whether a user is asked, and Okta lists consents user by user: one request for each user would be needed."
            ),
            BlindSpot(
                "Whether a user is a person",
                why: "Okta has one kind of user for people and services; the org's `userType` stands in the attributes."
            ),
            BlindSpot("Deleted users", why: "Deletion, the step after deactivation, leaves no list that has them."),
            BlindSpot("API tokens that expired or were revoked", why: "GET /api/v1/api-tokens lists the active ones."),
            BlindSpot(
                "Use of client secrets, keys and grants",
                why: "Only the System Log tells it, for 90 days, and it is not read."),
            BlindSpot(
                "What an administrator role is narrowed to",
                why: "Targets and resource sets are not read: a privilege is an upper bound."),
            BlindSpot(
                "Refresh tokens of custom authorization servers",
                why: "They are listed server by server and client by client, and are not read."),
            BlindSpot(
                "Signing certificates of SAML apps, provisioning tokens of apps",
                why: "The first are not read, the second are in no list."),
        ],
        requestFormula:
            "(users + deactivated users) ÷ 200 + groups × 2 + memberships ÷ 200 + apps × 2 + app assignments ÷ 500 + OAuth apps × 4 + service apps + administrators + custom roles + API service integrations + user assignments of apps that ask for consent + 15"
    )

    /// Nine tenths of the least that a paid org is documented to have:
    /// https://developer.okta.com/docs/reference/rl-global-mgmt/
    private static func bucket(_ id: String, perMinute: Double, concurrency: Int, _ paths: String) -> QuotaBucket {
        QuotaBucket(
            id: id, requestsPerSecond: perMinute * 0.9 / 60, concurrency: concurrency,
            headers: QuotaHeaders(
                limit: "X-Rate-Limit-Limit", remaining: "X-Rate-Limit-Remaining", reset: "X-Rate-Limit-Reset"),
            source:
                "\(Int(perMinute)) a minute for \(paths): https://developer.okta.com/docs/reference/rl-global-mgmt/")
    }
}
