import ConnectorKit
import Foundation
import Inventory
import Transport

/// Users and groups of any provider that speaks SCIM 2.0 (RFC 7643, RFC 7644), with cursors where it has them (RFC 9865).
public enum SCIMConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest(pageSize: SCIMPaging.standardSize),
        conventions: VendorConventions(
            argument: "base_url", credentials: [.init("token", environment: ["SCIM_TOKEN"])],
            signIn: "Set SCIM_TOKEN to the bearer token that the provider gave for its SCIM endpoint."),
        setup: { try SCIMSetup.guide($0) },
        make: { configuration in
            let endpoint = try SCIMEndpoint(configuration.settings)
            let signIn = try SCIMSignIn(configuration)
            let kinds = try SCIMUserTypes(configuration.settings)
            let provider = SCIMProvider(endpoint)
            let errors = SCIMErrors(provider: provider)
            return Connector(
                manifest: manifest(pageSize: endpoint.paging.pageSize),
                streams: [
                    stream(users(endpoint.paging.pageSize), .user, provider) {
                        try SCIMUser($0, kinds: kinds).records()
                    },
                    stream(groups(endpoint.paging.pageSize), .group, provider) { try SCIMGroup($0).records() },
                ],
                tenant: .conversation(redaction: SCIMRedaction.rules) { ask in
                    try await provider.learn(ask)
                    return TenantIdentity(
                        id: endpoint.place, principal: signIn.principal, own: OwnCredential(form: signIn.form))
                }, authorization: signIn.authorization, classify: { errors.classify($0) })
        })

    /// Indices shift, and RFC 9865 does not say that a cursor's list stands still: both are held to be of the shifting kind,
    /// so that a row has to be missed twice. How the next page is asked for, an answer itself tells, since a provider may turn
    /// out not to have the cursors that it offers.
    private static func stream(
        _ descriptor: StreamDescriptor, _ resource: SCIMResource, _ provider: SCIMProvider,
        map: @escaping @Sendable (SCIMObject) throws -> SCIMRecords
    ) -> ConnectorKit.Stream {
        Stream(
            descriptor,
            HTTPStream(
                first: { _ in try provider.list(resource) }, pagination: .nextURL, redaction: SCIMRedaction.rules,
                shifts: true
            ) { response, _ in
                try SCIMList(response).page(isNeverEmpty: resource == .user, map: map)
            })
    }

    private static func users(_ pageSize: Int?) -> StreamDescriptor {
        StreamDescriptor(
            id: "users", title: "Users, with roles, entitlements and certificates", operation: "GET /Users",
            yields: [.identity, .person, .link, .entitlement, .credential, .usage],
            permissions: [SCIMSetup.readsUsers], leastAvailableCanWrite: true,
            usageMeaning:
                "SCIM tells no use: unsupported. meta.lastModified is a change of the row, not a use of the account.",
            pageSize: pageSize)
    }

    private static func groups(_ pageSize: Int?) -> StreamDescriptor {
        StreamDescriptor(
            id: "groups", title: "Groups and their members", operation: "GET /Groups",
            yields: [.identity, .entitlement], permissions: [SCIMSetup.readsGroups], leastAvailableCanWrite: true,
            pageSize: pageSize)
    }

    private static func manifest(pageSize: Int?) -> Manifest {
        Manifest(
            id: "scim", product: "SCIM 2.0 (any provider)", version: "1",
            documentation: "https://www.rfc-editor.org/rfc/rfc7644",
            settings: settings, credentials: credentials, streams: [users(pageSize), groups(pageSize)],
            // No limit is common to all providers: this is below what any that names one gives.
            buckets: [
                QuotaBucket(
                    requestsPerSecond: 4, concurrency: 2,
                    source:
                        "none common to all providers; Retry-After is kept to: https://www.rfc-editor.org/rfc/rfc6585#section-4"
                )
            ],
            blindSpots: blindSpots,
            requestFormula: pageSize.map { "(users + groups) ÷ \($0) + 2" } ?? "pages of users + pages of groups + 2")
    }

    private static let settings = [
        SettingDescriptor(
            "base_url", "The address that /Users is appended to.", isRequired: true,
            example: "https://scim.example.com/v2"),
        SettingDescriptor(
            "user_types",
            "What stands behind users, by their userType: human, service, bot, agent, workload, shared or system.",
            example: "{Employee: human, Service: service}"),
        SettingDescriptor(
            "page_size", "Rows to ask for, 100 unless stated; none sends no count, for providers that fail at it.",
            example: "none"),
        SettingDescriptor(
            "paging", "auto takes cursors where the provider offers them; index or cursor takes that alone.",
            example: "index"),
        SettingDescriptor("client_id", "The OAuth client that signs in with client_secret.", example: "muster"),
        SettingDescriptor(
            "token_url", "Where the OAuth client is given its tokens.",
            example: "https://login.example.com/oauth2/token"),
        SettingDescriptor(
            "scope", "What the OAuth client asks for, where the provider wants it said.", example: "scim.read"),
        SettingDescriptor(
            "client_authentication", "Where the client's id and secret stand: header, or body.", example: "body"),
        SettingDescriptor("username", "The name that signs in with password (HTTP Basic).", example: "muster"),
    ]

    private static let credentials = [
        CredentialDescriptor("token", "A bearer token."),
        CredentialDescriptor("client_secret", "The secret of the OAuth client, instead of a token."),
        CredentialDescriptor("password", "The password of username, instead of a token."),
    ]

    private static let blindSpots = [
        BlindSpot("When an account was last used", why: "SCIM has no attribute for it, nor for sign-ins."),
        BlindSpot(
            "API keys, tokens, OAuth grants and apps",
            why: "SCIM's core schema has users and groups only; the system's own connector reads them."),
        BlindSpot(
            "Whether a user is a person",
            why: "SCIM has one kind of user, and userType holds any word: only user_types tells what a word means here."
        ),
        BlindSpot(
            "Deleted users",
            why: "RFC 7644 section 3.6 has a deleted resource left out of all lists; there is no tombstone."),
        BlindSpot("When an account was disabled", why: "active has no date; meta.lastModified is any change's."),
        BlindSpot(
            "What roles and entitlements allow", why: "Their words are the provider's: the privilege is unknown."),
        BlindSpot("When a certificate of a user ends", why: "Of a certificate the digest alone is kept."),
        BlindSpot(
            "Accounts that the provider does not list by SCIM",
            why: "Some list only those that SCIM made, and some hide inactive ones; the protocol does not tell."),
        BlindSpot(
            "Users beyond a bound that a provider sets on list and total alike",
            why: "Where it gives fewer rows than were asked for and calls them all, nothing tells that there are more."),
        BlindSpot(
            "Members that a provider leaves out of its list of groups",
            why: "members may be cut or left out of large groups without a word."),
        BlindSpot(
            "Resource types of the provider's own, devices and agents",
            why: "Only those of the core schemas User and Group are read."),
        BlindSpot(
            "Who Muster's credential belongs to, what it may do and when it ends", why: "SCIM has no question for it."),
        BlindSpot(
            "Users who were deleted and made while the list was read, so that total and ids still fit",
            why:
                "Index paging cannot show it: whoever is missing counts as gone only when a second complete read misses them."
        ),
    ]
}
