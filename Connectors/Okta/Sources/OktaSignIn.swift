import ConnectorKit
import CryptoExtras
import Foundation
import Inventory
import Transport

/// The two ways in: an API token (`Authorization: SSWS …`), or a service app that proves its private key.
enum OktaSignIn: Sendable {
    case apiToken(CredentialSource)
    case serviceApp(clientID: String, privateKey: CredentialSource, keyID: String?)

    /// - Throws: `SettingProblem` where the two are mixed, or neither is whole.
    init(_ configuration: SourceConfiguration) throws {
        let clientID = try configuration.settings.text("client_id")
        let keyID = try configuration.settings.text("key_id")
        switch (configuration.credentials["token"], clientID, configuration.credentials["private_key"]) {
        case (let token?, nil, nil): self = .apiToken(token)
        case (nil, let clientID?, let key?): self = .serviceApp(clientID: clientID, privateKey: key, keyID: keyID)
        case (nil, _?, nil): throw SettingProblem("private_key", "goes with client_id")
        case (nil, nil, _?): throw SettingProblem("client_id", "goes with private_key")
        case (nil, nil, nil):
            throw SettingProblem("token", "is required, or client_id with private_key")
        default: throw SettingProblem("token", "goes without client_id and private_key: give one way to sign in")
        }
    }

    func authorization(_ endpoint: OktaEndpoint, scopes: [String], standing: OktaStanding) -> Authorization {
        switch self {
        case .apiToken(let token): return .header(prefix: "SSWS ", token)
        case .serviceApp(let clientID, let privateKey, let keyID):
            return .token(
                Renewable { transport, now in
                    let key = try OktaPrivateKey(try await privateKey(), keyID: keyID)
                    return try await OktaAccessToken.obtain(
                        endpoint, clientID: clientID, key: key, scopes: scopes, standing: standing, transport, now)
                })
        }
    }
}

/// A private key as the admin console gives it: PEM, or a JSON Web Key (RFC 7517) with `kid`.
struct OktaPrivateKey: Sendable {
    let signer: JSONWebTokenSigner

    private struct WebKey: Decodable {
        var kty: String
        var kid: String?
        var n: String
        var e: String
        var d: String
        var p: String
        var q: String
    }

    /// - Throws: `CredentialProblem`, which never holds a part of the key.
    init(_ secret: Secret, keyID: String?) throws {
        let text = secret.reveal { Data($0.utf8) }
        guard text.first(where: { !$0.isASCIIWhitespace }) == UInt8(ascii: "{") else {
            signer = try JSONWebTokenSigner(privateKey: secret, keyID: keyID)
            return
        }
        guard let key = try? JSONDecoder().decode(WebKey.self, from: text), key.kty == "RSA",
            let n = OktaBase64URL.decode(key.n), let e = OktaBase64URL.decode(key.e),
            let d = OktaBase64URL.decode(key.d), let p = OktaBase64URL.decode(key.p),
            let q = OktaBase64URL.decode(key.q), let rsa = try? _RSA.Signing.PrivateKey(n: n, e: e, d: d, p: p, q: q)
        else {
            // The decoder's and the library's words might repeat a part of the key: ours say enough.
            throw CredentialProblem(
                "private_key", "it is no RSA private key in JSON",
                advice: "Give the whole JSON Web Key as the admin console shows it, with n, e, d, p and q; or PEM.")
        }
        signer = try JSONWebTokenSigner(privateKey: Secret(rsa.pemRepresentation), keyID: keyID ?? key.kid)
    }
}

extension UInt8 {
    fileprivate var isASCIIWhitespace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

/// RFC 4648 section 5, with or without padding.
enum OktaBase64URL {
    static func decode(_ text: String) -> Data? {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain)
    }
}

/// Client credentials with `private_key_jwt`: the only flow that Okta's own scopes are given to an app by.
/// https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
enum OktaAccessToken {
    /// Asks for all scopes at once. Where one of them is not granted to the app, the whole question may be refused: then
    /// each is asked for by itself, so that a scope that is missing costs its streams and not the source.
    /// - Throws: `TransportError`, or `CredentialProblem` in words that hold nothing of key or token.
    static func obtain(
        _ endpoint: OktaEndpoint, clientID: String, key: OktaPrivateKey, scopes: [String], standing: OktaStanding,
        _ transport: Transport, _ now: Instant
    ) async throws -> (value: Secret, expiresAt: Instant?) {
        let ask = { (scopes: [String]) in
            try await transport.send(try request(endpoint, clientID: clientID, key: key, scopes: scopes, now: now))
        }
        var response = try await ask(scopes)
        if isAboutScopes(response) {
            var granted: [String] = []
            for scope in scopes {
                let single = try await ask([scope])
                if single.status == 200 {
                    granted.append(scope)
                } else if !isAboutScopes(single) {
                    response = single
                    granted = []
                    break
                }
            }
            if !granted.isEmpty { response = try await ask(granted) }
        }
        let token = try OAuthToken(response, now: now, explanations: explanations)
        standing.note(scopes: token.scopes ?? [])
        return (token.value, token.expiresAt)
    }

    private static func isAboutScopes(_ response: Response) -> Bool {
        response.status != 200 && ["invalid_scope", "consent_required"].contains(OAuthToken.code(response))
    }

    static func request(
        _ endpoint: OktaEndpoint, clientID: String, key: OktaPrivateKey, scopes: [String], now: Instant
    ) throws -> Request {
        let seconds = now.milliseconds / 1000
        let assertion = try key.signer.sign([
            "iss": .text(clientID), "sub": .text(clientID), "aud": .text(endpoint.base + "/oauth2/v1/token"),
            // Okta refuses assertions that live longer than an hour.
            "iat": .number(seconds), "exp": .number(seconds + 300), "jti": .text(UUID().uuidString),
        ])
        return try endpoint.post(
            ["oauth2", "v1", "token"],
            form: [
                ("grant_type", "client_credentials"), ("scope", scopes.joined(separator: " ")),
                ("client_assertion_type", OAuthToken.clientAssertionType),
                ("client_assertion", assertion.reveal { $0 }),
            ])
    }

    private static let explanations: OAuthToken.Explanations = [
        "invalid_client": (
            "Okta does not know the client id, or the key is not among the app's public keys",
            "Check client_id, key_id and this machine's clock."
        ),
        "invalid_scope": noScope, "consent_required": noScope,
        "invalid_dpop_proof": (
            "the app asks for proof of possession (DPoP), which Muster does not have",
            "Switch off \"Require DPoP header\" in the app's general settings."
        ),
    ]

    private static let noScope = (
        detail: "none of the scopes is granted to the app", advice: "Grant them under Okta API Scopes."
    )
}
