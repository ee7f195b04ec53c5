import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

@Suite("GitHub: signing in, and who reads")
struct GitHubSignInTests {
    private static let now = Instant(seconds: 1_793_523_600)

    /// GitHub in place: answers by path, and remembers what was asked.
    private final class Vendor: Sendable {
        let asked = Locked<[Request]>([])
        private let answers: [String: (status: Int, body: String, headers: [(String, String)])]

        init(_ answers: [String: (status: Int, body: String, headers: [(String, String)])]) { self.answers = answers }

        var transport: Transport {
            Transport { request in
                self.asked.withLock { $0.append(request) }
                let answer = self.answers[request.url.path] ?? (404, "{}", [])
                return Response(
                    status: answer.status, headers: Headers(answer.headers), body: Data(answer.body.utf8),
                    url: request.url)
            }
        }

        /// Path and the first letters of the credential.
        var seen: [String] {
            asked.withLock { $0 }.map {
                "\($0.method.rawValue) \($0.url.path) \(($0.headers["Authorization"] ?? "none").prefix(10))"
            }
        }
    }

    private static let organization = #"{"id":9000001,"login":"example-org"}"#
    private static let installation =
        #"{"id":7001,"app_id":42,"permissions":{"members":"read","metadata":"read","contents":"read","secrets":"write"}}"#

