import ConnectorKit
import Foundation
import Transport

/// Where a provider's SCIM endpoint stands, and how a request to it is written.
struct SCIMEndpoint: Sendable {
    /// Without a slash at its end: `https://scim.example.com/v2`.
    let base: String
    /// Host and, where there is one, port and path: SCIM has no id of the tenant, so that its address is the id.
    let place: String
    let paging: SCIMPaging
    private let origin: Origin
    private let rules: OriginRules

    /// - Throws: `SettingProblem` for an address, page size or kind of paging that is none.
    init(_ settings: Settings) throws {
        guard let url = try settings.url("base_url") else { throw Self.noBase }
        var base = url.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        guard let origin = Origin(url), let rules = OriginRules(base: url), url.query() == nil, url.fragment() == nil,
            !["/users", "/groups", "/serviceproviderconfig"].contains(where: base.lowercased().hasSuffix)
        else { throw Self.noBase }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw SettingProblem("base_url", "expected https; plain http is accepted for loopback addresses only")
        }
        self.base = base
        self.origin = origin
        self.rules = rules
        place = String(base[base.index(base.startIndex, offsetBy: origin.scheme.count + 3)...])
        paging = try SCIMPaging(settings)
    }

    private static let noBase = SettingProblem(
        "base_url", "expected the address that /Users is appended to, such as https://scim.example.com/v2")

    /// - Parameter path: with a slash at its beginning.
    func get(_ path: String, query: String = "") throws -> Request {
        guard let url = URL(string: base + path + (query.isEmpty ? "" : "?" + query)) else {
            throw SCIMProblem("a path that cannot stand in a URL")
        }
        return Request(
            .get, url, headers: ["Accept": "application/scim+json, application/json"], effect: .read,
            allowedOrigins: rules)
    }

    /// The path below the base that a resource type names as its `endpoint`: relative to the base (RFC 7643 section 6), though
    /// some providers write the whole URL or the path from the host on. nil for what leads elsewhere.
    func path(of endpoint: String) -> String? {
        var rest = endpoint[...]
        if let url = URL(string: endpoint), url.scheme != nil {
            guard let named = Origin(url), named == origin else { return nil }
            rest = url.path(percentEncoded: true)[...]
        }
        let own = URL(string: base)?.path(percentEncoded: true) ?? ""
        if !own.isEmpty, rest.hasPrefix(own + "/") { rest = rest.dropFirst(own.count) }
        let path = rest.hasPrefix("/") ? String(rest) : "/" + rest
        return Self.isPlainPath(path) ? path : nil
    }

    /// Segments of letters and digits: no dots that walk up, no second host, no query.
    static func isPlainPath(_ text: String) -> Bool {
        text.range(of: plainPath, options: .regularExpression) != nil
    }

    private static let plainPath = "^(/[A-Za-z0-9_-][A-Za-z0-9_.~-]{0,99}){1,8}$"
}

/// How lists are asked for, as far as the user says.
struct SCIMPaging: Sendable, Hashable {
    enum Method: String, Sendable, CaseIterable { case auto, index, cursor }

    var method: Method
    /// Rows asked for; nil sends no `count`, and so takes the provider's own page size.
    var pageSize: Int?

    /// Within what every documented provider gives in one answer.
    static let standardSize = 100

    init(method: Method = .auto, pageSize: Int? = standardSize) {
        self.method = method
        self.pageSize = pageSize
    }

    /// - Throws: `SettingProblem`.
    init(_ settings: Settings) throws {
        let words = Method.allCases.map(\.rawValue).joined(separator: ", ")
        guard let method = Method(rawValue: try settings.text("paging") ?? Method.auto.rawValue) else {
            throw SettingProblem("paging", "expected one of \(words)")
        }
        switch try settings.text("page_size") {
        case nil: self.init(method: method)
        case "none": self.init(method: method, pageSize: nil)
        case let text?:
            guard let size = Int(text), (1...10_000).contains(size) else {
                throw SettingProblem("page_size", "expected a number from 1 to 10000, or none")
            }
            self.init(method: method, pageSize: size)
        }
    }
}

/// What is wrong with an answer, in words without any of its content.
struct SCIMProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
