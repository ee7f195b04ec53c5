import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

/// Answers that Graph itself gave (Fixtures/SOURCE.md).
@Suite("Recorded answers of Graph")
struct EntraRecordedTests {
    struct Exchange: Sendable, CustomTestStringConvertible {
        var source: String
        var url: String
        var status: Int
        var body: Data

        var testDescription: String { "\(source) \(url)" }

        /// The list that it is, or is one row of.
        var stream: String? {
            let path = (url.components(separatedBy: "/v1.0/").last ?? "").prefix { $0 != "?" && $0 != "(" }
            let words = path.split(separator: "/").map(String.init)
            switch (words.first, words.count > 2 ? words[2] : nil) {
            case ("applications", "federatedIdentityCredentials"): return "federations"
            case (_, "owners"), ("groups", "members"): return "groupMembers"
            case ("servicePrincipals", "appRoleAssignments"): return "appRoleAssignments"
            case ("applications", nil), ("servicePrincipals", nil), ("users", nil), ("groups", nil): return words[0]
            case ("oauth2PermissionGrants", nil): return "delegatedGrants"
            default: return nil
            }
        }
    }

    static let exchanges: [Exchange] = {
        do {
            let data = try EntraTests.fixture("Recorded/exchanges.json")
            let rows = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
            return try rows.map { row in
                var body = row["body"] ?? NSNull()
                // A single object, as the list that it would stand in.
                if let object = body as? [String: Any], object["value"] == nil, object["error"] == nil {
                    body = ["value": [object]]
                }
                return Exchange(
                    source: row["source"] as? String ?? "", url: row["url"] as? String ?? "",
                    status: row["status"] as? Int ?? 0,
                    body: try JSONSerialization.data(withJSONObject: body, options: [.fragmentsAllowed]))
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    @Test("every answer decodes without a rejected row", arguments: exchanges.filter { $0.status == 200 })
    func decodes(_ exchange: Exchange) throws {
        let id = try #require(exchange.stream)
        if id == "federations" {
            let list = try JSONDecoder().decode(EntraList<EntraFederation>.self, from: exchange.body)
            #expect(list.value.rejected.isEmpty)
            return
        }
        let stream = try EntraTests.stream(id)
        let partition = EntraTests.partition(of: id)
        let page = try stream.decode(
            Response(status: 200, body: exchange.body, url: try stream.first(partition).url), partition)
        #expect(page.rejected.isEmpty, "\(page.rejected)")
        if page.rowCount > 0 { #expect(!page.records.isEmpty) }
        for record in page.records { #expect(!record.nativeID.string.isEmpty) }
    }

    @Test("every refusal has a name", arguments: exchanges.filter { $0.status >= 400 })
    func refusals(_ exchange: Exchange) {
        let response = Response(
            status: exchange.status, body: exchange.body, url: URL(fileURLWithPath: "/v1.0/applications/x"))
        #expect(EntraErrors.classify(response) == .gone)
    }

    @Test("there are recordings at all")
    func present() { #expect(Self.exchanges.count == 73) }
}
