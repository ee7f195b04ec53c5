import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import KubernetesConnector

/// What the tests of this connector share.
enum KubernetesTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appendingPathComponent("Fixtures")
    static let recording = fixtures.appendingPathComponent("recording")
    static let now = Instant(seconds: 1_793_491_200)
    static let server: [String: Settings.Value] = ["server": .text("https://cluster.example.com:6443")]

    static func uid(_ number: Int) -> String {
        let digits = String(number)
        return "5a1e0000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func configuration(
        _ settings: [String: Settings.Value] = server, token: String? = "example-token",
        environment: [String: String] = [:], baseDirectory: URL = folder
    ) -> SourceConfiguration {
        var credentials: [String: CredentialSource] = [:]
        if let token { credentials["token"] = { Secret(token) } }
        return SourceConfiguration(
            name: "kubernetes", settings: Settings(settings), credentials: credentials, environment: environment,
            baseDirectory: baseDirectory)
    }

    /// A recording holds no sign-in.
    static func connector(_ settings: [String: Settings.Value] = server) throws -> Connector {
        var connector = try KubernetesConnector.definition.make(configuration(settings))
        connector.authorization = .none
        return connector
    }

    static func reader(_ told: KubernetesStanding.Told = KubernetesStanding.Told()) throws -> KubernetesReader {
        let standing = KubernetesStanding()
        standing.learn(told)
        return KubernetesReader(
            cluster: try KubernetesCluster(server: "https://cluster.example.com:6443", setting: "server"),
            standing: standing, labels: KubernetesLabelNames(["example.com/owner"]))
    }

    static func stream(_ id: String, _ told: KubernetesStanding.Told = KubernetesStanding.Told()) throws -> HTTPStream {
        let definition = try #require(KubernetesConnector.streams.first { $0.descriptor.id == id }, "no stream \(id)")
        return try definition.source(try reader(told))
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:], query: String = "limit=500") throws
        -> Response
    {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://cluster.example.com:6443/api/v1/list?\(query)")))
    }

    static let date: Headers = ["Date": "Sun, 01 Nov 2026 10:20:30 GMT"]

    /// One page of a stream's own kind.
    static func decode(_ id: String, _ items: String, _ told: KubernetesStanding.Told = KubernetesStanding.Told())
        throws -> DecodedPage
    {
        let kinds = [
            "namespaces": "NamespaceList", "serviceAccounts": "ServiceAccountList", "clusterRoles": "ClusterRoleList",
            "roles": "RoleList", "clusterRoleBindings": "ClusterRoleBindingList", "roleBindings": "RoleBindingList",
            "legacyTokens": "PartialObjectMetadataList", "workloads": "PodList",
        ]
        let body = #"{"kind":"\#(kinds[id] ?? "")","metadata":{},"items":\#(items)}"#
        return try stream(id, told).decode(try response(body, headers: date), .whole)
    }

    static func exchanges(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".ndjson") }
            .flatMap { try Replay.exchanges(in: folder.appending(path: $0)) }
    }

    /// A folder for one test, taken away after it.
    static func withScratch<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "kubernetes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: scratch)
        }
        return try await body(scratch)
    }
}
