import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

/// What the tests of this connector share.
enum GitLabTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appendingPathComponent("Fixtures")
    static let now = Instant(seconds: 1_793_523_600)

    static let group: [String: Settings.Value] = ["group": .text("example-group")]
    static let instance: [String: Settings.Value] = ["base_url": .text("https://gitlab.example.com")]

    static func connector(_ settings: [String: Settings.Value] = group) throws -> Connector {
        try GitLabConnector.definition.make(
            SourceConfiguration(
                name: "gitlab", settings: Settings(settings), credentials: ["token": { Secret("glpat-example") }],
                baseDirectory: folder))
    }

    /// A recording's folder and the settings that it was made with.
    static let recordings: [(name: String, settings: [String: Settings.Value])] = [
        ("example-group", group), ("instance", instance),
    ]

    static func recording(_ name: String) -> URL { fixtures.appending(path: "recordings/\(name)") }

    static func settings(_ name: String) -> [String: Settings.Value] { name == "instance" ? instance : group }

    static func exchanges(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:], path: String = "/users") throws
        -> Response
    {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://gitlab.com/api/v4\(path)")))
    }

    static func stream(_ id: String) throws -> HTTPStream {
        let definition = try #require(GitLabConnector.streams.first { $0.descriptor.id == id }, "no stream \(id)")
        let settings = definition.reach == .instance ? instance : group
        let standing = GitLabStanding()
        standing.learn(GitLabStanding.Told(isAdministrator: true))
        return definition.source(try GitLabAPI(Settings(settings)), standing)
    }

    static func decode(_ id: String, _ body: String) throws -> DecodedPage {
        try stream(id).decode(try response(body), try parent(of: id))
    }

    static let parentGroup = Resource(nativeID: "group/9", type: "gitlab.group", name: "example-group")
    static let parentProject = Resource(nativeID: "project/401", type: "gitlab.project", name: "example-group/api")

    /// What a stream fans out over.
    static func parent(of id: String) throws -> Partition {
        let descriptor = try #require(GitLabConnector.manifest.streams.first { $0.id == id })
        guard case .each(let stream, _, _) = descriptor.partitions else { return .whole }
        switch stream {
        case "groups": return Partition(key: "group/9", parent: .resource(parentGroup))
        case "projects": return Partition(key: "project/401", parent: .resource(parentProject))
        default:
            let account = Identity(
                nativeID: "57", type: "gitlab.user", name: "robot", attributes: ["group": "group/9"])
            return Partition(key: "57", parent: .identity(account))
        }
    }
}
