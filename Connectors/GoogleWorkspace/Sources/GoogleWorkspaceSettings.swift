import ConnectorKit
import Foundation
import Transport

/// Where the Admin SDK answers, and in whose name it is asked.
struct GoogleWorkspaceSettings: Sendable {
    /// Scheme and host, without a path.
    let base: String
    let origins: OriginRules
    /// The administrator whose rights the service account borrows.
    let subject: String
    /// How far back the token log is read for uses.
    let activityDays: Int

    /// As far back as Google keeps the token log: https://support.google.com/a/answer/7061566
    static let retentionInDays = 180

    /// - Throws: `SettingProblem` for a subject that is no address, an address with a path, or a number out of bounds.
    init(_ settings: Settings) throws {
        subject = try settings.requiredText("subject")
        let parts = subject.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), subject.utf8.count <= 320,
            !subject.contains(where: \.isWhitespace)
        else { throw SettingProblem("subject", "expected an administrator's address, such as admin@example.com") }
        let standard = "https://admin.googleapis.com"
        guard let url = try settings.url("base_url") ?? URL(string: standard), let origin = Origin(url),
            let rules = OriginRules(base: url), ["", "/"].contains(url.path), url.query == nil
        else { throw SettingProblem("base_url", "expected an address without a path, such as \(standard)") }
        base = origin.description
        origins = rules
        let days = try settings.text("activity_days") ?? String(Self.retentionInDays)
        guard let number = Int(days), (1...Self.retentionInDays).contains(number) else {
            throw SettingProblem("activity_days", "expected a number of days from 1 to \(Self.retentionInDays)")
        }
        activityDays = number
    }

    /// What narrows the source, for the fingerprint of its scopes.
    var narrowing: [String] {
        activityDays == Self.retentionInDays ? [] : ["activity_days \(activityDays)"]
    }

    /// `admin/directory/v1/…`.
    func directory(_ path: [String], _ query: [(String, String)] = []) throws -> Request {
        try get(["admin", "directory", "v1"] + path, query)
    }

    /// The token log, events of one name.
    /// https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token
    func tokenLog(_ event: String) throws -> Request {
        try get(
            ["admin", "reports", "v1", "activity", "users", "all", "applications", "token"],
            [("eventName", event), ("maxResults", "1000")])
    }

    /// Segments that the vendor gave (ids) are escaped, so that none of them can leave its place.
    /// - Throws: `GoogleWorkspaceProblem` for an id that no URL can hold.
    private func get(_ path: [String], _ query: [(String, String)]) throws -> Request {
        let written =
            base + "/" + path.map(FormEncoding.escape).joined(separator: "/")
            + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        // Two dots are unreserved characters and would walk up the path.
        guard !path.contains(where: { ["", ".", ".."].contains($0) }), let url = URL(string: written) else {
            throw GoogleWorkspaceProblem("an id that cannot stand in a URL")
        }
        return Request(.get, url, headers: ["Accept": "application/json"], allowedOrigins: origins)
    }
}

/// What is wrong with an answer, in words without any of its content.
struct GoogleWorkspaceProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
