import ConnectorKit
import Foundation
import Transport

/// Where the org answers, and how a request to it is written.
struct OktaEndpoint: Sendable {
    /// Scheme and host, perhaps a port; without a path.
    let base: String
    let origins: OriginRules

    /// - Throws: `SettingProblem` where neither setting names an org, or both do.
    init(_ settings: Settings) throws {
        let domain = try settings.text("domain")
        switch (domain, try settings.url("base_url")) {
        case (let domain?, nil): try self.init(domain: domain)
        case (nil, let url?): try self.init(url: url, setting: "base_url")
        case (nil, nil): throw SettingProblem("domain", "is required, such as example.okta.com")
        case (_?, _?): throw SettingProblem("base_url", "goes without domain: give one of the two")
        }
    }

    private init(domain: String) throws {
        guard !domain.contains("/"), !domain.contains("@"), let url = URL(string: "https://" + domain) else {
            throw SettingProblem("domain", "expected a host such as example.okta.com, without https://")
        }
        // The admin console's address is the one that people copy; it serves pages, not this API.
        let label = domain.prefix { $0 != "." }
        if label.hasSuffix("-admin"), Self.vendorDomains.contains(String(domain.dropFirst(label.count + 1))) {
            throw SettingProblem(
                "domain", "is the admin console's; expected \(label.dropLast(6))\(domain.dropFirst(label.count))")
        }
        try self.init(url: url, setting: "domain")
    }

    private init(url: URL, setting: String) throws {
        guard let origin = Origin(url), let rules = OriginRules(base: url), ["", "/"].contains(url.path),
            url.query == nil
        else { throw SettingProblem(setting, "expected the org's address without a path") }
        base = origin.description
        origins = rules
    }

    /// Where Okta itself hosts orgs; any other host is a custom domain.
    static let vendorDomains: Set<String> = [
        "okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil",
    ]

    /// A question. Segments that the vendor gave (ids) are escaped, so that none of them can leave its place.
    /// - Throws: `OktaProblem` for an id that no URL can hold.
    func get(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        let written =
            base + "/" + path.map(FormEncoding.escape).joined(separator: "/")
            + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        // Two dots are unreserved characters and would walk up the path.
        guard !path.contains(where: { ["", ".", ".."].contains($0) }), let url = URL(string: written) else {
            throw OktaProblem("an id that cannot stand in a URL")
        }
        return Request(.get, url, headers: ["Accept": "application/json"], allowedOrigins: origins)
    }

    func post(_ path: [String], form: [(String, String)]) throws -> Request {
        var request = try get(path)
        request.method = .post
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.body = Data(FormEncoding.encode(form).utf8)
        request.effect = .signIn
        return request
    }
}

/// What is wrong with an answer, in words without any of its content.
struct OktaProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
