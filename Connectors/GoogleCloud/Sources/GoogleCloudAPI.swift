import ConnectorKit
import Foundation
import Transport

/// Where Google Cloud answers, and whether one project is read or the whole organisation.
struct GoogleCloudAPI: Sendable {
    /// The APIs that are asked, by the first part of their hosts.
    enum Service: String, Sendable, CaseIterable {
        case resourceManager = "cloudresourcemanager"
        case identity = "iam"
        case apiKeys = "apikeys"
        case policyAnalyzer = "policyanalyzer"

        /// The version of the API that is asked.
        var version: String {
            switch self {
            case .resourceManager: "v3"
            case .identity, .policyAnalyzer: "v1"
            case .apiKeys: "v2"
            }
        }
    }

    /// The id of the one project to be read; nil for all that the credential sees.
    let project: String?
    /// One address for all APIs instead of Google's own, without a slash at its end.
    private let base: String?
    let rules: OriginRules

    /// - Throws: `SettingProblem` for a project or address that is none.
    init(_ settings: Settings) throws {
        project = try settings.text("project")
        if let project, project.range(of: Self.projectID, options: .regularExpression) == nil {
            throw SettingProblem("project", "expected a project's id such as example-prod, not its number or name")
        }
        guard let url = try settings.url("base_url") else {
            base = nil
            rules = OriginRules(
                origins: Set(
                    Service.allCases.compactMap { URL(string: Self.address(of: $0)).flatMap { Origin($0) } }))
            return
        }
        guard let origin = Origin(url), let rules = OriginRules(base: url), url.query() == nil, url.fragment() == nil,
            origin.scheme == "https" || origin.isLoopback
        else {
            throw SettingProblem("base_url", "expected https; plain http is accepted for loopback addresses only")
        }
        var text = url.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        base = text
        self.rules = rules
    }

    /// Ids of old projects have a domain before them.
    /// https://cloud.google.com/resource-manager/docs/creating-managing-projects#before_you_begin
    private static let projectID = "^([a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$"

    private static func address(of service: Service) -> String { "https://\(service.rawValue).googleapis.com" }

    /// - Parameters:
    ///   - path: parts, each escaped by itself.
    ///   - verb: a method of its own, after a colon: `search`.
    ///   - content: what is sent; nil asks by GET. A POST only reads here.
    /// - Throws: `GoogleCloudProblem` for an id that no URL can hold.
    func request(
        _ service: Service, _ path: [String], verb: String? = nil, query: [(String, String)] = [],
        content: Data? = nil
    ) throws -> Request {
        let written =
            "\(base ?? Self.address(of: service))/\(service.version)/"
            + path.map(FormEncoding.escape).joined(separator: "/") + (verb.map { ":" + $0 } ?? "")
            + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        // Two dots are unreserved characters and would walk up the path.
        guard !path.contains(where: { ["", ".", ".."].contains($0) }), let url = URL(string: written) else {
            throw GoogleCloudProblem("an id that cannot stand in a URL")
        }
        var headers: Headers = ["Accept": "application/json"]
        if content != nil { headers["Content-Type"] = "application/json" }
        return Request(
            content == nil ? .get : .post, url, headers: headers, body: content, effect: .read, allowedOrigins: rules)
    }

    // MARK: - What is asked first

    func organizations() throws -> Request { try request(.resourceManager, ["organizations"], verb: "search") }

    func project(_ id: String) throws -> Request { try request(.resourceManager, ["projects", id]) }

    /// Two suffice to see that there is more than one.
    func firstProjects() throws -> Request {
        try request(
            .resourceManager, ["projects"], verb: "search", query: [("query", "state:ACTIVE"), ("pageSize", "2")])
    }

    /// Which of these the caller has; anybody may ask.
    func permissions(on name: String, among permissions: [String]) throws -> Request {
        try request(
            .resourceManager, name.split(separator: "/").map(String.init), verb: "testIamPermissions",
            content: try JSONSerialization.data(
                withJSONObject: ["permissions": permissions.sorted()], options: [.sortedKeys]))
    }

    // MARK: - Policies

    /// The policy of a project, folder or organisation. Without the version, bindings with conditions come as if they
    /// had none. https://cloud.google.com/iam/docs/allow-policies#specifying-version-get
    func policy(of name: String) throws -> Request {
        try request(
            .resourceManager, name.split(separator: "/").map(String.init), verb: "getIamPolicy",
            content: Data(#"{"options":{"requestedPolicyVersion":3}}"#.utf8))
    }

    /// The policy of a service account: its method takes no content.
    func policy(ofAccount id: String, in project: String) throws -> Request {
        try request(
            .identity, ["projects", project, "serviceAccounts", id], verb: "getIamPolicy",
            query: [("options.requestedPolicyVersion", "3")], content: Data())
    }
}

/// What an answer or a record lacks, in words without any of its content.
struct GoogleCloudProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
