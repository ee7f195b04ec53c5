import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

@Suite("GitLab: settings, sign-in and the guide")
struct GitLabSetupTests {
    @Test("a group, or a GitLab of one's own, or both")
    func settings() throws {
        #expect(try GitLabAPI(Settings(GitLabTests.group)).web == "https://gitlab.com")
        #expect(try GitLabAPI(Settings(GitLabTests.instance)).group == nil)
        let host = try GitLabAPI(Settings(["base_url": .text("gitlab.example.com/")]))
        #expect(host.web == "https://gitlab.example.com" && host.place == "gitlab.example.com")
        let below = try GitLabAPI(
            Settings(["base_url": .text("https://host.example.com/gitlab"), "group": .text("a/b")]))
        #expect(below.place == "host.example.com/gitlab")
        #expect(
            try below.group("a/b").url.absoluteString
                == "https://host.example.com/gitlab/api/v4/groups/a%2Fb?with_projects=false")
    }

    @Test(
        "what is no group and no GitLab is refused by name",
        arguments: [
            [:], ["group": "a b"], ["group": "../x"], ["group": "a//b"], ["base_url": "http://gitlab.example.com"],
            ["base_url": "https://user:pw@gitlab.example.com"], ["base_url": "https://gitlab.example.com/api/v4"],
            ["base_url": "https://gitlab.com"],
        ])
    func refused(values: [String: String]) {
        #expect(throws: SettingProblem.self) { try GitLabAPI(Settings(values.mapValues { .text($0) })) }
    }

    @Test("without a token there is no connector")
    func withoutToken() {
        #expect(throws: SettingProblem.self) {
            try GitLabConnector.definition.make(
                SourceConfiguration(
                    name: "gitlab", settings: Settings(GitLabTests.group), baseDirectory: GitLabTests.folder))
        }
    }

    /// GitLab in place: answers by path.
    private static func identify(_ answers: [String: String], _ settings: [String: Settings.Value]) async throws
        -> (tenant: TenantIdentity, asked: [Request])
    {
        let asked = Locked<[Request]>([])
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            let body = answers[String(request.url.path.dropFirst("/api/v4".count))]
            return Response(
                status: body == nil ? 404 : 200, body: Data((body ?? #"{"message":"404 Not found"}"#).utf8),
                url: request.url)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: GitLabTests.now))
        let runner = StreamRunner(
            source: "gitlab", connector: try GitLabTests.connector(settings), environment: environment)
        return (try await runner.identify(), asked.withLock { $0 })
    }

    private static let user = #"{"id":5,"username":"muster"}"#
    private static let token =
        #"{"id":500,"user_id":5,"scopes":["read_api","api","admin_mode","read_user"],"expires_at":"2027-01-01"}"#

    @Test("a group is told by host and number; the token's scopes and role are Muster's own")
    func group() async throws {
        let (tenant, asked) = try await Self.identify(
            [
                "/user": Self.user, "/personal_access_tokens/self": Self.token,
                "/groups/example-group": #"{"id":9,"full_path":"example-group"}"#,
                "/groups/9/members/all/5": #"{"id":5,"access_level":40}"#,
            ], GitLabTests.group)
        #expect(tenant.id == "gitlab.com:group/9")
        #expect(tenant.principal == "user 5")
        #expect(tenant.permissions.last == "role:Maintainer")
        #expect(tenant.own?.nativeID == "token/500")
        #expect(tenant.own?.expiry == .at(Instant("2027-01-01") ?? GitLabTests.now))
        #expect(tenant.own?.excess == ["admin_mode", "api", "read_user"])
        #expect(tenant.own?.writes == ["admin_mode", "api"])
        #expect(asked.allSatisfy { $0.headers["Authorization"] == "Bearer glpat-example" && $0.effect == .read })
    }

    @Test("an instance is told by its host; an administrator by what is shown", arguments: [true, false])
    func instance(isAdministrator: Bool) async throws {
        let more = isAdministrator ? #","is_admin":false"# : ""
        let (tenant, _) = try await Self.identify(
            [
                "/user": Self.user, "/personal_access_tokens/self": Self.token,
                "/users": #"[{"id":1,"username":"root"\#(more)}]"#,
            ], GitLabTests.instance)
        #expect(tenant.id == "gitlab.example.com")
        #expect(tenant.permissions.contains("administrator") == isAdministrator)
        #expect(tenant.own?.writes == ["api"])
    }

    @Test("the guide asks for read_api alone, names the place, and says how each permission is given")
    func guide() throws {
        let guide = try GitLabConnector.definition.setup(Settings([:]))
        #expect(guide.steps[0].contains("https://gitlab.com/groups/example-group/-/settings/access_tokens"))
        #expect(guide.steps[1].contains("read_api"))
        #expect(guide.grant("role:Owner").contains("role Owner"))
        #expect(guide.grant("read_api").contains("read_api"))
        let own = try GitLabConnector.definition.setup(Settings(GitLabTests.instance))
        #expect(own.steps[0].contains("https://gitlab.example.com/admin/users/new"))
        #expect(own.configuration.contains(#"base_url: "https://gitlab.example.com""#))
        #expect(!own.configuration.contains("group:"))
        #expect(own.grant("administrator").contains("admin_mode"))
    }
}
