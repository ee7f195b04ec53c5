import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

@Suite("GitHub: conformance")
struct GitHubConformanceTests {
    private static let recording = GitHubTests.fixtures.appending(path: "recordings/example-org")

    /// As an app, since a user's token is not shown every webhook. A recording holds no sign-in.
    private static func connector() throws -> Connector {
        var connector = try GitHubTests.appConnector()
        connector.authorization = .none
        return connector
    }

    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: try Self.connector(), recording: Self.recording,
            golden: GitHubTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    /// Not in the description: https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app
    /// and https://docs.github.com/graphql/guides/forming-calls-with-graphql
    private static let undescribed = ["GET /orgs/example-org/installation", "POST /graphql"]

    @Test("every request is as GitHub's own description has it, and every stream makes one")
    func requestsAreDescribed() async throws {
        let description = GitHubTests.fixtures.appending(path: "Specification/api.github.com.json")
        let check = try SpecificationCheck(try Data(contentsOf: description))
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: Self.recording).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 1_793_523_600)))
        let runner = StreamRunner(source: "github", connector: try Self.connector(), environment: environment)
        let all = try await runner.run(try await runner.identify(), into: MemorySink())
        let coverage = all.filter { $0.key != CollectorStream.id }
        for (stream, coverage) in coverage { #expect(coverage.requests > 0, "\(stream) asked for nothing") }
        #expect(coverage.count == GitHubConnector.manifest.streams.count)

        let api = try GitHubAPI(Settings(["organization": .text("example-org")]))
        var requests = asked.withLock { $0 }
        // What a token and an app ask for beside them.
        requests += [try api.get(["user"]), try api.accessToken(installation: 7001)]
        let described = requests.filter { request in
            // The second page of a list is where the first one's Link says: by id, not by name.
            !Self.undescribed.contains("\(request.method.rawValue) \(request.url.path)")
                && !request.url.path.hasPrefix("/organizations/")
        }
        #expect(check.problems(of: described) == [])
        #expect(requests.count - described.count == 4)
        let operations = Set(described.compactMap(check.operation(of:)))
        for stream in GitHubConnector.manifest.streams where stream.bucket != "graphql" {
            let operation = stream.operation.split(separator: "?").first.map(String.init) ?? ""
            #expect(operations.contains(operation), "\(stream.id) did not ask for \(operation)")
        }
    }

    @Test("the defaults stay below GitHub's documented limits")
    func budgets() {
        let buckets = GitHubConnector.manifest.buckets
        #expect(buckets.map(\.concurrency).reduce(0, +) <= 100)
        for bucket in buckets {
            let perMinute = (bucket.requestsPerSecond ?? .infinity) * 60
            // A read costs one point: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
            #expect(perMinute < (bucket.id == "graphql" ? 2_000 : 900), "\(bucket.id)")
            #expect(bucket.headers?.remaining == "X-RateLimit-Remaining")
        }
        #expect(Set(GitHubConnector.manifest.streams.map(\.bucket)) == Set(buckets.map(\.id)))
        // One endpoint, one bucket: lists of each team, repository or role share theirs with no other of their size.
        let fanned = GitHubConnector.manifest.streams.filter { $0.bucket != "organization" }
        #expect(Dictionary(grouping: fanned, by: \.bucket).values.allSatisfy { $0.count <= 2 })
    }

    @Test("a recording without people's names is asked for by the same requests, and holds none of them")
    func recordsWithoutNames() async throws {
        let now = Instant(seconds: 1_793_523_600)
        let folder = FileManager.default.temporaryDirectory.appending(path: "github-\(UUID().uuidString)")
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let recorder = try Recorder(
            folder: folder, info: RecordingInfo(source: "github", connector: "github", recordedAt: now))
        let exchanges = try Self.exchanges(in: Self.recording)
        let run = try await ReplayRun.of(try Self.connector(), over: exchanges, at: now, recorder: recorder)
        let recorded = try Self.exchanges(in: folder)
        let again = try await ReplayRun.of(try Self.connector(), over: recorded, at: now)
        #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty)
        #expect(again.isComplete)
        #expect(again.records.count == run.records.count)
        for name in ["ada-berg", "ben-cole", "zoe-lind", "ada.berg@example.com", "abcdef", "0a1b2c3d"] {
            #expect(!recorded.contains { $0.response.body.contains(name) }, "\(name) is in the recording")
        }
    }

    private static func exchanges(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
    }

    @Test("the golden records hold no secret, nor a path in which one may stand")
    func goldenIsClean() throws {
        let golden = try String(
            contentsOf: GitHubTests.folder.appending(path: "Golden/records.jsonl"), encoding: .utf8)
        for text in ["abcdef", "ci:token", "token=abc", "0a1b2c3d", "********", "4711"] {
            #expect(!golden.contains(text))
        }
    }
}
