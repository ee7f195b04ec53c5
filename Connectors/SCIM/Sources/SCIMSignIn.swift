import ConnectorKit
import Foundation
import Inventory
import Transport

/// The ways in that RFC 7643 section 5 names and that need nobody at a screen: a bearer token, an OAuth client, a name with
/// a password.
enum SCIMSignIn: Sendable {
    case bearer(CredentialSource)
    case client(SCIMClient)
    case basic(user: String, password: CredentialSource)

    /// - Throws: `SettingProblem` where two ways are mixed, or none is whole.
    init(_ configuration: SourceConfiguration) throws {
        let credentials = configuration.credentials
        let clientID = try configuration.settings.text("client_id")
        let user = try configuration.settings.text("username")
        let ways = [credentials["token"] != nil, clientID != nil, user != nil].filter { $0 }.count
        guard ways <= 1 else {
            throw SettingProblem("token", "goes without client_id and username: give one way to sign in")
        }
        if let token = credentials["token"] {
            self = .bearer(token)
        } else if let clientID {
            guard let secret = credentials["client_secret"] else {
                throw SettingProblem("client_secret", "goes with client_id")
            }
            self = .client(try SCIMClient(id: clientID, secret: secret, configuration.settings))
        } else if let user {
            guard let password = credentials["password"] else {
                throw SettingProblem("password", "goes with username")
            }
            guard !user.contains(":") else { throw SettingProblem("username", "expected a name without a colon") }
            self = .basic(user: user, password: password)
        } else {
            throw SettingProblem("token", "is required, or client_id with client_secret, or username with password")
        }
    }

    var authorization: Authorization {
        switch self {
        case .bearer(let token): return .header(token)
        case .client(let client):
            return .token(Renewable { transport, now in try await client.obtain(transport, now) })
        case .basic(let user, let password):
            return Authorization { request, _, _ in
                var request = request
                request.headers["Authorization"] = try await password().reveal { Self.basic(user, $0) }
                return request
            }
        }
    }

    /// RFC 7617 section 2, in UTF-8.
    static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    /// SCIM tells neither who signed in nor what they may do.
    var principal: String {
        switch self {
        case .bearer: "bearer token"
        case .client(let client): "client \(client.id)"
        case .basic(let user, _): "user \(user)"
        }
    }

    var form: CredentialForm {
        switch self {
        case .bearer, .client: .staticSecret
        case .basic: .password
        }
    }
}

/// OAuth client credentials (RFC 6749 section 4.4).
struct SCIMClient: Sendable {
    let id: String
    private let secret: CredentialSource
    private let tokenURL: URL
    private let rules: OriginRules
    private let scope: String?
    /// RFC 6749 section 2.3.1 has every server take the header, and some do not.
    private let isInBody: Bool

    /// - Throws: `SettingProblem`.
    init(id: String, secret: @escaping CredentialSource, _ settings: Settings) throws {
        self.id = id
        self.secret = secret
        guard let url = try settings.url("token_url"), let rules = OriginRules(base: url), let origin = Origin(url),
            origin.scheme == "https" || origin.isLoopback
        else { throw SettingProblem("token_url", "goes with client_id: expected https, plain http only for loopback") }
        tokenURL = url
        self.rules = rules
        scope = try settings.text("scope")
        switch try settings.text("client_authentication") ?? "header" {
        case "header": isInBody = false
        case "body": isInBody = true
        default: throw SettingProblem("client_authentication", "expected header or body")
        }
    }

    /// - Throws: `TransportError`, or `CredentialProblem` in words that hold nothing of secret or token.
    func obtain(_ transport: Transport, _ now: Instant) async throws -> (value: Secret, expiresAt: Instant?) {
        let request = self.request(try await secret())
        let token = try OAuthToken(
            try await transport.send(request), now: now, explanations: Self.explanations)
        return (token.value, token.expiresAt)
    }

    private func request(_ secret: Secret) -> Request {
        var form = [("grant_type", "client_credentials")]
        if let scope { form.append(("scope", scope)) }
        var headers: Headers = ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"]
        if isInBody {
            form += [("client_id", id), ("client_secret", secret.reveal { $0 })]
        } else {
            // Both are form-encoded before they are joined (RFC 6749 section 2.3.1).
            headers["Authorization"] = secret.reveal {
                SCIMSignIn.basic(FormEncoding.escape(id), FormEncoding.escape($0))
            }
        }
        return Request(
            .post, tokenURL, headers: headers, body: Data(FormEncoding.encode(form).utf8), effect: .signIn,
            allowedOrigins: rules)
    }

    private static let explanations: OAuthToken.Explanations = [
        "invalid_client": (
            "the token endpoint does not know the client, its secret is wrong, or it is expected elsewhere",
            "Check client_id and client_secret, and set client_authentication: body where the server wants them there."
        ),
        "invalid_scope": (
            "the scope is not granted to the client", "Set scope to what the provider names for reading."
        ),
    ]
}
