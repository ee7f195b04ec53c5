import Foundation
import Testing
import Transport

@Suite("Addresses")
struct AddressTests {
    @Test(
        "only dotted decimal is an IPv4 address",
        arguments: ["1.2.3", "01.2.3.4", "1.2.3.256", "0x1.2.3.4", "1.2.3.4.", " 1.2.3.4", "+1.2.3.4", "1..3.4", ""])
    func notIPv4(text: String) { #expect(IPv4Address(text) == nil) }

    @Test("only an address by itself is an IPv6 address", arguments: ["[::1]", "::1%eth0", "1::2::3", ":", "", "::g"])
    func notIPv6(text: String) { #expect(IPv6Address(text) == nil) }

    @Test("a wrong number of octets is never a server")
    func octets() {
        #expect(IPv4Address(octets: [1, 2]).isUnroutable)
        #expect(IPv6Address(octets: []).isUnroutable)
    }

    @Test(
        "how far an address lies",
        arguments: [
            ("1.1.1.1", IPAddress.Reach.global), ("172.15.0.1", .global), ("172.32.0.1", .global),
            ("100.63.0.1", .global), ("100.128.0.1", .global), ("192.169.0.1", .global), ("2001:4860::8888", .global),
            ("10.0.0.1", .privateNetwork), ("172.16.0.1", .privateNetwork), ("172.31.255.255", .privateNetwork),
            ("192.168.0.1", .privateNetwork), ("100.64.0.1", .privateNetwork), ("198.18.0.1", .privateNetwork),
            ("192.0.2.1", .privateNetwork), ("fc00::1", .privateNetwork), ("fdff::1", .privateNetwork),
            ("fec0::1", .privateNetwork), ("2001:db8::1", .privateNetwork), ("64:ff9b:1::1:0:0:0", .unroutable),
            ("127.0.0.1", .loopback), ("127.255.0.1", .loopback), ("::1", .loopback),
            ("169.254.0.1", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
            ("169.254.169.254", .metadata), ("169.254.170.2", .metadata), ("fd00:ec2::254", .metadata),
            ("100.100.100.200", .metadata), ("168.63.129.16", .metadata),
            ("0.0.0.0", .unroutable), ("0.1.2.3", .unroutable), ("224.0.0.1", .unroutable), ("240.0.0.1", .unroutable),
            ("255.255.255.255", .unroutable), ("::", .unroutable), ("ff02::1", .unroutable), ("100::1", .unroutable),
        ])
    func reach(text: String, expected: IPAddress.Reach) throws {
        #expect(try #require(IPAddress(text)).reach == expected)
    }

    @Test("an IPv4 address inside an IPv6 address is judged as itself")
    func embedded() throws {
        let wrappers: [([UInt8]) -> [UInt8]] = [
            { [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + $0 },
            { [UInt8](repeating: 0, count: 8) + [0xff, 0xff, 0, 0] + $0 },
            { [UInt8](repeating: 0, count: 12) + $0 },
            { [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0] + $0 },
            { [0x20, 0x02] + $0 + [UInt8](repeating: 0, count: 10) },
            { [0x20, 0x01, 0, 0, 8, 8, 8, 8, 0, 0, 0, 0] + $0.map { ~$0 } },
        ]
        for text in ["1.1.1.1", "10.0.0.1", "127.0.0.1", "169.254.1.1", "169.254.169.254", "224.0.0.1"] {
            let inner = try #require(IPv4Address(text))
            for wrap in wrappers {
                let outer = IPAddress.v6(IPv6Address(octets: wrap(inner.octets)))
                #expect(outer.reach == IPAddress.v4(inner).reach, "\(outer)")
            }
        }
    }

    @Test("an IPv6 address reads back what it prints")
    func roundTrip() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let octets = (0..<16).map { _ in Bool.random() ? UInt8.random(in: 0...255, using: &generator) : 0 }
            let address = IPv6Address(octets: octets)
            #expect(IPv6Address(address.description) == address)
        }
    }

    @Test("link-local, metadata and unroutable addresses are refused whatever the rules allow")
    func always() throws {
        let rules = OriginRules(origins: [], privateAddressesAllowed: true)
        for text in ["169.254.0.1", "fe80::1", "169.254.169.254", "fd00:ec2::254", "0.0.0.0", "ff02::1"] {
            #expect(rules.refusal(of: try #require(IPAddress(text))) != nil, "\(text)")
        }
        for text in ["10.0.0.1", "127.0.0.1", "::1", "fd00::1"] {
            let address = try #require(IPAddress(text))
            #expect(rules.refusal(of: address) == nil, "\(text)")
            #expect(OriginRules(origins: []).refusal(of: address) != nil, "\(text)")
        }
    }
}
