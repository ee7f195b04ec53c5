import ConnectorKit
import Foundation
import Inventory
import Transport

/// Where Slack answers: one address for all workspaces, with the method's name as the path.
/// https://docs.slack.dev/apis/web-api/
struct SlackAPI: Sendable {
    private let base: String
    private let rules: OriginRules

    /// Slack recommends no more than 200 users at a time.
    /// https://docs.slack.dev/apis/web-api/pagination
    static let userPage = 200
    /// The stated maximum of the lists of apps, and of the logs (`over_pagination_limit`).
    static let longPage = 1000
    /// The documented default; no maximum is stated.
    static let organisationUserPage = 100
    /// No log is given beyond so many pages (`over_pagination_limit`).
    static let logPages = 100

    /// - Throws: `SettingProblem` for a URL that is no Slack's.
    init(_ settings: Settings) throws {
        let url = try settings.url("base_url") ?? URL(string: "https://slack.com")
        guard let url, let origin = Origin(url), let rules = OriginRules(base: url), url.query() == nil,
            url.fragment() == nil, ["", "/"].contains(url.path)
        else { throw SettingProblem("base_url", "expected https://slack.com or https://slack-gov.com") }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw SettingProblem("base_url", "expected https; plain http is accepted for loopback addresses only")
        }
        base = url.absoluteString.hasSuffix("/") ? String(url.absoluteString.dropLast()) : url.absoluteString
        self.rules = rules
    }

    /// - Throws: `SlackProblem` for what no URL can hold.
    func call(_ method: String, _ query: [(String, String)] = []) throws -> Request {
        let text = "\(base)/api/\(method)" + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        guard let url = URL(string: text) else { throw SlackProblem("a value that cannot stand in a URL") }
        return Request(.get, url, headers: ["Accept": "application/json"], effect: .read, allowedOrigins: rules)
    }

    /// The value of a query parameter of a URL that was asked.
    static func query(_ name: String, of url: URL) -> String? {
        URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?.first { $0.name == name }?.value
    }
}

/// What an answer or a record lacks, in words without any of its content.
struct SlackProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
