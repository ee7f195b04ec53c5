import Foundation
import Testing

@testable import Transport

@Suite("Origins")
struct OriginTests {
    private func origin(_ text: String) throws -> Origin? { Origin(try #require(URL(string: text))) }

    @Test(
        "an origin is normal",
        arguments: [
            ("https://Example.COM./a?b#c", "https://example.com"), ("HTTPS://example.com:443", "https://example.com"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("https://[FD00:0::1]:444/", "https://[fd00::1]:444"),
            ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example"), ("http://[::1]:80/", "http://[::1]"),
            ("https://a_b.example", "https://a_b.example"), ("https://a%2eexample/", "https://a.example"),
        ])
    func normal(text: String, expected: String) throws { #expect(try origin(text)?.description == expected) }

    @Test(
        "what two parsers could read differently is no origin",
        arguments: [
            "ftp://example.com", "file:///etc/passwd", "https:///path", "https://user@example.com",
            "https://:@example.com", "https://@example.com", "https://example.com:0", "https://example.com:65536",
            "http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://1.2.3.4.5/",
            "https://a%40b.example/", "https://a%2fb.example/", "https://a%00b.example/", "https://a..b.example/",
            "https://.example/", "http://[fe80::1%25eth0]/", "https://example.0x7f/",
            "https://h.example\\@evil.example",
        ])
    func ambiguous(text: String) throws { #expect(try origin(text) == nil) }

    @Test("the short way of reading a URL finds what URL finds, or nothing")
    func plainSpelling() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "http://", "https://", "a", "b.example", "1", "127.0.0.1", ".", "-", "_", ":", "8080", "443", "/", "?", "#",
            "@", "%2e", "A", "[::1]", "\\", "0x7f", "//", "x=1",
        ]
        var count = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 1...6, using: &generator)
            let tail = (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let url = URL(string: (Bool.random() ? "https://" : "http://") + tail) else { continue }
            guard let plain = PlainAuthority(url.absoluteString) else { continue }
            count += 1
            #expect(plain.host == url.host(percentEncoded: false), "\(url)")
            #expect(plain.scheme == url.scheme, "\(url)")
            #expect(plain.port == url.port, "\(url)")
            #expect(url.user == nil && url.password == nil, "\(url)")
        }
        #expect(count > 1000)
    }

    @Test("http is for loopback alone", arguments: ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
    func loopback(host: String) throws {
        let url = try #require(URL(string: "http://\(host):8080/a"))
        let rules = try #require(OriginRules(base: url))
        #expect(rules.refusal(of: url) == nil)
        #expect(rules.privateAddressesAllowed)
    }

    @Test("plain http elsewhere is refused although it is the configured origin")
    func plainHTTP() throws {
        let url = try #require(URL(string: "http://api.example.com/"))
        #expect(try #require(OriginRules(base: url)).refusal(of: url)?.contains("plain http") == true)
    }

    @Test("a private literal declares itself, a public name does not")
    func declared() throws {
        for (text, isPrivate) in [
            ("https://10.0.0.1", true), ("https://[fd12::1]", true), ("https://192.168.0.1:8443", true),
            ("https://api.example.com", false), ("https://1.1.1.1", false), ("https://169.254.169.254", false),
        ] {
            let url = try #require(URL(string: text))
            #expect(try #require(OriginRules(base: url)).privateAddressesAllowed == isPrivate, "\(text)")
        }
    }

    @Test(
        "a suffix matches hosts below it by https on port 443",
        arguments: [
            ("https://acme.my.vendor.example/", true), ("https://a.b.my.vendor.example/", true),
            ("https://my.vendor.example/", false), ("https://evilmy.vendor.example/", false),
            ("https://acme.my.vendor.example:444/", false), ("http://acme.my.vendor.example/", false),
            ("https://acme.my.vendor.example.evil.example/", false), ("https://.my.vendor.example/", false),
        ])
    func suffixes(text: String, isAllowed: Bool) throws {
        let url = try #require(URL(string: text))
        for suffix in [".my.vendor.example", "my.vendor.example", ".MY.vendor.example"] {
            let rules = OriginRules(origins: [], hostSuffixes: [suffix])
            #expect((rules.refusal(of: url) == nil) == isAllowed, "\(suffix)")
        }
    }

    @Test("an empty suffix, and one of digits, match nothing", arguments: ["", ".", ".1", "0.1"])
    func emptySuffix(suffix: String) throws {
        let rules = OriginRules(origins: [], hostSuffixes: [suffix])
        for text in ["https://api.example.com/", "https://10.0.0.1/"] {
            #expect(rules.refusal(of: try #require(URL(string: text))) != nil)
        }
    }

    @Test("the door for machine credentials leads to one fixed address", arguments: MachineCredentialService.allCases)
    func machineDoor(service: MachineCredentialService) throws {
        var rules = OriginRules.machineCredentialService(service)
        let host = service.host.contains(":") ? "[\(service.host)]" : service.host
        #expect(rules.refusal(of: try #require(URL(string: "http://\(host)/latest/"))) == nil)
        let address = try #require(IPAddress(service.host))
        #expect(rules.refusal(of: address) == nil)

        // Whatever else is said to the rules, they allow nothing more.
        let other = try #require(URL(string: "https://api.example.com/"))
        let otherOrigin = try #require(Origin(other))
        rules.origins.insert(otherOrigin)
        rules.hostSuffixes = [".example.com"]
        rules.privateAddressesAllowed = true
        for text in [
            "https://api.example.com/", "http://\(host):8080/", "https://\(host)/", "http://127.0.0.1/",
            "http://169.254.1.1/",
        ] {
            #expect(rules.refusal(of: try #require(URL(string: text))) != nil, "\(text)")
        }
        #expect(rules.refusal(of: try #require(IPAddress("127.0.0.1"))) != nil)

        // And ordinary rules never lead there.
        let literal = try #require(URL(string: "http://\(host)/"))
        let ordinary = OriginRules(origins: [try #require(Origin(literal))], privateAddressesAllowed: true)
        #expect(ordinary.refusal(of: literal) != nil)
        #expect(ordinary.refusal(of: address) != nil)
    }
}
