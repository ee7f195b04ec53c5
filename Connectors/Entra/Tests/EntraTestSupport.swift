import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

/// What the tests of this connector share.
enum EntraTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let clientID = "11111111-2222-4333-8444-555555555555"

    static func fixture(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "Fixtures/\(path)"))
    }

    static func configuration(
        settings: [String: Settings.Value] = [:],
        credentials: [String: CredentialSource] = ["client_secret": { Secret("inV-invented-secret") }]
    ) -> SourceConfiguration {
        let standard: [String: Settings.Value] = ["tenant": .text("example.com"), "client_id": .text(clientID)]
        return SourceConfiguration(
            name: "entra", settings: Settings(standard.merging(settings) { _, new in new }),
            credentials: credentials, baseDirectory: URL(fileURLWithPath: "/"))
    }

    static func connector() throws -> Connector { try EntraConnector.definition.make(configuration()) }

    /// The connector with a token that is not asked for, so that a replay needs no sign-in.
    static func signedIn() throws -> Connector {
        var connector = try connector()
        connector.authorization = .header { Secret("invented-token") }
        return connector
    }

    static func stream(_ id: String) throws -> HTTPStream {
        let stream = try #require(connector().streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw EntraProblem("not HTTP") }
        return source
    }

    /// The records of rows, as the stream's first page.
    static func decode(_ id: String, _ rows: String, _ partition: Partition = .whole) throws -> DecodedPage {
        let stream = try stream(id)
        return try stream.decode(
            Response(
                status: 200, body: Data(#"{"value":[\#(rows)]}"#.utf8), url: try stream.first(partition).url), partition
        )
    }

    static func response(_ body: String, status: Int = 200, path: String = "/v1.0/anything") throws -> Response {
        Response(
            status: status, body: Data(body.utf8), url: try #require(URL(string: "https://graph.microsoft.com" + path)))
    }

    static let group = Partition(
        key: "g1",
        parent: .identity(Identity(nativeID: "g1", type: "entra.group", classification: .group, name: "Platform team")))

    static let resource = Partition(
        key: "sp-graph",
        parent: .identity(
            Identity(
                nativeID: "sp-graph", type: EntraType.microsoftsResource, name: "Microsoft Graph",
                attributes: ["appRoles": "r1 Mail.Read\nr2 User.Read.All"])))

    static let agent = Partition(
        key: "agent1", parent: .identity(Identity(nativeID: "agent1", type: EntraType.agent, name: "Invoice agent")))

    /// A partition as each stream's first request needs it.
    static func partition(of stream: String) -> Partition {
        switch stream {
        case "groupMembers": group
        case "appRoleAssignments": resource
        case "agentSponsors": agent
        default: .whole
        }
    }
}
