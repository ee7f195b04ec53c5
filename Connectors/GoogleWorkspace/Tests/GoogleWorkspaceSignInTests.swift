import ConnectorKit
import ConnectorTesting
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleWorkspaceConnector

@Suite("Google Workspace: answers and sign-in")
struct GoogleWorkspaceSignInTests {
    static let answers: [(Int, String, String)] = [
        (403, #"{"errors":[{"reason":"rateLimitExceeded"}]}"#, "throttle"),
        (403, #"{"errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}"#, "throttle"),
        (403, #"{"errors":[{"reason":"quotaExceeded"}]}"#, "throttle"),
        // How long to wait, the headers may tell.
        (429, #"{"errors":[{"reason":"rateLimitExceeded"}],"status":"RESOURCE_EXHAUSTED"}"#, "nil"),
        (503, #"{"errors":[{"reason":"quotaExceeded"}]}"#, "nil"),
        (503, #"{"errors":[{"reason":"backendError"}]}"#, "nil"),
        (403, #"{"errors":[{"reason":"dailyLimitExceeded"}]}"#, "failed"),
        (403, #"{"errors":[{"reason":"insufficientPermissions"}],"status":"PERMISSION_DENIED"}"#, "denied"),
        (
            403,
            #"{"errors":[{"reason":"insufficientPermissions"}],"status":"PERMISSION_DENIED","details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}"#,
            "denied"
        ),
        (403, #"{"errors":[{"reason":"forbidden"}]}"#, "denied"),
        (403, #"{"errors":[{"reason":"notAuthorized"}]}"#, "denied"),
        (403, #"{"errors":[{"reason":"accessNotConfigured"}]}"#, "denied"),
        (403, #"{"errors":[{"reason":"domainCannotUseApis"}]}"#, "unsupported"),
        (404, #"{"errors":[{"reason":"domainCannotUseApis"}]}"#, "unsupported"),
        (401, #"{"errors":[{"reason":"authError"}],"status":"UNAUTHENTICATED"}"#, "signInRefused"),
        (401, #"{"errors":[{"reason":"required"}]}"#, "signInRefused"),
        (404, #"{"errors":[{"reason":"notFound"}]}"#, "gone"),
        (404, #"{"errors":[{"reason":"resourceNotFound"}]}"#, "gone"),
        (400, #"{"errors":[{"reason":"invalid"}]}"#, "failed"), (400, #"{"status":"INVALID_ARGUMENT"}"#, "failed"),
        (403, #"{"errors":[{"reason":"somethingNew"}]}"#, "nil"), (500, #"{"errors":null}"#, "nil"),
    ]

    @Test("every refusal has a name", arguments: answers)
    func refusals(_ status: Int, _ error: String, _ expected: String) throws {
        let outcome = GoogleWorkspaceErrors.classify(
            try GoogleWorkspaceTests.response(#"{"error":\#(error)}"#, status: status))
        #expect(outcome.map { "\($0)".prefix { $0 != "(" } } ?? "nil" == expected)
    }

    @Test("an answer that is not Google's is left to its status", arguments: ["<html>", "{}", #"{"error":"x"}"#])
    func foreign(_ body: String) throws {
        #expect(GoogleWorkspaceErrors.classify(try GoogleWorkspaceTests.response(body, status: 403)) == nil)
    }

    @Test("a user whose tokens may not be read costs that user, a user who is gone costs nothing")
    func oneUser() async throws {
        let transport = Transport { request in
            let path = request.url.path
            func answer(_ status: Int, _ body: String) -> Response {
                Response(status: status, body: Data(body.utf8), url: request.url)
            }
            if path.hasSuffix("/users/boss/tokens") {
                return answer(403, #"{"error":{"errors":[{"reason":"forbidden"}]}}"#)
            }
            if path.hasSuffix("/users/left/tokens") {
                return answer(404, #"{"error":{"errors":[{"reason":"notFound"}]}}"#)
            }
            let users = #"{"kind":"admin#x","users":[{"id":"ada"},{"id":"boss"},{"id":"left"}]}"#
            return answer(200, path.hasSuffix("/users") ? users : #"{"kind":"admin#x"}"#)
        }
        let runner = StreamRunner(
            source: "google-workspace", connector: try GoogleWorkspaceTests.signedIn(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: GoogleWorkspaceTests.now)))
        let sink = MemorySink()
        let coverage = try await runner.run(
            TenantIdentity(id: "C1", principal: "p"), into: sink, only: ["users", "tokens", "appPasswords"])
        #expect(coverage["users"]?.state == .complete && coverage["appPasswords"]?.state == .complete)
        #expect(coverage["tokens"]?.state != .complete)
        let scopes = await sink.coverage.filter { $0.key.stream == "tokens" && !$0.key.partition.isEmpty }
        #expect(scopes.first { $0.key.partition == "ada" }?.value.state == .complete)
        #expect(scopes.first { $0.key.partition == "boss" }?.value.state == .denied)
        #expect(scopes.first { $0.key.partition == "left" }?.value.state == .complete)
    }

    // MARK: - Sign-in

    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private static func file(_ tokenURL: String = "https://oauth2.googleapis.com/token") throws -> Secret {
        let object = [
            "type": "service_account", "client_email": "muster@example-project.iam.gserviceaccount.com",
            "client_id": "104000000000000000009", "private_key": try key.get().pemRepresentation,
            "private_key_id": "key-1", "token_uri": tokenURL,
        ]
        return Secret(String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
    }

    /// A token endpoint that delegates these scopes, and what it was asked.
    private final class Endpoint: Sendable {
        let asked = Locked<[[String]]>([])
        let delegated: Set<String>
        let refusal: String

        init(_ delegated: Set<String>, refusal: String = "unauthorized_client") {
            self.delegated = delegated
            self.refusal = refusal
        }

        var transport: Transport {
            Transport { request in
                let claims = try #require(GoogleWorkspaceSignInTests.claims(request))
                let scopes = try #require(claims["scope"] as? String).split(separator: " ").map(String.init)
                self.asked.withLock { $0.append(scopes) }
                let isGranted = self.delegated.isSuperset(of: scopes)
                let body =
                    isGranted
                    ? #"{"access_token":"t\#(scopes.count)","expires_in":3599,"token_type":"Bearer"}"#
                    : #"{"error":"\#(self.refusal)","error_description":"planted"}"#
                return Response(status: isGranted ? 200 : 401, body: Data(body.utf8), url: request.url)
            }
        }
    }

    private static func signIn(_ key: Secret, _ settings: [String: Settings.Value] = [:]) throws
        -> GoogleWorkspaceSignIn
    {
        GoogleWorkspaceSignIn(
            settings: try GoogleWorkspaceSettings(GoogleWorkspaceTests.configuration(settings).settings), key: { key },
            scopes: GoogleWorkspaceConnector.scopes, standing: GoogleWorkspaceStanding())
    }

    private static func authorized(_ signIn: GoogleWorkspaceSignIn, _ endpoint: Endpoint) async throws -> Request {
        try await signIn.authorization.authorize(
            try signIn.settings.directory(["users"]), endpoint.transport, GoogleWorkspaceTests.now)
    }

    @Test("the assertion is signed by the key, in the administrator's name, for Google's token address")
    func assertion() throws {
        let signIn = try Self.signIn(try Self.file())
        let request = try signIn.request(
            try GoogleWorkspaceKey(try Self.file()), scopes: ["a", "b"], now: GoogleWorkspaceTests.now)
        #expect(request.effect == .signIn && request.url.absoluteString == "https://oauth2.googleapis.com/token")
        let claims = try #require(Self.claims(request))
        #expect(claims["iss"] as? String == "muster@example-project.iam.gserviceaccount.com")
        #expect(claims["sub"] as? String == "muster@example.com" && claims["scope"] as? String == "a b")
        #expect(claims["aud"] as? String == "https://oauth2.googleapis.com/token")
        let parts = try #require(Self.assertion(request)).split(separator: ".").map(String.init)
        #expect(Self.object(parts[0])?["kid"] as? String == "key-1")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.data(parts[2])))
        #expect(
            try Self.key.get().publicKey.isValidSignature(
                signature, for: Data((parts[0] + "." + parts[1]).utf8), padding: .insecurePKCS1v1_5))
    }

    @Test("where every scope is delegated, one question does, and the token is kept")
    func whole() async throws {
        let endpoint = Endpoint(Set(GoogleWorkspaceConnector.scopes))
        let signIn = try Self.signIn(try Self.file())
        let authorization = signIn.authorization
        for _ in 0..<2 {
            let signed = try await authorization.authorize(
                try signIn.settings.directory(["users"]), endpoint.transport, GoogleWorkspaceTests.now)
            #expect(signed.headers["Authorization"] == "Bearer t5")
        }
        #expect(endpoint.asked.withLock { $0.count } == 1)
        #expect(signIn.standing.facts?.scopes == GoogleWorkspaceConnector.scopes)
        #expect(signIn.standing.facts?.clientID == "104000000000000000009")
    }

    @Test("a scope that is not delegated costs its streams, not the source")
    func missing() async throws {
        let delegated = Set(GoogleWorkspaceConnector.scopes).subtracting([GoogleWorkspaceScope.security])
        let endpoint = Endpoint(delegated)
        let signIn = try Self.signIn(try Self.file())
        #expect(try await Self.authorized(signIn, endpoint).headers["Authorization"] == "Bearer t4")
        // All, each, and those that are delegated.
        #expect(endpoint.asked.withLock { $0.map(\.count) } == [5, 1, 1, 1, 1, 1, 4])
        #expect(signIn.standing.facts.map { Set($0.scopes) } == delegated)
    }

    @Test("where none is delegated the words say where to, and repeat nothing of Google's")
    func none() async throws {
        let endpoint = Endpoint([])
        let error = try await #require(throws: CredentialProblem.self) {
            try await Self.authorized(try Self.signIn(try Self.file()), endpoint)
        }
        #expect(error.description.contains("104000000000000000009") && error.description.contains("delegation"))
        #expect(!error.description.contains("planted"))
    }

    @Test("what is not about scopes is asked once", arguments: ["invalid_grant", "invalid_client", "odd_case"])
    func refused(_ code: String) async throws {
        let endpoint = Endpoint([], refusal: code)
        let error = try await #require(throws: CredentialProblem.self) {
            try await Self.authorized(try Self.signIn(try Self.file()), endpoint)
        }
        #expect(endpoint.asked.withLock { $0.count } == 1)
        #expect(!error.description.contains("planted"))
    }

    @Test(
        "a planted token address is not asked",
        arguments: [
            "https://example.org/token", "http://oauth2.googleapis.com/token",
            "https://oauth2.googleapis.com.example.org/",
            "https://evilgoogleapis.com/token", "http://169.254.169.254/token", "http://127.0.0.1:8080/token",
            "https://oauth2.googleapis.com@example.org/token",
        ])
    func planted(_ url: String) async throws {
        let endpoint = Endpoint(Set(GoogleWorkspaceConnector.scopes))
        await #expect(throws: CredentialProblem.self) {
            try await Self.authorized(try Self.signIn(try Self.file(url)), endpoint)
        }
        #expect(endpoint.asked.withLock { $0.isEmpty })
    }

    @Test("where the API is on this machine, the token address may be there too, and nowhere else")
    func rehearsal() async throws {
        let settings: [String: Settings.Value] = ["base_url": .text("http://127.0.0.1:8080")]
        let endpoint = Endpoint(Set(GoogleWorkspaceConnector.scopes))
        let signIn = try Self.signIn(try Self.file("http://127.0.0.1:8080/token"), settings)
        #expect(try await Self.authorized(signIn, endpoint).headers["Authorization"] == "Bearer t5")
        let other = try Self.signIn(try Self.file(), settings)
        await #expect(throws: CredentialProblem.self) { try await Self.authorized(other, endpoint) }
    }

    @Test(
        "a file that is no service account's key is refused in words that hold none of it",
        arguments: [
            "planted-secret", "{}", #"{"type":"authorized_user","refresh_token":"planted-secret"}"#,
            #"{"type":"service_account","client_email":"a@b","private_key":"planted-secret","token_uri":"https://oauth2.googleapis.com/token"}"#,
            "/run/secrets/planted-secret.json",
        ])
    func badFile(_ text: String) throws {
        let error = #expect(throws: CredentialProblem.self) { try GoogleWorkspaceKey(Secret(text)) }
        #expect(error?.description.contains("planted") == false)
        #expect(error?.place == "service_account_key")
    }

    @Test("the account is known by its customer id, read with the service account in an administrator's name")
    func tenant() async throws {
        let replay = try Replay(folder: GoogleWorkspaceTests.recording)
        let endpoint = Endpoint(Set(GoogleWorkspaceConnector.scopes))
        let configuration = GoogleWorkspaceTests.configuration(key: { try Self.file() })
        let transport = Transport { request in
            let isSignIn = request.effect == .signIn
            return try await (isSignIn ? endpoint.transport : replay.transport).send(request)
        }
        let tenant = try await StreamRunner(
            source: "google-workspace", connector: try GoogleWorkspaceConnector.definition.make(configuration),
            environment: RunEnvironment(transport: transport, time: .impatient(at: GoogleWorkspaceTests.now))
        ).identify()
        #expect(tenant.id == "C01example")
        #expect(
            tenant.principal
                == "service account muster@example-project.iam.gserviceaccount.com as muster@example.com")
        #expect(tenant.permissions == GoogleWorkspaceConnector.scopes)
        #expect(tenant.own?.holder == .identity("104000000000000000009") && tenant.own?.form == .asymmetric)
        // What else is delegated to it no operation tells.
        #expect(tenant.own?.excess == nil && tenant.own?.writes == nil)
    }

    // MARK: - Reading assertions

    private static func assertion(_ request: Request) -> String? {
        String(decoding: request.body ?? Data(), as: UTF8.self).split(separator: "&")
            .first { $0.hasPrefix("assertion=") }.map { String($0.dropFirst(10)) }
    }

    private static func claims(_ request: Request) -> [String: Any]? {
        assertion(request)?.split(separator: ".").dropFirst().first.flatMap { object(String($0)) }
    }

    private static func data(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    private static func object(_ text: String) -> [String: Any]? {
        data(text).flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
    }
}
