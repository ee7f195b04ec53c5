import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

@Suite("Slack: settings, sign-in and the guide")
struct SlackSetupTests {
    @Test("one address for all, and another for GovSlack")
    func settings() throws {
        #expect(try SlackAPI(Settings([:])).call("auth.test").url.absoluteString == "https://slack.com/api/auth.test")
        let government = try SlackAPI(Settings(["base_url": .text("https://slack-gov.com/")]))
        #expect(try government.call("auth.test").url.absoluteString == "https://slack-gov.com/api/auth.test")
    }

    @Test(
        "what is no Slack is refused by name",
        arguments: ["http://slack.com", "https://slack.com/api", "https://u:p@slack.com", "https://slack.com?x=1", "x"])
    func refused(url: String) {
        #expect(throws: SettingProblem.self) { try SlackAPI(Settings(["base_url": .text(url)])) }
    }

    @Test("without a token there is no connector")
    func withoutToken() {
        #expect(throws: SettingProblem.self) {
            try SlackConnector.definition.make(
                SourceConfiguration(name: "slack", settings: Settings([:]), baseDirectory: SlackTests.folder))
        }
    }

    private func identify(
        _ body: String, scopes: String? = "identify,admin,users:read,chat:write,channels:history",
        token: String = "xoxp-1"
    ) async throws -> (tenant: TenantIdentity, asked: [Request]) {
        let asked = Locked<[Request]>([])
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            var headers: Headers = ["Date": "Sun, 01 Nov 2026 09:00:00 GMT"]
            headers["x-oauth-scopes"] = scopes
            return Response(status: 200, headers: headers, body: Data(body.utf8), url: request.url)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: SlackTests.now))
        let runner = StreamRunner(
            source: "slack", connector: try SlackTests.connector(token: token), environment: environment)
        return (try await runner.identify(), asked.withLock { $0 })
    }

    private static let workspace =
        #"{"ok":true,"team":"Example","team_id":"T1","user_id":"U1","enterprise_id":"E1","is_enterprise_install":false"#

    @Test("a workspace is told by its id; the token's scopes are Muster's own, without what is least available")
    func workspace() async throws {
        let (tenant, asked) = try await identify(Self.workspace + "}")
        #expect(tenant.id == "T1" && tenant.principal == "user U1")
        #expect(tenant.permissions == ["admin", "channels:history", "chat:write", "identify", "users:read"])
        #expect(tenant.own?.holder == .identity("U1"))
        #expect(tenant.own?.excess == ["channels:history", "chat:write"])
        #expect(tenant.own?.writes == ["chat:write"])
        #expect(asked.count == 1)
        #expect(asked.allSatisfy { $0.headers["Authorization"] == "Bearer xoxp-1" && $0.effect == .read })
    }

    @Test("a token of the whole organisation reads the organisation")
    func organisation() async throws {
        let body = Self.workspace.replacing(#""T1""#, with: #""E1""#).replacing("false", with: "true") + "}"
        #expect(try await identify(body).tenant.id == "E1")
    }

    @Test("scopes that are not told are unknown, not none")
    func noScopes() async throws {
        let tenant = try await identify(Self.workspace + "}", scopes: nil).tenant
        #expect(tenant.permissions.isEmpty && tenant.own?.excess == nil && tenant.own?.writes == nil)
    }

    @Test(
        "a token that rotates ends when Slack says; one that does not never; and what is not told is not known",
        arguments: [
            (#","expires_in":43200}"#, Expiry.at(SlackTests.now.advanced(bySeconds: 43_200))),
            (#","expires_in":null}"#, .never), ("}", .unknown), (#","expires_in":-5}"#, .unknown),
        ])
    func expiry(end: String, expiry: Expiry) async throws {
        #expect(try await identify(Self.workspace + end).tenant.own?.expiry == expiry)
    }

    @Test(
        "a credential of another kind is named by its kind, never by itself, and sent nowhere",
        arguments: ["xapp-1-secretpart", "xoxe-1-secretpart", "https://hooks.example.com/secretpart"])
    func otherTokens(token: String) async throws {
        do {
            _ = try await identify(Self.workspace + "}", token: token)
            Issue.record("it was taken")
        } catch let problem as SourceProblem {
            #expect(!problem.reason.contains("secretpart"))
            #expect(problem.reason.contains("xoxp-"))
        }
    }

    @Test(
        "whoever is asked for nothing is told nothing",
        arguments: [
            #"{"ok":true,"team_id":"","user_id":"U1"}"#, #"{"ok":true}"#,
            #"{"ok":true,"team_id":"E1","user_id":"U1","is_enterprise_install":true}"#, "<html>",
        ])
    func noTenant(body: String) async {
        await #expect(throws: SourceProblem.self) { try await identify(body) }
    }

    @Test(
        "scopes that read are told from those that change",
        arguments: [
            ("users:read", true), ("users:read.email", true), ("channels:history", true), ("identify", true),
            ("identity.basic", true), ("search:read.public", true), ("chat:write", false), ("admin", false),
            ("files:write:user", false), ("incoming-webhook", false), ("commands", false), ("client", false),
        ])
    func reading(scope: String, isReading: Bool) { #expect(SlackAccess.isReading(scope) == isReading) }

    @Test("the guide's manifests ask for what the streams need and nothing that writes but admin")
    func guide() throws {
        let guide = try SlackConnector.definition.setup(Settings([:]))
        let asked = Set(SlackSetup.workspaceScopes + SlackSetup.organisationScopes)
        #expect(asked == Set(SlackConnector.manifest.streams.flatMap(\.permissions)))
        #expect(asked.filter { !SlackAccess.isReading($0) } == ["admin"])
        for file in guide.files {
            let manifest = try JSONSerialization.jsonObject(with: Data(file.contents.utf8)) as? [String: Any]
            #expect(manifest?["oauth_config"] != nil)
        }
        #expect(guide.grant("admin").contains("only reads"))
        #expect(guide.grant("admin.apps:read").contains("Enterprise"))
    }
}
