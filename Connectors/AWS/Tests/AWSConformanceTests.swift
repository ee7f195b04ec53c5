import AWSConnector
import ConnectorKit
import ConnectorTesting
import Foundation
import Testing
import Transport

@Suite("AWS: conformance")
struct AWSConformanceTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// - Parameter settings: those that the recording was made with.
    static func problems(_ settings: [String: Settings.Value], recording: String, golden: String) async throws
        -> [String]
    {
        let connector = try AWSConnector.definition.make(
            SourceConfiguration(
                name: "production", settings: Settings(settings),
                credentials: [
                    "access_key_id": { Secret("AKIAIOSFODNN7EXAMPLE") },
                    "secret_access_key": { Secret("wJalrXUtnFEMI") },
                ], baseDirectory: folder))
        return try await ConnectorConformance(
            connector: connector, recording: folder.appending(path: recording),
            golden: folder.appending(path: golden)
        ).check()
    }

    @Test("the connector of one account conforms")
    func account() async throws {
        let problems = try await Self.problems(
            [:], recording: "Fixtures/recordings/production", golden: "Golden/records.jsonl")
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("the connector of an organization's management account conforms")
    func management() async throws {
        let problems = try await Self.problems(
            ["member_role": .text("MusterReader")], recording: "Fixtures/management",
            golden: "Golden/management.jsonl")
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }
}
