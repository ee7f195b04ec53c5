import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

@Suite("Entra: requests")
struct EntraRequestTests {
    @Test("every request of the recording is one that Graph describes")
    func described() throws {
        let check = try SpecificationCheck(try EntraTests.fixture("Specification/graph.json"))
        let folder = EntraTests.folder.appending(path: "Fixtures/recording")
        var asked: [Request] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".ndjson") {
            for exchange in try Replay.exchanges(in: folder.appending(path: name)) {
                // The next page's address is Graph's own, and opaque.
                if exchange.request.url.contains("$skiptoken") { continue }
                let url = try #require(URL(string: exchange.request.url))
                asked.append(Request(.get, url, allowedOrigins: try #require(OriginRules(base: url))))
            }
        }
        #expect(asked.count > 25)
        #expect(check.problems(of: asked) == [])
    }

    @Test("every list states the page size that it asks for")
    func pageSizes() throws {
        for stream in try EntraTests.connector().streams {
            guard case .http(let source) = stream.source else { continue }
            let url = try source.first(EntraTests.partition(of: stream.descriptor.id)).url
            let top = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?.first { $0.name == "$top" }
            #expect(top?.value.flatMap { Int($0) } == stream.descriptor.pageSize, "\(stream.descriptor.id)")
        }
    }

    @Test(
        "an id of the vendor's stays in its place in the path", arguments: ["../../beta", "a/b", "a?b=c", "a#b", "ä"])
    func hostileIDs(_ id: String) throws {
        let url = try EntraTests.stream("groupMembers").first(Partition(key: id, parent: EntraTests.group.parent)).url
        #expect(url.path(percentEncoded: true).split(separator: "/").count == 4)
        #expect(url.path(percentEncoded: true).hasPrefix("/v1.0/groups/"))
    }

    @Test("an id that would walk up the path is not asked for", arguments: ["..", ".", ""])
    func walkingIDs(_ id: String) {
        #expect(throws: EntraProblem.self) {
            try EntraTests.stream("groupMembers").first(Partition(key: id, parent: EntraTests.group.parent))
        }
    }

    @Test("a tenant that is none is refused", arguments: ["", "..", "a/b", "common", "Consumers", "a?b", "x y"])
    func tenants(_ tenant: String) {
        #expect(throws: SettingProblem.self) {
            try EntraEndpoint(EntraTests.configuration(settings: ["tenant": .text(tenant)]).settings)
        }
    }

    @Test("a client id that is none never comes into a filter", arguments: ["", "muster", "' or 1 eq 1 or '"])
    func clientIDs(_ id: String) {
        #expect(throws: SettingProblem.self) {
            try EntraSignIn(EntraTests.configuration(settings: ["client_id": .text(id)]))
        }
    }

    @Test("Graph and the sign-in service are two origins, neither of which is asked with the other's rules")
    func origins() async throws {
        let configuration = EntraTests.configuration(settings: [
            "base_url": .text("https://graph.microsoft.us"), "login_url": .text("https://login.microsoftonline.us"),
        ])
        let endpoint = try EntraEndpoint(configuration.settings)
        let token = try await EntraSignIn(configuration).request(endpoint, now: Instant(seconds: 0))
        #expect(token.url.absoluteString == "https://login.microsoftonline.us/example.com/oauth2/v2.0/token")
        let question = try endpoint.get(["users"])
        #expect(question.allowedOrigins.refusal(of: token.url) != nil)
        #expect(token.allowedOrigins.refusal(of: question.url) != nil)
        #expect(String(decoding: token.body ?? Data(), as: UTF8.self).contains("graph.microsoft.us%2F.default"))
    }

    @Test("no stream but the sponsors' needs a permission that writes")
    func permissions() {
        for stream in EntraConnector.manifest.streams where !stream.leastAvailableCanWrite {
            #expect(!stream.permissions.contains(where: EntraPrivilege.changes), "\(stream.id)")
        }
        #expect(!EntraConnector.permissions.contains(EntraConnector.sponsorPermission))
    }
}
