import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

/// Answers of Google's own (Fixtures/Recorded/README.md).
@Suite("Google Cloud: recorded answers")
struct GoogleCloudRecordedTests {
    struct Exchange: Sendable, CustomTestStringConvertible {
        var file: String
        var method: String
        var url: String
        var status: Int
        /// nil where it was cut, since it changes something.
        var body: Data?

        var testDescription: String { "\(file): \(method) \(url)" }
        var path: String { url.split(separator: "?").first.map(String.init) ?? url }
    }

    static let exchanges: [Exchange] = {
        do {
            let folder = GoogleCloudTests.fixtures.appending(path: "Recorded")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .filter { $0.hasSuffix(".json") }.flatMap { file in
                    let data = try Data(contentsOf: folder.appending(path: file))
                    let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
                    return try list.map { try exchange($0, file) }
                }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    private static func exchange(_ object: [String: Any], _ file: String) throws -> Exchange {
        let request = try #require(object["request"] as? [String: Any])
        let response = try #require(object["response"] as? [String: Any])
        let body = response["body"].flatMap { $0 is NSNull ? nil : $0 }
        return Exchange(
            file: file, method: try #require(request["method"] as? String),
            url: try #require(request["url"] as? String),
            status: try #require(response["status"] as? Int),
            body: try body.map { try JSONSerialization.data(withJSONObject: $0) })
    }

    /// Lists and policies that streams read, and how many rows of each may be rejected: version 1 of the projects API
    /// writes parents and states otherwise.
    private static let readers: [(suffix: String, stream: String, rejectsRows: Bool)] = [
        ("/locations/global/keys", "apiKeys", false), ("/serviceAccounts", "serviceAccounts", false),
        (".com:getIamPolicy", "serviceAccountPolicies", false), ("/keys", "serviceAccountKeys", false),
        (":getIamPolicy", "projectPolicies", false), ("organizations/search", "organizations", false),
        ("/v1/projects", "projects", true), ("/roles", "predefinedRoles", false),
    ]

    @Test("a list decodes to records, row by row, or says which rows it could not read", arguments: exchanges)
    func lists(_ exchange: Exchange) throws {
        guard let body = exchange.body, exchange.status == 200,
            let reader = Self.readers.first(where: { exchange.path.hasSuffix($0.suffix) })
        else { return }
        let response = Response(
            status: 200, body: body, url: try #require(URL(string: "https://iam.googleapis.com/v1/x")))
        #expect(GoogleCloudErrors.classify(response) == nil)
        let page = try GoogleCloudTests.stream(reader.stream).decode(
            response, GoogleCloudTests.parent(of: reader.stream))
        #expect(page.rowCount > 0)
        #expect(page.rejected.count == (reader.rejectsRows ? page.rowCount : 0))
        #expect(reader.rejectsRows || !page.records.isEmpty)
    }

    @Test("one thing by itself decodes as a row of its list does", arguments: exchanges)
    func single(_ exchange: Exchange) throws {
        guard let body = exchange.body, exchange.status == 200, exchange.method == "GET" else { return }
        let things = exchange.path.split(separator: "/").dropLast().last.map(String.init)
        let decoder = JSONDecoder()
        switch (things, exchange.path.contains("apikeys.")) {
        case ("keys", true): #expect(!(try decoder.decode(GoogleCloudAPIKeyWire.self, from: body).name.isEmpty))
        case ("keys", false):
            #expect(try decoder.decode(GoogleCloudKeyWire.self, from: body).keyType == "USER_MANAGED")
        case ("serviceAccounts", _):
            #expect(try decoder.decode(GoogleCloudServiceAccountWire.self, from: body).uniqueId != nil)
        default: return
        }
    }

    @Test("a refusal has a name", arguments: exchanges)
    func refusals(_ exchange: Exchange) throws {
        guard exchange.status >= 400, let body = exchange.body else { return }
        let response = Response(
            status: exchange.status, body: body, url: try #require(URL(string: "https://iam.googleapis.com/v1/x")))
        let outcome = GoogleCloudErrors.classify(response) ?? .general(response, now: GoogleCloudTests.now)
        switch outcome {
        case .denied(let reason, _): #expect(exchange.status == 403 && reason.contains("PERMISSION_DENIED"))
        case .gone: #expect(exchange.status == 404)
        default: Issue.record("\(outcome)")
        }
    }

    @Test("every list is looked at, and what changes something is cut")
    func coverage() {
        #expect(Self.exchanges.count == 51)
        #expect(
            Self.exchanges.allSatisfy { $0.body == nil || $0.method == "GET" || $0.url.contains(/getIamPolicy|search/) }
        )
        let lists = Self.exchanges.filter { exchange in
            exchange.status == 200 && exchange.body != nil
                && Self.readers.contains { exchange.path.hasSuffix($0.suffix) }
        }
        #expect(lists.count == 17)
    }
}
