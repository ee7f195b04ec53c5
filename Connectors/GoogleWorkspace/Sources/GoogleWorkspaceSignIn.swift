import ConnectorKit
import Foundation
import Inventory
import Transport

/// What the streams need. https://developers.google.com/workspace/admin/directory/v1/guides/authorizing
enum GoogleWorkspaceScope {
    private static let prefix = "https://www.googleapis.com/auth/"
    static let users = prefix + "admin.directory.user.readonly"
    static let groups = prefix + "admin.directory.group.readonly"
    static let roles = prefix + "admin.directory.rolemanagement.readonly"
    /// There is none that only reads: it may also take tokens and app passwords away.
    static let security = prefix + "admin.directory.user.security"
    static let audit = prefix + "admin.reports.audit.readonly"
}

/// A service account's key as Google Cloud gives it: a JSON file.
/// https://cloud.google.com/iam/docs/keys-create-delete
struct GoogleWorkspaceKey: Sendable {
    let email: String
    /// The account's unique id, under which domain-wide delegation is granted.
    let clientID: String?
    let tokenURL: URL
    let signer: JSONWebTokenSigner

    private struct File: Decodable {
        var type: String
        var email: String
        var clientID: String?
        var privateKey: String
        var keyID: String?
        var tokenURL: String

        private enum CodingKeys: String, CodingKey {
            case type
            case email = "client_email"
            case clientID = "client_id"
            case privateKey = "private_key"
            case keyID = "private_key_id"
            case tokenURL = "token_uri"
        }
    }

    /// - Throws: `CredentialProblem`, which never holds a part of the key.
    init(_ secret: Secret) throws {
        let data = secret.reveal { Data($0.utf8) }
        // The decoder's own words might repeat a part of the key: ours say enough.
        guard let file = try? JSONDecoder().decode(File.self, from: data), file.type == "service_account",
            let url = URL(string: file.tokenURL)
        else {
            throw CredentialProblem(
                "service_account_key", "it is no service account's key in JSON",
                advice: "Give the whole file as Google Cloud made it (IAM > Service accounts > Keys > Add key > JSON).")
        }
        email = file.email
        clientID = file.clientID
        tokenURL = url
        do {
            signer = try JSONWebTokenSigner(privateKey: Secret(file.privateKey), keyID: file.keyID)
        } catch {
            throw CredentialProblem(
                "service_account_key", "its private_key is no RSA key", advice: "Make a new key, and give its file.")
        }
    }
}

/// A service account with domain-wide delegation, in an administrator's name.
/// https://developers.google.com/identity/protocols/oauth2/service-account#httprest
struct GoogleWorkspaceSignIn: Sendable {
    let settings: GoogleWorkspaceSettings
    let key: CredentialSource
    let scopes: [String]
    let standing: GoogleWorkspaceStanding

    var authorization: Authorization {
        .token(Renewable { transport, now in try await obtain(transport, now) })
    }

    /// Asks for all scopes at once. Where one of them is not delegated, the whole question is refused: then each is asked
    /// for by itself, so that a scope that is missing costs its streams and not the source.
    /// - Throws: `TransportError`, or `CredentialProblem` in words that hold nothing of key or token.
    private func obtain(_ transport: Transport, _ now: Instant) async throws -> (value: Secret, expiresAt: Instant?) {
        let key = try GoogleWorkspaceKey(try await key())
        let ask = { (scopes: [String]) in try await transport.send(try request(key, scopes: scopes, now: now)) }
        var granted = scopes
        var response = try await ask(granted)
        if Self.isAboutScopes(response) {
            granted = []
            for scope in scopes {
                let single = try await ask([scope])
                if single.status == 200 {
                    granted.append(scope)
                } else if !Self.isAboutScopes(single) {
                    // Something else is the matter, and says more.
                    response = single
                    granted = []
                    break
                }
            }
            if !granted.isEmpty { response = try await ask(granted) }
        }
        let token = try OAuthToken(response, now: now, explanations: explanations(key))
        standing.note(email: key.email, clientID: key.clientID, scopes: granted)
        return (token.value, token.expiresAt)
    }

    private static func isAboutScopes(_ response: Response) -> Bool {
        response.status != 200 && ["unauthorized_client", "invalid_scope"].contains(OAuthToken.code(response))
    }

    func request(_ key: GoogleWorkspaceKey, scopes: [String], now: Instant) throws -> Request {
        try JWTBearerGrant(
            issuer: key.email, subject: settings.subject, audience: key.tokenURL.absoluteString, scopes: scopes,
            lifetimeInSeconds: 3_600, signer: key.signer
        ).request(to: key.tokenURL, now: now, origins: tokenOrigins)
    }

    /// Google's own token addresses, whatever the key file says: a planted one is not to send the assertion elsewhere.
    /// Where the API itself is on this machine (a rehearsal), the token address may be there too.
    private var tokenOrigins: OriginRules {
        if settings.origins.origins.contains(where: \.isLoopback) { return settings.origins }
        let old = URL(string: "https://accounts.google.com").flatMap { Origin($0) }
        return OriginRules(origins: Set([old].compactMap { $0 }), hostSuffixes: [".googleapis.com"])
    }

    private func explanations(_ key: GoogleWorkspaceKey) -> OAuthToken.Explanations {
        let place = "Admin console > Security > Access and data control > API controls > Manage domain-wide delegation"
        let nothing = (
            detail: "none of the scopes is delegated to the service account",
            advice: "\(place): add client id \(key.clientID ?? "of the service account") with the scopes."
        )
        return [
            "unauthorized_client": nothing, "invalid_scope": nothing, "access_denied": nothing,
            "invalid_grant": (
                "Google does not accept the key, or knows no such subject",
                "Check that the key was not deleted, that subject is a user of the account who is not suspended, and this machine's clock."
            ),
            "invalid_client": ("Google does not know the service account", "Make a key of one that exists."),
            "disabled_client": ("the service account is disabled", "Enable it under IAM > Service accounts."),
            "org_internal": ("the service account may not sign in to this account", nothing.advice),
        ]
    }
}

/// What the source has learned by signing in.
final class GoogleWorkspaceStanding: Sendable {
    struct Facts: Sendable {
        var email: String
        var clientID: String?
        var scopes: [String]
    }

    private let state = Locked<Facts?>(nil)

    /// nil before the first sign-in, as in a replay.
    var facts: Facts? { state.withLock { $0 } }

    func note(email: String, clientID: String?, scopes: [String]) {
        state.withLock { $0 = Facts(email: email, clientID: clientID, scopes: scopes) }
    }
}
