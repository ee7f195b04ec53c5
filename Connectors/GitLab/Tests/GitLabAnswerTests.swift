import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

@Suite("GitLab: how it says no")
struct GitLabAnswerTests {
    private func outcome(_ status: Int, _ body: String = "", headers: Headers = [:], path: String = "/groups/9/members")
        throws -> Outcome?
    {
        GitLabErrors.classify(try GitLabTests.response(body, status: status, headers: headers, path: path))
    }

    @Test("a limit waits as long as it says, or until the moment of its reset, by GitLab's own clock")
    func limits() throws {
        #expect(try outcome(429, "Retry later", headers: ["Retry-After": "30"]) == .throttle(after: .seconds(30)))
        let reset: Headers = ["RateLimit-Reset": "1793523660", "Date": "Sun, 01 Nov 2026 09:00:00 GMT"]
        #expect(try outcome(429, "Retry later", headers: reset) == .throttle(after: .seconds(60)))
        #expect(try outcome(429, headers: ["RateLimit-Reset": "1793523660"]) == .throttle(after: nil))
    }

    @Test(
        "401 means a bad token where GitLab says so, and a role that does not suffice where it does not",
        arguments: [
            (#"{"message":"401 Unauthorized"}"#, "/groups/9/access_tokens", false),
            (#"{"message":"401 Unauthorized"}"#, "/user", true),
            (#"{"error":"invalid_token","error_description":"Token is expired."}"#, "/groups/9/access_tokens", true),
            ("", "/groups/9/access_tokens", true), ("<html>", "/groups/9/access_tokens", true),
        ])
    func unauthorized(body: String, path: String, isSignIn: Bool) throws {
        switch try outcome(401, body, path: path) {
        case .signInRefused: #expect(isSignIn)
        case .denied: #expect(!isSignIn)
        default: Issue.record("neither")
        }
    }

    @Test("a missing scope is named, the narrowest that would do")
    func scopes() throws {
        let body = #"{"error":"insufficient_scope","error_description":"x","scope":"api read_api"}"#
        #expect(
            try outcome(403, body) == .denied(reason: "HTTP 403: the token lacks the scope", missing: ["read_api"]))
        #expect(
            try outcome(403, #"{"message":"403 Forbidden"}"#)
                == .denied(reason: "HTTP 403: the credential may not"))
        let hostile = #"{"error":"insufficient_scope","scope":"<script> ../x"}"#
        #expect(try outcome(403, hostile) == .denied(reason: "HTTP 403: the token lacks the scope"))
    }

    @Test(
        "404 means that the list is not offered, or that the credential may not see it; never that it is gone",
        arguments: [
            (#"{"error":"404 Not Found"}"#, "/projects/1/deploy_keys", true),
            (#"{"message":"404 Group Not Found"}"#, "/groups/9/members", false),
            (#"{"message":"404 Not found"}"#, "/groups/9/service_accounts", true),
            (#"{"message":"404 Not found"}"#, "/groups/9/hooks", true),
            (#"{"message":"404 Not found"}"#, "/projects/9/hooks", false), ("", "/projects/1/members", false),
        ])
    func notFound(body: String, path: String, isUnsupported: Bool) throws {
        switch try outcome(404, body, path: path) {
        case .unsupported: #expect(isUnsupported)
        case .denied: #expect(!isUnsupported)
        default: Issue.record("neither")
        }
    }

    @Test("lists of top-level groups are not offered of others; too long a list is not whole")
    func others() throws {
        guard case .unsupported? = try outcome(400, path: "/groups/9/enterprise_users") else {
            Issue.record("400 of a subgroup")
            return
        }
        guard case .failed? = try outcome(405, #"{"error":"Offset pagination has a maximum"}"#) else {
            Issue.record("405")
            return
        }
        for status in [200, 304, 400, 422, 500, 502] { #expect(try outcome(status) == nil) }
    }

    // MARK: - Who is shown everything

    @Test("an instance that is read by nobody in particular is truncated, not whole", arguments: [true, false])
    func administrators(isAdministrator: Bool) throws {
        let standing = GitLabStanding()
        standing.learn(GitLabStanding.Told(isAdministrator: isAdministrator))
        let api = try GitLabAPI(Settings(GitLabTests.instance))
        for id in ["users", "groups", "projects", "personalAccessTokens"] {
            let definition = try #require(GitLabConnector.streams.first { $0.descriptor.id == id })
            let page = try definition.source(api, standing).decode(try GitLabTests.response("[]"), .whole)
            #expect((page.truncation == nil) == isAdministrator, "\(id)")
        }
    }

    @Test("the group that is read stands first among its groups, on the first page alone")
    func firstPage() throws {
        let standing = GitLabStanding()
        let row = try JSONDecoder().decode(
            GitLabGroupWire.self, from: Data(#"{"id":9,"full_path":"example-group"}"#.utf8))
        standing.learn(GitLabStanding.Told(group: row))
        let definition = try #require(GitLabConnector.streams.first { $0.descriptor.id == "groups" })
        let source = definition.source(try GitLabAPI(Settings(GitLabTests.group)), standing)
        let path = "/groups/9/descendant_groups?per_page=100"
        let first = try source.decode(try GitLabTests.response("[]", path: path), .whole)
        #expect(first.resources.map(\.type) == ["gitlab.group"])
        let second = try source.decode(try GitLabTests.response("[]", path: path + "&page=2"), .whole)
        #expect(second.records.isEmpty)
    }
}
