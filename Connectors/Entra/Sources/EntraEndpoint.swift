import ConnectorKit
import Foundation
import Transport

/// Where Graph and the sign-in service answer: two origins, of one cloud.
struct EntraEndpoint: Sendable {
    /// Tenant id or one of its verified domains.
    let tenant: String
    /// Graph's scheme and host, without a path.
    let graph: String
    private let graphOrigins: OriginRules
    private let login: String
    private let loginOrigins: OriginRules

    /// - Throws: `SettingProblem` for a tenant that is none, or an address with a path.
    init(_ settings: Settings) throws {
        tenant = try settings.requiredText("tenant")
        guard tenant.utf8.count <= 253, tenant.contains(where: { $0 != "." }),
            tenant.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }), !["common", "organizations", "consumers"].contains(tenant.lowercased())
        else { throw SettingProblem("tenant", "expected the tenant's id or a domain of it, such as example.com") }
        (graph, graphOrigins) = try Self.base(settings, "base_url", "https://graph.microsoft.com")
        (login, loginOrigins) = try Self.base(settings, "login_url", "https://login.microsoftonline.com")
    }

    private static func base(_ settings: Settings, _ name: String, _ standard: String) throws -> (String, OriginRules) {
        guard let url = try settings.url(name) ?? URL(string: standard), let origin = Origin(url),
            let rules = OriginRules(base: url), ["", "/"].contains(url.path), url.query == nil
        else { throw SettingProblem(name, "expected an address without a path, such as \(standard)") }
        return (origin.description, rules)
    }

    /// A question to Graph. Segments that the vendor gave (ids) are escaped, so that none of them can leave its place.
    /// - Parameter version: `v1.0`, or `beta` where there is nothing else.
    /// - Throws: `EntraProblem` for an id that no URL can hold.
    func get(_ path: [String], _ query: [(String, String)] = [], version: String = "v1.0") throws -> Request {
        let written =
            graph + "/" + ([version] + path).map(FormEncoding.escape).joined(separator: "/")
            + (query.isEmpty ? "" : "?" + query.map { $0.0 + "=" + Self.escape($0.1) }.joined(separator: "&"))
        // Two dots are unreserved characters and would walk up the path.
        guard !path.contains(where: { ["", ".", ".."].contains($0) }), let url = URL(string: written) else {
            throw EntraProblem("an id that cannot stand in a URL")
        }
        return Request(.get, url, headers: ["Accept": "application/json"], allowedOrigins: graphOrigins)
    }

    /// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    func token(form: [(String, String)]) throws -> Request {
        guard let url = URL(string: tokenURL) else { throw EntraProblem("the sign-in address is no URL") }
        var request = Request(.post, url, headers: ["Accept": "application/json"], allowedOrigins: loginOrigins)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.body = Data(FormEncoding.encode(form).utf8)
        request.effect = .signIn
        return request
    }

    var tokenURL: String { "\(login)/\(tenant)/oauth2/v2.0/token" }

    /// What OData writes with signs that a query may hold as they are (RFC 3986 section 3.4) stays readable.
    private static func escape(_ value: String) -> String {
        let readable = ["%24": "$", "%2C": ",", "%28": "(", "%29": ")", "%3D": "=", "%27": "'"]
        return readable.reduce(FormEncoding.escape(value)) { $0.replacing($1.key, with: $1.value) }
    }
}

/// What is wrong with an answer, in words without any of its content.
struct EntraProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
