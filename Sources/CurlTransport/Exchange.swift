import Foundation
import Transport

/// One request as it goes to the engine: checked, and in the form that libcurl takes.
struct Exchange: Sendable {
    let method: HTTPMethod
    let origin: Origin
    /// Put together from the judged origin and the URL's own path and query, so that libcurl cannot read another
    /// host out of the text than the rules did.
    let url: String
    /// `Name: value` each.
    let headerLines: [String]
    let body: Data?
    let limits: TransferLimits
    let security: ConnectionSecurity?
    var rules: OriginRules
    let proxy: Proxy?
    /// On the monotonic clock.
    let deadline: UInt64
    var wantsFreshConnection = false

    /// - Throws: `TransportError` with `originRefused`, `addressRefused` or `invalidRequest`.
    init(_ request: Request, settings: EngineSettings, deadline: UInt64) throws(TransportError) {
        guard let origin = Origin(request.url) else {
            throw TransportError(
                .originRefused, place: TransportError.place(of: request.url),
                detail: "it is not an http or https URL with a plain host",
                advice: "Correct the source's URL.")
        }
        if let reason = request.allowedOrigins.refusal(of: origin) {
            throw TransportError(
                .originRefused, place: TransportError.place(of: request.url), detail: reason,
                advice: "If \(origin) is right, configure it as the source's URL.")
        }
        if let reason = request.allowedOrigins.refusalAsWritten(of: origin) {
            throw Self.addressRefused(TransportError.place(of: request.url), reason)
        }
        self.origin = origin
        method = request.method
        url = try Self.target(of: request.url, at: origin)
        body = request.body
        guard body == nil || method == .post else {
            throw Self.invalid(request.url, "a \(method.rawValue) request has a body")
        }
        guard method != .put || request.allowedOrigins.machineCredentialService != nil else {
            throw Self.invalid(request.url, "PUT is for a machine's credential service only")
        }
        headerLines = try HeaderLines.lines(for: request, at: origin)
        limits = request.limits
        security = origin.scheme == "https" ? request.security : nil
        rules = request.allowedOrigins
        proxy = rules.machineCredentialService == nil ? settings.proxy.proxy(for: origin) : nil
        self.deadline = deadline
    }

    /// The place is kept as the URL libcurl gets, and cut down to what a message may show.
    var place: String {
        let end = url.firstIndex { $0 == "?" } ?? url.endIndex
        let path = url[..<end]
        return path.count > 260 ? path.prefix(260) + "…" : String(path)
    }

    /// Path and query byte for byte as the URL has them: a signature covers them.
    private static func target(of url: URL, at origin: Origin) throws(TransportError) -> String {
        var text = url.absoluteString
        let target = text.withUTF8 { bytes -> String? in
            guard bytes.count <= 64 << 10, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
                let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
            else { return nil }
            // Past "scheme://"; an origin was read out of the same URL, so both slashes are there.
            let rest = bytes[slash...].dropFirst(2)
            let start = rest.firstIndex {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
            }
            let target = rest[(start ?? rest.endIndex)...].prefix { $0 != UInt8(ascii: "#") }
            var whole = origin.description
            whole.reserveCapacity(whole.utf8.count + 1 + target.count)
            if target.first != UInt8(ascii: "/") { whole += "/" }
            whole += String(decoding: UnsafeBufferPointer(rebasing: target), as: UTF8.self)
            return whole
        }
        guard let target else { throw invalid(url, "the URL is too long or holds bytes that a URL may not") }
        return target
    }

    static func invalid(_ url: URL, _ detail: String) -> TransportError {
        TransportError(
            .invalidRequest, place: TransportError.place(of: url), detail: detail,
            advice: "This is a fault of the connector or of a setting that it puts into requests.")
    }

    static func addressRefused(_ place: String, _ reason: String) -> TransportError {
        TransportError(
            .addressRefused, place: place, detail: reason,
            advice: "Link-local and metadata addresses are never asked; for a server in a private network, configure "
                + "its address or declare private addresses for the source.")
    }
}
