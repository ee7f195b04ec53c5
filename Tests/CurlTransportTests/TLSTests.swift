import CurlTransport
import Foundation
import Testing
import Transport

@Suite("Certificates and proxies")
struct TLSTests {
    let server: TestServer

    init() throws { server = try TestServer.shared.get() }

    private func configuration(proxy: ProxyChoice = .none) -> CurlTransport.Configuration {
        .init(certificateAuthorityFile: server.certificateAuthorityFile, proxy: proxy)
    }

    @Test("a certificate of the configured authority is accepted")
    func ownAuthority() async throws {
        let transport = try makeTransport(configuration())
        let response = try await transport.send(.own(server.url("/echo", port: \.good, scheme: "https")))
        #expect(try Echo(response).scheme == "https")
    }

    @Test("a certificate of an unknown authority is refused")
    func unknownAuthority() async throws {
        let transport = try makeTransport()
        let error = try await transport.error(of: .own(server.url("/echo", port: \.good, scheme: "https")))
        #expect(error.code == .tls)
        #expect(error.advice.contains("authority"))
    }

    @Test("an expired certificate and one for another host are refused")
    func badCertificates() async throws {
        let transport = try makeTransport(configuration())
        for port in [\TestServer.Ports.expired, \.wrong] {
            let error = try await transport.error(of: .own(server.url("/echo", port: port, scheme: "https")))
            #expect(error.code == .tls, "\(error)")
            #expect(!error.isTransient)
        }
    }

    @Test("a plain server behind an https URL is a fault of TLS")
    func plainServer() async throws {
        let transport = try makeTransport(configuration())
        let error = try await transport.error(of: .own(server.url("/echo", scheme: "https")))
        #expect(error.code == .tls, "\(error)")
    }

    @Test("a certificate file that is none stops the start", arguments: ["missing.pem", "ca.key", "."])
    func badFile(name: String) throws {
        let file = server.directory.appending(path: name).path
        let error = #expect(throws: TransportError.self) {
            try CurlTransport(configuration: .init(certificateAuthorityFile: file))
        }
        #expect(error?.code == .tls)
        #expect(error?.place == file)
    }

    private func proxy(password: String = "proxy-password", port: KeyPath<TestServer.Ports, Int> = \.proxy)
        throws -> ProxyChoice
    {
        let url = try server.url("", port: port)
        return .proxy(try Proxy(url: url, username: "proxy-user", password: Secret(password)))
    }

    @Test("https passes the proxy in a tunnel, which sees no header of the request")
    func tunnel() async throws {
        let transport = try makeTransport(configuration(proxy: proxy()))
        let url = try #require(URL(string: "https://api.example.com/echo?query=planted-query"))
        let rules = try #require(OriginRules(base: url))
        let headers: Headers = ["Authorization": "Bearer planted-token"]
        let echo = try await Echo(transport.send(Request(.get, url, headers: headers, allowedOrigins: rules)))
        #expect(echo.value("Host") == "api.example.com")
        #expect(echo.value("Authorization") == "Bearer planted-token")
        #expect(!echo.has("Proxy-Authorization"))

        let told = try await makeTransport().send(.own(server.url("/counters"))).body
        let text = String(decoding: told, as: UTF8.self)
        #expect(text.contains("api.example.com:443"))
        #expect(!text.contains("planted"))
    }

    @Test("behind a proxy, names and literal addresses are judged before anything is sent")
    func proxiedAddresses() async throws {
        let transport = try makeTransport(configuration(proxy: proxy()))
        for text in ["https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://metadata.google.internal/"] {
            let url = try #require(URL(string: text))
            let rules = OriginRules(origins: [try #require(Origin(url))])
            let error = try await transport.error(of: Request(.get, url, allowedOrigins: rules))
            #expect(error.code == .addressRefused, "\(error)")
        }
    }

    @Test("a loopback origin never passes the proxy")
    func loopbackIsDirect() async throws {
        let transport = try makeTransport(configuration(proxy: proxy(port: \.closed)))
        #expect(try await transport.send(.own(server.url("/echo"))).status == 200)
    }

    @Test("faults of the proxy are named as such, without its password")
    func proxyFaults() async throws {
        let url = try #require(URL(string: "https://api.example.com/echo"))
        let forbidden = try #require(URL(string: "https://forbidden.example.com/echo"))
        let cases: [(ProxyChoice, URL, String)] = [
            (try proxy(password: "planted-password"), url, "407"),
            (try proxy(), forbidden, "403"),
            (try proxy(port: \.closed), url, "refused"),
        ]
        for (choice, url, word) in cases {
            let transport = try makeTransport(configuration(proxy: choice))
            let rules = try #require(OriginRules(base: url))
            let error = try await transport.error(of: Request(.get, url, allowedOrigins: rules))
            #expect(error.code == .proxy, "\(error)")
            #expect(error.detail.contains(word), "\(error)")
            #expect(!error.description.contains("planted"))
        }
    }
}
