import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

@Suite("Entra: conformance")
struct EntraConformanceTests {
    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: EntraTests.signedIn(), recording: EntraTests.folder.appending(path: "Fixtures/recording"),
            golden: EntraTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("neither a secret's text nor a certificate's body may be kept")
    func keepsNoSecret() {
        for key in ["secretText", "key"] { #expect(!EntraRedaction.rules.readKeys.contains(key)) }
    }

    @Test("the recording takes as many requests as the formula says")
    func count() throws {
        let folder = EntraTests.folder.appending(path: "Fixtures/recording")
        var requests = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".ndjson") {
            requests += try Replay.exchanges(in: folder.appending(path: name)).count
        }
        // Pages: users 2, service principals 2, every other list 1; two groups, five that may be assigned to, an agent.
        let lists = 2 + 1 + 1 + 1 + 3 + (2 + 1 + 1) + 1 + 1
        // Five questions of the tenant, three lists of roles, agents; the second report.
        #expect(requests == lists + 2 + 5 + 1 + 9 + 1)
    }

    @Test("the app's own secret is known by its first characters, with its end and what it may beyond the manifest")
    func own() async throws {
        let folder = EntraTests.folder.appending(path: "Fixtures/recording")
        let replay = try Replay(folder: folder)
        let tenant = try await StreamRunner(
            source: "entra", connector: EntraTests.signedIn(),
            environment: RunEnvironment(transport: replay.transport, time: .impatient(at: replay.info.recordedAt))
        ).identify()
        #expect(tenant.id == "aaaaaaaa-0000-4000-8000-000000000001")
        #expect(tenant.permissions == ["User.Read.All"])
        #expect(tenant.own?.nativeID == "a9000000-aaaa-4aaa-8aaa-00000000000a/b9000000-aaaa-4aaa-8aaa-00000000000a")
        #expect(tenant.own?.holder == .identity("59000000-aaaa-4aaa-8aaa-00000000000a"))
        #expect(tenant.own?.excess == [] && tenant.own?.writes == [])
    }
}
