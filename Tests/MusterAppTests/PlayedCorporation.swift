import ConnectorKit
import Foundation
import Inventory
import MusterApp
import Testing
import Transport

/// A vendor whose one tenant lists members, each a tenant with a list of users. Every request takes ten seconds of a clock
/// that only it moves.
final class PlayedCorporation: Sendable {
    private struct State: Sendable {
        var now = Instant(seconds: 1_793_491_200)
        var elapsed = Duration.zero
        var asked: [String: Int] = [:]
    }

    private let state = Locked(State())
    private let members: [String]
    private let closed: Set<String>
    private let locked: Set<String>

    /// - Parameters:
    ///   - closed: members that are out of scope.
    ///   - locked: members that refuse.
    init(members count: Int, closed: Set<String> = [], locked: Set<String> = []) {
        members = (1...count).map { "m" + ($0 < 10 ? "0" : "") + String($0) }
        self.closed = closed
        self.locked = locked
    }

    var now: Instant { state.withLock { $0.now } }
    /// How often each path was asked for.
    var asked: [String: Int] { state.withLock { $0.asked } }

    func nextHour() { state.withLock { $0.now = $0.now.advanced(bySeconds: 3600) } }

    var time: Timekeeper {
        var time = Timekeeper.system
        time.now = { self.now }
        time.elapsed = { self.state.withLock { $0.elapsed } }
        time.sleep = { wait in
            try Task.checkCancellation()
            self.state.withLock { $0.elapsed += wait }
        }
        return time
    }

    var transport: Transport { Transport { self.answer($0) } }

    private func answer(_ request: Request) -> Response {
        let path = request.url.path
        state.withLock {
            $0.elapsed += .seconds(10)
            $0.asked[path, default: 0] += 1
        }
        let name = request.url.lastPathComponent
        if locked.contains(name) { return Response(status: 403, body: Data("no".utf8), url: request.url) }
        let body =
            switch path {
            case "/members": "[\(members.map { #"{"id":"\#($0)"}"# }.joined(separator: ","))]"
            case let path where path.hasPrefix("/users/"): #"[{"id":"\#(name)-ana"}]"#
            default: #"{"id":"\#(name)"}"#
            }
        return Response(status: 200, body: Data(body.utf8), url: request.url)
    }

    private struct Row: Decodable, Sendable { var id: String }

    func configuration() throws -> Configuration {
        Configuration(
            file: "muster.yaml", baseDirectory: URL(filePath: "/"),
            sources: [
                .init(
                    name: "corp", definition: try definition(), settings: Settings([:]), credentials: [:],
                    authoritativeFor: [], line: 1)
            ])
    }

    private func definition() throws -> ConnectorDefinition {
        let rules = OriginRules(base: try #require(URL(string: "https://api.example.com")))
        let origins = try #require(rules)
        let request: @Sendable (String) throws -> Request = { path in
            Request(.get, try #require(URL(string: "https://api.example.com" + path)), allowedOrigins: origins)
        }
        let list = StreamDescriptor(
            id: "members", title: "Members", operation: "GET /members", yields: [.resource], permissions: [])
        let users = StreamDescriptor(
            id: "users", title: "Users", operation: "GET /users/{member}", yields: [.identity], permissions: [])
        let manifest = Manifest(
            id: "corporation", product: "Corporation", version: "1", documentation: "https://docs.example.com",
            settings: [], credentials: [], streams: [list, users],
            buckets: [QuotaBucket(requestsPerSecond: nil, concurrency: 4, source: "test")], blindSpots: [])
        let closed = closed
        let member: @Sendable (String) throws -> Connector = { id in
            Connector(
                manifest: manifest,
                streams: [
                    Stream(
                        users,
                        .json(
                            Row.self, first: { _ in try request("/users/\(id)") }, pagination: .single,
                            map: { row, _ in
                                [
                                    .identity(
                                        Identity(nativeID: NativeID(row.id), type: "corporation.user", name: row.id))
                                ]
                            }))
                ],
                tenant: .http(try request("/tenants/\(id)"), redaction: RedactionRules()) { response in
                    TenantIdentity(
                        id: try JSONDecoder().decode(Row.self, from: response.body).id, principal: "muster")
                })
        }
        return ConnectorDefinition(manifest: manifest) { _ in
            var connector = Connector(
                manifest: manifest,
                streams: [
                    Stream(
                        list,
                        .json(
                            Row.self, first: { _ in try request("/members") }, pagination: .single,
                            map: { row, _ in
                                [
                                    .resource(
                                        Resource(
                                            nativeID: NativeID(row.id), type: "corporation.member", name: row.id))
                                ]
                            }))
                ], tenant: .fixed(TenantIdentity(id: "corp", principal: "muster")))
            connector.members = MemberSources(stream: "members", type: "corporation.member") { resource in
                let id = resource.nativeID.string
                return closed.contains(id) ? .outOfScope(reason: "it is closed") : .connector(try member(id))
            }
            return connector
        }
    }
}
