import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

@Suite("GitHub: how it says no")
struct GitHubAnswerTests {
    private func outcome(
        _ status: Int, _ body: String = "{}", headers: Headers = [:], path: String = "/orgs/example-org/members",
        isUser: Bool = false
    ) throws -> Outcome? {
        GitHubErrors.classify(
            try GitHubTests.response(body, status: status, headers: headers, path: path), isUser: isUser)
    }

    // MARK: - Limits

    @Test("the primary limit waits for the reset, by GitHub's own clock", arguments: [403, 429])
    func primary(status: Int) throws {
        let headers: Headers = [
            "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1793524200", "Date": "Sun, 01 Nov 2026 09:00:00 GMT",
        ]
        #expect(
            try outcome(status, #"{"message":"API rate limit exceeded"}"#, headers: headers)
                == .throttle(after: .seconds(600)))
    }

    @Test("a limit without a clock is a limit all the same")
    func withoutDate() throws {
        let headers: Headers = ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1793524200"]
        #expect(try outcome(403, headers: headers) == .throttle(after: nil))
    }

    @Test("a secondary limit waits as long as it says, else a minute")
    func secondary() throws {
        #expect(
            try outcome(403, headers: ["Retry-After": "30", "X-RateLimit-Remaining": "4000"])
                == .throttle(after: .seconds(30)))
        for body in [
            #"{"message":"You have exceeded a secondary rate limit. Please wait."}"#,
            #"{"message":"You have triggered an abuse detection mechanism."}"#,
            #"{"message":"x","documentation_url":"https://docs.github.com/rest/rate-limits#about-secondary-rate-limits"}"#,
        ] {
            let headers: Headers = ["X-RateLimit-Remaining": "4000"]
            #expect(try outcome(403, body, headers: headers) == .throttle(after: .seconds(60)))
            #expect(try outcome(429, body, headers: headers) == .throttle(after: .seconds(60)))
        }
        #expect(try outcome(429) == nil)
    }

    @Test("GraphQL's limit comes as a success")
    func graphQLLimit() throws {
        let headers: Headers = ["X-RateLimit-Reset": "1793523660", "Date": "Sun, 01 Nov 2026 09:00:00 GMT"]
        let body = #"{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}"#
        #expect(try outcome(200, body, headers: headers, path: "/graphql") == .throttle(after: .seconds(60)))
    }

    // MARK: - Refusals

    @Test(
        "a refusal names the permission that GitHub asks for",
        arguments: [
            ("members=read", ["members:read"]),
            ("members=read,metadata=read; administration=write", ["members:read", "metadata:read"]),
            ("", []), ("nonsense", []), ("<script>=read", []),
        ])
    func refusal(header: String, missing: [String]) throws {
        let headers: Headers = ["X-Accepted-GitHub-Permissions": header, "X-RateLimit-Remaining": "4999"]
        let body = #"{"message":"Resource not accessible by integration"}"#
        #expect(
            try outcome(403, body, headers: headers)
                == .denied(reason: "HTTP 403: the credential may not", missing: missing))
    }

    @Test(
        "a classic token's missing scope is told by what it has and what would do, under 403 and 404 alike",
        arguments: [
            ("repo", "admin:org_hook", ["admin:org_hook"]), ("repo", "admin:org, read:org, write:org", ["read:org"]),
            ("admin:org, repo", "admin:org, read:org", []), ("repo", "", []),
        ])
    func scopes(held: String, accepted: String, missing: [String]) throws {
        let headers: Headers = ["X-OAuth-Scopes": held, "X-Accepted-OAuth-Scopes": accepted]
        for status in [403, 404] {
            guard case .denied(_, let found)? = try outcome(status, headers: headers) else {
                Issue.record("\(status) is no refusal")
                continue
            }
            #expect(found == missing)
        }
    }

    @Test(
        "single sign-on, an IP allow list and a suspended app say what they are",
        arguments: [
            ([("X-GitHub-SSO", "required; url=https://github.com/orgs/x/sso?authorization_request=AAA")], "{}", "SAML"),
            (
                [("X", "y")],
                #"{"message":"Although you appear to have the correct authorization credentials, the `x` organization has an IP allow list enabled"}"#,
                "IP allow list"
            ), ([("X", "y")], #"{"message":"This installation has been suspended"}"#, "suspended"),
        ])
    func kinds(headers: [(String, String)], body: String, word: String) throws {
        let found = try outcome(403, body, headers: Headers(headers))
        #expect("\(String(describing: found))".contains(word))
        #expect(!"\(String(describing: found))".contains("AAA"))
    }

    @Test("fine-grained tokens are for apps to list, whatever the status", arguments: [403, 404])
    func tokenList(status: Int) throws {
        let path = "/orgs/example-org/personal-access-tokens"
        let found = try outcome(status, path: path, isUser: true)
        guard case .denied(let reason, let missing)? = found else {
            Issue.record("not denied")
            return
        }
        #expect(reason.contains("only a GitHub App"))
        #expect(missing == ["organization_personal_access_tokens:read"])
    }

    @Test(
        "404 means that a plan lacks the list, or that the credential may not see it; never that it is gone",
        arguments: [
            ("/orgs/example-org/credential-authorizations", true), ("/orgs/example-org/organization-roles", true),
            ("/orgs/example-org/personal-access-tokens", true), ("/orgs/example-org/codespaces/secrets", true),
            ("/orgs/example-org/dependabot/secrets", true), ("/orgs/example-org/hooks", false),
            ("/orgs/example-org/installations", false), ("/repos/example-org/api/keys", false),
            ("/repos/example-org/api/hooks", false), ("/orgs/example-org", false),
        ])
    func notFound(path: String, isUnsupported: Bool) throws {
        switch try outcome(404, path: path) {
        case .unsupported: #expect(isUnsupported)
        case .denied: #expect(!isUnsupported)
        default: Issue.record("neither")
        }
    }

    @Test("a 404 to a token without the scope is a refusal even where a plan may lack the list")
    func notFoundForScopes() throws {
        let headers: Headers = ["X-OAuth-Scopes": "repo", "X-Accepted-OAuth-Scopes": "admin:org"]
        let found = try outcome(404, headers: headers, path: "/orgs/example-org/organization-roles")
        guard case .denied(_, ["admin:org"])? = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test("401 refuses the sign-in; 5xx and successes are left to the general reading")
    func rest() throws {
        guard case .signInRefused? = try outcome(401) else {
            Issue.record("401 is accepted")
            return
        }
        guard case .denied? = try outcome(451) else {
            Issue.record("451 is no refusal")
            return
        }
        for status in [200, 304, 422, 500, 502] { #expect(try outcome(status) == nil) }
    }

    // MARK: - GraphQL

    @Test(
        "GraphQL's own errors",
        arguments: [
            (#"{"data":{"organization":{"samlIdentityProvider":null}}}"#, "unsupported", "enterprise"),
            (#"{"data":{"organization":null}}"#, "denied", "does not show"),
            (#"{"data":null,"errors":[{"type":"FORBIDDEN"}]}"#, "denied", "FORBIDDEN"),
            (
                #"{"errors":[{"type":"INSUFFICIENT_SCOPES","message":"requires one of the following scopes: ['read:org', 'admin:org']"}]}"#,
                "denied", "read:org"
            ), (#"{"errors":[{"message":"something"}]}"#, "failed", "error"),
            (
                #"{"errors":[{"type":"NOT_FOUND"}],"data":{"organization":{"samlIdentityProvider":null}}}"#, "denied",
                "NOT_FOUND"
            ),
        ])
    func graphQL(body: String, kind: String, word: String) throws {
        let found = "\(String(describing: try outcome(200, body, path: "/graphql")))"
        #expect(found.contains("Outcome.\(kind)("))
        #expect(found.contains(word))
    }

    @Test("a list of identities, an empty one too, is no error; nor is what is not GraphQL's")
    func graphQLSuccess() throws {
        for body in [
            #"{"data":{"organization":{"samlIdentityProvider":{"externalIdentities":{"nodes":[]}}}}}"#, "{}", "",
            #"{"data":{"organization":{}}}"#,
        ] { #expect(try outcome(200, body, path: "/graphql") == nil) }
        #expect(throws: DecodingError.self) { try GitHubTests.decode("externalIdentities", "{}") }
    }

    @Test("a list that lacks rows for want of single sign-on ends truncated")
    func partialResults() throws {
        let response = try GitHubTests.response(
            "[]", headers: ["X-GitHub-SSO": "partial-results; organizations=1"])
        #expect(try GitHubTests.stream("repositories").decode(response, .whole).truncation != nil)
    }

    @Test("a page that is no list fails as a whole", arguments: ["{}", "null", #"{"message":"x"}"#, "7", ""])
    func noList(body: String) throws {
        #expect(throws: DecodingError.self) { try GitHubTests.decode("members", body) }
        #expect(throws: DecodingError.self) { try GitHubTests.decode("actionsSecrets", body) }
    }
}
