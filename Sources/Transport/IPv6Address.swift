import Foundation

/// An IPv6 address (RFC 4291) without a zone.
public struct IPv6Address: Sendable, Hashable, CustomStringConvertible {
    /// Sixteen octets, network order.
    public let octets: [UInt8]

    /// nil for anything that is not one address by itself: no brackets, no zone.
    public init?(_ text: String) {
        var octets = [UInt8](repeating: 0, count: 16)
        guard !text.utf8.contains(0), inet_pton(AF_INET6, text, &octets) == 1 else { return nil }
        self.octets = octets
    }

    /// Anything but sixteen octets is `::`, which is never a server.
    public init(octets: [UInt8]) { self.octets = octets.count == 16 ? octets : Array(repeating: 0, count: 16) }

    /// The short form of RFC 5952.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, octets, &text, socklen_t(text.count)) != nil else { return "::" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// `::1` (RFC 4291 section 2.5.3).
    public var isLoopback: Bool { octets[..<15].allSatisfy { $0 == 0 } && octets[15] == 1 }

    /// fe80::/10 (RFC 4291 section 2.5.6).
    public var isLinkLocal: Bool { octets[0] == 0xfe && octets[1] & 0xc0 == 0x80 }

    /// fc00::/7 (RFC 4193), the deprecated site-local fec0::/10, documentation (RFC 3849, RFC 9637) and the local
    /// translation prefix 64:ff9b:1::/48 (RFC 8215).
    public var isPrivate: Bool {
        octets[0] & 0xfe == 0xfc || (octets[0] == 0xfe && octets[1] & 0xc0 == 0xc0)
            || octets.starts(with: [0x20, 0x01, 0x0d, 0xb8])
            || (octets[0] == 0x3f && octets[1] == 0xff && octets[2] & 0xf0 == 0)
            || octets.starts(with: [0, 0x64, 0xff, 0x9b, 0, 1])
    }

    /// `::`, multicast ff00::/8 and the discard prefix 100::/64 (RFC 6666): never a server.
    public var isUnroutable: Bool {
        octets[0] == 0xff || octets.allSatisfy { $0 == 0 } || octets.starts(with: [1, 0, 0, 0, 0, 0, 0, 0])
    }

    /// The IPv4 addresses that a connection to this one ends at by way of a translation: mapped and compatible
    /// (RFC 4291 section 2.5.5), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056) and Teredo (RFC 4380).
    public var embeddedIPv4: [IPv4Address] {
        func address(_ range: Range<Int>) -> IPv4Address { IPv4Address(octets: Array(octets[range])) }
        let zeros = octets.prefix { $0 == 0 }.count
        if zeros >= 12 && !isLoopback { return [address(12..<16)] }
        if zeros == 10 && octets[10] == 0xff && octets[11] == 0xff { return [address(12..<16)] }
        // IPv4-translated, ::ffff:0:a.b.c.d (RFC 2765).
        if zeros == 8 && octets[8..<12].elementsEqual([0xff, 0xff, 0, 0]) { return [address(12..<16)] }
        if octets.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return [address(12..<16)] }
        if octets.starts(with: [0, 0x64, 0xff, 0x9b, 0, 1]) {
            // A network may cut the local prefix at 48, 56, 64 or 96 bits (RFC 6052 section 2.2).
            let positions = [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], [12, 13, 14, 15]]
            return positions.map { IPv4Address(octets: $0.map { octets[$0] }) }
        }
        if octets.starts(with: [0x20, 0x02]) { return [address(2..<6)] }
        if octets.starts(with: [0x20, 0x01, 0, 0]) { return [IPv4Address(octets: octets[12..<16].map { ~$0 })] }
        return []
    }
}
