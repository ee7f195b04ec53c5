import Foundation

// A request holds a token in its headers, its body or its query, and a response may hold one in its body: what is
// printed of them, by interpolation, `dump` or a mirror, is the place and the size.

extension Request: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) \(TransportError.place(of: url))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "method": method.rawValue, "place": TransportError.place(of: url), "headers": headers,
                "bodyBytes": body?.count ?? 0,
                "effect": effect, "limits": limits, "allowedOrigins": allowedOrigins,
            ], displayStyle: .struct)
    }
}

extension Response: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(status) from \(TransportError.place(of: url)), \(body.count) bytes" }
    public var debugDescription: String { description }
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "status": status, "place": TransportError.place(of: url), "headers": headers, "bodyBytes": body.count,
            ],
            displayStyle: .struct)
    }
}

extension TransportError {
    /// Scheme, host and path for messages: never user information, query or fragment; bounded.
    public static func place(of url: URL) -> String {
        guard let origin = Origin(url) else { return "(\((url.scheme ?? "no").prefix(20)) URL)" }
        let path = url.path(percentEncoded: true)
        return "\(origin)\(path.count > 200 ? path.prefix(200) + "…" : path[...])"
    }
}
