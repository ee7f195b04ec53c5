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
        if let plain = PlainAuthority(url.absoluteString) {
            guard let host = Self.normalised(host: plain.host) else { return nil }
            self.init(scheme: plain.scheme, host: host, port: plain.port)
            return
        }
        guard let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let written = url.host(percentEncoded: false), let host = Self.normalised(host: written),
            url.user(percentEncoded: false) == nil, url.password(percentEncoded: false) == nil
        else { return nil }
        self.init(scheme: scheme, host: host, port: url.port)
    }

    private init?(scheme: String, host: String, port: Int?) {
        let port = port ?? (scheme == "https" ? 443 : 80)
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

/// The start of a URL in the one spelling that leaves nothing to interpret: `http://` or `https://`, a host in lower
/// case letters, digits, hyphens, underscores and dots, perhaps a port of digits, then the end or `/`, `?`, `#`.
///
/// Nearly all URLs are written so, and reading them here costs a tenth of asking `URL` for its parts. nil for every other
/// spelling, which is `URL`'s to read.
struct PlainAuthority {
    let scheme: String
    let host: String
    /// nil when none is written.
    let port: Int?

    init?(_ text: String) {
        var text = text
        guard let parts = text.withUTF8(Self.parts) else { return nil }
        (scheme, host, port) = parts
    }

    private static func parts(of bytes: UnsafeBufferPointer<UInt8>) -> (scheme: String, host: String, port: Int?)? {
        let isSecure = bytes.starts(with: "https://".utf8)
        guard isSecure || bytes.starts(with: "http://".utf8) else { return nil }
        let start = isSecure ? 8 : 7
        var index = start
        while index < bytes.count, isHostByte(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        let host = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        var port: Int?
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            let firstDigit = index
            var number = 0
            while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
                number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
                index += 1
                guard index - firstDigit <= 5 else { return nil }
            }
            guard index > firstDigit else { return nil }
            port = number
        }
        guard index == bytes.count || "/?#".utf8.contains(bytes[index]) else { return nil }
        return (isSecure ? "https" : "http", host, port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
