import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

/// Answers that Okta itself gave, and the examples of its description (Fixtures/SOURCE.md).
@Suite("Recorded answers of Okta")
struct OktaRecordedTests {
    struct Exchange: Decodable, Sendable, CustomTestStringConvertible {
        var source: String
        var method: String
        var url: String
        var status: Int
        var headers: [String: [String]]
        var body: Data

        private enum CodingKeys: String, CodingKey { case source, method, url, status, headers }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            source = try container.decode(String.self, forKey: .source)
            method = try container.decode(String.self, forKey: .method)
            url = try container.decode(String.self, forKey: .url)
            status = try container.decode(Int.self, forKey: .status)
            headers = try container.decode([String: [String]].self, forKey: .headers)
            body = Data()
        }

        var testDescription: String { "\(source) \(method) \(url)" }

        /// The path with ids and placeholders alike as `*`.
        var shape: String {
            let path = url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }.prefix { $0 != "?" }
            return path.split(separator: "/").map { segment in
                let isID =
                    segment.hasPrefix("{")
                    || segment.contains(where: \.isNumber) && !["v1", "oauth2"].contains(segment)
                return isID ? "*" : String(segment)
            }.joined(separator: "/")
        }

        func response() throws -> Response {
            var fields = Headers()
            for (name, values) in headers.sorted(by: { $0.key < $1.key }) {
                for value in values { fields.append(name, value) }
            }
            let plain = url.replacing("{", with: "").replacing("}", with: "")
            return Response(status: status, headers: fields, body: body, url: try #require(URL(string: plain)))
        }
    }

    static let exchanges: [Exchange] = {
        do {
            let data = try OktaTests.fixture("Recorded/exchanges.json")
            var exchanges = try JSONDecoder().decode([Exchange].self, from: data)
            // Bodies are kept as they came: any JSON.
            let raw = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
            for index in exchanges.indices {
                let body = try JSONSerialization.data(
                    withJSONObject: raw[index]["body"] ?? NSNull(),
                    options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
                // The description writes its examples' hosts with a placeholder, which no URL may hold.
                let text = String(decoding: body, as: UTF8.self).replacing("{yourOktaDomain}", with: "example.okta.com")
                exchanges[index].body = Data(text.utf8)
            }
            return exchanges
        } catch {
            Issue.record(error)
            return []
        }
    }()

    /// Which stream reads an answer, and what a single object is to be wrapped in to be a list.
    static let streams: [String: (stream: String, wrap: (String, String)?)] = [
        "api/v1/users": ("users", nil), "api/v1/users/*": ("users", ("[", "]")),
        "api/v1/groups": ("groups", nil), "api/v1/groups/*": ("groups", ("[", "]")),
        "api/v1/users/*/groups": ("groups", nil), "api/v1/groups/*/users": ("groupMembers", nil),
        "api/v1/apps": ("apps", nil), "api/v1/apps/*": ("apps", ("[", "]")),
        "api/v1/apps/*/users": ("appUsers", nil), "api/v1/apps/*/users/*": ("appUsers", ("[", "]")),
        "api/v1/apps/*/groups": ("appGroups", nil), "api/v1/apps/*/credentials/secrets": ("clientSecrets", nil),
        "api/v1/apps/*/credentials/jwks": ("clientKeys", nil), "api/v1/apps/*/grants": ("appGrants", nil),
        "api/v1/apps/*/tokens": ("refreshTokens", nil), "api/v1/users/*/grants": ("userGrants", nil),
        "api/v1/api-tokens": ("apiTokens", nil), "api/v1/api-tokens/*": ("apiTokens", ("[", "]")),
        "integrations/api/v1/api-services": ("apiServices", nil),
        "integrations/api/v1/api-services/*": ("apiServices", ("[", "]")),
        "integrations/api/v1/api-services/*/credentials/secrets": ("apiServiceSecrets", nil),
        "api/v1/iam/roles": ("customRoles", nil), "api/v1/iam/roles/*": ("customRoles", (#"{"roles":["#, "]}")),
        "api/v1/iam/roles/*/permissions": ("customRolePermissions", nil),
        "api/v1/iam/assignees/users": ("administrators", nil), "api/v1/users/*/roles": ("userRoles", nil),
        "api/v1/users/*/roles/*": ("userRoles", ("[", "]")), "api/v1/groups/*/roles": ("groupRoles", nil),
        "oauth2/v1/clients/*/roles": ("clientRoles", nil),
        // Of another authorization server, in the same shape.
        "api/v1/authorizationServers/*/clients/*/tokens": ("refreshTokens", nil),
    ]

    /// What no stream asks for.
    static let unasked: Set<String> = [
        "api/v1/apps/*/credentials/keys", "api/v1/authorizationServers", "api/v1/authorizationServers/*/clients",
        "api/v1/groups/*/apps", "api/v1/groups/*/owners", "api/v1/groups/rules", "api/v1/iam/resource-sets",
        "api/v1/iam/resource-sets/*/bindings", "api/v1/iam/resource-sets/*/resources", "api/v1/idps", "api/v1/logs",
        "api/v1/meta/types/user", "api/v1/org", "api/v1/principal-rate-limits", "api/v1/sessions/*",
        "api/v1/users/*/appLinks", "api/v1/users/*/clients", "api/v1/users/*/factors",
        "api/v1/users/*/roles/*/targets/catalog/apps", "api/v1/users/*/roles/*/targets/groups",
    ]

    @Test("every answer to a stream's question decodes without a rejected row", arguments: exchanges)
    func decodes(_ exchange: Exchange) throws {
        // Only reading is asked for.
        guard exchange.method == "GET", exchange.status == 200, let (id, wrap) = Self.streams[exchange.shape] else {
            return
        }
        var response = try exchange.response()
        if let wrap { response.body = Data(wrap.0.utf8) + response.body + Data(wrap.1.utf8) }
        let page = try OktaTests.stream(id).decode(response, OktaTests.partition(of: id))
        #expect(page.rejected.isEmpty, "\(page.rejected)")
        if page.rowCount > 0 { #expect(!page.records.isEmpty) }
        for record in page.records { #expect(!record.nativeID.string.isEmpty) }
    }

    @Test("every answer belongs to a stream, is named as not asked for, or is no reading", arguments: exchanges)
    func isAccountedFor(_ exchange: Exchange) {
        guard exchange.method == "GET", exchange.status == 200 else { return }
        #expect(Self.streams[exchange.shape] != nil || Self.unasked.contains(exchange.shape), "\(exchange.shape)")
    }

    @Test("every refusal has a name", arguments: exchanges.filter { $0.status >= 400 })
    func refusals(_ exchange: Exchange) throws {
        let outcome = OktaErrors(standing: OktaStanding()).classify(try exchange.response())
        switch (exchange.status, outcome) {
        case (404, .gone), (400, .failed): break
        default: Issue.record("\(exchange.testDescription): \(String(describing: outcome))")
        }
    }

    @Test("of the recorded API tokens the end is thirty days after the last update, whatever the window says")
    func slidingExpiry() throws {
        var seen = 0
        for exchange in Self.exchanges
        where exchange.shape.hasPrefix("api/v1/api-tokens") && exchange.source != "spec_examples" {
            struct Row: Decodable {
                var lastUpdated: Instant
                var expiresAt: Instant
            }
            let rows = (try? JSONDecoder().decode([Row].self, from: exchange.body)) ?? []
            for row in rows {
                seen += 1
                #expect(row.expiresAt.seconds(since: row.lastUpdated) == OktaAPIToken.documentedWindow)
            }
        }
        #expect(seen >= 4)
    }

    @Test("self and next come as two lines, and next is followed")
    func links() throws {
        let exchange = try #require(Self.exchanges.first { ($0.headers["link"]?.count ?? 0) == 2 })
        let next = try #require(LinkHeader.url(rel: "next", in: try exchange.response().headers))
        #expect(next.contains("after="))
    }

    @Test("there are recordings at all")
    func present() { #expect(Self.exchanges.count == 153) }
}
