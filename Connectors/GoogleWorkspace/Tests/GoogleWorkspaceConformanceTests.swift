import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleWorkspaceConnector

@Suite("Google Workspace: conformance")
struct GoogleWorkspaceConformanceTests {
    @Test("the connector conforms")
    func conforms() async throws {
        let problems = try await ConnectorConformance(
            connector: GoogleWorkspaceTests.signedIn(), recording: GoogleWorkspaceTests.recording,
            golden: GoogleWorkspaceTests.folder.appending(path: "Golden/records.jsonl")
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("neither a recovery address nor a telephone number nor an IP address may be kept")
    func keepsLittle() {
        for key in ["recoveryEmail", "recoveryPhone", "ipAddress", "password", "verificationCode"] {
            #expect(!GoogleWorkspaceRedaction.rules.readKeys.contains(key))
        }
    }

    @Test("the recording takes as many requests as the formula says")
    func count() throws {
        // Six users, three groups. One page more than the least of users, members, consents and uses each; three members'
        // lists need one page for each group at least.
        let (users, groups, furtherPages) = (6, 3, 4)
        // Of the eleven that are always there one is the sign-in, which a replay does not need.
        #expect(try GoogleWorkspaceTests.exchanges().count == users * 2 + groups + furtherPages + 11 - 1)
    }

    @Test("every request of the recording is one that Google describes")
    func described() throws {
        let check = try SpecificationCheck(try GoogleWorkspaceTests.fixture("Specification/admin.json"))
        let asked = try GoogleWorkspaceTests.exchanges().map { exchange in
            let url = try #require(URL(string: exchange.request.url))
            return Request(.get, url, allowedOrigins: try #require(OriginRules(base: url)))
        }
        #expect(asked.count > 20)
        // The tenant's question asks for the basic projection, the log for events by name: both are parameters there.
        #expect(check.problems(of: asked) == [])
    }

    @Test("every list states the page size that it asks for")
    func pageSizes() throws {
        for stream in try GoogleWorkspaceTests.signedIn().streams {
            guard case .http(let source) = stream.source else { continue }
            let url = try source.first(GoogleWorkspaceTests.partition(of: stream.descriptor.id)).url
            // The role assignments' first question is the one for the names.
            if stream.descriptor.id == "roleAssignments" { continue }
            let size = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?
                .first { $0.name == "maxResults" }?.value
            #expect(size.flatMap { Int($0) } == stream.descriptor.pageSize, "\(stream.descriptor.id)")
        }
    }

    @Test("no stream but the two without a lesser scope needs one that writes")
    func scopes() {
        for stream in GoogleWorkspaceConnector.manifest.streams {
            let reads = stream.permissions.allSatisfy { $0.hasSuffix(".readonly") }
            #expect(reads != stream.leastAvailableCanWrite, "\(stream.id)")
        }
        #expect(GoogleWorkspaceConnector.scopes.count == 5)
    }

    @Test(
        "an id of the vendor's stays in its place in the path", arguments: ["../../v2", "a/b", "a?b=c", "a#b", "ä"])
    func hostileIDs(_ id: String) throws {
        let url = try GoogleWorkspaceTests.stream("tokens").first(Partition(key: id)).url
        #expect(url.path(percentEncoded: true).split(separator: "/").count == 6)
        #expect(url.path(percentEncoded: true).hasPrefix("/admin/directory/v1/users/"))
    }

    @Test("an id that would walk up the path is not asked for", arguments: ["..", ".", ""])
    func walkingIDs(_ id: String) {
        #expect(throws: GoogleWorkspaceProblem.self) {
            try GoogleWorkspaceTests.stream("tokens").first(Partition(key: id))
        }
    }

    static let badSettings: [[String: Settings.Value]] = [
        ["subject": .text("")], ["subject": .text("admin")], ["subject": .text("a@b@c")],
        ["subject": .text("a b@example.com")], ["activity_days": .number(0)], ["activity_days": .number(181)],
        ["activity_days": .text("all")], ["base_url": .text("https://example.com/path")],
    ]

    @Test("a setting that cannot be is refused", arguments: badSettings)
    func settings(_ settings: [String: Settings.Value]) {
        #expect(throws: SettingProblem.self) {
            try GoogleWorkspaceSettings(GoogleWorkspaceTests.configuration(settings).settings)
        }
    }

    @Test("a shorter reading of the log is another baseline, the standard one is none")
    func narrowing() throws {
        #expect(try GoogleWorkspaceTests.signedIn().narrowing == [])
        #expect(
            try GoogleWorkspaceTests.signedIn(["activity_days": .number(30)]).narrowing == ["activity_days 30"])
    }

