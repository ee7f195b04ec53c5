import CurlTransport
import Foundation
import Testing
import Transport

@Suite("Requests and responses")
struct ExchangeTests {
    let server: TestServer
    let transport: Transport

    init() throws {
        server = try TestServer.shared.get()
        transport = try makeTransport(.init(userAgent: "muster/1.2.3"))
    }

    @Test("any status is a response", arguments: [200, 204, 304, 400, 401, 403, 404, 410, 429, 500, 503])
    func statuses(status: Int) async throws {
        let response = try await transport.send(.own(server.url("/status/\(status)")))
        #expect(response.status == status)
    }

    @Test("method, target, fields and body arrive byte for byte")
    func echo() async throws {
        let body = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        let url = try server.url("/echo/a%2Fb/../c?x=%20&y=a+b&z=%C3%A9#part")
        let headers: Headers = ["X-One": "1", "X-Empty": "", "Content-Type": "application/x-test"]
        let echo = try await Echo(transport.send(.own(url, .post, headers: headers, body: body)))
        #expect(echo.method == "POST")
        #expect(echo.target == "/echo/a%2Fb/../c?x=%20&y=a+b&z=%C3%A9")
        #expect(echo.body == body)
        #expect(echo.value("X-One") == "1")
        #expect(echo.value("X-Empty") == "")
        #expect(echo.value("Content-Type") == "application/x-test")
        #expect(echo.value("User-Agent") == "muster/1.2.3")
    }

    @Test("nothing is sent that nobody stated", arguments: [HTTPMethod.get, .post])
    func nothingInferred(method: HTTPMethod) async throws {
        let body = method == .post ? Data(count: 2 << 20) : nil
        let echo = try await Echo(transport.send(.own(server.url("/echo"), method, body: body)))
        for name in ["Authorization", "Cookie", "Content-Type", "Expect", "Referer", "Proxy-Authorization"] {
            #expect(!echo.has(name), "\(name)")
        }
    }

    @Test("an empty POST has a length of 0")
    func emptyPost() async throws {
        let echo = try await Echo(transport.send(.own(server.url("/echo"), .post)))
        #expect(echo.method == "POST")
        #expect(echo.value("Content-Length") == "0")
    }

    @Test("a request leaves nothing behind for the next one on the same handle")
    func handlesAreClean() async throws {
        let url = try server.url("/echo")
        let headers: Headers = ["Authorization": "Bearer first", "X-One": "1"]
        _ = try await transport.send(.own(url, .post, headers: headers, body: Data("a=b".utf8)))
        _ = try await transport.send(.own(url, .head))
        let echo = try await Echo(transport.send(.own(url)))
        #expect(echo.method == "GET")
        #expect(echo.body.isEmpty)
        #expect(!echo.has("Authorization"))
        #expect(!echo.has("X-One"))
        #expect(!echo.has("Content-Length"))
    }

    @Test("HEAD has headers and no body, whatever length they announce")
    func head() async throws {
        var limits = TransferLimits.standard
        limits.maximumBodyBytes = 10
        let response = try await transport.send(.own(server.url("/large?bytes=5000"), .head, limits: limits))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(response.headers["content-length"] == "5000")
    }

    @Test("repeated, empty, folded and odd fields come through in order")
    func repeatedHeaders() async throws {
        let headers = try await transport.send(.own(server.url("/repeated"))).headers
        #expect(headers.all("LINK") == ["<a>; rel=next", "<b>; rel=last"])
        #expect(headers["x-empty"] == "")
        #expect(headers["x-folded"] == "one two")
        #expect(headers["x-latin"] == "caf\u{fffd}")
        #expect(headers["x-colon"] == "a:b")
    }

    @Test("an interim answer is not the answer")
    func interim() async throws {
        let response = try await transport.send(.own(server.url("/interim")))
        #expect(response.status == 200)
        #expect(response.headers["X-Early"] == nil)
        #expect(response.body == Data("late".utf8))
    }

    @Test("trailers are not headers")
    func trailers() async throws {
        let response = try await transport.send(.own(server.url("/trailers")))
        #expect(response.body == Data("body".utf8))
        #expect(response.headers["X-Late"] == nil)
    }

    @Test("requests one after the other share a connection")
    func reuse() async throws {
        var connections: Set<Int> = []
        for _ in 0..<20 {
            connections.insert(try await Echo(transport.send(.own(server.url("/echo")))).connection)
        }
        #expect(connections.count == 1)
    }

    @Test("connections to one host stay within their number")
    func connectionBound() async throws {
        let transport = try makeTransport(.init(maximumConnectionsPerHost: 3))
        let url = try server.url("/echo")
        let connections = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 { group.addTask { try await Echo(transport.send(.own(url))).connection } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(connections.count <= 3)
    }

    @Test("a body comes out of its compression", arguments: ["identity", "gzip", "deflate", "br", "zstd"])
    func compression(coding: String) async throws {
        let plain = try await transport.send(.own(server.url("/encoded?as=identity"))).body
        let response = try await transport.send(.own(server.url("/encoded?as=\(coding)")))
        #expect(response.body == plain)
        #expect(plain.count > 4000)
    }

    @Test("hostile or contradicting request fields are refused before anything is sent")
    func invalidHeaders() async throws {
        let cases: [(String, String)] = [
            ("X-One", "a\r\nX-Two: b"), ("X-One", "a\0b"), ("X One", "a"), ("", "a"), ("X:One", "a"),
            ("Host", "other.example.com"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked"),
            ("Connection", "close"), ("Proxy-Authorization", "Basic x"), ("Expect", "100-continue"),
        ]
        for (name, value) in cases {
            let request = try Request.own(server.url("/echo"), headers: Headers([(name, value)]))
            let error = try await transport.error(of: request)
            #expect(error.code == .invalidRequest, "\(name): \(value)")
        }
    }

    @Test("a signer's Host field and length are taken when they are true")
    func trueHost() async throws {
        let url = try server.url("/echo")
        let headers: Headers = ["Host": "127.0.0.1:\(server.ports.http)", "Content-Length": "3"]
        let echo = try await Echo(transport.send(.own(url, .post, headers: headers, body: Data("abc".utf8))))
        #expect(echo.fields.filter { $0[0] == "Host" }.count == 1)
        #expect(echo.fields.filter { $0[0] == "Content-Length" }.count == 1)
    }

    @Test("a GET with a body is refused")
    func bodyOnGet() async throws {
        let error = try await transport.error(of: .own(server.url("/echo"), body: Data("x".utf8)))
        #expect(error.code == .invalidRequest)
    }
}
