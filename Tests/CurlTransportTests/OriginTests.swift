import CurlTransport
import Foundation
import Testing
import Transport

@Suite("Origins, redirects and addresses")
struct OriginTests {
    let server: TestServer
    let transport: Transport

    init() throws {
        server = try TestServer.shared.get()
        transport = try makeTransport(.init(certificateAuthorityFile: server.certificateAuthorityFile))
    }

    private func redirect(to target: String, status: Int = 302, _ method: HTTPMethod = .get) throws -> Request {
        let encoded = try #require(target.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let headers: Headers = [
            "Authorization": "Bearer planted-token", "X-Api-Key": "planted-key", "Cookie": "planted=cookie",
            "Accept": "application/json", "User-Agent": "test/1",
        ]
        return try .own(
            server.url("/redirect?status=\(status)&to=\(encoded)"), method, headers: headers,
            body: method == .post ? Data("planted=body".utf8) : nil)
    }

    @Test("a redirect at the same origin is followed with its fields", arguments: [301, 302, 303, 307, 308])
    func sameOrigin(status: Int) async throws {
        let response = try await transport.send(redirect(to: "/echo?page=2#part", status: status))
        let echo = try Echo(response)
        #expect(echo.target == "/echo?page=2")
        #expect(echo.value("Authorization") == "Bearer planted-token")
        #expect(response.url.query == "page=2")
    }

    @Test("a redirect to another allowed origin carries Accept and User-Agent alone")
    func otherAllowedOrigin() async throws {
        let target = try server.url("/echo", port: \.good, scheme: "https")
        var request = try redirect(to: target.absoluteString)
        let origin = try #require(Origin(target))
        request.allowedOrigins.origins.insert(origin)
        let response = try await transport.send(request)
        let echo = try Echo(response)
        #expect(echo.scheme == "https")
        #expect(echo.value("Accept") == "application/json")
        #expect(echo.value("User-Agent") == "test/1")
        for name in ["Authorization", "X-Api-Key", "Cookie"] { #expect(!echo.has(name), "\(name)") }
        #expect(response.url == target)
    }

    @Test(
        "a redirect elsewhere is refused and the target named",
        arguments: [
            ("https://other.example.com/next", "https://other.example.com"),
            ("http://other.example.com/next", "plain http"),
            ("http://169.254.169.254/latest/meta-data", "http://169.254.169.254"),
            ("//other.example.com/next", "other.example.com"),
            ("file:///etc/passwd", "file URL"),
            ("gopher://127.0.0.1/", "gopher URL"),
            ("http://user:secret@127.0.0.1/", "http URL"),
            ("http://127.1/", "http URL"),
            ("http:\\\\other.example.com/", "http URL"),
        ])
    func refused(target: String, named: String) async throws {
        for method in [HTTPMethod.get, .post] {
            let error = try await transport.error(of: redirect(to: target, method))
            #expect(error.code == .originRefused, "\(error)")
            #expect(error.detail.contains(named), "\(error)")
            #expect(!error.description.contains("planted") && !error.description.contains("secret"))
        }
    }

    @Test("two different Locations are no redirect")
    func twoLocations() async throws {
        let error = try await transport.error(of: .own(server.url("/redirect?to=/echo&and=/status/200")))
        #expect(error.code == .protocolFault)
    }

    @Test("an endless redirect ends")
    func loop() async throws {
        let error = try await transport.error(of: .own(server.url("/loop")))
        #expect(error.code == .tooManyRedirects)
    }

    @Test("a POST is repeated for 307 and 308 at its own origin", arguments: [307, 308])
    func postRepeated(status: Int) async throws {
        let echo = try await Echo(transport.send(redirect(to: "/echo", status: status, .post)))
        #expect(echo.method == "POST")
        #expect(echo.body == Data("planted=body".utf8))
    }

    @Test("a POST goes to no other origin, even an allowed one", arguments: [307, 308])
    func postElsewhere(status: Int) async throws {
        let target = try server.url("/echo", port: \.good, scheme: "https")
        var request = try redirect(to: target.absoluteString, status: status, .post)
        let origin = try #require(Origin(target))
        request.allowedOrigins.origins.insert(origin)
        #expect(try await transport.error(of: request).code == .originRefused)
    }

    @Test("a POST answered by another redirect stands as it is", arguments: [301, 302, 303])
    func postStands(status: Int) async throws {
        #expect(try await transport.send(redirect(to: "/echo", status: status, .post)).status == status)
    }

    @Test(
        "what the rules do not name is not asked",
        arguments: [
            "file:///etc/passwd", "ftp://127.0.0.1/", "http://192.0.2.1/", "https://other.example.com/",
            "https://user@api.example.com/", "https://api.example.com:444/", "http://api.example.com/",
        ])
    func outsideRules(text: String) async throws {
        let url = try #require(URL(string: text))
        let own = try #require(URL(string: "https://api.example.com"))
        let rules = try #require(OriginRules(base: own))
        let error = try await transport.error(of: Request(.get, url, allowedOrigins: rules))
        #expect(error.code == .originRefused)
    }

    @Test("a name that leads to this machine is refused unless the rules allow it")
    func localhost() async throws {
        let url = try server.url("/echo", port: \.good, scheme: "https", host: "localhost")
        var rules = OriginRules(origins: [try #require(Origin(url))])
        #expect(try await transport.error(of: Request(.get, url, allowedOrigins: rules)).code == .addressRefused)
        rules.privateAddressesAllowed = true
        #expect(try await transport.send(Request(.get, url, allowedOrigins: rules)).status == 200)
    }

    @Test(
        "literal addresses of metadata services are refused under any ordinary rules",
        arguments: [
            "https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://[::ffff:169.254.169.254]/",
            "https://[64:ff9b::a9fe:a9fe]/", "https://[fe80::1]/", "https://169.254.1.1/", "https://0.0.0.0/",
            "https://224.0.0.1/", "https://metadata.google.internal/", "https://[ff02::1]/",
        ])
    func metadata(text: String) async throws {
        let url = try #require(URL(string: text))
        let rules = OriginRules(origins: [try #require(Origin(url))], privateAddressesAllowed: true)
        let error = try await transport.error(of: Request(.get, url, allowedOrigins: rules))
        #expect(error.code == .addressRefused, "\(error)")
    }

    @Test("no secret of a request stands in an error")
    func noSecretInErrors() async throws {
        let headers: Headers = ["Authorization": "Bearer planted-token"]
        let limits = TransferLimits(
            connectTimeout: .milliseconds(50), idleTimeout: .milliseconds(50), maximumBodyBytes: 1000,
            maximumHeaderBytes: 2000)
        let paths = ["/cut", "/garbage", "/large?bytes=5000&", "/endless-headers", "/stall", "/loop", "/no-answer"]
        var errors: [TransportError] = []
        for path in paths {
            let url = try server.url(path + (path.contains("?") ? "" : "?") + "access_token=planted-query")
            errors.append(try await transport.error(of: .own(url, headers: headers, limits: limits)))
        }
        for port in [\TestServer.Ports.closed, \.blackHole] {
            let url = try server.url("/path?access_token=planted-query", port: port)
            errors.append(try await transport.error(of: .own(url, headers: headers, limits: limits)))
        }
        for error in errors {
            var dumped = ""
            dump(error, to: &dumped)
            #expect(!dumped.contains("planted"), "\(error)")
            #expect(!error.detail.isEmpty && !error.advice.isEmpty)
        }
        #expect(errors.count == 9)
    }
}
