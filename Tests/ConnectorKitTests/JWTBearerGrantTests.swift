import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("The JWT bearer grant")
struct JWTBearerGrantTests {
    private let now = Instant(milliseconds: 1_700_000_000_500)

    private func request(_ url: String, subject: String? = nil, scopes: [String] = []) throws -> Request {
        let grant = JWTBearerGrant(
            issuer: "muster@example.com", subject: subject, audience: "https://login.example.com/token",
            scopes: scopes, signer: try JSONWebTokenSigner(privateKey: Secret(TestKeys.pkcs8), keyID: "key-1"))
        let login = try #require(URL(string: "https://login.example.com"))
        let origin = try #require(Origin(login))
        return try grant.request(
            to: try #require(URL(string: url)), now: now, origins: OriginRules(origins: [origin]))
    }

    private func claims(_ request: Request) throws -> [String: String] {
        let body = String(decoding: try #require(request.body), as: UTF8.self)
        #expect(body.hasPrefix("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="))
        let part = try #require(body.split(separator: ".").dropFirst().first)
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let object = try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: text)))
        return try #require(object as? [String: Any]).mapValues { "\($0)" }
    }

    @Test("signs who asks, where, and for how long; in nobody's name unless told")
    func plain() throws {
        let request = try request("https://login.example.com/token")
        #expect(request.effect == .signIn)
        #expect(request.method == .post)
        #expect(
            try claims(request) == [
                "iss": "muster@example.com", "aud": "https://login.example.com/token", "iat": "1700000000",
                "exp": "1700000180",
            ])
    }

    @Test("carries the subject and the scopes where they are given")
    func delegated() throws {
        let claims = try claims(
            try request("https://login.example.com/token", subject: "admin@example.com", scopes: ["a", "b"]))
        #expect(claims["sub"] == "admin@example.com")
        #expect(claims["scope"] == "a b")
    }

    @Test(
        "is sent to the source's own origins alone",
        arguments: ["https://login.example.org/token", "http://login.example.com/token", "https://169.254.169.254/"])
    func elsewhere(url: String) throws {
        #expect(throws: CredentialProblem.self) { try request(url) }
    }
}
