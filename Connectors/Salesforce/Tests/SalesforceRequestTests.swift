import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

/// Salesforce describes its standard objects on pages only: `Fixtures/Specification/objects.json` holds what is used of them.
@Suite("Salesforce: requests")
struct SalesforceRequestTests {
    struct Description: Decodable {
        var objects: [String: Object]

        struct Object: Decodable {
            var pages: [String]
            var interface: String?
            var fields: Set<String>
            var secret: Set<String>?
            var relationships: [String: String]
        }

        /// What is wrong with a path of fields, seen from an object; nil if nothing is.
        func problem(_ path: String, of name: String) -> String? {
            guard let object = objects[name] else { return "\(name) is not described" }
            let steps = path.split(separator: ".", maxSplits: 1).map(String.init)
            if steps.count == 2 {
                guard let next = object.relationships[steps[0]] else { return "\(name) leads to no \(steps[0])" }
                return problem(steps[1], of: next)
            }
            if object.secret?.contains(path) == true { return "\(name).\(path) is a secret" }
            return object.fields.contains(path) || path.uppercased() == "COUNT()" ? nil : "\(name) has no \(path)"
        }
    }

    private static func description() throws -> Description {
        try JSONDecoder().decode(Description.self, from: try SalesforceTests.fixture("Specification/objects.json"))
    }

    /// Object, fields and condition of a question, as they stand in its text.
    private static func parts(_ soql: String) throws -> (object: String, fields: [String], condition: String?) {
        let match = try #require(
            soql.wholeMatch(of: /SELECT ([A-Za-z.,()]+) FROM ([A-Za-z]+)( WHERE (.+))?/), "\(soql)")
        return (String(match.2), match.1.split(separator: ",").map(String.init), match.4.map(String.init))
    }

    private static func check(_ soql: String, tooling: Bool) throws {
        let description = try description()
        let (object, fields, condition) = try parts(soql)
        for field in fields { #expect(description.problem(field, of: object) == nil) }
        #expect(description.objects[object]?.interface == (tooling ? "tooling" : nil))
        for part in (condition ?? "").matches(of: #/([A-Za-z]+) (=|IN) /#) {
            #expect(description.problem(String(part.1), of: object) == nil)
        }
    }

    @Test(
        "every question selects what its object's page describes, and no secret", arguments: SalesforceStreams.queries)
    func described(_ query: SalesforceQuery) throws {
        try Self.check(try query.text(nil), tooling: query.interface == .tooling)
    }

    @Test("every request of the recording is a described question, a description, or a page further on")
    func recorded() throws {
        let folder = SalesforceTests.folder.appending(path: "Fixtures/recording")
        var questions = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".ndjson") {
            for exchange in try Replay.exchanges(in: folder.appending(path: name)) {
                let url = try #require(URL(string: exchange.request.url))
                switch SalesforceAsk(url) {
                case .query(let soql):
                    try Self.check(soql, tooling: url.path.contains("/tooling/"))
                    #expect(["/services/data/v65.0/query", "/services/data/v65.0/tooling/query"].contains(url.path))
                    questions += 1
                case .description(let object): #expect(try Self.description().objects[object] != nil)
                case .more:
                    #expect(
                        url.absoluteString.hasSuffix("/services/data/v65.0/")
                            || url.path.hasPrefix("/services/data/v65.0/query/"))
                }
            }
        }
        #expect(questions == 14)
    }

    @Test("every request asks for the most rows that one answer holds")
    func batches() throws {
        for stream in try SalesforceTests.connector().streams {
            guard case .http(let source) = stream.source else { continue }
            #expect(try source.first(.whole).headers["Sforce-Query-Options"] == "batchSize=2000")
        }
    }

    static let ids: [(String, String?)] = [
        ("00Dx0000000BV7z", "00Dx0000000BV7zEAG"), ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("005000000000000", "005000000000000AAA"), ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
        ("00Dx0000000BV7zEAG", "00Dx0000000BV7zEAG"), ("", nil), ("005' OR Id != '", nil), ("005xx00000000é1", nil),
        ("0050000000000000", nil), ("005-00000000001", nil),
    ]

    @Test("an id is always its long form, and what is none stands in no question", arguments: ids)
    func longIDs(_ written: String, _ expected: String?) { #expect(SalesforceID(written)?.text == expected) }

    @Test("a question is read back from its address as it was written")
    func readBack() throws {
        let query = SalesforceTokens.query(of: [try #require(SalesforceID("005xx0000000001AAA"))])
        let url = try SalesforceTests.endpoint().ask(query).url
        #expect(SalesforceAsk(url) == .query(try query.text(nil)))
        #expect(url.absoluteString.contains("WHERE+UserId+IN+('005xx0000000001AAA')"))
    }

    @Test("only what the org describes is selected")
    func selection() throws {
        let described = try JSONDecoder().decode(
            SalesforceDescription.self,
            from: Data(
                #"{"queryable":true,"fields":[{"name":"Id"},{"name":"Username"},{"name":"ProfileId","relationshipName":"Profile"}]}"#
                    .utf8))
        #expect(
            try SalesforceUser.query.text(described)
                == "SELECT Id,Username,Profile.Name,Profile.UserLicense.Name FROM User")
        #expect(throws: SalesforceProblem.self) { try SalesforceAssignment.query.text(described) }
    }

    @Test(
        "a domain that is none of Salesforce's is refused",
        arguments: [
            "", "example.com", "my.salesforce.com.example.com", "example.my.salesforce.com/x", "a@b.my.salesforce.com",
            "https://example.my.salesforce.com", "example.lightning.force.com", "evil.com#.my.salesforce.com",
            "login.salesforce.com",
        ])
    func domains(_ domain: String) {
        #expect(throws: SettingProblem.self) {
            try SalesforceEndpoint(SalesforceTests.configuration(settings: ["domain": .text(domain)]).settings)
        }
    }

    @Test("the permission that can write is asked for by one stream alone")
    func permissions() {
        for stream in SalesforceConnector.manifest.streams {
            let writes = stream.permissions.contains(where: SalesforcePrivilege.changes)
            #expect(stream.leastAvailableCanWrite == writes && (stream.id == "oauthTokens") == writes)
        }
    }
}
