import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

/// Answers of Slack's own (Fixtures/Recorded/README.md).
@Suite("Slack: recorded answers")
struct SlackRecordedTests {
    /// A folder that cannot be read gives none, which the count below tells.
    static let exchanges = (try? VendorExchange.all(in: SlackTests.fixtures.appending(path: "Recorded"))) ?? []

    private static let readers = [
        "users.list": "users", "usergroups.list": "userGroups", "team.accessLogs": "accessLogs",
        "team.integrationLogs": "integrationLogs", "admin.teams.list": "workspaces",
        "admin.users.list": "organisationUsers", "admin.apps.approved.list": "approvedApps",
        "admin.apps.restricted.list": "restrictedApps", "admin.apps.requests.list": "requestedApps",
    ]

    @Test("an answer decodes to records or a named outcome, row by row", arguments: exchanges)
    func answers(_ exchange: VendorExchange) throws {
        guard var body = exchange.body else { return }
        if exchange.call == "auth.test" {
            #expect(try JSONDecoder().decode(SlackIdentityWire.self, from: body).teamID.hasPrefix("T"))
            return
        }
        let standing = SlackTests.standing(isOrganisation: exchange.call == "admin.teams.list")
        let id = try #require(Self.readers[exchange.call], "nobody looks at it")
        if exchange.isShape {
            let text = String(decoding: body, as: UTF8.self)
            let refusal = try SlackTests.response(text, path: exchange.call)
            #expect(
                SlackErrors(standing: standing).classify(refusal)
                    == .failed(reason: "Slack answered an error without a name"))
            body = Data(text.replacing(#""ok":false"#, with: #""ok":true"#).utf8)
        }
        let answer = try SlackTests.response(String(decoding: body, as: UTF8.self), path: exchange.call)
        let stream = try SlackTests.stream(id, standing)
        if exchange.isEmpty {
            #expect(throws: SlackProblem.self) { try stream.decode(answer, SlackTests.workspace) }
            return
        }
        let page = try stream.decode(answer, SlackTests.workspace)
        #expect(page.rowCount > 0 && page.rejected.isEmpty)
        // A log tells at its end, and the placeholder of its pages is 12,345.
        #expect(page.records.count >= page.rowCount || page.next != nil)
    }

    @Test("every list that is read here was looked at, and those that are not are cut")
    func coverage() {
        let read = Self.exchanges.filter { $0.body != nil }
        #expect(Set(read.map(\.call)) == Set(Self.readers.keys).union(["auth.test"]))
        #expect(read.count == 21)
        #expect(Self.exchanges.count == 40)
    }

    @Test("recorded bots lead to their apps, and nobody is called a person")
    func bots() throws {
        let recorded = try #require(Self.exchanges.first { $0.file == "users_list.json" }?.body)
        let page = try SlackTests.decode("users", String(decoding: recorded, as: UTF8.self))
        #expect(page.identities.contains { $0.classification == .bot && $0.attributes["api_app_id"] != nil })
        #expect(!page.applications.isEmpty)
        #expect(page.applications.allSatisfy { $0.nativeID.string.hasPrefix("A") })
        #expect(!page.identities.contains { $0.classification == .human })
        #expect(Set(page.grants.map(\.nativeID)).count == page.grants.count)
    }

    @Test("a recorded answer tells the token's scopes in its headers")
    func scopes() throws {
        let recorded = try #require(Self.exchanges.first { $0.file == "auth_test_success.json" })
        #expect(Headers(recorded.headers)["X-OAuth-Scopes"] == "identify,read,post,client,apps")
    }
}

extension VendorExchange {
    /// The method of Slack's that was called.
    fileprivate var call: String { path.split(separator: "/").last.map(String.init) ?? path }
    /// Placeholders for values, and a refusal that is none: only what fields there are is told.
    fileprivate var isShape: Bool { file.hasPrefix("shapes") }
    /// The description has no more of it than `{"ok": true}`.
    fileprivate var isEmpty: Bool { file.hasPrefix("spec") && call == "team.integrationLogs" }
}
