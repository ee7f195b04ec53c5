import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("Recording and replay")
struct RecordingTests {
    private let redaction = RedactionRules(readKeys: ["id", "name", "mail"], personalKeys: ["name"])

    private var stream: ConnectorKit.Stream {
        ConnectorKit.Stream(
            StreamDescriptor(id: "users", title: "", operation: "GET /users", yields: [.identity], permissions: []),
            .json(
                WireUser.self, first: { _ in Request(.get, url("/users"), allowedOrigins: rules) },
                pagination: .linkHeader(), redaction: redaction, map: { wire, _ in [user(wire)] }))
    }

    private let body =
        #"[{"id":"u1","name":"Ana Berg","mail":"ana@corp.example.net","token":"s3cr3t-planted","n":987654321,"on":true,"list":["s3cr3t-planted"]}]"#

    private func record(keepsPeople: Bool = false) async throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recording-\(UUID().uuidString)")
        let recorder = try Recorder(
            folder: folder, info: RecordingInfo(source: "acme", connector: "acme", recordedAt: Instant(seconds: 1)),
            keepsPeople: keepsPeople)
        let vendor = FakeVendor { [body] request, _ in
            page(request, body, headers: ["Set-Cookie": "s3cr3t-planted", "Content-Type": "application/json"])
        }
        var signing = connector([stream])
        signing.authorization = .header { Secret("s3cr3t-planted") }
        let environment = RunEnvironment(transport: vendor.transport, time: TestTime().keeper, recorder: recorder)
        let runner = StreamRunner(source: "acme", connector: signing, environment: environment)
        _ = try await runner.run(try await runner.identify(), into: MemorySink())
        #expect(vendor.requests.first?.headers["Authorization"] == "Bearer s3cr3t-planted")
        return folder
    }

    @Test("a recording holds what the wire types read, people as tokens, and no secret")
    func keepsOnlyWhatIsRead() async throws {
        let folder = try await record()
        let text = try String(contentsOf: folder.appendingPathComponent("users.ndjson"), encoding: .utf8)
        for absent in ["s3cr3t-planted", "Ana Berg", "ana@corp", "Set-Cookie", "set-cookie", "987654321", "true"] {
            #expect(!text.contains(absent), "\(absent) is in the recording")
        }
        #expect(text.contains("u1"))
        #expect(text.contains("@example.com"))
    }

    @Test("a replay gives the records of the recorded run")
    func replays() async throws {
        let replay = try Replay(folder: try await record(keepsPeople: true))
        let sink = MemorySink()
        let runner = StreamRunner(
            source: "acme", connector: connector([stream]),
            environment: RunEnvironment(transport: replay.transport, time: TestTime().keeper))
        let coverage = try await runner.run(try await runner.identify(), into: sink)
        #expect(coverage["users"]?.state == .complete)
        #expect(await sink.allRecords == [user(WireUser(id: "u1", name: "Ana Berg"))])
        #expect(replay.unasked.isEmpty)
        #expect(replay.unexpected.isEmpty)
    }

    @Test("what was not recorded is not answered")
    func refusesTheUnknown() async throws {
        let replay = Replay(
            info: RecordingInfo(source: "a", connector: "a", recordedAt: Instant(seconds: 1)), exchanges: [])
        await #expect(throws: TransportError.self) {
            try await replay.transport.send(Request(.get, url("/users"), allowedOrigins: rules))
        }
        #expect(replay.unexpected == ["GET \(base)/users"])
    }

    @Test("XML is kept by its element names, whatever the nesting")
    func redactsXML() {
        var redactor = Redactor()
        let rules = RedactionRules(readKeys: ["UserName", "Arn", "Tags"], personalKeys: ["UserName"])
        let xml =
            "<R xmlns=\"urn:x\"><UserName>ana.berg</UserName><Arn>arn:aws:iam::1:user/ana.berg</Arn>"
            + "<SecretAccessKey>planted</SecretAccessKey><Tags><member>kept</member></Tags></R>"
        let text = String(
            decoding: redactor.redact(Data(xml.utf8), contentType: "text/xml", rules: rules), as: UTF8.self)
        #expect(!text.contains("ana.berg"))
        #expect(!text.contains("planted"))
        #expect(text.contains("<member>kept</member>"))
        #expect(text.contains("arn:aws:iam::1:user/person-"))
        #expect(text.contains("<SecretAccessKey>redacted</SecretAccessKey>"))
    }

    @Test("a body that is neither JSON nor XML is not kept")
    func dropsOtherBodies() {
        var redactor = Redactor()
        let text = String(
            decoding: redactor.redact(Data("planted=1".utf8), contentType: nil, rules: RedactionRules()), as: UTF8.self)
        #expect(!text.contains("planted"))
    }
}
