import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

/// What the tests of this connector share.
enum SlackTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appendingPathComponent("Fixtures")
    static let now = Instant(seconds: 1_793_523_600)
    static let recordings = ["workspace", "organisation"]

    static func connector(token: String = "xoxp-example", settings: [String: Settings.Value] = [:]) throws -> Connector
    {
        try SlackConnector.definition.make(
            SourceConfiguration(
                name: "slack", settings: Settings(settings), credentials: ["token": { Secret(token) }],
                baseDirectory: folder))
    }

    /// A recording holds no sign-in.
    static func replayed() throws -> Connector {
        var connector = try connector()
        connector.authorization = .none
        return connector
    }

    static func recording(_ name: String) -> URL { fixtures.appending(path: "recordings/\(name)") }

    static func exchanges(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
    }

    static func response(
        _ body: String, status: Int = 200, headers: Headers = [:], path: String = "users.list"
    ) throws -> Response {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://slack.com/api/\(path)")))
    }

    static func standing(enterprise: String? = "E0EXAMPLE0", isOrganisation: Bool = false) -> SlackStanding {
        let standing = SlackStanding()
        standing.learn(
            SlackStanding.Told(
                team: isOrganisation ? "E0EXAMPLE0" : "T0EXAMPLE1", name: "Example", enterprise: enterprise,
                isOrganisation: isOrganisation))
        return standing
    }

    static let workspace = Partition(
        key: "T0EXAMPLE1",
        parent: .resource(Resource(nativeID: "T0EXAMPLE1", type: "slack.workspace", name: "Example")))

    static func stream(_ id: String, _ standing: SlackStanding = standing()) throws -> HTTPStream {
        let definition = try #require(SlackConnector.streams.first { $0.descriptor.id == id }, "no stream \(id)")
        return definition.source(try SlackAPI(Settings([:])), standing)
    }

    static func decode(
        _ id: String, _ body: String, path: String = "x", standing: SlackStanding = standing()
    ) throws -> DecodedPage {
        try stream(id, standing).decode(try response(body, path: path), workspace)
    }
}