    private static func token(_ token: String = "ghs_first", expiresAt: String = "2026-11-01T10:00:00Z") -> (
        status: Int, body: String, headers: [(String, String)]
    ) { (201, #"{"token":"\#(token)","expires_at":"\#(expiresAt)"}"#, []) }

    private static func app(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        let settings = settings.merging(["app_id": .text("Iv23liEXAMPLE")]) { given, _ in given }
        return try GitHubConnector.definition.make(
            GitHubTests.configuration(settings, credentials: ["private_key": { Secret(GitHubTestKey.pem) }]))
    }

    private static func identify(_ connector: Connector, _ vendor: Vendor) async throws -> TenantIdentity {
        let environment = RunEnvironment(transport: vendor.transport, time: .impatient(at: now))
        return try await StreamRunner(source: "github", connector: connector, environment: environment).identify()
    }

    // MARK: - As an app

    @Test("an app proves itself by a signed token, finds its installation, and reads with the token that it gets")
    func app() async throws {
        let vendor = Vendor([
            "/orgs/example-org": (200, Self.organization, []),
            "/orgs/example-org/installation": (200, Self.installation, []),
            "/app/installations/7001/access_tokens": Self.token(),
        ])
        let tenant = try await Self.identify(try Self.app(), vendor)
        #expect(
            vendor.seen == [
                "GET /orgs/example-org/installation Bearer eyJ",
                "POST /app/installations/7001/access_tokens Bearer eyJ",
                "GET /orgs/example-org Bearer ghs", "GET /orgs/example-org/installation Bearer eyJ",
            ])
        #expect(vendor.asked.withLock { $0.map(\.effect) } == [.read, .signIn, .read, .read])
        #expect(tenant.id == "9000001")
        #expect(tenant.principal == "app 42, installation 7001")
        #expect(tenant.permissions == ["contents:read", "members:read", "metadata:read", "secrets:write"])
        let own = try #require(tenant.own)
        #expect(own.holder == .application("42"))
        #expect(own.form == .asymmetric)
        #expect(own.expiry == .unsupported)
        #expect(own.excess == ["contents:read", "secrets:write"])
        #expect(own.writes == ["secrets:write"])
    }

    @Test("the app's token says who it is and lasts ten minutes, from a minute ago")
    func claims() async throws {
        let api = try GitHubAPI(Settings(["organization": .text("example-org")]))
        let app = GitHubApp(id: "Iv23liEXAMPLE", key: { Secret(GitHubTestKey.pem) }, api: api)
        let token = try await app.jsonWebToken(Self.now).reveal { $0 }
        let parts = token.split(separator: ".")
        #expect(parts.count == 3)
        var text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        let claims = try #require(Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) })
        #expect(claims == #"{"exp":1793524140,"iat":1793523540,"iss":"Iv23liEXAMPLE"}"#)
    }

    @Test("a token is kept until shortly before its end, and asked for once however many need it")
    func renewal() async throws {
        let vendor = Vendor([
            "/orgs/example-org/installation": (200, Self.installation, []),
            "/app/installations/7001/access_tokens": Self.token(),
        ])
        let authorization = try Self.app().authorization
        let request = try GitHubAPI(Settings(["organization": .text("example-org")])).get(["orgs", "example-org"])
        func count() -> Int { vendor.seen.count { $0.hasPrefix("POST") } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try await authorization.authorize(request, vendor.transport, Self.now) }
            }
            try await group.waitForAll()
        }
        #expect(count() == 1)
        _ = try await authorization.authorize(request, vendor.transport, Self.now.advanced(bySeconds: 3_000))
        #expect(count() == 1)
        _ = try await authorization.authorize(request, vendor.transport, Self.now.advanced(bySeconds: 3_400))
        #expect(count() == 2)
    }

    @Test(
        "an app that cannot sign in says why, and shows no secret",
        arguments: [
            (401, "private_key"), (404, "not installed in example-org"), (403, "suspended"),
        ])
    func refused(status: Int, word: String) async throws {
        let vendor = Vendor(["/orgs/example-org/installation": (status, #"{"message":"ghs_secret"}"#, [])])
        let problem = try await #require(throws: SourceProblem.self) {
            _ = try await Self.identify(try Self.app(), vendor)
        }
        #expect(problem.reason.contains(word))
        #expect(!problem.reason.contains("ghs_secret") && !problem.reason.contains("eyJ"))
    }

    @Test("an answer without a token shows nothing of itself")
    func noToken() async throws {
        let vendor = Vendor([
            "/orgs/example-org/installation": (200, Self.installation, []),
            "/app/installations/7001/access_tokens": (201, #"{"token":{"value":"ghs_secret"}}"#, []),
        ])
        let problem = try await #require(throws: SourceProblem.self) {
            _ = try await Self.identify(try Self.app(), vendor)
        }
        #expect(!problem.reason.contains("ghs_secret"))
    }

    @Test("a fault of the moment at the sign-in is asked again")
    func transient() async throws {
        let vendor = Vendor(["/orgs/example-org/installation": (502, "", [])])
        await #expect(throws: SourceProblem.self) { _ = try await Self.identify(try Self.app(), vendor) }
        #expect(vendor.seen.count > 1)
    }

    // MARK: - With a token

    @Test("a classic token: who, which scopes, which of them are more than needed or allow changes, until when")
    func classic() async throws {
        let vendor = Vendor([
            "/orgs/example-org": (200, Self.organization, []),
            "/user": (
                200, #"{"id":101,"login":"ada-berg","type":"User"}"#,
                [
                    ("X-OAuth-Scopes", "read:org, repo, delete_repo, admin:org_hook"),
                    ("github-authentication-token-expiration", "2026-12-31 10:00:00 UTC"),
                ]
            ),
        ])
        let tenant = try await Self.identify(try GitHubTests.connector(token: "ghp_example"), vendor)
        #expect(vendor.seen.last == "GET /user Bearer ghp")
        #expect(tenant.principal == "user 101")
        #expect(tenant.permissions == ["admin:org_hook", "delete_repo", "read:org", "repo"])
        #expect(tenant.own?.holder == .identity("101"))
        #expect(tenant.own?.form == .staticSecret)
        #expect(tenant.own?.expiry == .at(try #require(Instant("2026-12-31T10:00:00Z"))))
        #expect(tenant.own?.excess == ["delete_repo"])
        // Organisation webhooks have no scope that only reads.
        #expect(tenant.own?.writes == ["delete_repo", "repo"])
    }

    @Test("a fine-grained token tells no scopes; an installation's token is nobody's")
    func otherTokens() async throws {
        let vendor = Vendor([
            "/orgs/example-org": (200, Self.organization, []),
            "/user": (200, #"{"id":101,"login":"ada-berg"}"#, [("X-OAuth-Scopes", "")]),
        ])
        let fineGrained = try await Self.identify(try GitHubTests.connector(token: "github_pat_example"), vendor)
        #expect(fineGrained.own?.excess == nil && fineGrained.own?.writes == nil)
        #expect(fineGrained.permissions.isEmpty)
        #expect(fineGrained.own?.expiry == .never)
        let installation = try await Self.identify(try GitHubTests.connector(token: "ghs_example"), vendor)
        #expect(installation.principal == "an installation's token")
        #expect(vendor.seen.count == 3)
    }

    @Test(
        "when the token ends",
        arguments: [
            ("2026-12-31 10:00:00 UTC" as String?, Expiry.at(Instant(seconds: 1_798_711_200))),
            ("2026-12-31 11:00:00 +0100", .at(Instant(seconds: 1_798_711_200))), ("soon", .unknown), (nil, .never),
        ])
    func expiry(header: String?, expected: Expiry) throws {
        let headers = Headers(header.map { [("GitHub-Authentication-Token-Expiration", $0)] } ?? [])
        let response = try GitHubTests.response("{}", headers: headers)
        #expect(GitHubTenant.expiry(response, .classic, isGitHubCom: true) == expected)
        if header == nil {
            #expect(GitHubTenant.expiry(response, .classic, isGitHubCom: false) == .unknown)
            #expect(GitHubTenant.expiry(response, .other, isGitHubCom: true) == .unknown)
        }
    }

    // MARK: - Settings

    @Test(
        "a way in is asked for, and only one",
        arguments: [
            ([:], [], "token"), (["app_id": "1"], [], "private_key"), ([:], ["private_key"], "app_id"),
            (["app_id": "1"], ["private_key", "token"], "token"), (["app_id": "1 2"], ["private_key"], "app_id"),
            (["organization": "a/b"], ["token"], "organization"), (["organization": ""], ["token"], "organization"),
            (["base_url": "http://github.example.com/api/v3"], ["token"], "base_url"),
            (["base_url": "https://github.example.com/?x=1"], ["token"], "base_url"),
        ] as [([String: String], [String], String)])
    func settings(values: [String: String], credentials: [String], setting: String) throws {
        var sources: [String: CredentialSource] = [:]
        for name in credentials { sources[name] = { Secret("x") } }
        let configuration = GitHubTests.configuration(values.mapValues { .text($0) }, credentials: sources)
        let problem = try #require(throws: SettingProblem.self) { try GitHubConnector.definition.make(configuration) }
        #expect(problem.setting == setting)
    }

    @Test("without configured credentials the variables of GitHub's command line are taken")
    func environment() async throws {
        for (settings, names) in [
            ([:], ["GH_TOKEN", "GITHUB_TOKEN"]),
            (
                ["base_url": Settings.Value.text("https://github.example.com/api/v3")],
                ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
            ),
        ] {
            for name in names {
                let connector = try GitHubConnector.definition.make(
                    GitHubTests.configuration(settings, environment: [name: "ghp_environment"]))
                let request = try GitHubAPI(Settings(["organization": .text("example-org")])).get(["user"])
                let signed = try await connector.authorization.authorize(
                    request, Transport { Response(status: 200, url: $0.url) }, Self.now)
                #expect(signed.headers["Authorization"] == "Bearer ghp_environment")
            }
        }
        #expect(throws: SettingProblem.self) {
            try GitHubConnector.definition.make(GitHubTests.configuration(environment: ["GH_ENTERPRISE_TOKEN": "x"]))
        }
    }

    @Test(
        "where the API, GraphQL and the pages are",
        arguments: [
            (nil, "https://api.github.com/user", "https://api.github.com/graphql", "https://github.com"),
            (
                "https://github.example.com/api/v3/", "https://github.example.com/api/v3/user",
                "https://github.example.com/api/graphql", "https://github.example.com"
            ),
            (
                "https://api.example.ghe.com", "https://api.example.ghe.com/user",
                "https://api.example.ghe.com/graphql", "https://example.ghe.com"
            ),
            (
                "http://127.0.0.1:8080", "http://127.0.0.1:8080/user", "http://127.0.0.1:8080/graphql",
                "http://127.0.0.1:8080"
            ),
        ])
    func places(base: String?, rest: String, graphQL: String, web: String) throws {
        var settings: [String: Settings.Value] = ["organization": .text("example-org")]
        settings["base_url"] = base.map { .text($0) }
        let api = try GitHubAPI(Settings(settings))
        #expect(try api.get(["user"]).url.absoluteString == rest)
        #expect(api.graphQL.absoluteString == graphQL)
        #expect(api.web == web)
        #expect(api.isMadeByApp(try api.installation()))
        #expect(api.isMadeByApp(try api.accessToken(installation: 1)))
        #expect(!api.isMadeByApp(try api.get(["user"])))
        #expect(try api.get(["user"]).allowedOrigins.refusal(of: api.graphQL) == nil)
    }

    @Test("a name from GitHub cannot lead elsewhere", arguments: ["..", ".", ""])
    func paths(name: String) throws {
        let api = try GitHubAPI(Settings(["organization": .text("example-org")]))
        #expect(throws: GitHubProblem.self) { try api.get(["orgs", "example-org", "teams", name, "members"]) }
        #expect(try api.get(["teams", "a/../b?c#d"]).url.absoluteString.hasSuffix("/teams/a%2F..%2Fb%3Fc%23d"))
    }
}
