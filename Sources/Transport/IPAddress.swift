/// An address of either family, and how far from this machine it lies.
public enum IPAddress: Sendable, Hashable, CustomStringConvertible {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// An address by itself, without brackets, port or zone.
    public init?(_ text: String) {
        // Every host of every request comes by; names end here.
        guard let first = text.utf8.first, let last = text.utf8.last, first == 0x3a || Self.isHexDigit(first),
            last == 0x3a || Self.isHexDigit(last)
        else { return nil }
        if let address = IPv4Address(text) {
            self = .v4(address)
        } else if text.utf8.contains(0x3a), let address = IPv6Address(text) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }

    /// What an address may reach; the worse stands later.
    public enum Reach: Int, Sendable, Hashable, Comparable {
        case global
        case privateNetwork
        case loopback
        case linkLocal
        /// A cloud's metadata or credential service.
        case metadata
        /// Never a server.
        case unroutable

        public static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
    }

    /// Metadata and credential services that do not lie in 169.254.0.0/16, and the two that do and are best known.
    ///
    /// AWS: 169.254.169.254 and fd00:ec2::254 (instance metadata), 169.254.170.2 (ECS), 169.254.170.23 and
    /// fd00:ec2::23 (EKS Pod Identity). Google: fd20:ce::254. Alibaba: 100.100.100.200. Oracle: 192.0.0.192.
    /// Azure: 168.63.129.16 (WireServer).
    static let metadataServices = Set(
        [
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
            "100.100.100.200", "192.0.0.192", "168.63.129.16",
        ].compactMap(IPAddress.init))

    /// The worst that holds of the address itself and of any IPv4 address inside it.
    public var reach: Reach {
        switch self {
        case .v4(let address):
            if address.isLoopback { return .loopback }
            if address.isUnroutable { return .unroutable }
            if Self.metadataServices.contains(self) { return .metadata }
            if address.isLinkLocal { return .linkLocal }
            return address.isPrivate || address.isSpecialPurpose ? .privateNetwork : .global
        case .v6(let address):
            if Self.metadataServices.contains(self) { return .metadata }
            if address.isUnroutable { return .unroutable }
            if address.isLinkLocal { return .linkLocal }
            if address.isLoopback { return .loopback }
            let own: Reach = address.isPrivate ? .privateNetwork : .global
            return address.embeddedIPv4.map { IPAddress.v4($0).reach }.reduce(own, max)
        }
    }
}
