import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

@Suite("SCIM: conformance")
struct SCIMConformanceTests {
    /// One directory, recorded by index and by cursor.
    static let recordings = ["index", "cursor"]

    /// A recording holds no sign-in; its pages have three rows.
    private static func connector() throws -> Connector {
        var connector = try SCIMTests.connector(["page_size": .number(3)])
        connector.authorization = .none
        return connector
    }

    private static let golden = SCIMTests.folder.appending(path: "Golden/records.jsonl")

    @Test("the connector conforms, and gives the same records by index and by cursor", arguments: recordings)
    func conforms(_ recording: String) async throws {
        let problems = try await ConnectorConformance(
            connector: try Self.connector(), recording: SCIMTests.fixtures.appending(path: recording),
            golden: Self.golden,
            // What a provider says of itself is optional: without it the standard holds.
            steering: ["tenant"]
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private static func asked(_ recording: String) async throws -> [Request] {
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: SCIMTests.fixtures.appending(path: recording)).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: SCIMTests.now))
        let runner = StreamRunner(source: "scim", connector: try connector(), environment: environment)
        let coverage = try await runner.run(try await runner.identify(), into: MemorySink())
        #expect(coverage.values.allSatisfy { $0.state == .complete })
        return asked.withLock { $0 }
    }

    @Test("every request is as the RFCs describe it, and every stream makes one", arguments: recordings)
    func requestsAreDescribed(_ recording: String) async throws {
        let description = SCIMTests.fixtures.appending(path: "Specification/scim2.json")
        let check = try SpecificationCheck(try Data(contentsOf: description), basePath: "/v2")
        let asked = try await Self.asked(recording)
        #expect(check.problems(of: asked) == [])
        let operations = Set(asked.compactMap(check.operation(of:)))
        for stream in SCIMConnector.definition.manifest.streams { #expect(operations.contains(stream.operation)) }
        #expect(asked.allSatisfy { $0.effect == .read && $0.method == .get })
    }

    @Test("a collection takes as many requests as the formula says", arguments: recordings)
    func requests(_ recording: String) async throws {
        // Seven users and four groups by three: (7 + 4) ÷ 3 + 2 rounds up, list by list, to 3 + 2 + 2.
        #expect(try await Self.asked(recording).count == 7)
        #expect(try Self.connector().manifest.requestFormula == "(users + groups) ÷ 3 + 2")
        #expect(SCIMConnector.definition.manifest.requestFormula == "(users + groups) ÷ 100 + 2")
    }

    @Test("a recording without people's names gives as many records, and holds no name, password or certificate")
    func recordsWithoutNames() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scim-\(UUID().uuidString)")
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let recorder = try Recorder(
            folder: folder, info: RecordingInfo(source: "scim", connector: "scim", recordedAt: SCIMTests.now))
        func exchanges(_ folder: URL) throws -> [RecordedExchange] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .filter { $0.hasSuffix(".ndjson") }.flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
        }
        let original = try exchanges(SCIMTests.fixtures.appending(path: "index"))
        let run = try await ReplayRun.of(
            try Self.connector(), over: original, at: SCIMTests.now, recorder: recorder)
        let recorded = try exchanges(folder)
        let again = try await ReplayRun.of(try Self.connector(), over: recorded, at: SCIMTests.now)
        #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty && again.isComplete)
        func count(_ run: ReplayRun, _ kind: RecordKind) -> Int { run.records.count { $0.kind == kind } }
        for kind in [RecordKind.identity, .person, .link, .entitlement, .usage] {
            #expect(count(again, kind) == count(run, kind), "\(kind)")
        }
        for text in [
            "ada.berg", "Ada Berg", "ben.cole", "INVENTED-DO-NOT-KEEP", "hr-1001", "01001", "MIIB", "555-0100",
        ] {
            #expect(original.contains { $0.response.body.contains(text) }, "\(text) was never there")
            #expect(!recorded.contains { $0.response.body.contains(text) }, "\(text) is recorded")
        }
    }

    @Test("an id that is a UUID keeps its place in a recording, anything else under the same name does not")
    func recordedIdentifiers() throws {
        var redactor = Redactor()
        let body =
            #"{"id":"2819c223-7f76-453a-919d-413861904646","emails":[{"value":"ada@example.com"}],"members":[{"value":"2819c223-7f76-453a-919d-413861904646"},{"value":"ada"}],"phoneNumbers":[{"value":"5550100"}]}"#
        let kept = String(
            decoding: redactor.redact(Data(body.utf8), contentType: nil, rules: SCIMRedaction.rules), as: UTF8.self)
        #expect(kept.components(separatedBy: "2819c223-7f76-453a-919d-413861904646").count == 3)
        #expect(!kept.contains("ada") && !kept.contains("5550100"))
        // One whose name is a word of the standard does not spoil the words of the standard.
        let type =
            #"{"userName":"User","id":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User"}"#
        let words = String(
            decoding: redactor.redact(Data(type.utf8), contentType: nil, rules: SCIMRedaction.rules), as: UTF8.self)
        #expect(words.contains(#""endpoint":"/Users""#) && words.contains("core:2.0:User"))
        #expect(!words.contains(#""userName":"User""#))
    }

    @Test("the golden records hold no password and no certificate")
    func goldenIsClean() throws {
        let golden = try String(contentsOf: Self.golden, encoding: .utf8)
        for text in ["INVENTED-DO-NOT-KEEP", "MIIB", "555-0100"] { #expect(!golden.contains(text)) }
        #expect(!SCIMRedaction.rules.readKeys.contains("password"))
    }
}
