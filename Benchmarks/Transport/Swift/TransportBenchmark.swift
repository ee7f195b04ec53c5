import CurlTransport
import Foundation
import Transport

/// GET of one URL, so many times, so many at once, through CurlTransport.
///
///     transport-swift URL REQUESTS CONCURRENCY
///
/// Prints requests, CPU microseconds (user and system), wall microseconds and bytes a body, as transport-reference
/// does.
@main
struct TransportBenchmark {
    struct Failed: Error { let status: Int }

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let url = URL(string: arguments[1]), let requests = Int(arguments[2]),
            let concurrency = Int(arguments[3]), let rules = OriginRules(base: url)
        else { exit(2) }
        let configuration = CurlTransport.Configuration(
            maximumConnectionsPerHost: concurrency, maximumConnections: concurrency, userAgent: "muster/bench")
        let transport = try CurlTransport(configuration: configuration).transport
        let request = Request(.get, url, allowedOrigins: rules)

        let clock = ContinuousClock()
        let cpuBefore = cpu()
        let start = clock.now
        let bytes = try await send(request, times: requests, atOnce: concurrency, over: transport)
        let wall = (clock.now - start).components
        let microseconds = wall.seconds * 1_000_000 + wall.attoseconds / 1_000_000_000_000
        print(requests, cpu() - cpuBefore, microseconds, bytes / requests)
    }

    @concurrent
    private static func send(
        _ request: Request, times: Int, atOnce concurrency: Int, over transport: Transport
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<concurrency {
                let share = times / concurrency + (lane < times % concurrency ? 1 : 0)
                group.addTask { try await send(request, times: share, over: transport) }
            }
            return try await group.reduce(0, +)
        }
    }

    /// Bytes of all bodies.
    private static func send(_ request: Request, times: Int, over transport: Transport) async throws -> Int {
        var bytes = 0
        for _ in 0..<times {
            let response = try await transport.send(request)
            guard response.status == 200 else { throw Failed(status: response.status) }
            bytes += response.body.count
        }
        return bytes
    }

    /// User and system time of this process, microseconds.
    private static func cpu() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Int($1.tv_sec) * 1_000_000 + Int($1.tv_usec) }
    }
}
