import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

@Suite("Slack: how it says no")
struct SlackAnswerTests {
    private func outcome(
        _ body: String, status: Int = 200, headers: Headers = [:], path: String = "users.list",
        standing: SlackStanding = SlackTests.standing()
    ) throws -> Outcome? {
        SlackErrors(standing: standing).classify(
            try SlackTests.response(body, status: status, headers: headers, path: path))
    }

    private enum Kind: String { case denied, signIn, unsupported, retry, throttle, failed, none }

    private func kind(_ outcome: Outcome?) -> Kind {
        switch outcome {
        case .denied: .denied
        case .signInRefused: .signIn
        case .unsupported: .unsupported
        case .retry: .retry
        case .throttle: .throttle
        case .failed: .failed
        default: .none
        }
    }

    /// The errors that Slack documents for the methods that are asked, and what each comes to.
    static let errors: [(error: String, kind: String)] = [
        ("missing_scope", "denied"), ("not_allowed_token_type", "denied"), ("is_bot", "denied"),
        ("not_an_admin", "denied"), ("user_is_restricted", "denied"), ("restricted_action", "denied"),
        ("not_allowed", "denied"), ("invalid_actor", "denied"), ("access_denied", "denied"),
        ("no_permission", "denied"), ("accesslimited", "denied"), ("ekm_access_denied", "denied"),
        ("team_access_not_granted", "denied"), ("app_management_app_not_installed_on_org", "denied"),
        ("enterprise_is_restricted", "denied"),
        ("invalid_auth", "signIn"), ("not_authed", "signIn"), ("account_inactive", "signIn"),
        ("token_revoked", "signIn"), ("token_expired", "signIn"), ("two_factor_setup_required", "signIn"),
        ("paid_only", "unsupported"), ("plan_upgrade_required", "unsupported"),
        ("feature_not_enabled", "unsupported"), ("not_an_enterprise", "unsupported"),
        ("enterprise_not_found", "unsupported"), ("unknown_method", "unsupported"),
        ("method_deprecated", "unsupported"), ("deprecated_endpoint", "unsupported"),
        ("ratelimited", "throttle"), ("rate_limited", "throttle"),
        ("internal_error", "retry"), ("fatal_error", "retry"), ("service_unavailable", "retry"),
        ("request_timeout", "retry"), ("team_added_to_org", "retry"), ("org_login_required", "retry"),
        ("invalid_cursor", "failed"), ("limit_required", "failed"), ("invalid_limit", "failed"),
        ("team_not_found", "failed"), ("missing_argument", "failed"), ("no_team_or_enterprise_provided", "failed"),
        ("an_error_of_tomorrow", "failed"),
    ]

    @Test("every documented error has a meaning, and an unknown one fails by its name", arguments: errors)
    func documented(error: String, expected: String) throws {
        let outcome = try outcome(#"{"ok":false,"error":"\#(error)"}"#)
        #expect(kind(outcome).rawValue == expected)
        if expected == "failed" { #expect("\(outcome.map { "\($0)" } ?? "")".contains(error)) }
    }

    @Test("a missing scope is named as Slack names it, and nothing else is repeated")
    func missingScope() throws {
        let body =
            #"{"ok":false,"error":"missing_scope","needed":"users:read,users:read.email","provided":"chat:write"}"#
        guard case .denied(_, let missing)? = try outcome(body) else {
            Issue.record("not denied")
            return
        }
        #expect(missing == ["users:read", "users:read.email"])
        let hostile = #"{"ok":false,"error":"missing_scope","needed":"<script>,../x, ADMIN"}"#
        guard case .denied(_, let none)? = try outcome(hostile) else {
            Issue.record("not denied")
            return
        }
        #expect(none == [])
    }

    @Test("a scope that only an organisation can have is not missing elsewhere", arguments: [true, false])
    func enterpriseScopes(isEnterprise: Bool) throws {
        let standing = SlackTests.standing(enterprise: isEnterprise ? "E0EXAMPLE0" : nil)
        let body = #"{"ok":false,"error":"missing_scope","needed":"admin.apps:read"}"#
        let outcome = try outcome(body, path: "admin.apps.approved.list", standing: standing)
        #expect(kind(outcome) == (isEnterprise ? .denied : .unsupported))
        #expect(kind(try self.outcome(body, path: "team.accessLogs", standing: standing)) == .denied)
    }

    @Test("invalid_auth to a named workspace is that workspace's no, and to anything else the token's end")
    func foreignWorkspace() throws {
        let body = #"{"ok":false,"error":"invalid_auth"}"#
        #expect(kind(try outcome(body, path: "team.integrationLogs?team_id=T0EXAMPLE2&count=1000")) == .denied)
        #expect(kind(try outcome(body, path: "auth.test")) == .signIn)
    }

    @Test("a limit waits as long as Slack says")
    func limits() throws {
        let body = #"{"ok":false,"error":"ratelimited"}"#
        #expect(try outcome(body, status: 429, headers: ["Retry-After": "30"]) == .throttle(after: .seconds(30)))
        #expect(try outcome(body) == .throttle(after: nil))
        #expect(try outcome("", status: 429, headers: ["Retry-After": "30"]) == nil)
    }

    @Test("an error's name is bounded and printable, whatever it is")
    func hostileNames() throws {
        let name = "\\u001b[31m<b>" + String(repeating: "x", count: 500)
        guard case .failed(let reason)? = try outcome(#"{"ok":false,"error":"\#(name)"}"#) else {
            Issue.record("not failed")
            return
        }
        #expect(reason.count < 100 && !reason.contains("\u{1b}") && !reason.contains("<"))
        #expect(kind(try outcome(#"{"ok":false}"#)) == .failed)
        #expect(kind(try outcome(#"{"ok":false,"error":""}"#)) == .failed)
    }

    @Test("nothing is ever gone by an answer, and what is not Slack's is left to HTTP", arguments: [404, 410])
    func notGone(status: Int) throws {
        #expect(try outcome("", status: status) == .failed(reason: "HTTP \(status)"))
        for other in [200, 302, 401, 403, 500, 503] { #expect(try outcome("<html>", status: other) == nil) }
        #expect(try outcome(#"{"ok":true,"members":[]}"#) == nil)
    }

    @Test(
        "an answer that holds no list is no empty list",
        arguments: [
            #"{"ok":true}"#, #"{"ok":true,"members":null}"#, #"{"members":[]}"#, #"{"ok":false,"members":[]}"#, "[]",
            #"{"ok":true,"channels":[]}"#,
        ])
    func noList(body: String) {
        #expect(throws: (any Error).self) { try SlackTests.decode("users", body) }
    }

    @Test("the last page has an empty cursor, none, or no metadata")
    func cursors() throws {
        for end in ["", #","response_metadata":{"next_cursor":""}"#, #","response_metadata":{}"#] {
            let next = try SlackTests.decode("users", #"{"ok":true,"members":[]\#(end)}"#).next
            #expect(next == nil || next == "")
        }
        let more = #"{"ok":true,"members":[],"response_metadata":{"next_cursor":"dXNlcg=="}}"#
        #expect(try SlackTests.decode("users", more).next == "dXNlcg==")
    }
}
