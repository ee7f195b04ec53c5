import ConnectorKit
import ConnectorTesting
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: sign-in")
struct OktaSignInTests {
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }
    private static let now = Instant(seconds: 1_793_491_200)

    private func signedIn(
        _ answer: @escaping @Sendable (Request) throws -> Response, key: Secret? = nil, keyID: String? = nil
    ) async throws -> Request {
        let pem = try Self.key.get().pemRepresentation
        var settings: [String: Settings.Value] = ["domain": .text("example.okta.com"), "client_id": .text("0oa1")]
        settings["key_id"] = keyID.map { .text($0) }
        let connector = try OktaConnector.definition.make(
            OktaTests.configuration(settings: settings, credentials: ["private_key": { key ?? Secret(pem) }]))
        let request = try OktaTests.stream("users").first(.whole)
        return try await connector.authorization.authorize(request, Transport { try answer($0) }, Self.now)
    }

    private static let granted =
        #"{"token_type":"Bearer","expires_in":3600,"access_token":"access-token","scope":"okta.users.read"}"#

    @Test("an API token goes under SSWS")
    func apiToken() async throws {
        let connector = try OktaTests.connector()
        let signed = try await connector.authorization.authorize(
            try OktaTests.stream("users").first(.whole), Transport { _ in throw OktaProblem("not asked") }, Self.now)
        #expect(signed.headers["Authorization"] == "SSWS 00invented-token")
    }

    @Test("a service app proves its key and asks for the manifest's scopes, and nothing that writes")
    func serviceApp() async throws {
        let asked = Locked<[Request]>([])
        let signed = try await signedIn(
            { request in
                asked.withLock { $0.append(request) }
                return try OktaTests.response(Self.granted)
            }, keyID: "muster-2026")
        #expect(signed.headers["Authorization"] == "Bearer access-token")
        let request = try #require(asked.withLock { $0 }.first)
        #expect(request.url.absoluteString == "https://example.okta.com/oauth2/v1/token")
        #expect(request.effect == .signIn && request.method == .post)
        let form = Self.form(request)
        #expect(form["grant_type"] == "client_credentials")
        #expect(form["scope"] == OktaConnector.scopes.joined(separator: " "))
        #expect(OktaConnector.scopes.allSatisfy { $0.hasSuffix(".read") })
        let parts = try #require(form["client_assertion"]).split(separator: ".").map(String.init)
        let claims = try JSONSerialization.jsonObject(with: try #require(OktaBase64URL.decode(parts[1])))
        let fields = try #require(claims as? [String: Any])
        #expect(fields["iss"] as? String == "0oa1" && fields["sub"] as? String == "0oa1")
        #expect(fields["aud"] as? String == "https://example.okta.com/oauth2/v1/token")
        #expect(fields["exp"] as? Int64 == Self.now.milliseconds / 1000 + 300)
        let header = String(decoding: try #require(OktaBase64URL.decode(parts[0])), as: UTF8.self)
        #expect(header.contains(#""kid":"muster-2026""#))
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(OktaBase64URL.decode(parts[2])))
        #expect(
            try Self.key.get().publicKey.isValidSignature(
                signature, for: Data((parts[0] + "." + parts[1]).utf8), padding: .insecurePKCS1v1_5))
    }

    @Test("a scope that is not granted costs its streams, not the sign-in")
    func missingScope() async throws {
        let granted = ["okta.groups.read", "okta.users.read"]
        let asked = Locked<[String]>([])
        let signed = try await signedIn { request in
            let scopes = (Self.form(request)["scope"] ?? "").split(separator: " ").map(String.init)
            asked.withLock { $0.append(scopes.joined(separator: " ")) }
            guard scopes.allSatisfy(granted.contains) else {
                return try OktaTests.response(#"{"error":"invalid_scope"}"#, status: 400)
            }
            return try OktaTests.response(Self.granted)
        }
        #expect(signed.headers["Authorization"] == "Bearer access-token")
        let questions = asked.withLock { $0 }
        #expect(questions.count == 1 + OktaConnector.scopes.count + 1)
        #expect(questions.last == granted.joined(separator: " "))
    }

    @Test("what a service app may beyond the manifest is known: its other grants, those that write, and its role")
    func excess() async throws {
        let pem = try Self.key.get().pemRepresentation
        let connector = try OktaConnector.definition.make(
            OktaTests.configuration(
                settings: ["domain": .text("example.okta.com"), "client_id": .text("0oa1")],
                credentials: ["private_key": { Secret(pem) }]))
        let answers = [
            "/oauth2/v1/token": Self.granted, "/.well-known/okta-organization": #"{"id":"00o1"}"#,
            "/oauth2/v1/clients/0oa1/roles": #"[{"id":"a","type":"SUPER_ADMIN","status":"ACTIVE"}]"#,
            "/api/v1/apps/0oa1/grants":
                #"[{"id":"g1","scopeId":"okta.users.read"},{"id":"g2","scopeId":"okta.users.manage"},{"id":"g3","scopeId":"okta.logs.read"},{"id":"g4","scopeId":"okta.apps.manage","status":"REVOKED"}]"#,
        ]
        let transport = Transport { request in
            let body = try #require(answers[request.url.path])
            if request.url.path != "/oauth2/v1/token" {
                #expect(request.headers["Authorization"] == "Bearer access-token")
            }
            return Response(status: 200, body: Data(body.utf8), url: request.url)
        }
        let identity = try await StreamRunner(
            source: "okta", connector: connector,
            environment: RunEnvironment(transport: transport, time: .impatient(at: Self.now))
        ).identify()
        #expect(identity.principal == "client 0oa1")
        #expect(identity.permissions == ["okta.logs.read", "okta.users.manage", "okta.users.read", "SUPER_ADMIN"])
        #expect(identity.own?.holder == .application("0oa1") && identity.own?.form == .asymmetric)
        #expect(identity.own?.excess == ["okta.logs.read", "okta.users.manage", "SUPER_ADMIN"])
        #expect(identity.own?.writes == ["okta.users.manage"])
    }

    @Test("a JSON Web Key signs like the same key in PEM, under its own id")
    func webKey() async throws {
        let integers = DERIntegers.of(try Self.key.get().derRepresentation)
        try #require(integers.count >= 6)
        let names = ["n", "e", "d", "p", "q"]
        var fields = Dictionary(
            uniqueKeysWithValues: zip(names, integers.dropFirst()).map { ($0, DERIntegers.base64URL($1)) })
        fields["kty"] = "RSA"
        fields["kid"] = "from-the-key"
        let json = String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
        let assertion = Locked("")
        _ = try await signedIn(
            { request in
                assertion.withLock { $0 = Self.form(request)["client_assertion"] ?? "" }
                return try OktaTests.response(Self.granted)
            }, key: Secret("\n " + json))
        let parts = assertion.withLock { $0 }.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        #expect(
            String(decoding: try #require(OktaBase64URL.decode(parts[0])), as: UTF8.self).contains("from-the-key"))
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(OktaBase64URL.decode(parts[2])))
        #expect(
            try Self.key.get().publicKey.isValidSignature(
                signature, for: Data((parts[0] + "." + parts[1]).utf8), padding: .insecurePKCS1v1_5))
    }

    @Test(
        "a key that is none is refused in words that hold none of it",
        arguments: [
            "planted-secret", #"{"kty":"RSA","n":"planted-secret"}"#, #"{"kty":"EC","d":"planted-secret"}"#, "",
        ])
    func badKey(_ text: String) async throws {
        let error = await #expect(throws: CredentialProblem.self) {
            try await signedIn({ _ in try OktaTests.response(Self.granted) }, key: Secret(text))
        }
        #expect(error?.description.contains("planted") == false)
    }

    @Test(
        "a refusal says what to do",
        arguments: [
            (401, #"{"error":"invalid_client","error_description":"planted"}"#, "client_id"),
            (400, #"{"error":"invalid_scope"}"#, "Okta API Scopes"),
            (400, #"{"error":"invalid_dpop_proof"}"#, "DPoP"), (400, "<html>", "HTTP 400"),
            (200, "<html>", "Check the address"),
        ])
    func refusals(_ status: Int, _ body: String, words: String) async throws {
        let error = await #expect(throws: CredentialProblem.self) {
            try await signedIn { _ in try OktaTests.response(body, status: status) }
        }
        #expect(error?.description.contains(words) == true)
        #expect(error?.description.contains("planted") == false)
    }

    @Test("a token endpoint that is down or busy is asked again", arguments: [429, 500, 503])
    func transient(_ status: Int) async throws {
        let error = await #expect(throws: TransportError.self) {
            try await signedIn { _ in try OktaTests.response("", status: status) }
        }
        #expect(error?.isTransient == true)
    }

    @Test(
        "settings that do not go together are refused",
        arguments: [
            ([:], ["token"], "domain"), (["domain": "https://example.okta.com"], ["token"], "host"),
            (["domain": "example-admin.okta.com"], ["token"], "example.okta.com"),
            (["domain": "example.okta.com", "base_url": "https://example.okta.com"], ["token"], "one of the two"),
            (["base_url": "https://example.okta.com/api/v1"], ["token"], "without a path"),
            (["domain": "example.okta.com"], [], "token"),
            (["domain": "example.okta.com", "client_id": "0oa1"], [], "client_id"),
            (["domain": "example.okta.com"], ["private_key"], "private_key"),
            (["domain": "example.okta.com", "client_id": "0oa1"], ["private_key", "token"], "one way"),
        ] as [([String: String], [String], String)])
    func settings(_ settings: [String: String], credentials: [String], words: String) {
        var given: [String: CredentialSource] = [:]
        for name in credentials { given[name] = { Secret("x") } }
        do {
            _ = try OktaConnector.definition.make(
                OktaTests.configuration(settings: settings.mapValues { .text($0) }, credentials: given))
            Issue.record("they were accepted")
        } catch let problem as SettingProblem {
            #expect(problem.description.contains(words))
        } catch {
            Issue.record(error)
        }
    }

    @Test("any host of Okta's or one's own will do")
    func hosts() throws {
        for host in ["example.okta.com", "example.oktapreview.com", "example.okta-emea.com", "login.example.com"] {
            let endpoint = try OktaEndpoint(Settings(["domain": .text(host)]))
            #expect(endpoint.base == "https://\(host)")
        }
        let local = try OktaEndpoint(Settings(["base_url": .text("http://127.0.0.1:8080/")]))
        #expect(try local.get(["api"]).url.absoluteString == "http://127.0.0.1:8080/api")
    }

    private static func form(_ request: Request) -> [String: String] {
        let text = String(decoding: request.body ?? Data(), as: UTF8.self)
        return Dictionary(
            uniqueKeysWithValues: text.split(separator: "&").map { field in
                let pair = field.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return (pair[0], pair.count > 1 ? pair[1] : "")
            })
    }
}

/// The integers of an RSA private key in PKCS#1 (RFC 8017 appendix A.1.2): version, n, e, d, p, q and more.
private enum DERIntegers {
    static func of(_ der: Data) -> [Data] {
        var bytes = [UInt8](der)[...]
        func length() -> Int? {
            guard let first = bytes.popFirst() else { return nil }
            if first < 0x80 { return Int(first) }
            var value = 0
            for _ in 0..<(first & 0x7f) { value = value << 8 | Int(bytes.popFirst() ?? 0) }
            return value
        }
        guard bytes.popFirst() == 0x30, length() != nil else { return [] }
        var found: [Data] = []
        while bytes.popFirst() == 0x02, let count = length(), bytes.count >= count {
            found.append(Data(bytes.prefix(count).drop { $0 == 0 }))
            bytes = bytes.dropFirst(count)
        }
        return found
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
