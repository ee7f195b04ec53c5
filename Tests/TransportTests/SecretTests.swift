import Foundation
import Testing
import Transport

@Suite("Secrets stay unprinted")
struct SecretTests {
    /// Every way in which Swift makes text of a value.
    private static func texts(of value: some Any) -> String {
        var text = "\(value)|\(String(describing: value))|\(String(reflecting: value))|"
        dump(value, to: &text)
        print(value, to: &text)
        debugPrint(value, to: &text)
        func walk(_ mirror: Mirror) {
            for child in mirror.children {
                text += "|\(child.label ?? "")=\(child.value)"
                walk(Mirror(reflecting: child.value))
            }
            if let parent = mirror.superclassMirror { walk(parent) }
        }
        walk(Mirror(reflecting: value))
        return text
    }

    private struct Holder { let secret: Secret, optional: Secret?, list: [Secret], map: [String: Secret] }
    private final class Reference {
        let secret: Secret
        init(_ secret: Secret) { self.secret = secret }
    }
    private enum Choice { case some(Secret) }

    @Test("a secret prints as <secret>, alone and inside anything")
    func secret() {
        let secret = Secret("planted")
        let holder = Holder(secret: secret, optional: secret, list: [secret], map: ["a": secret])
        #expect("\(secret)" == "<secret>")
        for text in [
            Self.texts(of: secret), Self.texts(of: holder), Self.texts(of: Reference(secret)),
            Self.texts(of: Choice.some(secret)), Self.texts(of: [secret]), Self.texts(of: (1, secret)),
            Self.texts(of: Optional(secret) as Any),
        ] {
            #expect(!text.contains("planted"))
        }
        #expect(secret.reveal { $0 } == "planted")
        #expect(!secret.isEmpty && Secret("").isEmpty)
    }

    @Test("a request prints its place and sizes, not its credentials")
    func request() throws {
        let url = try #require(URL(string: "https://api.example.com/users?token=planted#planted"))
        let rules = try #require(OriginRules(base: url))
        let request = Request(
            .post, url, headers: ["Authorization": "Bearer planted", "Accept": "application/json"],
            body: Data("client_secret=planted".utf8), allowedOrigins: rules)
        let text = Self.texts(of: request)
        #expect(!text.contains("planted"))
        #expect(text.contains("https://api.example.com/users"))
        #expect(text.contains("application/json"))
        #expect(text.contains("Authorization"))
    }

    @Test("a response prints its status, place and sizes")
    func response() throws {
        let url = try #require(URL(string: "https://api.example.com/token?code=planted"))
        let response = Response(
            status: 200, headers: ["Set-Cookie": "planted"], body: Data("planted".utf8), url: url)
        #expect(!Self.texts(of: response).contains("planted"))
        #expect(response.description == "200 from https://api.example.com/token, 7 bytes")
    }

    @Test("a place is bounded and holds no user, query or fragment")
    func place() throws {
        let long = try #require(URL(string: "https://api.example.com/" + String(repeating: "a", count: 5000) + "?q"))
        #expect(TransportError.place(of: long).count < 300)
        let user = try #require(URL(string: "https://planted:planted@api.example.com/"))
        #expect(!TransportError.place(of: user).contains("planted"))
    }
}
