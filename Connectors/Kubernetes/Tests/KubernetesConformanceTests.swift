import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import KubernetesConnector

@Suite("Kubernetes: conformance")
struct KubernetesConformanceTests {
    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: try KubernetesTests.connector(), recording: KubernetesTests.recording,
            golden: KubernetesTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private static func run(_ settings: [String: Settings.Value] = KubernetesTests.server) async throws
        -> (asked: [Request], coverage: [String: Coverage])
    {
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: KubernetesTests.recording).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let runner = StreamRunner(
            source: "kubernetes", connector: try KubernetesTests.connector(settings),
            environment: RunEnvironment(transport: transport, time: .impatient(at: KubernetesTests.now)))
        let coverage = try await runner.run(try await runner.identify(), into: MemorySink())
        return (asked.withLock { $0 }, coverage)
    }

    @Test("every request is as Kubernetes describes it, and every stream makes one")
    func requestsAreDescribed() async throws {
        let description = KubernetesTests.fixtures.appending(path: "Specification/kubernetes.json")
        let check = try SpecificationCheck(try Data(contentsOf: description))
        let run = try await Self.run()
        #expect(check.problems(of: run.asked) == [])
        let operations = Set(run.asked.compactMap(check.operation(of:)))
        for stream in KubernetesConnector.manifest.streams {
            #expect(operations.contains(stream.operation), "\(stream.id) did not ask for \(stream.operation)")
            #expect((run.coverage[stream.id]?.requests ?? 0) > 0)
        }
        // The two reviews are a POST and change nothing; nothing else is one.
        let posts = run.asked.filter { $0.method != .get }
        #expect(posts.count == 2)
        #expect(posts.allSatisfy { $0.method == .post && $0.url.lastPathComponent.hasPrefix("selfsubject") })
        #expect(run.asked.allSatisfy { $0.effect == .read })
    }

    @Test("Secrets are asked for by their metadata alone, and only tokens of service accounts")
    func secrets() async throws {
        let secrets = try await Self.run().asked.filter { $0.url.path.contains("secrets") }
        #expect(secrets.count == 1)
        #expect(
            secrets.first?.headers["Accept"] == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
        #expect(secrets.first?.url.query()?.contains("type%3Dkubernetes.io%2Fservice-account-token") == true)
    }

    @Test("a collection takes as many requests as the README says, and no more than the formula")
    func requests() async throws {
        #expect(try await Self.run().asked.count == 15)
        // Each of the two lists that a page of 500 would hold comes in two pages here.
        let lists = 8
        let first = 5
        #expect(15 <= first + lists + 2)
        #expect(try await Self.run(legacyTokensOff).asked.count == 13)
    }

    private var legacyTokensOff: [String: Settings.Value] {
        KubernetesTests.server.merging(["legacy_tokens": .flag(false)]) { _, new in new }
    }

    @Test("without legacy tokens their list is neither read nor missed, and the blind spot is said")
    func withoutTokens() async throws {
        let connector = try KubernetesTests.connector(legacyTokensOff)
        #expect(!connector.streams.contains { $0.descriptor.id == KubernetesConnector.legacyTokens })
        #expect(connector.manifest.blindSpots.contains { $0.why.contains("legacy_tokens") })
        let asked = try await Self.run(legacyTokensOff).asked
        #expect(!asked.contains { $0.url.path.contains("secrets") || $0.url.path.contains("configmaps") })
    }

    @Test("a recording without people's names is asked for by the same requests, and holds no name and no secret")
    func recordsWithoutNames() async throws {
        try await KubernetesTests.withScratch { scratch in
            let folder = scratch.appending(path: "recording")
            let recorder = try Recorder(
                folder: folder,
                info: RecordingInfo(source: "kubernetes", connector: "kubernetes", recordedAt: KubernetesTests.now))
            let connector = try KubernetesTests.connector()
            let exchanges = try KubernetesTests.exchanges(in: KubernetesTests.recording)
            let run = try await ReplayRun.of(connector, over: exchanges, at: KubernetesTests.now, recorder: recorder)
            let recorded = try KubernetesTests.exchanges(in: folder)
            let again = try await ReplayRun.of(
                try KubernetesTests.connector(), over: recorded, at: KubernetesTests.now)
            #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty)
            #expect(again.isComplete)
            #expect(again.records.count == run.records.count)
            for word in [
                "ada.berg", "olu.ade", "ben.cole", "\"cara\"", "EXAMPLE-ENV-VALUE", "EXAMPLE-APPLIED",
                "DATABASE_PASSWORD",
            ] {
                #expect(!recorded.contains { $0.response.body.contains(word) }, "\(word) is in the recording")
            }
        }
    }

    @Test("the golden records hold nothing of a Secret, a container or an annotation that is not named")
    func goldenIsClean() throws {
        let golden = try String(
            contentsOf: KubernetesTests.folder.appending(path: "Golden/records.jsonl"), encoding: .utf8)
        for text in ["EXAMPLE-ENV-VALUE", "EXAMPLE-APPLIED", "DATABASE_PASSWORD", "last-applied", "managedFields"] {
            #expect(!golden.contains(text))
        }
    }
}
