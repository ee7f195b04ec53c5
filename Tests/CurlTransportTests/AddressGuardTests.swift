import Foundation
import Testing
import Transport

@testable import CurlTransport

@Suite("Addresses behind names")
struct AddressGuardTests {
    private func exchange(_ text: String, rules: OriginRules? = nil, proxy: ProxyChoice = .none) throws -> Exchange {
        let url = try #require(URL(string: text))
        let origin = try #require(Origin(url))
        let settings = try EngineSettings(.init(proxy: proxy), environment: [:])
        let request = Request(.get, url, allowedOrigins: rules ?? OriginRules(origins: [origin]))
        return try Exchange(request, settings: settings, deadline: .max)
    }

    private func mayConnect(_ guardian: AddressGuard, _ text: String) -> Bool {
        var guardian = guardian
        let isAllowed = guardian.mayConnect(to: IPAddress(text))
        #expect(isAllowed == (guardian.refusal == nil))
        return isAllowed
    }

    private func judge(_ guardian: AddressGuard, _ peer: String?) -> AddressGuard.Verdict {
        var guardian = guardian
        return guardian.judge(peer: peer)
    }

    @Test(
        "a name may not lead to an address inside",
        arguments: [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
            "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:0:127.0.0.1",
        ])
    func inside(text: String) throws {
        let guardian = AddressGuard(try exchange("https://api.example.com/"))
        #expect(!mayConnect(guardian, text))
        #expect(judge(guardian, text) == .refused)
    }

    @Test("a name may lead to any server outside", arguments: ["1.1.1.1", "2606:4700::1", "64:ff9b::101:101"])
    func outside(text: String) throws {
        let guardian = AddressGuard(try exchange("https://api.example.com/"))
        #expect(mayConnect(guardian, text))
        #expect(judge(guardian, text) == .allowed)
    }

    @Test("plain http stays on this machine, whatever the name resolves to")
    func plainHTTP() throws {
        let url = try #require(URL(string: "http://localhost/"))
        let guardian = AddressGuard(try exchange("http://localhost/", rules: OriginRules(base: url)))
        #expect(mayConnect(guardian, "127.0.0.1"))
        #expect(!mayConnect(guardian, "10.0.0.1"))
        #expect(!mayConnect(guardian, "1.1.1.1"))
    }

    @Test("a family that is neither IPv4 nor IPv6, and an unknown peer, are not let through")
    func unknown() throws {
        let guardian = AddressGuard(try exchange("https://api.example.com/"))
        #expect(!mayConnect(guardian, "neither"))
        #expect(judge(guardian, nil) == .unknown)
        #expect(judge(guardian, "") == .unknown)
    }

    @Test("the door for machine credentials opens to its one address alone, and not by way of a proxy")
    func machineDoor() throws {
        let proxy = ProxyChoice.proxy(
            try Proxy(url: try #require(URL(string: "http://proxy.example.com:3128"))))
        let exchange = try exchange(
            "http://169.254.169.254/latest/", rules: .machineCredentialService(.instanceMetadata), proxy: proxy)
        #expect(exchange.proxy == nil)
        let guardian = AddressGuard(exchange)
        #expect(mayConnect(guardian, "169.254.169.254"))
        #expect(!mayConnect(guardian, "169.254.170.2"))
        #expect(!mayConnect(guardian, "127.0.0.1"))
        #expect(!mayConnect(guardian, "1.1.1.1"))
    }

    @Test("a request that allows no private address does not use a connection that another opened to one")
    func reusedConnection() async throws {
        let server = try TestServer.shared.get()
        let transport = try makeTransport(.init(certificateAuthorityFile: server.certificateAuthorityFile))
        let url = try server.url("/count?key=reused", port: \.good, scheme: "https", host: "localhost")
        let origin = try #require(Origin(url))
        let request = Request(.get, url, allowedOrigins: OriginRules(origins: [origin], privateAddressesAllowed: true))
        #expect(try await transport.send(request).body == Data("1".utf8))

        // Past the check of the name as written, as any name but localhost would be.
        let settings = try EngineSettings(
            .init(certificateAuthorityFile: server.certificateAuthorityFile), environment: [:])
        let engine = try EngineOwner(settings: settings)
        let open = try Exchange(request, settings: settings, deadline: .max)
        guard case .answered(let answer) = await engine.perform(open) else {
            Issue.record("the first request failed")
            return
        }
        #expect(answer.body == Data("2".utf8))
        var strict = open
        strict.rules.privateAddressesAllowed = false
        guard case .failed(let failure) = await engine.perform(strict) else {
            Issue.record("the connection was used")
            return
        }
        #expect(failure.cause == .addressRefused)
        // Neither did the request go out, nor does the refusal close the way for those who may.
        guard case .answered(let last) = await engine.perform(open) else {
            Issue.record("the last request failed")
            return
        }
        #expect(last.body == Data("3".utf8))
    }
}
