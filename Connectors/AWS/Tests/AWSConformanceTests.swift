import AWSConnector
import ConnectorKit
import ConnectorTesting
import Foundation
import Testing
import Transport

@Suite("AWS: conformance")
struct AWSConformanceTests {
    @Test("the connector conforms")
    func conforms() async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let connector = try AWSConnector.definition.make(
            SourceConfiguration(
                name: "production", settings: Settings(["member_role": .text("MusterReader")]),
                credentials: [
                    "access_key_id": { Secret("AKIAIOSFODNN7EXAMPLE") },
                    "secret_access_key": { Secret("wJalrXUtnFEMI") },
                ], baseDirectory: folder))
        let problems = try await ConnectorConformance(
            connector: connector, recording: folder.appending(path: "Fixtures/recordings/production"),
            golden: folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }
}
