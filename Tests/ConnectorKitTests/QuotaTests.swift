import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

/// Vendors that count requests in windows, and tell in headers what is left.
@Suite("Quotas told in headers")
struct QuotaTests {
    /// Counts as GitHub and Okta do: so many requests an hour, and a refusal for each one more.
    private final class Metered: Sendable {
        let limit: Int
        let time: TestTime
        private let counted = Locked((window: Int64(0), used: 0, refused: 0))

        init(limit: Int, time: TestTime) {
            self.limit = limit
            self.time = time
        }

        var refused: Int { counted.withLock { $0.refused } }

        func answer(_ request: Request, pages: Int) -> Response {
            let now = time.keeper.now().milliseconds / 1000
            let window = now / 3600
            let left = counted.withLock { state in
                if state.window != window { state = (window, 0, state.refused) }
                state.used += 1
                if state.used > limit { state.refused += 1 }
                return limit - state.used
            }
            let number = URLComponents(url: request.url, resolvingAgainstBaseURL: true)?.queryItems?.first?.value
            let page = number.flatMap { Int($0) } ?? 1
            var headers: Headers = [
                "X-RateLimit-Limit": "\(limit)", "X-RateLimit-Remaining": "\(max(0, left))",
                "X-RateLimit-Reset": "\((window + 1) * 3600)",
            ]
            if left < 0 {
                headers["Retry-After"] = "\((window + 1) * 3600 - now)"
                return ConnectorKitTests.page(request, "{}", status: 429, headers: headers)
            }
            if page < pages { headers["Link"] = "<\(base)/users?page=\(page + 1)>; rel=\"next\"" }
            return ConnectorKitTests.page(request, #"[{"id":"u\#(page)"}]"#, headers: headers)
        }
    }

    private func metered(_ share: Double = 1, limit: Int, pages: Int, deadline: Duration? = nil, _ time: TestTime)
        async throws -> (coverage: Coverage?, refused: Int, sink: MemorySink)
    {
        let vendor = Metered(limit: limit, time: time)
        var connector = connector([usersStream()])
        connector.manifest.buckets[0].headers = QuotaHeaders(
            limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset")
        let sink = MemorySink()
        let environment = RunEnvironment(
            transport: Transport { vendor.answer($0, pages: pages) }, time: time.keeper, deadline: deadline,
            pace: Pace(share: share))
        let runner = StreamRunner(source: "acme", connector: connector, environment: environment)
        let coverage = try await runner.run(try await runner.identify(), into: sink)
        return (coverage["users"], vendor.refused, sink)
    }

    @Test("a list longer than the quota waits for the window's end, and no request is refused")
    func waitsForTheReset() async throws {
        let time = TestTime()
        let (coverage, refused, sink) = try await metered(limit: 50, pages: 120, time)
        #expect(coverage?.state == .complete)
        #expect(refused == 0)
        #expect(await sink.allRecords.count == 120)
        #expect(time.keeper.elapsed() > .seconds(3600) && time.keeper.elapsed() <= .seconds(3 * 3600))
    }

    @Test("where the run's time ends before the window, the list is postponed and keeps what it has")
    func postpones() async throws {
        let time = TestTime()
        let (coverage, refused, sink) = try await metered(limit: 50, pages: 120, deadline: .seconds(60), time)
        #expect(coverage?.state == .partial)
        #expect(coverage?.reason?.contains("limit is used up until") == true)
        #expect(refused == 0)
        #expect(await sink.allRecords.count == 50)
        #expect(time.waits.isEmpty)
    }

    @Test("a share of the quota leaves the rest to others")
    func leavesTheRest() async throws {
        let time = TestTime()
        let (_, _, sink) = try await metered(0.4, limit: 50, pages: 120, deadline: .seconds(60), time)
        #expect(await sink.allRecords.count == 20)
    }

    @Test(
        "headers that are no numbers, or of a window that is over, say nothing",
        arguments: [("-1", "2000000000"), ("0", "yesterday"), ("0", "1000"), ("many", "2000000000"), ("0", "-5")])
    func ignoresNonsense(remaining: String, reset: String) async throws {
        let time = TestTime()
        var connector = connector([usersStream(.single)])
        connector.manifest.buckets[0].headers = QuotaHeaders(limit: "L", remaining: "R", reset: "S")
        let vendor = FakeVendor { request, _ in
            page(request, #"[{"id":"a"}]"#, headers: ["L": "10", "R": remaining, "S": reset])
        }
        let twice = [usersStream(.single), usersStream(.single, id: "more")]
        connector.streams = twice
        let coverage = try await collect(connector, from: vendor, time: time, into: MemorySink())
        #expect(coverage.values.allSatisfy { $0.state == .complete })
        #expect(time.waits.isEmpty)
    }

    @Test(
        "the user's pace goes before the manifest's",
        arguments: [
            (Pace(), 10.0), (Pace(share: 0.5), 5), (Pace(rate: .perSecond(2)), 2), (Pace(rate: .unlimited), nil),
        ]
            as [(Pace, Double?)])
    func paces(pace: Pace, expected: Double?) async throws {
        let time = TestTime()
        var connector = connector((0..<21).map { usersStream(.single, id: "s\($0)") })
        connector.manifest.buckets = [QuotaBucket(requestsPerSecond: 10, concurrency: 1, source: "test")]
        let vendor = FakeVendor { request, _ in page(request, "[]") }
        let environment = RunEnvironment(transport: vendor.transport, time: time.keeper, pace: pace)
        let runner = StreamRunner(source: "acme", connector: connector, environment: environment)
        _ = try await runner.run(try await runner.identify(), into: MemorySink())
        #expect(time.keeper.elapsed() == expected.map { .seconds(20 / $0) } ?? .zero)
    }
}
