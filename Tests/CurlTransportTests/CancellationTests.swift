import CurlTransport
import Foundation
import Testing
import Transport

@Suite("Cancellation and the engine's life", .timeLimit(.minutes(2)))
struct CancellationTests {
    let server: TestServer

    init() throws { server = try TestServer.shared.get() }

    @Test("64 requests that wait for an answer end when they are cancelled")
    func waiting() async throws {
        let transport = try makeTransport(.init(maximumConnectionsPerHost: 64))
        let request = try Request.own(server.url("/stall"))
        let cancelled = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do { _ = try await transport.send(request) } catch { return error is CancellationError }
                    return false
                }
            }
            // One request that is answered shows that the engine has taken those before it.
            _ = try? await transport.send(.own(server.url("/status/200")))  // Its failure shows in the next test.
            group.cancelAll()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(cancelled == 64)
        #expect(try await transport.send(.own(server.url("/status/200"))).status == 200)
    }

    @Test("2,000 requests cancelled at once with their start all end, answered or cancelled")
    func races() async throws {
        let transport = try makeTransport()
        let request = try Request.own(server.url("/status/200"))
        let ended = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<2000 {
                group.addTask {
                    let task = Task { try await transport.send(request) }
                    if index.isMultiple(of: 3) { await Task.yield() }
                    task.cancel()
                    do { return try await task.value.status == 200 } catch { return error is CancellationError }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(ended == 2000)
        #expect(try await transport.send(request).status == 200)
    }

    @Test("a task cancelled before it sends gets no answer")
    func before() async throws {
        let transport = try makeTransport()
        let request = try Request.own(server.url("/count?key=before"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(request)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await transport.send(request).body == Data("1".utf8))
    }

    @Test("a transport that is let go ends its thread and its connections")
    func release() async throws {
        let before = try openFiles()
        for _ in 0..<50 {
            _ = try await makeTransport().send(.own(server.url("/status/200")))
        }
        // The threads end on their own time; each request of another transport gives them some.
        let other = try makeTransport()
        var now = try openFiles()
        for _ in 0..<2000 where now > before + 40 {
            _ = try await other.send(.own(server.url("/status/200")))
            now = try openFiles()
        }
        #expect(now <= before + 40)
    }

    /// Each living engine has an epoll set, an event and a connection.
    private func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
