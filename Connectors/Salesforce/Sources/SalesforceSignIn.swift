import ConnectorKit
import Foundation
import Inventory
import Transport

/// The ways in: an assertion that a private key signs in a user's name, a client secret (the app's own run-as user), or a
/// session that somebody has.
struct SalesforceSignIn: Sendable {
    enum Proof: Sendable {
        case key(CredentialSource, clientID: String, username: String, audience: String)
        case secret(CredentialSource, clientID: String)
        case session(CredentialSource)
    }

    let proof: Proof

    /// - Throws: `SettingProblem` where there is no proof, or more than one, or what belongs to it is missing.
    init(_ configuration: SourceConfiguration, _ endpoint: SalesforceEndpoint) throws {
        let settings = configuration.settings
        let credentials = configuration.credentials
        let given = ["private_key", "client_secret", "access_token"].filter { credentials[$0] != nil }
        guard given.count <= 1 else { throw SettingProblem(given[1], "goes without \(given[0]): give one of them") }
        if let key = credentials["private_key"] {
            let standard = endpoint.isTest ? "https://test.salesforce.com" : "https://login.salesforce.com"
            proof = .key(
                key, clientID: try settings.requiredText("client_id"), username: try settings.requiredText("username"),
                audience: try settings.url("audience")?.absoluteString ?? standard)
        } else if let secret = credentials["client_secret"] {
            proof = .secret(secret, clientID: try settings.requiredText("client_id"))
        } else if let token = credentials["access_token"] {
            proof = .session(token)
        } else {
            throw SettingProblem("private_key", "is required, or client_secret")
        }
    }

    var form: CredentialForm {
        if case .key = proof { .certificate } else { .staticSecret }
    }

    /// nil for a session, which does not say whose it is.
    var principal: String? {
        switch proof {
        case .key(_, let clientID, let username, _): "client \(clientID) as \(username)"
        case .secret(_, let clientID): "client \(clientID)"
        case .session: nil
        }
    }

    func authorization(_ endpoint: SalesforceEndpoint) -> Authorization {
        if case .session(let token) = proof { return .header(token) }
        return .token(
            // The answer tells no end; a session lasts fifteen minutes without use at the least.
            Renewable(rereadAfterInSeconds: 600) { transport, now in
                guard let request = try await request(endpoint, now: now) else {
                    throw SalesforceProblem("a session is not asked for")
                }
                let response = try await transport.send(request)
                let token = try OAuthToken(
                    response, now: now, keeping: ["instance_url"], explanations: Self.explanations)
                try Self.check(token.others["instance_url"], endpoint)
                return (token.value, token.expiresAt)
            })
    }

    /// The question to the token endpoint; nil where there is none to ask.
    func request(_ endpoint: SalesforceEndpoint, now: Instant) async throws -> Request? {
        let path = "/services/oauth2/token"
        switch proof {
        case .session: return nil
        case .secret(let source, let clientID):
            // https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
            return try endpoint.post(
                path,
                form: [
                    ("grant_type", "client_credentials"), ("client_id", clientID),
                    ("client_secret", try await source().reveal { $0 }),
                ])
        case .key(let source, let clientID, let username, let audience):
            // https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
            guard let url = URL(string: endpoint.base + path) else {
                throw SalesforceProblem("the sign-in address is no URL")
            }
            return try JWTBearerGrant(
                issuer: clientID, subject: username, audience: audience,
                signer: try JSONWebTokenSigner(privateKey: try await source())
            ).request(to: url, now: now, origins: endpoint.origins)
        }
    }

    private static let hosts = [".salesforce.com", ".salesforce.mil", ".force.com", ".sfcrmproducts.cn"]

    /// The token goes to the configured address whatever stands here. An answer that names a place which is not
    /// Salesforce's came from somebody else.
    /// - Throws: `CredentialProblem`.
    static func check(_ instance: String?, _ endpoint: SalesforceEndpoint) throws {
        guard let instance else { return }
        let rules = OriginRules(
            origins: endpoint.origins.origins, hostSuffixes: hosts,
            privateAddressesAllowed: endpoint.origins.privateAddressesAllowed)
        guard let url = URL(string: instance), rules.refusal(of: url) == nil else {
            throw CredentialProblem(
                "sign-in", "the answer names an instance that is not Salesforce's",
                advice: "Check domain, and proxies on the way.")
        }
    }

    /// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
    private static let explanations: OAuthToken.Explanations = [
        "invalid_grant": (
            "the org refused the assertion, or the user has not been let use the app",
            "Check username, audience, the app's certificate and this machine's clock, and that the app's policy lets the user's permission set in."
        ),
        "invalid_client_id": ("the org does not know the client id", "Give the app's consumer key as client_id."),
        "invalid_client": ("the client id or secret is wrong", "Check client_id and client_secret."),
        "invalid_app_access": (
            "the user has not been let use the app", "Add the user's permission set to the app's policies."
        ),
        "inactive_user": ("the user is not active", "Activate or unfreeze the user that Muster signs in as."),
        "inactive_org": ("the org is locked, closed or suspended", "Ask its administrator."),
        "unsupported_grant_type": (
            "the app does not take this way in", "Enable the JWT bearer or the client credentials flow of the app."
        ),
    ]
}
