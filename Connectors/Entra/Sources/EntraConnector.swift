import ConnectorKit
import Inventory
import Transport

/// One Microsoft Entra tenant: its users, groups, apps, managed identities and agents with what proves them, who owns them,
/// what they were granted, and who has directory roles.
/// https://learn.microsoft.com/graph/overview
public enum EntraConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: conventions, setup: { try EntraSetup.guide($0) },
        make: { configuration in
            let endpoint = try EntraEndpoint(configuration.settings)
            let signIn = try EntraSignIn(configuration)
            return Connector(
                manifest: manifest,
                streams: try EntraStreams.all.map { Stream($0.descriptor, try $0.source(endpoint)) },
                tenant: EntraTenant(
                    endpoint: endpoint, signIn: signIn, wanted: Set(permissions + [sponsorPermission])
                ).probe, authorization: signIn.authorization(endpoint), classify: { EntraErrors.classify($0) })
        })

    /// The application permissions that only read, sorted.
    static let permissions = Set(
        EntraStreams.all.filter { !$0.descriptor.leastAvailableCanWrite }.flatMap(\.descriptor.permissions)
    ).sorted()

    /// The variables of the vendor's own libraries (EnvironmentCredential of the Azure SDKs).
    static let conventions = VendorConventions(
        argument: "tenant", settings: ["tenant": ["AZURE_TENANT_ID"], "client_id": ["AZURE_CLIENT_ID"]],
        credentials: [.init("client_secret", environment: ["AZURE_CLIENT_SECRET"])],
        signIn:
            "Set AZURE_CLIENT_ID and AZURE_CLIENT_SECRET to those of an app that may read (App registrations > API permissions)."
    )

    static let sponsorPermission = "AgentIdentity.ReadWrite.All"

    static let manifest = Manifest(
        id: "entra", product: "Microsoft Entra ID", version: "1",
        documentation: "https://learn.microsoft.com/graph/api/overview?view=graph-rest-1.0",
        settings: [
            SettingDescriptor(
                "tenant", "The tenant's id, or one of its domains.", isRequired: true,
                example: "example.onmicrosoft.com"),
            SettingDescriptor(
                "client_id", "The application (client) id of the app that signs in.", isRequired: true,
                example: "11111111-2222-4333-8444-555555555555"),
            SettingDescriptor(
                "base_url", "Graph's address in a national cloud.", example: "https://graph.microsoft.us"),
            SettingDescriptor(
                "login_url", "The sign-in service's address there.", example: "https://login.microsoftonline.us"),
        ],
        credentials: [
            CredentialDescriptor("certificate", "One PEM file with the app's certificate and its RSA private key."),
            CredentialDescriptor("client_secret", "A client secret's value instead."),
        ],
        streams: EntraStreams.all.map(\.descriptor),
        buckets: [
            // The smallest tenants have 3,500 units in ten seconds; the dearest question asked here costs four.
            QuotaBucket(
                requestsPerSecond: 40, concurrency: 6,
                source:
                    "3,500 resource units in 10 s for the smallest tenants: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits"
            ),
            QuotaBucket(
                id: "reports", requestsPerSecond: 0.4, concurrency: 1,
                source:
                    "5 requests in 10 s: https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits"
            ),
        ],
        blindSpots: [
            BlindSpot(
                "Whether a user is a person",
                why:
                    "Entra has one kind of user for people, shared mailboxes and services; only agents' users are told apart."
            ),
            BlindSpot("Users deleted more than thirty days ago", why: "They leave the deleted items for good."),
            BlindSpot(
                "Dates of delegated grants",
                why: "`oauth2PermissionGrants` has none, neither of the consent nor of its use."),
            BlindSpot(
                "Last use in a tenant without a P1 licence",
                why: "Sign-in activity is refused there; users and apps are read all the same."),
            BlindSpot(
                "Successful sign-ins of users before December 2023",
                why: "Entra keeps them since then and filled nothing in."),
            BlindSpot(
                "Use of service principals and credentials in national clouds",
                why: "The two reports are beta and exist in the global cloud only."),
            BlindSpot(
                "Passwords and sign-in methods of users",
                why: "They take a permission of their own, one request for each user, and are not read."),
            BlindSpot(
                "Certificates of managed identities", why: "The platform keeps and replaces them; nobody holds them."),
            BlindSpot(
                "Federated credentials of managed identities",
                why: "They belong to Azure Resource Manager and are not read."),
            BlindSpot(
                "Hidden members of groups", why: "They take Member.Read.Hidden; a list without it leaves them out."),
            BlindSpot(
                "Roles of Azure subscriptions", why: "They belong to Azure Resource Manager, not to Graph."),
        ],
        requestFormula:
            "users ÷ 999 + users ÷ 500 + deleted users ÷ 999 + groups ÷ 999 + groups + applications × 3 ÷ 999 + service principals × 3 ÷ 999 + service principals that may be assigned to + delegated grants ÷ 999 + agents + report rows ÷ 999 + apps with twenty owners + 10"
    )
}
