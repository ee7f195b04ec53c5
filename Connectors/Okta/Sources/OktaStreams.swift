import ConnectorKit
import Foundation
import Inventory
import Transport

/// What is asked for, stream by stream. Page sizes are the largest that the vendor documents or recommends.
enum OktaStreams {
    /// A stream before the org is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        var source: @Sendable (OktaEndpoint) -> ConnectorKit.Stream.Source
    }

    /// Parents stand before the streams that fan out over them.
    static let all: [Definition] = [
        users, deprovisionedUsers, groups, groupMembers, apps, appUsers, appGroups, clientSecrets, clientKeys,
        appGrants, refreshTokens, userGrants, apiTokens, apiServices, apiServiceSecrets, standardRoles, customRoles,
        customRolePermissions, administrators, userRoles, groupRoles, clientRoles,
    ]

    /// The role that may read, beside the scope: a scope alone opens nothing.
    static let reader = "READ_ONLY_ADMIN"
    /// The permission of a custom role that may read who is an administrator; else only a super administrator may.
    static let iamReader = "okta.iam.read"

    // MARK: - People and groups

    private static let userKinds: [RecordKind] = [.identity, .person, .link, .credential, .usage]
    private static let lastLogin = "The user's last sign-in to Okta; none means none since the user was made."

    static let users = whole(
        StreamDescriptor(
            id: "users", title: "Users that are not deactivated", operation: "GET /api/v1/users", yields: userKinds,
            permissions: ["okta.users.read", reader], usageMeaning: lastLogin, bucket: "users", pageSize: 200),
        ["api", "v1", "users"], [("limit", "200")], OktaUser.self
    ) { user, _ in user.records() }

    /// The plain list leaves them out.
    static let deprovisionedUsers = whole(
        StreamDescriptor(
            id: "deprovisionedUsers", title: "Deactivated users", operation: "GET /api/v1/users?filter",
            yields: userKinds, permissions: ["okta.users.read", reader], usageMeaning: lastLogin, bucket: "users",
            pageSize: 200),
        ["api", "v1", "users"], [("filter", "status eq \"DEPROVISIONED\""), ("limit", "200")], OktaUser.self
    ) { user, _ in user.records() }

    static let groups = whole(
        StreamDescriptor(
            id: "groups", title: "Groups", operation: "GET /api/v1/groups", yields: [.identity],
            permissions: ["okta.groups.read", reader], bucket: "groups", pageSize: 200),
        ["api", "v1", "groups"], [("limit", "200")], OktaGroup.self
    ) { group, _ in group.records() }

    static let groupMembers = each(
        StreamDescriptor(
            id: "groupMembers", title: "Members of groups", operation: "GET /api/v1/groups/{groupId}/users",
            yields: [.entitlement], permissions: ["okta.groups.read", reader],
            partitions: .each(stream: "groups", kind: .identity, typePrefix: "okta.group"), bucket: "groups",
            pageSize: 200),
        { ["api", "v1", "groups", $0.key, "users"] }, [("limit", "200")], OktaMember.self,
        map: { try $0.membership($1) })

    // MARK: - Apps

    /// Without `includeNonDeleted` inactive apps may be left out.
    static let apps = whole(
        StreamDescriptor(
            id: "apps", title: "Apps", operation: "GET /api/v1/apps", yields: [.application],
            permissions: ["okta.apps.read", reader], bucket: "apps", pageSize: 200),
        ["api", "v1", "apps"], [("includeNonDeleted", "true"), ("limit", "200")], OktaApp.self
    ) { app, _ in app.records() }

    static let appUsers = each(
        StreamDescriptor(
            id: "appUsers", title: "Users assigned to apps", operation: "GET /api/v1/apps/{appId}/users",
            yields: [.entitlement], permissions: ["okta.apps.read", reader], partitions: apps(OktaType.app),
            bucket: "apps", pageSize: 500),
        { ["api", "v1", "apps", $0.key, "users"] }, [("limit", "500")], OktaAppUser.self, map: { try $0.records($1) })

    static let appGroups = each(
        StreamDescriptor(
            id: "appGroups", title: "Groups assigned to apps", operation: "GET /api/v1/apps/{appId}/groups",
            yields: [.entitlement], permissions: ["okta.apps.read", reader], partitions: apps(OktaType.app),
            bucket: "apps", pageSize: 200),
        { ["api", "v1", "apps", $0.key, "groups"] }, [("limit", "200")], OktaAppGroup.self, map: { try $0.records($1) })

    private static let noUse = "Okta tells no use of an app's secrets and keys: unsupported."

    static let clientSecrets = each(
        StreamDescriptor(
            id: "clientSecrets", title: "Client secrets of OAuth apps, without the secrets",
            operation: "GET /api/v1/apps/{appId}/credentials/secrets", yields: [.credential, .usage],
            permissions: ["okta.apps.read", reader], partitions: apps(OktaType.oauthApp), usageMeaning: noUse,
            bucket: "apps"),
        { ["api", "v1", "apps", $0.key, "credentials", "secrets"] }, [], OktaClientSecret.self,
        map: { try $0.records($1, type: "okta.clientSecret") })

    static let clientKeys = Definition(
        descriptor: StreamDescriptor(
            id: "clientKeys", title: "Public keys of OAuth apps",
            operation: "GET /api/v1/apps/{appId}/credentials/jwks", yields: [.credential, .usage],
            permissions: ["okta.apps.read", reader], partitions: apps(OktaType.oauthApp), usageMeaning: noUse,
            bucket: "apps")
    ) { endpoint in
        .http(
            HTTPStream(
                first: { try endpoint.get(["api", "v1", "apps", $0.key, "credentials", "jwks"]) },
                redaction: OktaRedaction.rules
            ) { response, partition in
                let set = try JSONDecoder().decode(OktaKeySet.self, from: response.body)
                return DecodedPage(rows: set.jwks.keys, partition: partition) { try $0.records($1) }
            })
    }

    static let appGrants = Definition(
        descriptor: StreamDescriptor(
            id: "appGrants", title: "Scopes granted to OAuth apps", operation: "GET /api/v1/apps/{appId}/grants",
            yields: [.grant, .ownership], permissions: ["okta.appGrants.read", reader],
            partitions: apps(OktaType.oauthApp), bucket: "apps")
    ) { endpoint in
        .http(
            HTTPStream(
                first: { try endpoint.get(["api", "v1", "apps", $0.key, "grants"]) }, pagination: .linkHeader(),
                redaction: OktaRedaction.rules
            ) { response, partition in
                let rows = try JSONDecoder().decode(JSONRows<OktaGrant>.self, from: response.body)
                var page = DecodedPage(rows: rows, partition: partition) { try $0.appRecords($1) }
                // Whoever granted ten scopes claims the app once.
                var claims: Set<NativeID> = []
                page.records.removeAll { $0.kind == .ownership && !claims.insert($0.nativeID).inserted }
                return page
            })
    }

    static let refreshTokens = each(
        StreamDescriptor(
            id: "refreshTokens", title: "Refresh tokens of OAuth apps", operation: "GET /api/v1/apps/{appId}/tokens",
            yields: [.credential, .usage], permissions: ["okta.apps.read", reader],
            partitions: apps(OktaType.oauthApp),
            usageMeaning: "The token's last renewal (`lastUpdated`); none means none since it was made.",
            bucket: "apps", pageSize: 200),
        { ["api", "v1", "apps", $0.key, "tokens"] }, [("limit", "200")], OktaRefreshToken.self,
        map: { try $0.records($1) })

    /// Consents of users are listed user by user only. Asking for every user would cost as many requests as there are
    /// users; they are looked for where an app asks its users for consent, once for each of its users.
    static let userGrants = each(
        StreamDescriptor(
            id: "userGrants", title: "Consents of users, to apps that ask for them",
            operation: "GET /api/v1/users/{userId}/clients/{clientId}/grants", yields: [.grant],
            permissions: ["okta.users.read", reader],
            partitions: .each(
                stream: "appUsers", kind: .entitlement, typePrefix: OktaType.consentingAssignment),
            bucket: "management", pageSize: 200),
        { partition in
            let assignment = try partition.entitlement
            return [
                "api", "v1", "users", assignment.holder?.nativeID.string ?? "", "clients", assignment.resource ?? "",
                "grants",
            ]
        }, [("limit", "200")], OktaGrant.self, map: { try $0.userRecords($1) })

    // MARK: - Tokens and integrations

    static let apiTokens = whole(
        StreamDescriptor(
            id: "apiTokens", title: "API tokens", operation: "GET /api/v1/api-tokens", yields: [.credential, .usage],
            permissions: ["okta.apiTokens.read", reader],
            usageMeaning:
                "Derived: the token's end minus its window, since every call moves the end; none means none since it was made.",
            bucket: "management"),
        ["api", "v1", "api-tokens"], [], OktaAPIToken.self
    ) { token, _ in token.records() }

    static let apiServices = whole(
        StreamDescriptor(
            id: "apiServices", title: "API service integrations and their scopes",
            operation: "GET /integrations/api/v1/api-services", yields: [.application, .grant, .ownership],
            permissions: ["okta.oauthIntegrations.read", reader], bucket: "management"),
        ["integrations", "api", "v1", "api-services"], [], OktaAPIServiceIntegration.self
    ) { integration, _ in integration.records() }

    static let apiServiceSecrets = each(
        StreamDescriptor(
            id: "apiServiceSecrets", title: "Secrets of API service integrations, without the secrets",
            operation: "GET /integrations/api/v1/api-services/{apiServiceId}/credentials/secrets",
            yields: [.credential, .usage], permissions: ["okta.oauthIntegrations.read", reader],
            partitions: .each(stream: "apiServices", kind: .application, typePrefix: "okta.apiServiceIntegration"),
            usageMeaning: noUse, bucket: "management"),
        { ["integrations", "api", "v1", "api-services", $0.key, "credentials", "secrets"] }, [], OktaClientSecret.self,
        map: { try $0.records($1, type: "okta.apiServiceSecret") })
}
