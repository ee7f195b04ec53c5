import CurlTransport
import Foundation
import Testing
import Transport

@Suite("Bounds and broken transfers")
struct LimitTests {
    let server: TestServer
    let transport: Transport

    init() throws {
        server = try TestServer.shared.get()
        transport = try makeTransport()
    }

    private static func limits(
        connect: Duration = .seconds(60), idle: Duration = .seconds(60), total: Duration = .seconds(60),
        body: Int = 64 << 20, headers: Int = 256 << 10
    ) -> TransferLimits {
        TransferLimits(
            connectTimeout: connect, idleTimeout: idle, totalTimeout: total, maximumBodyBytes: body,
            maximumHeaderBytes: headers)
    }

    @Test("a body of just the bound is whole, one byte more is too large", arguments: ["large", "large-chunked"])
    func bodyBound(path: String) async throws {
        let limits = Self.limits(body: 100_000)
        let whole = try await transport.send(.own(server.url("/\(path)?bytes=100000"), limits: limits))
        #expect(whole.body.count == 100_000)
        let error = try await transport.error(of: .own(server.url("/\(path)?bytes=100001"), limits: limits))
        #expect(error.code == .bodyTooLarge)
        #expect(error.detail.contains("100000"))
    }

    @Test("a gzip bomb of 64 GiB ends at the bound")
    func bomb() async throws {
        let before = try peakKilobytes()
        let error = try await transport.error(of: .own(server.url("/bomb"), limits: Self.limits(body: 8 << 20)))
        #expect(error.code == .bodyTooLarge)
        // Other tests run in this process too: far from the bomb's size, not close to the bound's.
        #expect(try peakKilobytes() - before < 2 << 20)
    }

    /// VmHWM of this process.
    private func peakKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    @Test("endless headers end", arguments: ["endless-headers", "endless-line", "endless-interim"])
    func headerBound(path: String) async throws {
        let error = try await transport.error(of: .own(server.url("/\(path)"), limits: Self.limits(headers: 50_000)))
        #expect(error.code == .headersTooLarge, "\(error)")
    }

    @Test(
        "a cut body is an error and never a short answer",
        arguments: ["cut", "cut-chunked", "cut-in-chunk", "cut-reset", "cut-gzip"])
    func cut(path: String) async throws {
        let error = try await transport.error(of: .own(server.url("/\(path)")))
        #expect(error.code == .bodyCut, "\(error)")
        #expect(error.isTransient)
    }

    @Test("a connection closed without an answer is a failed connection")
    func noAnswer() async throws {
        let error = try await transport.error(of: .own(server.url("/no-answer")))
        #expect(error.code == .connectionFailed, "\(error)")
    }

    @Test("damaged compression is named")
    func damaged() async throws {
        let error = try await transport.error(of: .own(server.url("/encoded?as=gzip-damaged")))
        #expect(error.code == .badEncoding, "\(error)")
    }

    @Test("what is not HTTP is a fault of the protocol")
    func garbage() async throws {
        let error = try await transport.error(of: .own(server.url("/garbage")))
        #expect(error.code == .protocolFault, "\(error)")
    }

    @Test("silence ends at the idle time-out", arguments: ["request", "headers", "body"])
    func stall(after: String) async throws {
        let limits = Self.limits(idle: .milliseconds(50))
        let error = try await transport.error(of: .own(server.url("/stall?after=\(after)"), limits: limits))
        #expect(error.code == .idleTimeout, "\(error)")
    }

    @Test("a trickle ends at the total time-out")
    func trickle() async throws {
        let limits = Self.limits(total: .milliseconds(100))
        let error = try await transport.error(of: .own(server.url("/trickle"), limits: limits))
        #expect(error.code == .totalTimeout, "\(error)")
    }

    @Test("the total time-out covers all redirects together")
    func totalOverRedirects() async throws {
        let limits = Self.limits(total: .milliseconds(100))
        let error = try await transport.error(of: .own(server.url("/redirect?to=/trickle"), limits: limits))
        #expect(error.code == .totalTimeout, "\(error)")
    }

    @Test("a host that answers no connection ends at the connect time-out")
    func blackHole() async throws {
        let limits = Self.limits(connect: .milliseconds(100))
        let error = try await transport.error(of: .own(server.url("/", port: \.blackHole), limits: limits))
        #expect(error.code == .connectTimeout, "\(error)")
    }

    @Test("a handshake that never ends is a connect time-out, for those that wait behind it too")
    func mute() async throws {
        let request = try Request.own(
            server.url("/", port: \.mute, scheme: "https"), limits: Self.limits(connect: .milliseconds(100)))
        let codes = await withTaskGroup(of: TransportError.Code?.self) { group in
            for _ in 0..<16 {
                group.addTask { [transport] in
                    do { _ = try await transport.send(request) } catch { return (error as? TransportError)?.code }
                    return nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .connectTimeout, count: 16))
    }

    @Test("a closed port refuses")
    func refused() async throws {
        let error = try await transport.error(of: .own(server.url("/", port: \.closed)))
        #expect(error.code == .connectionRefused, "\(error)")
        #expect(error.detail.contains("127.0.0.1:\(server.ports.closed)"))
    }

    @Test("a name that does not exist is an unknown host")
    func unknownHost() async throws {
        let url = try #require(URL(string: "https://nowhere.invalid/path?token=planted"))
        let error = try await transport.error(of: .own(url))
        #expect(error.code == .unknownHost, "\(error)")
        #expect(error.place == "https://nowhere.invalid/path")
    }
}
