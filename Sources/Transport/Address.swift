/// An IPv4 address in dotted decimal (RFC 6943 section 3.1.1, strict form): no octal, no shortened forms.
public struct IPv4Address: Sendable, Hashable, CustomStringConvertible {
    /// Most significant octet first.
    private let bits: UInt32

    public init?(_ text: String) {
        var bits: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // No leading zero: some parsers read it as octal.
                guard digits == 0 || octet != 0 else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard octet <= 255 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, dots < 3 else { return nil }
                bits = bits << 8 | octet
                octet = 0
                digits = 0
                dots += 1
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.bits = bits << 8 | octet
    }

    /// Anything but four octets is 0.0.0.0, which is never a server.
    public init(octets: [UInt8]) { bits = octets.count == 4 ? octets.reduce(0) { $0 << 8 | UInt32($1) } : 0 }

    /// Four octets, network order.
    public var octets: [UInt8] { stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) } }

    private func isWithin(_ network: UInt32, _ prefix: Int) -> Bool { (bits ^ network) >> (32 - UInt32(prefix)) == 0 }

    public var description: String { octets.map(String.init).joined(separator: ".") }

    /// 127.0.0.0/8 (RFC 1122).
    public var isLoopback: Bool { isWithin(0x7f00_0000, 8) }

    /// 169.254.0.0/16 (RFC 3927), where clouds keep their metadata services.
    public var isLinkLocal: Bool { isWithin(0xa9fe_0000, 16) }

    /// RFC 1918, and 100.64.0.0/10 (RFC 6598).
    public var isPrivate: Bool {
        isWithin(0x0a00_0000, 8) || isWithin(0xac10_0000, 12) || isWithin(0xc0a8_0000, 16) || isWithin(0x6440_0000, 10)
    }

    /// Ranges that IANA's special-purpose registry (RFC 6890) lists as not globally reachable and that
    /// `isPrivate` does not hold: protocol assignments, the three documentation networks, benchmarking.
    public var isSpecialPurpose: Bool {
        isWithin(0xc000_0000, 24) || isWithin(0xc000_0200, 24) || isWithin(0xc633_6400, 24)
            || isWithin(0xcb00_7100, 24) || isWithin(0xc612_0000, 15)
    }

    /// 0.0.0.0/8, multicast, reserved and broadcast: never a server.
    public var isUnroutable: Bool { isWithin(0, 8) || isWithin(0xe000_0000, 3) }
}
