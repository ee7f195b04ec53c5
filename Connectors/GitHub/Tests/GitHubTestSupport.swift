import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

/// What the tests of this connector share.
enum GitHubTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appendingPathComponent("Fixtures")

    static func configuration(
        _ settings: [String: Settings.Value] = [:], credentials: [String: CredentialSource] = [:],
        environment: [String: String] = [:]
    ) -> SourceConfiguration {
        let settings = settings.merging(["organization": .text("example-org")]) { given, _ in given }
        return SourceConfiguration(
            name: "github", settings: Settings(settings), credentials: credentials, environment: environment,
            baseDirectory: folder)
    }

    /// By a user's token.
    static func connector(_ settings: [String: Settings.Value] = [:], token: String = "ghp_example") throws -> Connector
    {
        try GitHubConnector.definition.make(configuration(settings, credentials: ["token": { Secret(token) }]))
    }

    /// As an app; the key is never used unless a test signs.
    static func appConnector(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        let settings = settings.merging(["app_id": .text("42")]) { given, _ in given }
        return try GitHubConnector.definition.make(
            configuration(settings, credentials: ["private_key": { Secret("no key") }]))
    }

    static func stream(_ id: String, asApp: Bool = true) throws -> HTTPStream {
        let connector = asApp ? try appConnector() : try connector()
        let stream = try #require(connector.streams.first { $0.descriptor.id == id }, "no stream \(id)")
        guard case .http(let source) = stream.source else { throw GitHubProblem("not HTTP") }
        return source
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:], path: String = "/orgs/example-org")
        throws -> Response
    {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://api.github.com\(path)")))
    }

    static func decode(_ id: String, _ body: String, _ partition: Partition? = nil, asApp: Bool = true) throws
        -> DecodedPage
    {
        try stream(id, asApp: asApp).decode(try response(body), partition ?? parent(of: id))
    }

    static let team = Partition(
        key: "team/301",
        parent: .identity(
            Identity(
                nativeID: "team/301", type: "github.team", classification: .group, name: "Platform",
                attributes: ["slug": "platform"])))
    static let repository = Partition(
        key: "401",
        parent: .resource(Resource(nativeID: "401", type: "github.repository", name: "example-org/api")))
    static let organization = Partition(
        key: "9000001",
        parent: .resource(Resource(nativeID: "9000001", type: "github.organization", name: "example-org")))
    static let role = Partition(
        key: "organizationRole/8132",
        parent: .permission(
            Permission(
                nativeID: "organizationRole/8132", type: "github.organizationRole", name: "all_repo_admin",
                privilege: .admin)))

    /// What a stream fans out over.
    static func parent(of id: String) throws -> Partition {
        let descriptor = try #require(GitHubConnector.manifest.streams.first { $0.id == id })
        guard case .each(let stream, _, _) = descriptor.partitions else { return .whole }
        return switch stream {
        case "teams": team
        case "organization": organization
        case "organizationRoles": role
        default: repository
        }
    }
}
