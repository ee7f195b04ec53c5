import Foundation

/// Scheme, host and port (RFC 6454), normalised: lower case, the scheme's own port filled in, international names in
/// their ASCII form, IPv6 addresses in short form without brackets.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public let scheme: String
    public let host: String
    public let port: Int
    /// The host as an address, if it is written as one.
    public let address: IPAddress?

    /// nil for anything but http and https with a host, and for URLs that carry user information.
    ///
    /// The host is held to letters, digits, hyphens, underscores and dots, or to one IP literal in its usual
    /// spelling: what two parsers could read differently (`127.1`, `0x7f.1`, `a%40b`) is refused, so that the
    /// address judged is the address asked.
    public init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let written = url.host(percentEncoded: false), let host = Self.normalised(host: written),
            url.user(percentEncoded: false) == nil, url.password(percentEncoded: false) == nil
        else { return nil }
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
        address = IPAddress(host)
    }

    private static func normalised(host written: String) -> String? {
        var host = written.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.utf8.contains(UInt8(ascii: ":")) { return IPv6Address(host)?.description }
        if host.hasSuffix(".") { host.removeLast() }
        guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isHostByte) else { return nil }
        var labelLength = 0
        var labelStart = host.startIndex
        for index in host.utf8.indices {
            if host.utf8[index] == UInt8(ascii: ".") {
                guard labelLength > 0 else { return nil }
                labelLength = 0
                labelStart = host.utf8.index(after: index)
            } else {
                labelLength += 1
                guard labelLength <= 63 else { return nil }
            }
        }
        guard labelLength > 0 else { return nil }
        // A last label that is a number makes the whole an IPv4 address for many parsers (WHATWG URL, "ends in a
        // number"); only dotted decimal is taken for one here.
        let last = host[labelStart...]
        let isNumber = last.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if isNumber || last.hasPrefix("0x") { return IPv4Address(host) == nil ? nil : host }
        return host
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Whether the host is written as a loopback address or as `localhost`.
    public var isLoopback: Bool { host == "localhost" || address?.reach == .loopback }

    /// Host and port as a URL or a `Host` field has them: brackets around IPv6, the scheme's own port left out.
    public var authority: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return isDefault ? name : "\(name):\(port)"
    }

    public var description: String { "\(scheme)://\(authority)" }
}
