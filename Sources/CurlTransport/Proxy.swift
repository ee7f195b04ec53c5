import Foundation
import Transport

/// Which requests go through a proxy. Loopback origins and the machine's own credential services never do: they are
/// allowed plain http because they do not leave the machine.
///
/// Behind a proxy the proxy resolves names. Muster then refuses by name and literal address before it asks; what a
/// name resolves to is the proxy's to refuse.
public enum ProxyChoice: Sendable {
    case none
    /// One proxy for all https requests but those to the hosts of `except` (as in `no_proxy`).
    case proxy(Proxy, except: [String] = [])
    /// `https_proxy`, `all_proxy` and `no_proxy` of the process, lower case before upper case.
    case environment

    /// The proxy for an origin, nil to connect straight.
    func proxy(for origin: Origin) -> Proxy? {
        guard case .proxy(let proxy, let exceptions) = self, origin.scheme == "https", !origin.isLoopback else {
            return nil
        }
        return exceptions.contains { Self.matches($0, origin) } ? nil : proxy
    }

    /// `.environment` replaced by what the environment says.
    /// - Throws: `TransportError` (`invalidRequest`) for a variable that is not a proxy's URL.
    func resolved(in environment: [String: String]) throws(TransportError) -> ProxyChoice {
        guard case .environment = self else { return self }
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { environment[$0]?.isEmpty == false }), let text = environment[name] else {
            return .none
        }
        let written = text.contains("://") ? text : "http://" + text
        guard var components = URLComponents(string: written) else {
            throw Proxy.invalid("the value of \(name) is not a URL")
        }
        let username = components.user
        let password = components.password.map { Secret($0) }
        components.user = nil
        components.password = nil
        guard let url = components.url else { throw Proxy.invalid("the value of \(name) is not a URL") }
        let exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return .proxy(try Proxy(url: url, username: username, password: password), except: exceptions)
    }

    /// `*`, a host, a domain with all below it (with or without the first dot), any of them with a port.
    private static func matches(_ exception: String, _ origin: Origin) -> Bool {
        var pattern = exception.lowercased()
        if pattern == "*" { return true }
        if pattern == origin.host || pattern == origin.authority { return true }
        if let colon = pattern.lastIndex(of: ":"), let port = Int(pattern[pattern.index(after: colon)...]),
            pattern.filter({ $0 == ":" }).count == 1
        {
            guard port == origin.port else { return false }
            pattern = String(pattern[..<colon])
        }
        if pattern.hasPrefix(".") { pattern.removeFirst() }
        guard !pattern.isEmpty else { return false }
        return pattern == origin.host || (origin.address == nil && origin.host.hasSuffix("." + pattern))
    }
}

/// A forward proxy. Requests pass it in a tunnel (CONNECT), so that it sees hosts and no headers.
public struct Proxy: Sendable {
    /// scheme://host:port
    let url: String
    let username: String?
    let password: Secret?

    /// - Parameters:
    ///   - url: `http`, `https` or `socks5h` with host and port, without user information.
    ///   - username: for a proxy that asks for one (HTTP Basic).
    ///   - password: held as a secret; in no message.
    /// - Throws: `TransportError` (`invalidRequest`).
    public init(url: URL, username: String? = nil, password: Secret? = nil) throws(TransportError) {
        guard url.user == nil, url.password == nil else {
            throw Self.invalid("the proxy's URL carries credentials, which belong in a credential reference")
        }
        guard let scheme = url.scheme?.lowercased(), ["http", "https", "socks5h"].contains(scheme) else {
            throw Self.invalid("a proxy is given as http://, https:// or socks5h://")
        }
        // Origin validates host and port; its schemes are http and https.
        var components = URLComponents()
        components.scheme = "http"
        components.host = url.host(percentEncoded: false)
        components.port = url.port ?? (scheme == "https" ? 443 : 1080)
        guard let plain = components.url, let origin = Origin(plain) else {
            throw Self.invalid("the proxy's URL has no plain host")
        }
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        self.url = "\(scheme)://\(host):\(origin.port)"
        self.username = username
        self.password = password
    }

    static func invalid(_ detail: String) -> TransportError {
        TransportError(
            .invalidRequest, place: "proxy", detail: detail,
            advice: "Correct the proxy, for example http://proxy.example.com:3128.")
    }
}
