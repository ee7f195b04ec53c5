import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleWorkspaceConnector

/// What the tests of this connector share.
enum GoogleWorkspaceTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let recording = folder.appending(path: "Fixtures/recording")
    static let now = Instant(seconds: 1_793_491_200)

    static func fixture(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "Fixtures/\(path)"))
    }

    static func configuration(
        _ settings: [String: Settings.Value] = [:], key: @escaping CredentialSource = { Secret("{}") }
    ) -> SourceConfiguration {
        let standard: [String: Settings.Value] = ["subject": .text("muster@example.com")]
        return SourceConfiguration(
            name: "google-workspace", settings: Settings(standard.merging(settings) { _, new in new }),
            credentials: ["service_account_key": key], baseDirectory: folder)
    }

    /// The connector with a token that is not asked for, so that a replay needs no sign-in.
    static func signedIn(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        var connector = try GoogleWorkspaceConnector.definition.make(configuration(settings))
        connector.authorization = .header { Secret("invented-token") }
        return connector
    }

    static func stream(_ id: String, _ settings: [String: Settings.Value] = [:]) throws -> HTTPStream {
        let stream = try #require(signedIn(settings).streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw GoogleWorkspaceProblem("not HTTP") }
        return source
    }

    /// The records of rows, as the stream's first page.
    static func decode(_ id: String, key: String = "items", _ rows: String, _ partition: Partition = .whole) throws
        -> DecodedPage
    {
        let stream = try stream(id)
        let body = #"{"kind":"admin#directory#x","\#(key)":[\#(rows)]}"#
        return try stream.decode(
            Response(status: 200, body: Data(body.utf8), url: try stream.first(partition).url), partition)
    }

    static func response(_ body: String, status: Int, path: String = "/admin/directory/v1/users") throws -> Response {
        Response(
            status: status, body: Data(body.utf8), url: try #require(URL(string: "https://admin.googleapis.com" + path))
        )
    }

    static func exchanges() throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: recording.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: recording.appending(path: $0)) }
    }

    static func user(_ status: AccountStatus = .enabled) -> Partition {
        Partition(
            key: "u1",
            parent: .identity(
                Identity(nativeID: "u1", type: GoogleWorkspaceType.user, name: "ada@example.com", status: status)))
    }

    static let group = Partition(
        key: "g1",
        parent: .identity(
            Identity(
                nativeID: "g1", type: GoogleWorkspaceType.group, classification: .group, name: "platform@example.com")))

    /// A partition as each stream's first request needs it.
    static func partition(of stream: String) -> Partition {
        switch stream {
        case "groupMembers": group
        case "tokens", "appPasswords": user()
        default: .whole
        }
    }
}
