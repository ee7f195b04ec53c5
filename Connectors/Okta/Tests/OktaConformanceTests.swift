import ConnectorKit
import ConnectorTesting
import Foundation
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: conformance")
struct OktaConformanceTests {
    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: OktaTests.connector(), recording: OktaTests.folder.appending(path: "Fixtures/recording"),
            golden: OktaTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("no record of the recording holds a client's secret or its hash")
    func keepsNoSecret() throws {
        let golden = try String(
            contentsOf: OktaTests.folder.appending(path: "Golden/records.jsonl"), encoding: .utf8)
        #expect(!golden.contains("INVENTED-DO-NOT-KEEP"))
        #expect(!golden.contains("yk4SVx4sUWVJVbHt6M-UPA"))
        #expect(!OktaRedaction.rules.readKeys.contains("client_secret"))
        #expect(!OktaRedaction.rules.readKeys.contains("secret_hash"))
    }
}
