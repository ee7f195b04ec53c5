import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

/// Answers of Google's own (Fixtures/Recorded/README.md).
@Suite("Google Cloud: recorded answers")
struct GoogleCloudRecordedTests {
    /// A folder that cannot be read gives none, which the count below tells.
    static let exchanges = (try? VendorExchange.all(in: GoogleCloudTests.fixtures.appending(path: "Recorded"))) ?? []

    /// Lists and policies that streams read, and how many rows of each may be rejected: version 1 of the projects API
    /// writes parents and states otherwise.
    private static let readers: [(suffix: String, stream: String, rejectsRows: Bool)] = [
        ("/locations/global/keys", "apiKeys", false), ("/serviceAccounts", "serviceAccounts", false),
        (".com:getIamPolicy", "serviceAccountPolicies", false), ("/keys", "serviceAccountKeys", false),
        (":getIamPolicy", "projectPolicies", false), ("organizations/search", "organizations", false),
        ("/v1/projects", "projects", true), ("/roles", "predefinedRoles", false),
    ]

    @Test("a list decodes to records, row by row, or says which rows it could not read", arguments: exchanges)
    func lists(_ exchange: VendorExchange) throws {
        guard let body = exchange.body, exchange.status == 200,
            let reader = Self.readers.first(where: { exchange.address.hasSuffix($0.suffix) })
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
    func single(_ exchange: VendorExchange) throws {
        guard let body = exchange.body, exchange.status == 200, exchange.method == "GET" else { return }
        let things = exchange.address.split(separator: "/").dropLast().last.map(String.init)
        let decoder = JSONDecoder()
        switch (things, exchange.address.contains("apikeys.")) {
        case ("keys", true): #expect(!(try decoder.decode(GoogleCloudAPIKeyWire.self, from: body).name.isEmpty))
        case ("keys", false):
            #expect(try decoder.decode(GoogleCloudKeyWire.self, from: body).keyType == "USER_MANAGED")
        case ("serviceAccounts", _):
            #expect(try decoder.decode(GoogleCloudServiceAccountWire.self, from: body).uniqueId != nil)
        default: return
        }
    }

    @Test("a refusal has a name", arguments: exchanges)
    func refusals(_ exchange: VendorExchange) throws {
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
                && Self.readers.contains { exchange.address.hasSuffix($0.suffix) }
        }
        #expect(lists.count == 17)
    }
}

extension VendorExchange {
    fileprivate var address: String { url.split(separator: "?").first.map(String.init) ?? url }
}
