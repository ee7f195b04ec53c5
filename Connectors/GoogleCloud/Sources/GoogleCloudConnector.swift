import ConnectorKit
import Inventory
import Transport

/// One Google Cloud organisation, or one project: projects with their service accounts, keys and API keys, who may do
/// what, whom other issuers vouch for, and when accounts and keys last authenticated.
/// https://cloud.google.com/iam/docs/reference/rest
public enum GoogleCloudConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest,
        // Google's own places are looked at where no key is given.
        conventions: VendorConventions(
            settings: ["project": ["CLOUDSDK_CORE_PROJECT"]],
            signIn: "Run gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS to a key's file."),
        setup: { try GoogleCloudSetup.guide($0) },
        make: { configuration in
            let api = try GoogleCloudAPI(configuration.settings)
            let signIn = GoogleCloudSignIn(configuration, api)
            let streams = streams.filter { api.project == nil || !$0.isOrganizations }
            // What a project has not is not planned for or reported missing either.
            var manifest = manifest
            manifest.streams = streams.map(\.descriptor)
            return Connector(
                manifest: manifest, streams: streams.map { Stream($0.descriptor, $0.source(api)) },
                tenant: GoogleCloudTenant(source: configuration.name, api: api, signIn: signIn).probe,
                authorization: signIn.authorization, classify: { GoogleCloudErrors.classify($0) })
        })

    /// All that the streams need, sorted.
    static let permissions = Set(streams.flatMap(\.descriptor.permissions)).sorted()

    static let manifest = Manifest(
        id: "google-cloud", product: "Google Cloud (IAM, Resource Manager, API Keys, Policy Analyzer)", version: "1",
        documentation: "https://cloud.google.com/iam/docs/reference/rest",
        settings: [
            SettingDescriptor(
                "project", "The id of one project; without it the whole organisation that the credential sees is read.",
                example: "example-prod"),
            SettingDescriptor(
                "base_url", "One address instead of Google's own, for all APIs: a test server.",
                example: "http://127.0.0.1:8080"),
        ],
        credentials: [
            CredentialDescriptor(
                "key",
                "A credential file of Google's: a service account's key, a user's, or one of workload identity federation. Without it Google's usual places are looked at, then the machine."
            )
        ],
        streams: streams.map(\.descriptor), buckets: buckets,
        blindSpots: [
            BlindSpot(
                "Who made a service account or key, and when an account was made",
                why: "Only audit logs tell it, which are not read; of a key that Google made the date is told."),
            BlindSpot(
                "Who is in a Google group or domain",
                why: "Google Workspace and Cloud Identity know; its connector reads them."),
            BlindSpot(
                "Use of a service account by domain-wide delegation, HMAC keys, or API keys bound to it",
                why: "Activity Analyzer does not count it."),
            BlindSpot("When an API key was used", why: "No list tells it."),
            BlindSpot(
                "Keys that are disabled: when they were used", why: "Activity Analyzer leaves them out."),
            BlindSpot(
                "Policies of single things in a project: buckets, secrets, topics, machines",
                why:
                    "Each has a policy of its own; those of the organisation, folders, projects and service accounts are read."
            ),
            BlindSpot(
                "Deny policies, principal access boundaries and organisation policies",
                why: "They can only take away; the quota for reading them is five a minute. Not read."),
            BlindSpot(
                "Workforce pools, OAuth clients and consent screens, and which OAuth apps people allowed",
                why: "Not read yet, or listed by Google Workspace alone."),
            BlindSpot(
                "Cloud Storage HMAC keys, SSH keys in the metadata of machines, database users",
                why: "They belong to other APIs and are not read."),
            BlindSpot(
                "Projects and folders that the credential may not see",
                why: "Searches leave them out without a word: its role has to be given on the organisation."),
            BlindSpot(
                "What was made or moved a moment ago", why: "Searches of projects and folders lag behind changes."),
        ],
        requestFormula:
            "projects × 7 + service accounts × 2 + workload identity pools + folders + organizations × 2 + (projects + folders) ÷ 500 + predefined roles ÷ 300 + 6"
    )

    /// Of the project that asks. https://cloud.google.com/iam/quotas, https://cloud.google.com/resource-manager/docs/limits
    private static let buckets = [
        // 6,000 reads a minute.
        QuotaBucket(
            id: "identity", requestsPerSecond: 60, concurrency: 12, source: "https://cloud.google.com/iam/quotas"),
        // 600 reads of workload identity pools a minute.
        QuotaBucket(
            id: "federation", requestsPerSecond: 7, concurrency: 4, source: "https://cloud.google.com/iam/quotas"),
        // 240 searches a minute.
        QuotaBucket(
            id: "search", requestsPerSecond: 3, concurrency: 2,
            source: "https://cloud.google.com/resource-manager/docs/limits"),
        // 600 other reads a minute.
        QuotaBucket(
            id: "resourceManager", requestsPerSecond: 8, concurrency: 6,
            source: "https://cloud.google.com/resource-manager/docs/limits"),
        // Google documents no figure for these two: as slow as the slowest of its siblings, and slower when told so.
        QuotaBucket(
            id: "apiKeys", requestsPerSecond: 3, concurrency: 3,
            source: "https://cloud.google.com/docs/authentication/api-keys"),
        QuotaBucket(
            id: "policyAnalyzer", requestsPerSecond: 3, concurrency: 3,
            source: "https://cloud.google.com/policy-intelligence/quotas"),
    ]
}
