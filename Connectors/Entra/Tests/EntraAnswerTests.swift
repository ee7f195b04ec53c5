import ConnectorKit
import ConnectorTesting
import Crypto
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

@Suite("Entra: answers and sign-in")
struct EntraAnswerTests {
    static let answers: [(Int, String, String, String)] = [
        (403, "Authorization_RequestDenied", "/v1.0/users", "denied"),
        (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "/v1.0/users", "unsupported"),
        (400, "AadPremiumLicenseRequired", "/v1.0/roleManagement", "unsupported"),
        (401, "InvalidAuthenticationToken", "/v1.0/users", "signInRefused"),
        (404, "Request_ResourceNotFound", "/v1.0/groups/x/members", "gone"),
        (400, "BadRequest", "/beta/reports/x", "unsupported"), (400, "BadRequest", "/v1.0/users", "failed"),
        (400, "Directory_ExpiredPageToken", "/v1.0/users", "failed"), (429, "TooManyRequests", "/v1.0/users", "nil"),
        (503, "serviceNotAvailable", "/v1.0/users", "nil"),
    ]

    @Test("every refusal has a name", arguments: answers)
    func refusals(_ status: Int, _ code: String, _ path: String, _ expected: String) throws {
        let outcome = EntraErrors.classify(
            try EntraTests.response(#"{"error":{"code":"\#(code)","message":"m"}}"#, status: status, path: path))
        #expect(outcome.map { "\($0)".prefix { $0 != "(" } } ?? "nil" == expected)
    }

    @Test("without a P1 licence users are complete and their sign-ins unsupported")
    func unlicensed() async throws {
        let transport = Transport { request in
            let url = request.url.absoluteString
            if url.contains("signInActivity") || url.contains("/beta/") {
                return Response(
                    status: 403,
                    body: Data(
                        #"{"error":{"code":"Authentication_RequestFromNonPremiumTenantOrB2CTenant","message":"Neither tenant is B2C or tenant doesn't have premium license"}}"#
                            .utf8), url: request.url)
            }
            let body = url.contains("/users") ? #"{"value":[{"id":"u1"}]}"# : #"{"value":[]}"#
            return Response(status: 200, body: Data(body.utf8), url: request.url)
        }
        let runner = StreamRunner(
            source: "entra", connector: try EntraTests.signedIn(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 0))))
        let coverage = try await runner.run(TenantIdentity(id: "t", principal: "p"), into: MemorySink())
        #expect(coverage["users"]?.state == .complete)
        for stream in ["userSignIns", "servicePrincipalSignIns", "credentialSignIns"] {
            #expect(coverage[stream]?.state == .unsupported, "\(stream)")
        }
    }

    // MARK: - Sign-in

    private static let now = Instant(seconds: 1_793_491_200)

    @Test("a certificate proves itself by an assertion with its SHA-256 in the header")
    func certificate() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let body = Data("an invented certificate".utf8)
        let pem =
            key.pemRepresentation + "\n-----BEGIN CERTIFICATE-----\n" + body.base64EncodedString()
            + "\n-----END CERTIFICATE-----\n"
        let configuration = EntraTests.configuration(credentials: ["certificate": { Secret(pem) }])
        let endpoint = try EntraEndpoint(configuration.settings)
        let request = try await EntraSignIn(configuration).request(endpoint, now: Self.now)
        #expect(request.effect == .signIn && request.method == .post)
        let form = String(decoding: request.body ?? Data(), as: UTF8.self).split(separator: "&")
        let assertion = try #require(form.first { $0.hasPrefix("client_assertion=") }).dropFirst(17)
        let parts = assertion.split(separator: ".").map(String.init)
        let header = try #require(Self.object(parts[0]))
        let digest = Data(SHA256.hash(data: body)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        #expect(header["x5t#S256"] as? String == digest && header["alg"] as? String == "PS256")
        let claims = try #require(Self.object(parts[1]))
        #expect(claims["aud"] as? String == endpoint.tokenURL)
        #expect(claims["sub"] as? String == EntraTests.clientID)
        #expect(claims["exp"] as? Int64 == Self.now.milliseconds / 1000 + 300)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.data(parts[2])))
        #expect(
            key.publicKey.isValidSignature(
                signature, for: Data((parts[0] + "." + parts[1]).utf8), padding: .PSS))
    }

    @Test(
        "a file that is no certificate with its key is refused in words that hold none of it",
        arguments: ["planted-secret", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\nplanted-secret"])
    func badCertificate(_ text: String) async throws {
        let configuration = EntraTests.configuration(credentials: ["certificate": { Secret(text) }])
        let endpoint = try EntraEndpoint(configuration.settings)
        let error = await #expect(throws: CredentialProblem.self) {
            try await EntraSignIn(configuration).request(endpoint, now: Self.now)
        }
        #expect(!"\(String(describing: error))".contains("planted"))
    }

    @Test("a token is asked for once and sent to Graph")
    func secret() async throws {
        let asked = Locked(0)
        let connector = try EntraTests.connector()
        let transport = Transport { request in
            asked.withLock { $0 += 1 }
            #expect(request.url.host() == "login.microsoftonline.com")
            return Response(
                status: 200, body: Data(#"{"token_type":"Bearer","expires_in":3599,"access_token":"t1"}"#.utf8),
                url: request.url)
        }
        for _ in 0..<2 {
            let signed = try await connector.authorization.authorize(
                try EntraTests.stream("users").first(.whole), transport, Self.now)
            #expect(signed.headers["Authorization"] == "Bearer t1")
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test(
        "a refused sign-in says what to do and repeats nothing",
        arguments: [
            (401, #"{"error":"invalid_client","error_codes":[7000222],"error_description":"planted"}"#, "expired"),
            (401, #"{"error":"invalid_client","error_codes":[7000215],"error_description":"planted"}"#, "wrong"),
            (400, #"{"error":"unauthorized_client","error_codes":[700016]}"#, "client id"),
            (400, #"{"error":"x","error_codes":[1]}"#, "AADSTS1"), (400, "<html>planted", "HTTP 400"),
            (200, "<html>planted", "no token endpoint's"),
        ])
    func refusedSignIn(_ status: Int, _ body: String, _ words: String) throws {
        let error = #expect(throws: CredentialProblem.self) {
            try EntraToken.read(try EntraTests.response(body, status: status), now: Self.now)
        }
        #expect(error?.description.contains(words) == true)
        #expect(error?.description.contains("planted") == false)
    }

    @Test("a fault of the sign-in service is tried again", arguments: [429, 500, 503])
    func fault(_ status: Int) throws {
        #expect(throws: TransportError.self) {
            try EntraToken.read(try EntraTests.response("", status: status), now: Self.now)
        }
    }

    private static func data(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    private static func object(_ text: String) -> [String: Any]? {
        data(text).flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
    }

    // MARK: - Setup

    @Test("the setup names every permission, and each can be granted")
    func setup() throws {
        let guide = try EntraSetup.guide(Settings(["tenant": .text("example.com")]))
        let steps = guide.steps.joined(separator: "\n")
        for permission in EntraConnector.permissions + [EntraConnector.sponsorPermission] {
            #expect(steps.contains(permission))
            #expect(guide.grant(permission).contains(permission) && guide.grant(permission).hasSuffix("."))
        }
    }
}
