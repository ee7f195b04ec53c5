import CurlTransport
import Foundation
import Testing
import Transport

@Suite("HTTP/2", .enabled(if: TestServer.hasNginx, "nginx is not installed"))
struct MultiplexTests {
    let server: TestServer
    let transport: Transport
    let port: Int

    init() throws {
        server = try TestServer.shared.get()
        port = try #require(server.ports.nginx)
        transport = try makeTransport(.init(certificateAuthorityFile: server.certificateAuthorityFile))
    }

    private func request(_ path: String, limits: TransferLimits = .standard) throws -> Request {
        try .own(try #require(URL(string: "https://127.0.0.1:\(port)\(path)")), limits: limits)
    }

    @Test("64 requests at once share one connection")
    func oneConnection() async throws {
        let request = try request("/page")
        let responses = try await withThrowingTaskGroup(of: Response.self) { group in
            for _ in 0..<64 { group.addTask { [transport] in try await transport.send(request) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(responses.count == 64)
        #expect(Set(responses.map(\.headers["x-connection"])).count == 1)
        #expect(Set(responses.map(\.headers["x-protocol"])) == ["HTTP/2.0"])
        #expect(Set(responses.map(\.body)).count == 1)
        #expect(responses.allSatisfy { $0.status == 200 && $0.body.count > 40_000 })
    }

    @Test("an empty answer is whole")
    func empty() async throws {
        let response = try await transport.send(request("/empty"))
        #expect(response.status == 204)
        #expect(response.body.isEmpty)
    }

    @Test("a body cut on the way to the server is cut here")
    func cut() async throws {
        let error = try await transport.error(of: request("/cut"))
        #expect(error.code == .bodyCut, "\(error)")
    }

    @Test("a cancelled or silent stream leaves its connection to the others")
    func cancelledStream() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let first = try await transport.send(request("/page")).headers["x-connection"]
        let held = try request("/hold")
        let task = Task { [transport] in try await transport.send(held) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let silent = try request("/hold", limits: TransferLimits(idleTimeout: .milliseconds(50)))
        #expect(try await transport.error(of: silent).code == .idleTimeout)
        let last = try await transport.send(request("/page")).headers["x-connection"]
        // What was idle for 118 s is not taken up again by libcurl (CURLOPT_MAXAGE_CONN): on a very busy machine nothing
        // is said here.
        if clock.now - start < .seconds(110) { #expect(first == last) }
    }
}
