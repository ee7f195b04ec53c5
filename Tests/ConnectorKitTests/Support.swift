import ConnectorKit
import Foundation
import Inventory
import Transport

/// Time that passes only when somebody waits.
final class TestTime: Sendable {
    private let state = Locked((elapsed: Duration.zero, waits: [Duration]()))
    let start = Instant(milliseconds: 1_790_000_000_000)

    var keeper: Timekeeper {
        Timekeeper(
            now: { [self] in
                start.advanced(bySeconds: state.withLock { $0.elapsed.components.seconds })
            },
            elapsed: { [self] in state.withLock { $0.elapsed } },
            sleep: { [self] duration in
                try Task.checkCancellation()
                state.withLock {
                    $0.elapsed += duration
                    $0.waits.append(duration)
                }
                await Task.yield()
            }, jitter: { 0 })
    }

    var waits: [Duration] { state.withLock { $0.waits } }
}

/// A vendor in place: answers by a closure, and remembers what was asked.
final class FakeVendor: Sendable {
    private let asked = Locked<[Request]>([])
    private let answer: @Sendable (Request, Int) throws -> Response

    /// The closure gets the request and how many came before it.
    init(_ answer: @escaping @Sendable (Request, Int) throws -> Response) { self.answer = answer }

    var requests: [Request] { asked.withLock { $0 } }

    var transport: Transport {
        Transport { request in
            let count = self.asked.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            return try self.answer(request, count)
        }
    }
}

struct WireUser: Decodable, Sendable {
    var id: String
    var name: String?
}

let base = "https://api.example.com"

func url(_ path: String) -> URL { URL(string: base + path) ?? URL(fileURLWithPath: "/") }

let rules = OriginRules(base: url("/")) ?? OriginRules(origins: [])

func page(_ request: Request, _ body: String, status: Int = 200, headers: Headers = [:]) -> Response {
    Response(status: status, headers: headers, body: Data(body.utf8), url: request.url)
}

func user(_ wire: WireUser) -> Record {
    .identity(Identity(nativeID: NativeID(wire.id), type: "acme.user", name: wire.name ?? wire.id))
}

func usersStream(
    _ pagination: Pagination = .linkHeader(), id: String = "users", path: String = "/users",
    partitions: PartitionPlan = .whole, notFound: HTTPStream.NotFoundMeaning = .gone
) -> ConnectorKit.Stream {
    ConnectorKit.Stream(
        StreamDescriptor(
            id: id, title: id, operation: "GET \(path)", yields: [.identity], permissions: ["users.read"],
            partitions: partitions),
        .json(
            WireUser.self,
            first: { partition in
                Request(.get, url(path + (partition.key.isEmpty ? "" : "/" + partition.key)), allowedOrigins: rules)
            }, pagination: pagination, notFound: notFound, map: { wire, _ in [user(wire)] }))
}

func connector(_ streams: [ConnectorKit.Stream], classify: @escaping @Sendable (Response) -> Outcome? = { _ in nil })
    -> Connector
{
    Connector(
        manifest: Manifest(
            id: "acme", product: "Acme", version: "1", documentation: "https://docs.example.com", settings: [],
            credentials: [], streams: streams.map(\.descriptor),
            buckets: [QuotaBucket(requestsPerSecond: nil, concurrency: 4, source: "test")], blindSpots: [],
            requestFormula: "pages"),
        streams: streams, tenant: .fixed(TenantIdentity(id: "t1", principal: "reader")), classify: classify)
}

/// Runs a connector against a vendor, in memory.
func collect(
    _ connector: Connector, from vendor: FakeVendor, time: TestTime = TestTime(), deadline: Duration? = nil,
    into sink: any PageSink
) async throws -> [String: Coverage] {
    let environment = RunEnvironment(transport: vendor.transport, time: time.keeper, deadline: deadline)
    let runner = StreamRunner(source: "acme", connector: connector, environment: environment)
    return try await runner.run(try await runner.identify(), into: sink)
}
