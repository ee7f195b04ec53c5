import ConnectorKit
import ConnectorTesting
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

@Suite("Salesforce: answers and sign-in")
struct SalesforceAnswerTests {
    private static let data = "/services/data/v65.0"

    static let answers: [(Int, String, String, String, String)] = [
        (401, "INVALID_SESSION_ID", "", "\(data)/query?q=SELECT+Id+FROM+User", "signInRefused"),
        (403, "API_DISABLED_FOR_ORG", "", "\(data)/query?q=SELECT+Id+FROM+User", "signInRefused"),
        (403, "API_CURRENTLY_DISABLED", "", "\(data)/query?q=SELECT+Id+FROM+User", "signInRefused"),
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", "\(data)/x", "postponed"),
        (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded.", "\(data)/x", "throttle"),
        (400, "INVALID_TYPE", "", "\(data)/query?q=SELECT+Id+FROM+OauthToken", "denied"),
        (400, "INVALID_TYPE", "", "\(data)/query?q=SELECT+Id+FROM+ExternalClientApplication", "unsupported"),
        (404, "NOT_FOUND", "", "\(data)/sobjects/UserLogin/describe", "denied"),
        (404, "NOT_FOUND", "", "\(data)/sobjects/ExternalClientApplication/describe", "unsupported"),
        (404, "NOT_FOUND", "", "\(data)/query/01g-2000", "nil"),
        (403, "INSUFFICIENT_ACCESS", "", "\(data)/query?q=SELECT+Id+FROM+PermissionSet", "denied"),
        (400, "INVALID_FIELD", "", "\(data)/query?q=SELECT+Id+FROM+User", "unsupported"),
        (400, "MALFORMED_QUERY", "", "\(data)/query?q=SELECT+Id+FROM+User", "failed"),
        (400, "INVALID_QUERY_LOCATOR", "", "\(data)/query/01g-2000", "failed"),
        (400, "QUERY_TIMEOUT", "", "\(data)/query?q=SELECT+Id+FROM+User", "retry"),
        (503, "SERVER_UNAVAILABLE", "", "\(data)/query?q=SELECT+Id+FROM+User", "retry"),
        (500, "UNKNOWN_EXCEPTION", "", "\(data)/query?q=SELECT+Id+FROM+User", "nil"),
    ]

    @Test("every refusal has a name", arguments: answers)
    func refusals(_ status: Int, _ code: String, _ message: String, _ path: String, _ expected: String) throws {
        let outcome = SalesforceErrors.classify(
            try SalesforceTests.response(
                #"[{"message":"\#(message)","errorCode":"\#(code)"}]"#, status: status, path: path))
        #expect(outcome.map { "\($0)".prefix { $0 != "(" } } ?? "nil" == expected)
    }

    @Test("an object that may be described and not asked for is one that is not there")
    func notQueryable() async throws {
        let (coverage, _, asked) = try await SalesforceTests.run("externalClientApps") { _ in
            (200, #"{"queryable":false,"fields":[{"name":"Id"}]}"#)
        }
        #expect(coverage.state == .unsupported && asked.count == 1)
    }

    @Test("a cursor that ended makes the list partial")
    func lostCursor() async throws {
        let (coverage, records, _) = try await SalesforceTests.run("connectedApps") { question in
            if question.hasSuffix("/describe") {
                return (200, #"{"queryable":true,"fields":[{"name":"Id"},{"name":"Name"}]}"#)
            }
            if question.hasPrefix("SELECT") {
                let next = "\(Self.data)/query/01gxx-2000"
                return (200, SalesforceTests.rows(#"{"Id":"0H4xx0000000001CAA","Name":"A"}"#, total: 2, next: next))
            }
            return (400, #"[{"message":"x","errorCode":"INVALID_QUERY_LOCATOR"}]"#)
        }
        #expect(coverage.state == .partial && records.applications.count == 1)
    }

    @Test("a list that goes on without saying where is not at its end")
    func noNextPage() throws {
        #expect(throws: SalesforceProblem.self) {
            try SalesforceRows<SalesforceConnectedApp>.read(
                try SalesforceTests.response(#"{"totalSize":9,"done":false,"records":[]}"#))
        }
    }

    @Test("a next page on another host is not asked for")
    func foreignPage() async throws {
        let (coverage, _, asked) = try await SalesforceTests.run("connectedApps") { question in
            if question.hasSuffix("/describe") {
                return (200, #"{"queryable":true,"fields":[{"name":"Id"},{"name":"Name"}]}"#)
            }
            return (200, SalesforceTests.rows("", total: 2, next: "https://evil.example/services/data/v65.0/query/1"))
        }
        #expect(coverage.state == .partial && asked.count == 2)
    }

    @Test(
        "who is frozen is asked only where that may be seen, and users are complete either way",
        arguments: [true, false])
    func frozen(_ may: Bool) async throws {
        let (coverage, records, asked) = try await SalesforceTests.run("users") { question in
            if question.hasSuffix("/describe") {
                return (
                    200, #"{"queryable":true,"fields":[{"name":"Id"},{"name":"Username"},{"name":"IsActive"}]}"#
                )
            }
            if question.contains("UserPermissionAccess") {
                return (200, SalesforceTests.rows(#"{"PermissionsManageUsers":\#(may)}"#))
            }
            if question.contains("UserLogin") {
                return (200, SalesforceTests.rows(#"{"UserId":"005xx0000000001AAA"}"#))
            }
            return (200, SalesforceTests.rows(#"{"Id":"005xx0000000001AAA","Username":"a","IsActive":true}"#))
        }
        #expect(coverage.state == .complete && asked.contains { $0.contains("UserLogin") } == may)
        #expect(records.identities.first?.status == (may ? .suspended : .enabled))
    }

    // MARK: - Sign-in

    private static let now = Instant(seconds: 1_793_491_200)

    private static func signIn(_ configuration: SourceConfiguration) throws -> SalesforceSignIn {
        try SalesforceSignIn(configuration, try SalesforceEndpoint(configuration.settings))
    }

    static let audiences: [(String, String?, String)] = [
        ("example.my.salesforce.com", nil, "https://login.salesforce.com"),
        ("example--test.sandbox.my.salesforce.com", nil, "https://test.salesforce.com"),
        ("example-dev-ed.scratch.my.salesforce.com", nil, "https://test.salesforce.com"),
        ("example.my.salesforce.mil", "https://example.my.salesforce.mil", "https://example.my.salesforce.mil"),
    ]

    @Test("an assertion names app, user and audience, and lives three minutes", arguments: audiences)
    func assertion(_ domain: String, _ audience: String?, _ expected: String) async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        var settings: [String: Settings.Value] = ["domain": .text(domain)]
        settings["audience"] = audience.map { .text($0) }
        let configuration = SalesforceTests.configuration(
            settings: settings, credentials: ["private_key": { Secret(key) }])
        let endpoint = try SalesforceEndpoint(configuration.settings)
        let request = try #require(try await Self.signIn(configuration).request(endpoint, now: Self.now))
        #expect(request.url.absoluteString == "https://\(domain)/services/oauth2/token" && request.effect == .signIn)
        let form = String(decoding: request.body ?? Data(), as: UTF8.self).split(separator: "&")
        let parts = try #require(form.first { $0.hasPrefix("assertion=") }).dropFirst(10).split(separator: ".")
        let text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let content = try #require(Data(base64Encoded: padded))
        let claims = try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
        #expect(claims["iss"] as? String == "3MVG9.example" && claims["sub"] as? String == "muster@example.com")
        #expect(claims["aud"] as? String == expected)
        #expect(claims["exp"] as? Int64 == Self.now.milliseconds / 1000 + 180)
    }

    @Test("a client secret goes into the body, to the org's own address")
    func secret() async throws {
        let configuration = SalesforceTests.configuration()
        let request = try #require(
            try await Self.signIn(configuration).request(try SalesforceTests.endpoint(), now: Self.now))
        #expect(request.url.query == nil && request.url.host() == "example.my.salesforce.com")
        #expect(String(decoding: request.body ?? Data(), as: UTF8.self).contains("grant_type=client_credentials"))
    }

    static let instances: [(String?, Bool)] = [
        (nil, true), ("https://example.my.salesforce.com", true), ("https://na139.salesforce.com", true),
        ("https://example.my.salesforce.mil", true), ("https://evil.example", false),
        ("https://salesforce.com.evil.example", false), ("https://evilsalesforce.com", false),
        ("http://example.my.salesforce.com", false), ("https://a@example.my.salesforce.com", false),
        ("https://127.0.0.1", false), ("https://169.254.169.254", false), ("nonsense", false), ("", false),
    ]

    @Test("an answer that names a foreign instance is refused, and the token stays at the org", arguments: instances)
    func instance(_ url: String?, _ isGood: Bool) async throws {
        let member = url.map { #","instance_url":"\#($0)""# } ?? ""
        let transport = Transport { request in
            Response(
                status: 200, body: Data(#"{"token_type":"Bearer","access_token":"t1"\#(member)}"#.utf8),
                url: request.url)
        }
        let connector = try SalesforceTests.connector()
        guard case .http(let users) = connector.streams[0].source else { return }
        let question = try users.first(.whole)
        if isGood {
            let signed = try await connector.authorization.authorize(question, transport, Self.now)
            #expect(signed.headers["Authorization"] == "Bearer t1")
            #expect(signed.url.host() == "example.my.salesforce.com")
        } else {
            await #expect(throws: CredentialProblem.self) {
                try await connector.authorization.authorize(question, transport, Self.now)
            }
        }
    }

    @Test(
        "a refused sign-in says what to do and repeats nothing",
        arguments: [
            (#"{"error":"invalid_grant","error_description":"planted"}"#, "audience"),
            (#"{"error":"invalid_client_id","error_description":"planted"}"#, "consumer key"),
            (#"{"error":"inactive_user","error_description":"planted"}"#, "not active"),
            (#"{"error":"unsupported_grant_type"}"#, "client credentials flow"), ("<html>planted", "HTTP 400"),
        ])
    func refusedSignIn(_ body: String, _ words: String) async throws {
        let transport = Transport { Response(status: 400, body: Data(body.utf8), url: $0.url) }
        let connector = try SalesforceTests.connector()
        guard case .http(let users) = connector.streams[0].source else { return }
        let question = try users.first(.whole)
        let error = await #expect(throws: CredentialProblem.self) {
            try await connector.authorization.authorize(question, transport, Self.now)
        }
        #expect(error?.description.contains(words) == true && error?.description.contains("planted") == false)
    }

    @Test(
        "one proof is needed, and what belongs to it",
        arguments: [[], ["private_key", "client_secret"], ["client_secret", "access_token"]] as [[String]])
    func proofs(_ names: [String]) {
        var credentials: [String: CredentialSource] = [:]
        for name in names { credentials[name] = { Secret("x") } }
        #expect(throws: SettingProblem.self) {
            try Self.signIn(SalesforceTests.configuration(credentials: credentials))
        }
    }

    @Test("a private key needs the user in whose name it signs")
    func missingUser() {
        #expect(throws: SettingProblem.self) {
            try Self.signIn(
                SalesforceTests.configuration(
                    settings: ["username": .text("")], credentials: ["private_key": { Secret("x") }]))
        }
    }

    // MARK: - Recorded and set-up

    struct Recorded: Decodable {
        var request: Ask
        var response: Answer

        struct Ask: Decodable { var url: String }
        struct Answer: Decodable { var status: Int }
    }

    @Test("every recorded answer is rows, a description, or a named outcome")
    func recorded() throws {
        let data = try SalesforceTests.fixture("Recorded/query_shapes.json")
        let exchanges = try JSONDecoder().decode([Recorded].self, from: data)
        let bodies = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(exchanges.count == 4)
        for (exchange, raw) in zip(exchanges, bodies) {
            let body = try #require((raw["response"] as? [String: Any])?["body"])
            let response = Response(
                status: exchange.response.status, body: try JSONSerialization.data(withJSONObject: body),
                url: try #require(URL(string: exchange.request.url)))
            switch SalesforceAsk(response.url) {
            case .description:
                #expect(try JSONDecoder().decode(SalesforceDescription.self, from: response.body).has("OwnerId"))
            default:
                let rows = try SalesforceRows<SalesforceAnyRow>.read(response)
                #expect(rows.totalSize > 0 && rows.records.count > 0 && rows.records.rejected.isEmpty)
            }
        }
    }

    @Test("the setup names every permission, and each can be granted")
    func setup() throws {
        let guide = try SalesforceSetup.guide(Settings([:]))
        let steps = guide.steps.joined(separator: "\n")
        for permission in SalesforceConnector.permissions {
            let label = try #require(SalesforceSetup.labels[permission])
            #expect(steps.contains(label))
            #expect(guide.grant(permission).contains(label) && guide.grant(permission).hasSuffix("."))
        }
        let file = try #require(guide.files.first?.contents)
        for permission in SalesforceSetup.reading {
            #expect(file.contains("<name>\(permission)</name>") && !SalesforcePrivilege.changes(permission))
        }
    }
}

/// Any row: what the recordings' objects hold is their own.
struct SalesforceAnyRow: Decodable, Sendable {}
