import ConnectorKit
import Foundation
import Inventory
import Transport

/// One AWS account, or all of an organization: IAM users, groups and roles, their keys and policies, the providers they
/// trust, the names of secrets; and the organization's accounts and its IAM Identity Center.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
public enum AWSConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest, conventions: AWSConventions.value, setup: { try AWSSetup.guide(AWSSettings($0)) },
        make: { configuration in
            let settings = try AWSSettings(configuration.settings)
            let signedIn = AWSSignedIn()
            let provider = try AWSCredentialProvider.of(configuration, endpoints: settings.endpoints)
            var connector = try connector(
                AWSReader(endpoints: settings.endpoints, organization: settings.organization.map { _ in .own }),
                settings, streams.filter { settings.reads($0.reach) }, provider, signedIn)
            connector.members = settings.organization?.members(
                of: signedIn, management: provider, endpoints: settings.endpoints
            ) { account, provider, management in
                // Organizations and Identity Center are the management account's; all else is read in each account.
                try Self.connector(
                    AWSReader(endpoints: settings.endpoints, organization: .managed(by: management)), settings,
                    streams.filter { $0.reach == .account }, provider, AWSSignedIn(), account: account)
            }
            return connector
        })

    /// - Parameter account: the account that must answer; nil for whichever the credentials belong to.
    private static func connector(
        _ reader: AWSReader, _ settings: AWSSettings, _ streams: [Definition], _ provider: AWSCredentialProvider,
        _ signedIn: AWSSignedIn, account: String? = nil
    ) throws -> Connector {
        var manifest = manifest
        manifest.streams = streams.map(\.descriptor)
        let endpoints = reader.endpoints
        return Connector(
            manifest: manifest,
            streams: streams.map { definition in
                var source = definition.source(reader)
                source.redaction = AWSRedaction.rules(for: definition.descriptor.id)
                return Stream(definition.descriptor, source)
            },
            tenant: .http(try endpoints.query(.sts, "GetCallerIdentity"), redaction: AWSRedaction.rules) {
                try AWSTenant.decode($0, expected: account, signedIn: signedIn)
            },
            authorization: .awsSignature(provider, endpoints: endpoints, signedIn: signedIn),
            narrowing: settings.narrowing,
            classify: {
                AWSErrors.classify($0) ?? AWSIdentityCenter.classify($0, region: endpoints.identityCenterRegion)
            })
    }

    static let manifest = Manifest(
        id: "aws", product: "Amazon Web Services", version: "2",
        documentation: "https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html",
        settings: AWSSettings.descriptors,
        credentials: [
            CredentialDescriptor("access_key_id", "Without it the machine's own ways in are tried."),
            CredentialDescriptor("secret_access_key", "Goes with access_key_id."),
            CredentialDescriptor("session_token", "For a session's key."),
        ],
        streams: streams.map(\.descriptor),
        buckets: [
            QuotaBucket(
                id: "iam", requestsPerSecond: nil, concurrency: 8,
                source:
                    "AWS names no rate for IAM, only a token bucket for each operation: https://aws.amazon.com/blogs/security/how-to-monitor-and-query-iam-resources-at-scale-part-2/"
            ),
            QuotaBucket(
                id: "organizations", requestsPerSecond: nil, concurrency: 2,
                source:
                    "AWS names no rate for reading accounts, only TooManyRequestsException: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html"
            ),
            QuotaBucket(
                id: AWSIdentityCenterStreams.bucket, requestsPerSecond: 10, concurrency: 4,
                source:
                    "Half of the 20 transactions a second that its APIs share: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html"
            ),
            QuotaBucket(
                id: "secretsmanager", requestsPerSecond: 10, concurrency: 2,
                source:
                    "Far below the documented rate of ListSecrets: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"
            ),
        ],
        blindSpots: [
            BlindSpot(
                "What a permission comes to in the end",
                why:
                    "Deny statements, conditions, permissions boundaries and service control policies are not evaluated: a privilege is an upper bound."
            ),
            BlindSpot("Who made a user, role or key", why: "Only CloudTrail knows, and it is not read."),
            BlindSpot(
                "The key ids of the root user", why: "The credential report tells that there is a key, not which."),
            BlindSpot("API Gateway keys", why: "Not read: they identify callers and prove nobody."),
            BlindSpot(
                "Identity Center outside the management account",
                why:
                    "Its instance and its delegated administrators answer in the organization; an instance of a single member account is not asked for."
            ),
            BlindSpot(
                "What customer managed policies of a permission set allow",
                why: "They are named by the set and stand in each account, where the account's own policies show them."),
            BlindSpot(
                "Whether a user of Identity Center can still sign in",
                why: "UserStatus is told for its own directory; where another one signs people in, that one knows."),
            BlindSpot(
                "Secrets in other regions", why: "One account is one source, and it reads one region's Secrets Manager."
            ),
            BlindSpot("Tags of SAML providers", why: "ListSAMLProviders leaves them out."),
            BlindSpot(
                "Use of an SSH key, a signing certificate or a service-specific credential",
                why: "No API of IAM tells it."),
        ],
        requestFormula:
            "for each account: users × 5 + access keys + SSH keys + groups + OIDC providers + (users + roles + policies + secrets) ÷ 100 + 10; for an organization: accounts × 2 + accounts ÷ 20; for Identity Center: groups + permission sets × 4 + permission sets in accounts + (users + groups + permission sets) ÷ 100 + 4"
    )

    /// Where a stream's lists are kept: in every account, or in the one that manages the others.
    enum Reach: Sendable { case account, organization, identityCenter }

    /// A stream before its source is known.
    struct Definition: Sendable {
        var reach: Reach
        var descriptor: StreamDescriptor
        var source: @Sendable (AWSReader) -> HTTPStream

        init(
            reach: Reach = .account, descriptor: StreamDescriptor, reader: @escaping @Sendable (AWSReader) -> HTTPStream
        ) {
            self.reach = reach
            self.descriptor = descriptor
            source = reader
        }

        init(
            reach: Reach = .account, descriptor: StreamDescriptor,
            _ source: @escaping @Sendable (AWSEndpoints) -> HTTPStream
        ) {
            self.init(reach: reach, descriptor: descriptor, reader: { source($0.endpoints) })
        }
    }

    /// Parents stand before the streams that fan out over them.
    static let streams: [Definition] =
        [
            authorizationDetails(
                "users", "IAM users", filter: ["User"], "UserDetailList", [.identity, .entitlement, .permission]
            ) {
                row, _, _ in AWSMapping.records(try AWSUserWire(row))
            },
            authorizationDetails(
                "groups", "IAM groups", filter: ["Group"], "GroupDetailList", [.identity, .entitlement, .permission]
            ) {
                row, _, _ in AWSMapping.records(try AWSGroupWire(row))
            },
            authorizationDetails(
                "roles", "IAM roles, who may assume them, and when they were used", filter: ["Role"], "RoleDetailList",
                [.identity, .entitlement, .permission, .grant, .usage],
                usage:
                    "The last request with the role's credentials, refused ones included, within the trailing 400 days; up to four hours late."
            ) { row, response, reader in
                let role = try AWSRoleWire(row)
                return try AWSMapping.records(
                    role, answeredAt: AWSPages.answeredAt(response), organization: reader.organization(of: role))
            },
            // Of AWS's own policies this gives those in use, of the customer's all, with their documents.
            authorizationDetails(
                "policies", "Managed policies: the customer's, and AWS's own that are in use",
                filter: ["LocalManagedPolicy", "AWSManagedPolicy"], "Policies", [.permission]
            ) { row, _, _ in [AWSMapping.record(try AWSManagedPolicyWire(row))] },
            perGroup("groupMembers", "Members of groups", "GetGroup", "Users", [.entitlement]) { row, group in
                AWSMapping.membership(try AWSUserWire(row), group: group.nativeID.string, name: group.name)
            },
            perUser("accessKeys", "Access keys", "ListAccessKeys", "AccessKeyMetadata", AWSCredentialMapping.accessKey),
            perAccessKey,
            loginProfiles,
            passwordLastUsed,
            rootAccount,
            perUser("sshKeys", "SSH public keys", "ListSSHPublicKeys", "SSHPublicKeys", AWSCredentialMapping.sshKey),
            perSSHKey,
            perUser(
                "signingCertificates", "X.509 signing certificates", "ListSigningCertificates", "Certificates",
                AWSCredentialMapping.signingCertificate),
            // By user, not by AllUsers: that gives names, and a name may be another's tomorrow.
            perUser(
                "serviceCredentials",
                "Credentials for single services (CodeCommit, Keyspaces, Bedrock, CloudWatch Logs)",
                "ListServiceSpecificCredentials", "ServiceSpecificCredentials", AWSCredentialMapping.serviceCredential),
            whole(
                "oidcProviders", "OpenID Connect providers", "ListOpenIDConnectProviders", "OpenIDConnectProviderList",
                AWSProviders.oidc),
            perOIDCProvider,
            whole("samlProviders", "SAML providers", "ListSAMLProviders", "SAMLProviderList", AWSProviders.saml),
            secrets,
        ] + AWSOrganizationStreams.all + AWSIdentityCenterStreams.all
}

/// What a stream is read with.
struct AWSReader: Sendable {
    enum Organization: Sendable, Hashable {
        /// The account manages an organization.
        case own
        case managed(by: String)
    }

    var endpoints: AWSEndpoints
    /// nil for an account that is read alone.
    var organization: Organization?

    /// The number of the management account, by which an organization is known.
    func organization(of role: AWSRoleWire) -> String? {
        switch organization {
        case .own: AWSArn.account(role.principal.arn)
        case .managed(let management): management
        case nil: nil
        }
    }
}
