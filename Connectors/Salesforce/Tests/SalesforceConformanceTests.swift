import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

@Suite("Salesforce: conformance")
struct SalesforceConformanceTests {
    private static let recording = SalesforceTests.folder.appending(path: "Fixtures/recording")

    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: SalesforceTests.signedIn(), recording: Self.recording,
            golden: SalesforceTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("a token's own columns may not be kept", arguments: ["AccessToken", "RequestToken", "DeleteToken"])
    func keepsNoSecret(_ column: String) { #expect(!SalesforceRedaction.rules.readKeys.contains(column)) }

    @Test("the recording takes as many requests as the formula says")
    func count() throws {
        var requests = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.recording.path)
        where name.hasSuffix(".ndjson") {
            requests += try Replay.exchanges(in: Self.recording.appending(path: name)).count
        }
        // Pages: users 2, tokens 2, six other lists 1 each. One question more, because who is frozen may be seen.
        #expect(requests == 2 + 2 + 6 + 15 + 1)
        #expect(SalesforceConnector.manifest.requestFormula.hasSuffix(" + 15"))
    }

    @Test("the org, the user who reads it and what that user could do beyond the manifest are told")
    func own() async throws {
        let replay = try Replay(folder: Self.recording)
        let tenant = try await StreamRunner(
            source: "salesforce", connector: SalesforceTests.signedIn(),
            environment: RunEnvironment(transport: replay.transport, time: .impatient(at: replay.info.recordedAt))
        ).identify()
        #expect(tenant.id == "00Dxx0000000001EAA")
        #expect(tenant.principal == "client 3MVG9.example")
        #expect(tenant.own?.holder == .identity("005xx0000000009AAA"))
        #expect(tenant.permissions.contains("CustomizeApplication"))
        // Manage Users shows who is frozen, and can do a good deal more.
        #expect(tenant.own?.excess == ["ManageUsers"] && tenant.own?.writes == ["ManageUsers"])
    }
}
