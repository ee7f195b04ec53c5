import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

@Suite("GitLab: conformance")
struct GitLabConformanceTests {
    /// A recording holds no sign-in.
    private static func connector(_ recording: String) throws -> Connector {
        var connector = try GitLabTests.connector(GitLabTests.settings(recording))
        connector.authorization = .none
        return connector
    }

    @Test("the connector conforms, of a group and of an instance", arguments: GitLabTests.recordings.map(\.name))
    func conforms(_ recording: String) async throws {
        let problems = try await ConnectorConformance(
            connector: try Self.connector(recording), recording: GitLabTests.recording(recording),
            golden: GitLabTests.folder.appending(path: "Golden/\(recording).jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private struct Run {
        var asked: [Request]
        var coverage: [String: Coverage]
    }

    private static func run(_ recording: String) async throws -> Run {
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: GitLabTests.recording(recording)).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: GitLabTests.now))
        let runner = StreamRunner(source: "gitlab", connector: try connector(recording), environment: environment)
        let coverage = try await runner.run(try await runner.identify(), into: MemorySink())
        return Run(asked: asked.withLock { $0 }, coverage: coverage)
    }

    @Test("every request is as GitLab describes it, and every stream makes one")
    func requestsAreDescribed() async throws {
        let description = GitLabTests.fixtures.appending(path: "Specification/rest-v4.json")
        let check = try SpecificationCheck(try Data(contentsOf: description), basePath: "/api/v4")
        var operations: Set<String> = []
        for (name, _) in GitLabTests.recordings {
            let run = try await Self.run(name)
            for (stream, coverage) in run.coverage { #expect(coverage.requests > 0 || stream == "collector") }
            // The second page of a list is where the first one's Link says, with GitLab's own parameters.
            let own = run.asked.filter { !($0.url.query ?? "").contains(/page=2|id_after/) }
            #expect(check.problems(of: own) == [])
            operations.formUnion(own.compactMap(check.operation(of:)))
        }
        for stream in GitLabConnector.manifest.streams {
            let text = stream.operation.replacing(" (of an instance: ", with: "|").replacing(")", with: "")
            for operation in text.split(separator: "|").map({ String($0.prefix { $0 != "?" }) }) {
                #expect(operations.contains(operation), "\(stream.id) did not ask for \(operation)")
            }
        }
    }

    /// What the recordings hold, and how many requests the README says that they take.
    private static let sizes: [(name: String, groups: Int, roots: Int, projects: Int, accounts: Int, requests: Int)] = [
        ("example-group", 2, 1, 2, 1, 30), ("instance", 2, 1, 1, 0, 26),
    ]

    @Test("a collection takes as many requests as the README says, and no more than the formula")
    func requests() async throws {
        for size in Self.sizes {
            let count = try await Self.run(size.name).asked.count
            #expect(count == size.requests)
            // The lists that are divided by a page's rows are one page each here: the constant holds them.
            let formula = size.groups * 4 + size.roots * 4 + size.projects * 5 + size.accounts + 12
            #expect(count <= formula)
        }
    }

    @Test("streams of a group and of an instance are told apart, and each has those of both")
    func reach() throws {
        let group = Set(try GitLabTests.connector(GitLabTests.group).streams.map(\.descriptor.id))
        let instance = Set(try GitLabTests.connector(GitLabTests.instance).streams.map(\.descriptor.id))
        #expect(group.union(instance) == Set(GitLabConnector.manifest.streams.map(\.id)))
        #expect(
            group.subtracting(instance) == [
                "enterpriseUsers", "enterpriseTokens", "enterpriseKeys", "serviceAccountTokens",
            ])
        #expect(
            instance.subtracting(group) == [
                "users", "serviceAccounts", "personalAccessTokens", "publicDeployKeys", "applications",
            ])
    }

    @Test("the defaults stay below GitLab's documented limits")
    func budgets() {
        for bucket in GitLabConnector.manifest.buckets {
            let perMinute = (bucket.requestsPerSecond ?? .infinity) * 60
            #expect(perMinute < (bucket.id == "lists" ? 200 : 2_000 - 200))
            #expect(bucket.headers?.remaining == "RateLimit-Remaining")
        }
        #expect(Set(GitLabConnector.manifest.streams.map(\.bucket)) == Set(GitLabConnector.manifest.buckets.map(\.id)))
    }

    @Test("a recording without people's names is asked for by the same requests, and holds none of them")
    func recordsWithoutNames() async throws {
        for (name, _) in GitLabTests.recordings {
            let folder = FileManager.default.temporaryDirectory.appending(path: "gitlab-\(UUID().uuidString)")
            defer {
                // A scratch folder that cannot be removed hurts nobody.
                try? FileManager.default.removeItem(at: folder)
            }
            let recorder = try Recorder(
                folder: folder,
                info: RecordingInfo(source: "gitlab", connector: "gitlab", recordedAt: GitLabTests.now))
            let exchanges = try GitLabTests.exchanges(in: GitLabTests.recording(name))
            let run = try await ReplayRun.of(
                try Self.connector(name), over: exchanges, at: GitLabTests.now, recorder: recorder)
            let recorded = try GitLabTests.exchanges(in: folder)
            let again = try await ReplayRun.of(try Self.connector(name), over: recorded, at: GitLabTests.now)
            #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty)
            #expect(again.isComplete)
            #expect(again.records.count == run.records.count)
            for secret in [
                "ada-berg", "Ada Berg", "ben-cole", "cara.diaz", "ada.berg@example.com", "abcdef", "ci:token",
                "token=abc",
                "EXAMPLEONLY", "e-1001", "uid=ada",
            ] {
                #expect(!recorded.contains { $0.response.body.contains(secret) }, "\(secret) is in \(name)")
            }
        }
    }

    @Test("the golden records hold no secret, nor a path in which one may stand")
    func goldenIsClean() throws {
        for (name, _) in GitLabTests.recordings {
            let golden = try String(
                contentsOf: GitLabTests.folder.appending(path: "Golden/\(name).jsonl"), encoding: .utf8)
            for text in ["abcdef", "ci:token", "token=abc", "EXAMPLEONLY", "secret/callback", "T000"] {
                #expect(!golden.contains(text))
            }
        }
    }
}
