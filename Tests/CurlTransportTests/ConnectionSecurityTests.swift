import CurlTransport
import Foundation
import Testing
import Transport

@Suite("A source's own authorities and client certificate")
struct ConnectionSecurityTests {
    let server: TestServer

    init() throws { server = try TestServer.shared.get() }

    private func file(_ name: String) throws -> Data { try Data(contentsOf: server.directory.appending(path: name)) }

    private func security(_ authority: String? = "ca.pem", client: String? = nil, key: String? = nil) throws
        -> ConnectionSecurity
    {
        ConnectionSecurity(
            authorities: try authority.map(file), clientCertificate: try client.map { try file($0 + ".pem") },
            clientKey: try (key ?? client).map { Secret(String(decoding: try file($0 + ".key"), as: UTF8.self)) })
    }

    private func request(_ port: KeyPath<TestServer.Ports, Int>, _ security: ConnectionSecurity?) throws -> Request {
        var request = try Request.own(server.url("/echo", port: port, scheme: "https"))
        request.security = security
        return request
    }

    @Test("an authority of the source is trusted by its requests and by no other of the same transport")
    func authority() async throws {
        let transport = try makeTransport()
        for _ in 0..<2 {
            #expect(try await transport.send(request(\.good, security())).status == 200)
            // Neither the handle nor the connection lends its trust to the next request.
            #expect(try await transport.error(of: request(\.good, nil)).code == .tls)
        }
    }

    @Test("the source's authorities stand instead of the configured ones")
    func instead() async throws {
        let transport = try makeTransport(.init(certificateAuthorityFile: server.certificateAuthorityFile))
        #expect(try await transport.error(of: request(\.good, security("others.pem"))).code == .tls)
        #expect(try await transport.send(request(\.good, nil)).status == 200)
    }

    @Test("a client certificate is shown with its own requests, and a stranger's or none is not enough")
    func clientCertificate() async throws {
        let transport = try makeTransport()
        for _ in 0..<2 {
            #expect(try await transport.send(request(\.mutual, security(client: "client"))).status == 200)
            // TLS 1.3 refuses after the handshake: the connection then breaks instead.
            await #expect(throws: TransportError.self) { try await transport.send(request(\.mutual, security())) }
            await #expect(throws: TransportError.self) {
                try await transport.send(request(\.mutual, security(client: "stranger")))
            }
        }
    }

    @Test("a key that belongs to another certificate, or is none, is told without any of it")
    func wrongKey() async throws {
        let transport = try makeTransport()
        let other = try await transport.error(of: request(\.mutual, security(client: "client", key: "stranger")))
        #expect(other.code == .tls && other.advice.contains("client certificate"))
        var none = try security(client: "client")
        none.clientKey = Secret("planted-key")
        let error = try await transport.error(of: request(\.mutual, none))
        #expect(error.code == .tls)
        #expect(!error.description.contains("planted"))
    }

    @Test("authorities that are no certificates trust nobody", arguments: ["", "no certificate"])
    func noAuthorities(text: String) async throws {
        let transport = try makeTransport()
        let security = ConnectionSecurity(authorities: Data(text.utf8))
        #expect(try await transport.error(of: request(\.good, security)).code == .tls)
    }

    @Test("at another origin neither goes along")
    func redirect() async throws {
        let transport = try makeTransport(.init(certificateAuthorityFile: server.certificateAuthorityFile))
        let target = try server.url("/echo", port: \.mutual, scheme: "https")
        let from = try server.url("/redirect?to=\(target.absoluteString)", port: \.good, scheme: "https")
        let origins = Set([try #require(Origin(from)), try #require(Origin(target))])
        let rules = OriginRules(origins: origins, privateAddressesAllowed: true)
        let request = Request(.get, from, allowedOrigins: rules, security: try security(client: "client"))
        await #expect(throws: TransportError.self) { try await transport.send(request) }
    }
}