    @Test("the setup names every scope, and each can be granted")
    func setup() throws {
        let guide = try GoogleWorkspaceSetup.guide(Settings(["subject": .text("ops@example.com")]))
        let steps = guide.steps.joined(separator: "\n")
        for scope in GoogleWorkspaceConnector.scopes {
            #expect(steps.contains(scope))
            #expect(guide.grant(scope).contains(scope) && guide.grant(scope).hasSuffix("."))
        }
        #expect(guide.configuration.contains("ops@example.com"))
    }
}

/// Answers that Google itself gave, or that others recorded of it (Fixtures/SOURCE.md).
@Suite("Recorded answers of Google Workspace")
struct GoogleWorkspaceRecordedTests {
    struct Exchange: Sendable, CustomTestStringConvertible {
        var source: String
        var method: String
        var url: String
        var body: Data

        var testDescription: String { "\(source) \(method) \(url)" }

        /// The list of ours that it is.
        var stream: String? {
            guard url.hasPrefix("https://admin.googleapis.com/") else { return nil }
            if url.contains("/members") { return "groupMembers" }
            if url.contains("/roleassignments") { return "roleAssignments" }
            return url.contains("/groups") ? "groups" : "users"
        }
    }

    static let exchanges: [Exchange] = {
        do {
            let rows = try JSONSerialization.jsonObject(with: GoogleWorkspaceTests.fixture("Recorded/exchanges.json"))
            return try (rows as? [[String: Any]] ?? []).map { row in
                Exchange(
                    source: row["source"] as? String ?? "", method: row["method"] as? String ?? "",
                    url: row["url"] as? String ?? "",
                    body: try JSONSerialization.data(
                        withJSONObject: row["body"] ?? NSNull(), options: [.fragmentsAllowed]))
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    @Test("every list decodes without a rejected row", arguments: exchanges.filter { $0.stream != nil })
    func decodes(_ exchange: Exchange) throws {
        let id = try #require(exchange.stream)
        let stream = try GoogleWorkspaceTests.stream(id)
        let partition = GoogleWorkspaceTests.partition(of: id)
        var url = try stream.first(partition).url
        if id == "roleAssignments" {
            // The names of roles are asked for before.
            let names = Response(status: 200, body: Data(#"{"kind":"admin#directory#roles"}"#.utf8), url: url)
            url = try #require(try stream.decode(names, partition).next.flatMap { URL(string: $0) })
        }
        let page = try stream.decode(Response(status: 200, body: exchange.body, url: url), partition)
        #expect(page.rejected.isEmpty && page.rowCount > 0 && page.records.count >= page.rowCount)
        for record in page.records { #expect(!record.nativeID.string.isEmpty) }
    }

    @Test(
        "what another API answered is never taken for an empty list", arguments: exchanges.filter { $0.stream == nil })
    func foreign(_ exchange: Exchange) throws {
        let stream = try GoogleWorkspaceTests.stream("users")
        #expect(throws: (any Error).self) {
            try stream.decode(Response(status: 200, body: exchange.body, url: stream.first(.whole).url), .whole)
        }
    }

    @Test("there are recordings at all")
    func present() {
        #expect(Self.exchanges.count == 29)
        #expect(Self.exchanges.filter { $0.stream != nil }.count == 5)
    }
}
