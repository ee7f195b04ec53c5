import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("A token endpoint's answer")
struct OAuthTokenTests {
    private let now = Instant(milliseconds: 1_700_000_000_000)

    private func answer(_ status: Int, _ body: String) throws -> Response {
        Response(
            status: status, body: Data(body.utf8), url: try #require(URL(string: "https://login.example.com/token")))
    }

    @Test("has a token, its end, what was granted and the vendor's own members that were asked for")
    func whole() throws {
        let body = """
            {"access_token":"at-1","token_type":"bearer","expires_in":"3600","scope":"b a","instance_url":"https://x.example.com",
             "id_token":"left","refresh":{"deep":[1]},"nothing":null}
            """
        let token = try OAuthToken(try answer(200, body), now: now, keeping: ["instance_url", "absent"])
        #expect(token.value.reveal { $0 } == "at-1")
        #expect(token.expiresAt == now.advanced(bySeconds: 3600))
        #expect(token.scopes == ["a", "b"])
        #expect(token.others == ["instance_url": "https://x.example.com"])
    }

    @Test("says nothing of an end or a scope that the vendor does not tell", arguments: ["", #","expires_in":-5"#])
    func silent(more: String) throws {
        let token = try OAuthToken(try answer(200, #"{"access_token":"at-1"\#(more)}"#), now: now)
        #expect(token.expiresAt == nil)
        #expect(token.scopes == nil)
    }

    @Test(
        "that is none is a problem with the credential, in words without its content",
        arguments: [
            "<html>SECRET</html>", #"{"access_token":""}"#, #"{"access_token":"SECRET","token_type":"mac"}"#, "[]",
        ])
    func none(body: String) throws {
        let problem = #expect(throws: CredentialProblem.self) { try OAuthToken(try answer(200, body), now: now) }
        #expect(problem?.description.contains("SECRET") == false)
    }

    @Test("with a known refusal says what it means; with an unknown one repeats the word, not the description")
    func refused() throws {
        let known = #expect(throws: CredentialProblem.self) {
            try OAuthToken(
                try answer(400, #"{"error":"invalid_grant","error_description":"SECRET"}"#), now: now,
                explanations: ["invalid_grant": ("the key is not the account's", "Make a new one.")])
        }
        #expect(known?.description == "sign-in: the key is not the account's. Make a new one.")
        let unknown = #expect(throws: CredentialProblem.self) {
            try OAuthToken(try answer(400, #"{"error":"odd_case","error_description":"SECRET"}"#), now: now)
        }
        #expect(unknown?.detail == "login.example.com answered HTTP 400 (odd_case)")
        let quoting = #expect(throws: CredentialProblem.self) {
            try OAuthToken(try answer(401, #"{"error":"bad token SECRET"}"#), now: now)
        }
        #expect(quoting?.detail == "login.example.com answered HTTP 401")
    }

    @Test("that is a fault of the moment can be tried again", arguments: [429, 500, 503])
    func moment(status: Int) throws {
        #expect(throws: TransportError.self) { try OAuthToken(try answer(status, "busy"), now: now) }
    }
}
