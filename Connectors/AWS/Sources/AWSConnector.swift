import ConnectorKit
import Foundation
import Inventory
import Transport

/// One AWS account: its IAM users, groups and roles, their keys and policies, the providers it trusts, and the names
/// of its secrets. https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
public enum AWSConnector {
    public static let definition = ConnectorDefinition(manifest: manifest, conventions: AWSConventions.value) {
        configuration in
        let endpoints = try AWSEndpoints(
            region: try configuration.settings.text("region") ?? "us-east-1",
            configured: try configuration.settings.url("endpoint"))
        let provider = try AWSCredentialProvider.of(configuration, endpoints: endpoints)
        return Connector(
            manifest: manifest,
            streams: streams.map { definition in
                var source = definition.source(endpoints)
                source.redaction = AWSRedaction.rules
                return Stream(definition.descriptor, source)
            },
            tenant: .http(
                try endpoints.query(.sts, "GetCallerIdentity"), redaction: AWSRedaction.rules, decode: AWSTenant.decode),
            authorization: .awsSignature(provider, endpoints: endpoints), classify: AWSErrors.classify)
    }

    static let manifest = Manifest(
        id: "aws", product: "Amazon Web Services (one account)", version: "1",
        documentation: "https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html",
        settings: [
            SettingDescriptor("region", "The region of STS and Secrets Manager.", example: "us-east-1"),
            SettingDescriptor(
                "endpoint", "One URL that serves all services, instead of AWS's own.",
                example: "http://127.0.0.1:5005"),
            SettingDescriptor("profile", "The profile of ~/.aws/config to sign in with.", example: "audit"),
        ],
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
            BlindSpot("Service-specific credentials and API Gateway keys", why: "Not read yet."),
            BlindSpot(
                "IAM Identity Center's users and assignments", why: "Not read yet; its roles in this account are."),
            BlindSpot(
                "Secrets in other regions", why: "One account is one source, and it reads one region's Secrets Manager."
            ),
            BlindSpot("Tags of SAML providers", why: "ListSAMLProviders leaves them out."),
            BlindSpot("Use of an SSH key or a signing certificate", why: "No API of IAM tells it."),
        ],
        requestFormula:
            "users × 4 + access keys + SSH keys + groups + OIDC providers + (users + roles + policies + secrets) ÷ 100 + 10"
    )

    /// A stream before the endpoints are known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        var source: @Sendable (AWSEndpoints) -> HTTPStream
    }

    /// Parents stand before the streams that fan out over them.
    static let streams: [Definition] = [
        authorizationDetails(
            "users", "IAM users", filter: ["User"], "UserDetailList", [.identity, .entitlement, .permission]
        ) {
            row, _ in AWSMapping.records(try AWSUserWire(row))
        },
        authorizationDetails(
            "groups", "IAM groups", filter: ["Group"], "GroupDetailList", [.identity, .entitlement, .permission]
        ) {
            row, _ in AWSMapping.records(try AWSGroupWire(row))
        },
        authorizationDetails(
            "roles", "IAM roles, who may assume them, and when they were used", filter: ["Role"], "RoleDetailList",
            [.identity, .entitlement, .permission, .grant, .usage],
            usage:
                "The last request with the role's credentials, refused ones included, within the trailing 400 days; up to four hours late."
        ) { row, response in try AWSMapping.records(AWSRoleWire(row), answeredAt: AWSPages.answeredAt(response)) },
        // Of AWS's own policies this gives those in use, of the customer's all, with their documents.
        authorizationDetails(
            "policies", "Managed policies: the customer's, and AWS's own that are in use",
            filter: ["LocalManagedPolicy", "AWSManagedPolicy"], "Policies", [.permission]
        ) { row, _ in [AWSMapping.record(try AWSManagedPolicyWire(row))] },
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
        whole(
            "oidcProviders", "OpenID Connect providers", "ListOpenIDConnectProviders", "OpenIDConnectProviderList",
            AWSProviders.oidc),
        perOIDCProvider,
        whole("samlProviders", "SAML providers", "ListSAMLProviders", "SAMLProviderList", AWSProviders.saml),
        secrets,
    ]
}
