import Foundation

/// Scheme, host and port (RFC 6454), normalised: lower case, the scheme's own port filled in.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public let scheme: String
    public let host: String
    public let port: Int

    /// nil for anything but http and https with a host, and for URLs that carry user information.
    public init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            var host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty,
            url.user(percentEncoded: false) == nil, url.password(percentEncoded: false) == nil
        else { return nil }
        if host.hasSuffix(".") { host.removeLast() }
        self.scheme = scheme
        self.host = host
        self.port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// Whether the host is written as a loopback address or as `localhost`.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]" || IPv4Address(host).map { $0.isLoopback } == true
    }

    public var description: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)\(isDefault ? "" : ":\(port)")"
    }
}

/// Where requests of a source may go: origins from its configuration and declared suffixes, https only but for
/// loopback hosts.
public struct OriginRules: Sendable, Hashable {
    public var origins: Set<Origin>
    /// Suffixes of hosts, `.my.salesforce.example`, each reached by https on port 443 only.
    public var hostSuffixes: [String]
    /// Whether the configured hosts may resolve to private or loopback addresses. Link-local and metadata addresses
    /// are refused whatever stands here.
    public var privateAddressesAllowed: Bool

    public init(origins: Set<Origin>, hostSuffixes: [String] = [], privateAddressesAllowed: Bool = false) {
        self.origins = origins
        self.hostSuffixes = hostSuffixes
        self.privateAddressesAllowed = privateAddressesAllowed
    }

    /// The rules for one configured base URL. A loopback or private literal address declares itself.
    public init?(base url: URL) {
        guard let origin = Origin(url) else { return nil }
        let isPrivate = origin.isLoopback || IPv4Address(origin.host)?.isPrivate == true
        self.init(origins: [origin], privateAddressesAllowed: isPrivate)
    }

    /// Why a URL may not be asked; nil if it may.
    public func refusal(of url: URL) -> String? {
        guard let origin = Origin(url) else { return "it is not an http or https URL with a plain host" }
        if origin.scheme == "http" && !origin.isLoopback { return "plain http is accepted for loopback addresses only" }
        if origins.contains(origin) { return nil }
        let suffixed = hostSuffixes.contains { origin.host.hasSuffix($0.lowercased()) && origin.host.count > $0.count }
        if suffixed && origin.scheme == "https" && origin.port == 443 { return nil }
        return "\(origin) is not an origin of this source"
    }
}
