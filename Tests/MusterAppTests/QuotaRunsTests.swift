import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

/// A source that takes more requests than its vendor allows in an hour, collected every hour by runs that have no time to
/// wait for the next one.
@Suite("Sources greater than their quota")
struct QuotaRunsTests {
    private static let users = 30

    /// A list of 30 users in pages of 5, and a list of keys for each: 36 requests, of which 20 an hour are allowed.
    private final class Vendor: Sendable {
        private let state = Locked((now: Instant(seconds: 1_793_491_200), used: 0, refused: 0, asked: [String: Int]()))
        static let limit = 20

        var now: Instant { state.withLock { $0.now } }
        var refused: Int { state.withLock { $0.refused } }
        /// How often each list or page was asked for.
        var asked: [String: Int] { state.withLock { $0.asked } }

        func nextHour() { state.withLock { $0 = ($0.now.advanced(bySeconds: 3600), 0, $0.refused, $0.asked) } }

        var transport: Transport { Transport { self.answer($0) } }

        private func answer(_ request: Request) -> Response {
            let (left, now) = state.withLock { state in
                state.used += 1
                state.asked[request.url.absoluteString, default: 0] += 1
                if state.used > Self.limit { state.refused += 1 }
                return (Self.limit - state.used, state.now)
            }
            var headers: Headers = [
                "Limit": "\(Self.limit)", "Remaining": "\(max(0, left))",
                "Reset": "\(now.milliseconds / 1000 + 3600)",
            ]
            if left < 0 {
                return Response(status: 429, headers: ["Retry-After": "3600"], body: Data(), url: request.url)
            }
            let body: String
            if request.url.path.hasPrefix("/keys/") {
                body = #"[{"id":"key-\#(request.url.lastPathComponent)"}]"#
            } else {
                let page = Int(request.url.query()?.split(separator: "=").last ?? "1") ?? 1
                let ids = ((page - 1) * 5..<page * 5).map { #"{"id":"u\#($0 < 10 ? "0" : "")\#($0)"}"# }
                if page < QuotaRunsTests.users / 5 {
                    headers["Link"] = "<https://api.example.com/users?page=\(page + 1)>; rel=\"next\""
                }
                body = "[\(ids.joined(separator: ","))]"
            }
            return Response(status: 200, headers: headers, body: Data(body.utf8), url: request.url)
        }
    }

    private struct Row: Decodable, Sendable { var id: String }

    private static func definition() throws -> ConnectorDefinition {
        let rules = OriginRules(base: try #require(URL(string: "https://api.example.com")))
        let origins = try #require(rules)
        let users = StreamDescriptor(
            id: "users", title: "Users", operation: "GET /users", yields: [.identity], permissions: [], pageSize: 5)
        let keys = StreamDescriptor(
            id: "keys", title: "Keys", operation: "GET /keys/{user}", yields: [.credential], permissions: [],
            partitions: .each(stream: "users", kind: .identity, typePrefix: ""))
        let manifest = Manifest(
            id: "metered", product: "Metered", version: "1", documentation: "https://docs.example.com", settings: [],
            credentials: [], streams: [users, keys],
            buckets: [
                QuotaBucket(
                    requestsPerSecond: nil, concurrency: 4,
                    headers: QuotaHeaders(limit: "Limit", remaining: "Remaining", reset: "Reset"), source: "test")
            ], blindSpots: [], requestFormula: "users ÷ 5 + users")
        let url: @Sendable (String) throws -> URL = { try #require(URL(string: "https://api.example.com" + $0)) }
        return ConnectorDefinition(manifest: manifest) { _ in
            Connector(
                manifest: manifest,
                streams: [
                    Stream(
                        users,
                        .json(
                            Row.self, first: { _ in Request(.get, try url("/users"), allowedOrigins: origins) },
                            pagination: .linkHeader(),
                            map: { row, _ in
                                [.identity(Identity(nativeID: NativeID(row.id), type: "metered.user", name: row.id))]
                            })),
                    Stream(
                        keys,
                        .json(
                            Row.self,
                            first: { Request(.get, try url("/keys/" + $0.key), allowedOrigins: origins) },
                            pagination: .single,
                            map: { row, user in
                                [
                                    .credential(
                                        Credential(
                                            nativeID: NativeID(row.id), type: "metered.key", form: .staticSecret,
                                            holder: .identity(user.key)))
                                ]
                            })),
                ], tenant: .fixed(TenantIdentity(id: "t", principal: "p")))
        }
    }

    private static func collect(_ vendor: Vendor, into path: String, _ deadline: Duration?) async throws
        -> CollectSummary
    {
        let ledger = try await SQLiteLedger.writing(path: path, command: "test", now: vendor.now, wait: .seconds(5))
        let configuration = Configuration(
            file: "muster.yaml", baseDirectory: URL(filePath: "/"),
            sources: [
                .init(
                    name: "metered", definition: try definition(), settings: Settings([:]), credentials: [:],
                    authoritativeFor: [], line: 1)
            ])
        return try await Collect(
            configuration: configuration, transport: vendor.transport, ledger: ledger, policy: .standard,
            time: .leaping(at: vendor.now), environment: [:]
        ).run(CollectOptions(deadline: deadline))
    }

    @Test("hourly runs with 50 minutes each read all of it in two, and ask for nothing twice")
    func completes() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "quota-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What is left behind is the system's to clean.
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "muster.sqlite").path
        let vendor = Vendor()

        let first = try await Self.collect(vendor, into: path, .seconds(3000))
        #expect(first.run == 1)
        #expect(first.stream("users", of: "metered")?.state == .complete)
        let keys = try #require(first.stream("keys", of: "metered"))
        #expect([.partial, .notRead].contains(keys.state))
        #expect(keys.reason?.contains("limit is used up until") == true)
        #expect(keys.rows == Vendor.limit - 6)

        vendor.nextHour()
        let second = try await Self.collect(vendor, into: path, .seconds(3000))
        #expect(second.gaps.isEmpty)
        #expect(vendor.refused == 0)
        #expect(vendor.asked.count == 36 && vendor.asked.values.allSatisfy { $0 == 1 })
        let ledger = try await SQLiteLedger.reading(path: path)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        #expect(try snapshot.rows(Credential.self).count == Self.users)
        #expect(snapshot.info.streams.allSatisfy { $0.coverage.state == .complete })

        vendor.nextHour()
        let third = try await Self.collect(vendor, into: path, .seconds(3000))
        #expect(third.stream("users", of: "metered")?.state == .complete)
        #expect(vendor.asked["https://api.example.com/users"] == 2, "after a whole read the next run begins anew")
    }
}
