import ConnectorKit
import Inventory
import Transport

/// One Salesforce org: its users, what profiles and permission sets let them do, its connected and external client apps, and
/// which of them act for whom.
/// https://developer.salesforce.com/docs/platform/object-reference/guide/object-reference-overview.html
public enum SalesforceConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: conventions, setup: { try SalesforceSetup.guide($0) },
        make: { configuration in
            let endpoint = try SalesforceEndpoint(configuration.settings)
            let signIn = try SalesforceSignIn(configuration, endpoint)
            return Connector(
                manifest: manifest,
                streams: try SalesforceStreams.all.map { Stream($0.descriptor, try $0.source(endpoint)) },
                tenant: SalesforceTenant(endpoint: endpoint, signIn: signIn, wanted: wanted).probe,
                authorization: signIn.authorization(endpoint), classify: { SalesforceErrors.classify($0) })
        })

    /// All that Muster's user needs, the way in among it.
    static let permissions = Set(SalesforceStreams.all.flatMap(\.descriptor.permissions) + SalesforceSetup.reading)

    /// Of what that user has, nothing to wonder at: a bar on everything but the API comes with the profile.
    static let wanted = permissions.union(["ApiUserOnly"])

    /// The variable of the vendor's own program (`sf org login access-token`).
    static let conventions = VendorConventions(
        argument: "domain", replaced: ["base_url"],
        credentials: [.init("access_token", environment: ["SF_ACCESS_TOKEN"])],
        signIn: "Set SF_ACCESS_TOKEN to a session of the org, as sf org display --verbose prints it.")

    static let manifest = Manifest(
        id: "salesforce", product: "Salesforce", version: "1",
        documentation: "https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest.html",
        settings: [
            SettingDescriptor(
                "domain", "The org's My Domain, a sandbox's too.", example: "example.my.salesforce.com"),
            SettingDescriptor(
                "base_url", "The org's whole address instead, where it has another domain.",
                example: "https://salesforce.example.com"),
            SettingDescriptor("client_id", "The consumer key of the external client app.", example: "3MVG9.example"),
            SettingDescriptor(
                "username", "The user that the app signs in as, with a private key.", example: "muster@example.com"),
            SettingDescriptor(
                "audience", "Who the assertion is for, where it is neither login nor test.",
                example: "https://login.salesforce.com"),
        ],
        credentials: [
            CredentialDescriptor("private_key", "The RSA private key (PEM) of the certificate in the app."),
            CredentialDescriptor("client_secret", "The app's consumer secret instead (client credentials flow)."),
            CredentialDescriptor("access_token", "A session that is at hand instead; it ends soon."),
        ],
        streams: SalesforceStreams.all.map(\.descriptor),
        buckets: [
            QuotaBucket(
                requestsPerSecond: 5, concurrency: 4,
                // A fifth of the day's calls stays for the org's own integrations.
                headers: QuotaHeaders(usage: "Sforce-Limit-Info", key: "api-usage", keeping: 0.2, waitInSeconds: 3600),
                source:
                    "100,000 calls in 24 hours and more, 25 long ones at once: https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html"
            )
        ],
        blindSpots: [
            BlindSpot(
                "Whether a user is a person",
                why:
                    "Only integration licences and profiles, automated users and site guests are told apart; many integrations use a licence made for people."
            ),
            BlindSpot(
                "Which users are frozen, without Manage Users",
                why: "`UserLogin` is shown to nobody else; a frozen user then counts as enabled."),
            BlindSpot(
                "Scopes of tokens and apps", why: "No object that can be asked for holds them."),
            BlindSpot(
                "When tokens and sessions end",
                why: "An app's policy has a number without its unit, and an external client app's is not read."),
            BlindSpot(
                "Consumer keys and secrets of apps",
                why:
                    "They are shown on a page of their own, one app at a time; neither their number nor their age is told."
            ),
            BlindSpot(
                "Publishers of apps",
                why: "An installed app carries its name and start address alone, which anybody may choose."),
            BlindSpot(
                "Object and field permissions",
                why:
                    "What a permission set reaches by its objects is not read: one without a dangerous system permission has an unknown privilege."
            ),
            BlindSpot(
                "Logins that failed, and from where", why: "`LoginHistory` has a row for every login and is not read."),
            BlindSpot(
                "Named and external credentials", why: "Secrets of other systems that the org keeps are not read."),
            BlindSpot("Users that were deleted", why: "Salesforce deletes no users; it makes them inactive."),
        ],
        requestFormula:
            "users ÷ 2000 + permission sets ÷ 2000 + permission set assignments ÷ 2000 + connected apps ÷ 2000 + external client apps ÷ 2000 + app access ÷ 2000 + certificates ÷ 2000 + OAuth tokens ÷ 500 + 15"
    )
}
