/// An IPv4 address in dotted decimal (RFC 6943 section 3.1.1, strict form): no octal, no shortened forms.
public struct IPv4Address: Sendable, Hashable, CustomStringConvertible {
    /// Four octets, network order.
    public let octets: [UInt8]

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var octets: [UInt8] = []
        for part in parts {
            guard let octet = UInt8(part), String(octet) == part else { return nil }
            octets.append(octet)
        }
        self.octets = octets
    }

    /// Anything but four octets is 0.0.0.0, which is never a server.
    public init(octets: [UInt8]) { self.octets = octets.count == 4 ? octets : [0, 0, 0, 0] }

    public var description: String { octets.map(String.init).joined(separator: ".") }

    /// 127.0.0.0/8 (RFC 1122).
    public var isLoopback: Bool { octets[0] == 127 }

    /// 169.254.0.0/16 (RFC 3927), where clouds keep their metadata services.
    public var isLinkLocal: Bool { octets[0] == 169 && octets[1] == 254 }

    /// RFC 1918, and 100.64.0.0/10 (RFC 6598).
    public var isPrivate: Bool {
        octets[0] == 10 || (octets[0] == 172 && (16...31).contains(octets[1]))
            || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 100 && (64...127).contains(octets[1]))
    }

    /// Ranges that IANA's special-purpose registry (RFC 6890) lists as not globally reachable and that
    /// `isPrivate` does not hold: protocol assignments, the three documentation networks, benchmarking.
    public var isSpecialPurpose: Bool {
        switch (octets[0], octets[1], octets[2]) {
        case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113), (198, 18...19, _): true
        default: false
        }
    }

    /// 0.0.0.0/8, multicast, reserved and broadcast: never a server.
    public var isUnroutable: Bool { octets[0] == 0 || octets[0] >= 224 }
}
