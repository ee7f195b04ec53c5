import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

@Suite("Slack: conformance")
struct SlackConformanceTests {
    @Test("the connector conforms, of a workspace and of an organisation", arguments: SlackTests.recordings)
    func conforms(_ recording: String) async throws {
        let problems = try await ConnectorConformance(
            connector: try SlackTests.replayed(), recording: SlackTests.recording(recording),
            golden: SlackTests.folder.appending(path: "Golden/\(recording).jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private struct Run {
        var asked: [Request]
        var coverage: [String: Coverage]
    }

    private static func run(_ recording: String) async throws -> Run {
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: SlackTests.recording(recording)).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: SlackTests.now))
        let runner = StreamRunner(source: "slack", connector: try SlackTests.replayed(), environment: environment)
        let coverage = try await runner.run(try await runner.identify(), into: MemorySink())
        return Run(asked: asked.withLock { $0 }, coverage: coverage)
    }

    @Test("every request is as Slack describes it, reads, and every method of the manifest is asked")
    func requestsAreDescribed() async throws {
        let description = SlackTests.fixtures.appending(path: "Specification/web-api.json")
        let check = try SpecificationCheck(try Data(contentsOf: description), basePath: "/api")
        var operations: Set<String> = []
        for name in SlackTests.recordings {
            let run = try await Self.run(name)
            for (stream, coverage) in run.coverage { #expect(coverage.requests > 0 || stream == "collector") }
            #expect(check.problems(of: run.asked) == [])
            #expect(run.asked.allSatisfy { $0.method == .get && $0.effect == .read })
            operations.formUnion(run.asked.compactMap(check.operation(of:)))
        }
        for stream in SlackConnector.manifest.streams {
            let text = stream.operation.replacing(" (of an organisation: ", with: "|").replacing(")", with: "")
            for operation in text.split(separator: "|").map({ String($0.prefix { $0 != "?" }) }) {
                let described = operation.replacing("GET ", with: "GET /")
                #expect(operations.contains(described), "\(stream.id) did not ask for \(operation)")
            }
        }
    }

    /// What the recordings hold, and how many requests the README says that they take.
    private static let sizes: [(name: String, workspaces: Int, morePages: Int, requests: Int)] = [
        ("workspace", 1, 3, 17), ("organisation", 2, 2, 32),
    ]

    @Test("a collection takes as many requests as the README says, and no more than the formula")
    func requests() async throws {
        for size in Self.sizes {
            let count = try await Self.run(size.name).asked.count
            #expect(count == size.requests)
            // Rows that are divided by those of a page: here the pages after the first, which are not full.
            #expect(count <= size.workspaces * 10 + size.morePages + 10)
        }
    }

    @Test("each method has a quota of its own, below what Slack documents for its tier")
    func budgets() {
        let tiers = ["admin.teams.list": 50.0, "admin.users.list": 100.0]
        for bucket in SlackConnector.manifest.buckets {
            #expect((bucket.requestsPerSecond ?? .infinity) * 60 < tiers[bucket.id] ?? 20)
        }
        #expect(Set(SlackConnector.manifest.streams.map(\.bucket)) == Set(SlackConnector.manifest.buckets.map(\.id)))
        for stream in SlackConnector.manifest.streams { #expect(stream.operation.contains(stream.bucket)) }
    }

    @Test("a recording without people's names is asked for by the same requests, and holds none of them")
    func recordsWithoutNames() async throws {
        for name in SlackTests.recordings {
            let folder = FileManager.default.temporaryDirectory.appending(path: "slack-\(UUID().uuidString)")
            defer {
                // A scratch folder that cannot be removed hurts nobody.
                try? FileManager.default.removeItem(at: folder)
            }
            let recorder = try Recorder(
                folder: folder, info: RecordingInfo(source: "slack", connector: "slack", recordedAt: SlackTests.now))
            let exchanges = try SlackTests.exchanges(in: SlackTests.recording(name))
            let run = try await ReplayRun.of(
                try SlackTests.replayed(), over: exchanges, at: SlackTests.now, recorder: recorder)
            let recorded = try SlackTests.exchanges(in: folder)
            let again = try await ReplayRun.of(try SlackTests.replayed(), over: recorded, at: SlackTests.now)
            #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty)
            #expect(again.isComplete)
            #expect(again.records.count == run.records.count)
            #expect(recorded.contains { $0.response.body.contains(#""name":"incoming-webhook""#) })
            for secret in [
                "ada.berg", "Ada Berg", "Cara Diaz", "dan.egli", "partner.example.org", "192.0.2.1", "please",
            ] {
                #expect(!recorded.contains { $0.response.body.contains(secret) }, "\(secret) is in \(name)")
            }
        }
    }

    @Test("nobody who is called like a part of a URL takes the URLs of a recording with them")
    func urlWords() async throws {
        var exchanges = try SlackTests.exchanges(in: SlackTests.recording("workspace"))
        for index in exchanges.indices {
            exchanges[index].response.body = exchanges[index].response.body.replacing("ben.cole\"", with: "admin\"")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "slack-\(UUID().uuidString)")
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let recorder = try Recorder(
            folder: folder, info: RecordingInfo(source: "slack", connector: "slack", recordedAt: SlackTests.now))
        _ = try await ReplayRun.of(try SlackTests.replayed(), over: exchanges, at: SlackTests.now, recorder: recorder)
        let again = try await ReplayRun.of(
            try SlackTests.replayed(), over: try SlackTests.exchanges(in: folder), at: SlackTests.now)
        #expect(again.isComplete && again.unexpected.isEmpty)
    }
}
