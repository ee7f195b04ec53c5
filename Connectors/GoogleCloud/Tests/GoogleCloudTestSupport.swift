import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

/// What the tests of this connector share.
enum GoogleCloudTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appending(path: "Fixtures")
    static let now = Instant(seconds: 1_793_523_600)

    /// Recordings with the settings that they were made with.
    static let recordings: [(name: String, settings: [String: Settings.Value])] = [
        ("organization", [:]), ("project", ["project": .text("payments-prod")]),
    ]

    static func recording(_ name: String) -> URL { fixtures.appending(path: "recordings/\(name)") }

    static func settings(_ name: String) -> [String: Settings.Value] {
        recordings.first { $0.name == name }?.settings ?? [:]
    }

    static func keyFile() throws -> String {
        try String(contentsOf: fixtures.appending(path: "key.json"), encoding: .utf8)
    }

    static func configuration(
        _ settings: [String: Settings.Value] = [:], key: String? = nil, environment: [String: String] = [:]
    ) -> SourceConfiguration {
        SourceConfiguration(
            name: "google-cloud", settings: Settings(settings),
            credentials: key.map { text in ["key": { Secret(text) }] } ?? [:], environment: environment,
            baseDirectory: folder)
    }

    static func connector(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        try GoogleCloudConnector.definition.make(configuration(settings, key: try keyFile()))
    }

    static func exchanges(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:], path: String = "/v1/x") throws
        -> Response
    {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://iam.googleapis.com\(path)")))
    }

    static func stream(_ id: String) throws -> HTTPStream {
        let definition = try #require(GoogleCloudConnector.streams.first { $0.descriptor.id == id }, "no stream \(id)")
        return definition.source(try GoogleCloudAPI(Settings([:])))
    }

    static func decode(_ id: String, _ body: String) throws -> DecodedPage {
        try stream(id).decode(try response(body), try parent(of: id))
    }

    static let project = Resource(
        nativeID: "projects/100100100100", type: "google-cloud.project", name: "payments-prod",
        tags: ["owner": "ana-berg"])
    static let account = Identity(
        nativeID: "serviceAccount:deploy@payments-prod.iam.gserviceaccount.com", type: "google-cloud.serviceAccount",
        name: "deploy@payments-prod.iam.gserviceaccount.com",
        attributes: ["uniqueId": "104", "projectId": "payments-prod"])
    static let pool = Application(
        nativeID: "projects/100100100100/locations/global/workloadIdentityPools/github",
        type: "google-cloud.workloadIdentityPool", name: "GitHub", status: .enabled)

    /// What a stream fans out over.
    static func parent(of id: String) throws -> Partition {
        let descriptor = try #require(GoogleCloudConnector.manifest.streams.first { $0.id == id })
        guard case .each(let stream, _, _) = descriptor.partitions else { return .whole }
        switch stream {
        case "serviceAccounts": return Partition(key: account.nativeID.string, parent: .identity(account))
        case "workloadIdentityPools": return Partition(key: pool.nativeID.string, parent: .application(pool))
        default: return Partition(key: project.nativeID.string, parent: .resource(project))
        }
    }
}
