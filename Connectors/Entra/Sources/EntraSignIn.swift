import ConnectorKit
import Crypto
import Foundation
import Inventory
import Transport

/// The two ways in: a client secret, or a certificate whose private key signs an assertion.
struct EntraSignIn: Sendable {
    enum Proof: Sendable {
        case secret(CredentialSource)
        case certificate(CredentialSource)
    }

    let clientID: String
    let proof: Proof

    /// - Throws: `SettingProblem` where there is neither proof, or both.
    init(_ configuration: SourceConfiguration) throws {
        clientID = try configuration.settings.requiredText("client_id")
        guard UUID(uuidString: clientID) != nil else {
            throw SettingProblem("client_id", "expected the application (client) id, a UUID")
        }
        switch (configuration.credentials["client_secret"], configuration.credentials["certificate"]) {
        case (let secret?, nil): proof = .secret(secret)
        case (nil, let certificate?): proof = .certificate(certificate)
        case (nil, nil): throw SettingProblem("client_secret", "is required, or certificate")
        case (_?, _?): throw SettingProblem("client_secret", "goes without certificate: give one of the two")
        }
    }

    var form: CredentialForm {
        if case .secret = proof { .staticSecret } else { .certificate }
    }

    func authorization(_ endpoint: EntraEndpoint) -> Authorization {
        .token(
            Renewable { transport, now in
                let response = try await transport.send(try await request(endpoint, now: now))
                return try EntraToken.read(response, now: now)
            })
    }

    /// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    func request(_ endpoint: EntraEndpoint, now: Instant) async throws -> Request {
        var form = [
            ("grant_type", "client_credentials"), ("client_id", clientID), ("scope", endpoint.graph + "/.default"),
        ]
        switch proof {
        case .secret(let secret): form.append(("client_secret", try await secret().reveal { $0 }))
        case .certificate(let source):
            let certificate = try EntraCertificate(try await source())
            let assertion = try certificate.assertion(clientID: clientID, audience: endpoint.tokenURL, now: now)
            form.append(("client_assertion_type", OAuthToken.clientAssertionType))
            form.append(("client_assertion", assertion.reveal { $0 }))
        }
        return try endpoint.token(form: form)
    }
}

/// A certificate and its private key, as one PEM file has them.
struct EntraCertificate: Sendable {
    private let signer: JSONWebTokenSigner
    private let der: Data

    /// - Throws: `CredentialProblem`, which never holds a part of the key.
    init(_ pem: Secret) throws {
        guard let der = pem.reveal({ Self.block("CERTIFICATE", in: $0) }) else {
            throw CredentialProblem(
                "certificate", "there is no certificate in it",
                advice: "Give one PEM file with the private key and the certificate, each with its BEGIN and END lines."
            )
        }
        self.der = der
        signer = try JSONWebTokenSigner(privateKey: Secret(pem.reveal(Self.keyBlock)), algorithm: .ps256)
    }

    /// SHA-1 of the certificate, as Entra shows it.
    var thumbprint: String {
        Insecure.SHA1.hash(data: der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    func assertion(clientID: String, audience: String, now: Instant) throws -> Secret {
        let seconds = now.milliseconds / 1000
        let digest = Data(SHA256.hash(data: der)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return try signer.sign(
            [
                "iss": .text(clientID), "sub": .text(clientID), "aud": .text(audience), "nbf": .number(seconds),
                "iat": .number(seconds), "exp": .number(seconds + 300), "jti": .text(UUID().uuidString),
            ], header: ["x5t#S256": .text(digest)])
    }

    /// The first block of that name (RFC 7468).
    private static func block(_ name: String, in text: String) -> Data? {
        guard let begin = text.range(of: "-----BEGIN \(name)-----"),
            let end = text.range(of: "-----END \(name)-----", range: begin.upperBound..<text.endIndex)
        else { return nil }
        return Data(base64Encoded: String(text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace }))
    }

    /// The private key alone, with its lines; empty where there is none, which the signer says.
    private static func keyBlock(_ text: String) -> String {
        for name in ["PRIVATE KEY", "RSA PRIVATE KEY"] {
            if let begin = text.range(of: "-----BEGIN \(name)-----"),
                let end = text.range(of: "-----END \(name)-----", range: begin.upperBound..<text.endIndex)
            {
                return String(text[begin.lowerBound..<end.upperBound]) + "\n"
            }
        }
        return ""
    }
}

enum EntraToken {
    /// Beside RFC 6749's word, Microsoft's codes say what is wrong.
    /// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    private struct Refusal: Decodable {
        var codes: [Int]?

        private enum CodingKeys: String, CodingKey { case codes = "error_codes" }
    }

    /// - Throws: `TransportError` for a fault of the moment, else `CredentialProblem` in words that hold nothing of
    ///   secret or token.
    static func read(_ response: Response, now: Instant) throws -> (value: Secret, expiresAt: Instant?) {
        if (400..<500).contains(response.status), response.status != 429 { try explain(response) }
        let token = try OAuthToken(response, now: now)
        return (token.value, token.expiresAt)
    }

    private static func explain(_ response: Response) throws {
        // What is no JSON has no code, and is judged by its status.
        let codes = (try? JSONDecoder().decode(Refusal.self, from: response.body))?.codes ?? []
        if let (code, known) = codes.lazy.compactMap({ code in explanations[code].map { (code, $0) } }).first {
            throw CredentialProblem("sign-in", "\(known.0) (AADSTS\(code))", advice: known.1)
        }
        guard let code = codes.first else { return }
        throw CredentialProblem(
            "sign-in", "the token endpoint refused: AADSTS\(code)",
            advice: "Check tenant, client_id and the app's credentials.")
    }

    private static let explanations: [Int: (String, String)] = [
        7_000_215: ("the client secret is wrong", "Give the secret's value, not its id."),
        7_000_222: (
            "the client secret has expired", "Make a new one under Certificates & secrets, or use a certificate."
        ),
        7_000_112: ("the app is disabled", "Enable it under Enterprise applications."),
        700_016: ("the tenant does not know the client id", "Check tenant and client_id."),
        700_027: ("the certificate is not among the app's, or has expired", "Upload it under Certificates & secrets."),
        700_024: ("the assertion is not yet or no longer good", "Check this machine's clock."),
        90_002: ("there is no such tenant", "Check tenant, and login_url for a national cloud."),
        53_003: ("a Conditional Access policy blocks the app", "Except the app or this machine's address from it."),
    ]
}
