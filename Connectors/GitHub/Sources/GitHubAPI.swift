import ConnectorKit
import Foundation
import Transport

/// Where an organisation's API is, and how it is asked.
struct GitHubAPI: Sendable {
    /// As the user wrote it; names of organisations are not case sensitive.
    let organization: String
    /// Without a slash at its end: `https://api.github.com`, `https://HOST/api/v3`.
    let base: String
    /// GraphQL has a place of its own: https://docs.github.com/graphql/guides/forming-calls-with-graphql
    let graphQL: URL
    /// Where people click.
    let web: String
    private let rules: OriginRules

    static let pageSize = 100

    /// - Throws: `SettingProblem` for a name or URL that is none.
    init(_ settings: Settings) throws {
        let organization = try settings.requiredText("organization")
        guard organization.range(of: "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", options: .regularExpression) != nil else {
            throw SettingProblem("organization", "expected the organisation's name as it stands in its URL")
        }
        let url = try settings.url("base_url")
        var base = url?.absoluteString ?? "https://api.github.com"
        while base.hasSuffix("/") { base.removeLast() }
        guard let root = URL(string: base), let rules = OriginRules(base: root), let origin = Origin(root),
            root.query() == nil, root.fragment() == nil
        else { throw SettingProblem("base_url", "expected a URL such as https://github.example.com/api/v3") }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw SettingProblem("base_url", "expected https; plain http is accepted for loopback addresses only")
        }
        let isServer = base.hasSuffix("/api/v3")
        guard let graphQL = URL(string: isServer ? base.dropLast(3) + "/graphql" : base + "/graphql") else {
            throw SettingProblem("base_url", "expected a URL such as https://github.example.com/api/v3")
        }
        self.organization = organization
        self.base = base
        self.graphQL = graphQL
        self.rules = rules
        web =
            isServer ? String(base.dropLast(7)) : base.replacing("://api.", with: "://", maxReplacements: 1)
    }

    /// GitHub's own, on github.com: elsewhere a token's prefix and headers tell less.
    var isGitHubCom: Bool { base == "https://api.github.com" }

    /// Where `permission` of the organisation is set; the place of an app's settings.
    var organizationSettings: String { "\(web)/organizations/\(organization)/settings" }

    func get(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        Request(.get, try url(path, query), headers: Self.headers, effect: .read, allowedOrigins: rules)
    }

    /// A list, by the largest page that GitHub gives.
    func list(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        try get(path, query + [("per_page", String(Self.pageSize))])
    }

    /// A list of the organisation.
    func list(of list: String, _ query: [(String, String)] = []) throws -> Request {
        try self.list(["orgs", organization] + list.split(separator: "/").map(String.init), query)
    }

    /// - Parameter variables: those that do not change from page to page.
    func query(_ text: String, variables: [String: any Encodable & Sendable]) throws -> Request {
        let body = try JSONSerialization.data(
            withJSONObject: ["query": text, "variables": variables] as [String: Any],
            options: [.sortedKeys, .withoutEscapingSlashes])
        var headers = Self.headers
        headers["Content-Type"] = "application/json"
        return Request(.post, graphQL, headers: headers, body: body, effect: .prepare, allowedOrigins: rules)
    }

    /// https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
    func accessToken(installation: Int64) throws -> Request {
        Request(
            .post, try url(["app", "installations", String(installation), "access_tokens"], []), headers: Self.headers,
            effect: .signIn, allowedOrigins: rules)
    }

    /// https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app
    func installation() throws -> Request { try get(["orgs", organization, "installation"]) }

    /// Whether a request is made as the app itself, not as its installation.
    func isMadeByApp(_ request: Request) -> Bool {
        let text = request.url.absoluteString
        return text == "\(base)/orgs/\(organization)/installation" || text == "\(base)/app"
            || text.hasPrefix("\(base)/app/")
    }

    /// https://docs.github.com/rest/about-the-rest-api/api-versions
    private static var headers: Headers {
        ["Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"]
    }

    private func url(_ path: [String], _ query: [(String, String)]) throws -> URL {
        let segments = path.map { $0.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? "" }
        let items = query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let text = base + "/" + segments.joined(separator: "/") + (items.isEmpty ? "" : "?" + items)
        guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), let url = URL(string: text) else {
            throw GitHubProblem("a name of GitHub's cannot stand in a URL")
        }
        return url
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// What an answer or a record lacks.
struct GitHubProblem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
