import ConnectorKit
import Foundation
import Transport

/// Where GitLab answers, and whether one group is read or the whole instance.
struct GitLabAPI: Sendable {
    /// The group's full path or number; nil for a whole instance.
    let group: String?
    /// Without a slash at its end: `https://gitlab.com`, `https://host/gitlab`. The API stands below `/api/v4`.
    let web: String
    /// Host and, where there is one, port and path: what tells one GitLab from another.
    let place: String
    private let rules: OriginRules

    /// https://docs.gitlab.com/api/rest/#offset-based-pagination
    static let pageSize = 100

    /// - Throws: `SettingProblem` for a URL or group that is none.
    init(_ settings: Settings) throws {
        let (url, origin) = try Self.base(settings)
        var web = url.absoluteString
        while web.hasSuffix("/") { web.removeLast() }
        guard let rules = OriginRules(base: url), url.query() == nil, url.fragment() == nil, !web.hasSuffix("/api/v4")
        else { throw Self.noBase }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw SettingProblem("base_url", "expected https; plain http is accepted for loopback addresses only")
        }
        self.web = web
        self.rules = rules
        place = String(web[web.index(web.startIndex, offsetBy: origin.scheme.count + 3)...])
        guard let group = try settings.text("group") else {
            guard web != Self.gitLabCom else {
                throw SettingProblem("group", "is required on gitlab.com: the top-level group's path")
            }
            self.group = nil
            return
        }
        guard group.range(of: Self.path, options: .regularExpression) != nil else {
            throw SettingProblem("group", "expected the group's path as it stands in its URL, such as example-group")
        }
        self.group = group
    }

    private static let gitLabCom = "https://gitlab.com"
    /// https://docs.gitlab.com/user/reserved_names/#rules-for-usernames-project-and-group-names-and-slugs
    private static let path = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}){0,19}$"
    private static let noBase = SettingProblem("base_url", "expected a URL such as https://gitlab.example.com")

    /// A host alone is taken too: that is what GitLab's command line keeps in GITLAB_HOST.
    private static func base(_ settings: Settings) throws -> (URL, Origin) {
        guard let text = try settings.text("base_url") else {
            guard let url = URL(string: gitLabCom), let origin = Origin(url) else { throw noBase }
            return (url, origin)
        }
        guard let url = URL(string: text.contains("://") ? text : "https://" + text), let origin = Origin(url) else {
            throw noBase
        }
        return (url, origin)
    }

    /// Service accounts of a group, enterprise users and their credentials are GitLab.com's.
    var isGitLabCom: Bool { web == Self.gitLabCom }

    /// Where people click.
    var settingsPage: String { group.map { "\(web)/groups/\($0)/-/settings" } ?? "\(web)/admin" }

    /// - Throws: `GitLabProblem` for an id that no URL can hold.
    func get(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        let written =
            "\(web)/api/v4/" + path.map(FormEncoding.escape).joined(separator: "/")
            + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        // Two dots are unreserved characters and would walk up the path.
        guard !path.contains(where: { ["", ".", ".."].contains($0) }), let url = URL(string: written) else {
            throw GitLabProblem("an id that cannot stand in a URL")
        }
        return Request(.get, url, headers: ["Accept": "application/json"], effect: .read, allowedOrigins: rules)
    }

    /// A list, by the largest page that GitLab gives.
    func list(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        try get(path, query + [("per_page", String(Self.pageSize))])
    }

    /// A list whose next page is told by the last row's id, so that rows do not move between pages.
    /// https://docs.gitlab.com/api/rest/#keyset-based-pagination
    func keyset(_ path: [String], pageSize: Int = pageSize) throws -> Request {
        try get(
            path,
            [("pagination", "keyset"), ("order_by", "id"), ("sort", "asc"), ("per_page", String(pageSize))])
    }

    // MARK: - What is asked first

    func user() throws -> Request { try get(["user"]) }

    func ownToken() throws -> Request { try get(["personal_access_tokens", "self"]) }

    /// The members and projects in the answer would be lists of their own; they are asked for as such.
    func group(_ group: String) throws -> Request { try get(["groups", group], [("with_projects", "false")]) }

    func membership(of user: Int64, in group: Int64) throws -> Request {
        try get(["groups", String(group), "members", "all", String(user)])
    }

    /// One user: only an administrator is told whether it is one.
    func firstUser() throws -> Request { try keyset(["users"], pageSize: 1) }
}

/// What an answer or a record lacks, in words without any of its content.
struct GitLabProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
