import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("Answers that are not the expected ones")
struct AWSAnswerTests {
    static let listStreams = [
        "users", "groups", "roles", "policies", "passwordLastUsed", "oidcProviders", "samlProviders",
    ]
    static let strangeBodies = [
        "", "<html><body>Please sign in</body></html>", "<!DOCTYPE html><html></html>", "{\"not\":\"XML\"}",
        "<ListRolesResponse><ListRolesResult><Roles/></ListRolesResult></ListRolesResponse>",
        "<GetAccountAuthorizationDetailsResponse/>",
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult/></GetAccountAuthorizationDetailsResponse>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><ListUsersResponse>&a;</ListUsersResponse>", "\u{0}\u{1}",
    ]

    @Test("none of them looks like an empty list", arguments: listStreams, strangeBodies)
    func strangers(_ stream: String, _ body: String) throws {
        #expect(throws: AWSBodyProblem.self) { _ = try AWSTests.decode(stream, body) }
    }

    @Test("a body cut anywhere fails")
    func cut() throws {
        let whole = try AWSTests.fixture("made/users-1.xml")
        let stream = try AWSTests.stream("users")
        let url = try #require(URL(string: "https://iam.amazonaws.com/"))
        for length in stride(from: 0, to: whole.count - 40, by: 61) {
            let response = Response(status: 200, body: whole.prefix(length), url: url)
            #expect(throws: AWSBodyProblem.self) { _ = try stream.decode(response, .whole) }
        }
    }

    @Test(
        "JSON that is cut, or no list of secrets, fails",
        arguments: ["", "{", "[]", "{\"SecretList\":null}", "<html/>"])
    func secrets(_ body: String) throws {
        #expect(throws: AWSBodyProblem.self) { _ = try AWSTests.decode("secrets", body) }
    }

    @Test("elements nested beyond any answer are refused")
    func depth() throws {
        let deep = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        let problem = #expect(throws: AWSBodyProblem.self) { _ = try AWSElement.parse(Data(deep.utf8)) }
        #expect(problem?.reason.contains("levels") == true)
    }

    @Test("text may come in CDATA, as entities, or in pieces")
    func text() throws {
        let root = try AWSElement.parse(
            Data("<?xml version=\"1.0\"?><a><b><![CDATA[1 < 2]]> &amp; &#x33;&lt;<!-- no -->4</b></a>".utf8))
        #expect(try root.optionalText("b") == "1 < 2 & 3<4")
    }

    @Test("more without a marker is a list cut short")
    func truncated() throws {
        let page = try AWSTests.decode(
            "passwordLastUsed", AWSTests.answer("ListUsers", "<Users/><IsTruncated>true</IsTruncated>"))
        #expect(page.next == nil && page.truncation != nil)
        let last = try AWSTests.decode(
            "passwordLastUsed",
            AWSTests.answer("ListUsers", "<Users/><IsTruncated>false</IsTruncated><Marker>old</Marker>"))
        #expect(last.next == nil && last.truncation == nil)
        #expect(throws: AWSBodyProblem.self) {
            _ = try AWSTests.decode(
                "passwordLastUsed", AWSTests.answer("ListUsers", "<Users/><IsTruncated>perhaps</IsTruncated>"))
        }
    }

    // MARK: - Refusals

    struct Refusal: Sendable, CustomTestStringConvertible {
        var status: Int
        var code: String
        var kind: String
        var testDescription: String { code }
    }

    static let refusals: [Refusal] = [
        ("Throttling", 400, "throttle"), ("ThrottlingException", 400, "throttle"),
        ("RequestLimitExceeded", 503, "throttle"),
        ("TooManyRequestsException", 429, "throttle"), ("AccessDenied", 403, "denied"),
        ("AccessDeniedException", 400, "denied"), ("UnauthorizedOperation", 403, "denied"),
        ("InvalidClientTokenId", 403, "signInRefused"), ("SignatureDoesNotMatch", 403, "signInRefused"),
        ("ExpiredToken", 403, "signInRefused"), ("ExpiredTokenException", 400, "signInRefused"),
        ("UnrecognizedClientException", 400, "signInRefused"), ("AuthFailure", 401, "signInRefused"),
        ("RequestExpired", 400, "signInRefused"), ("NoSuchEntity", 404, "gone"),
        ("ResourceNotFoundException", 400, "gone"), ("ServiceUnavailable", 503, "retry"),
        ("InternalFailure", 500, "retry"),
        ("ServiceFailure", 500, "retry"), ("ReportInProgress", 404, "retry"), ("ReportNotPresent", 410, "retry"),
        ("ReportExpired", 410, "retry"), ("OptInRequired", 403, "unsupported"), ("FeatureDisabled", 404, "unsupported"),
        ("ValidationError", 400, "failed"), ("InvalidAction", 400, "failed"),
    ].map { Refusal(status: $0.1, code: $0.0, kind: $0.2) }

    static func kind(_ outcome: Outcome?) -> String {
        switch outcome {
        case nil: "none"
        case .ok: "ok"
        case .throttle: "throttle"
        case .retry: "retry"
        case .denied: "denied"
        case .signInRefused: "signInRefused"
        case .gone: "gone"
        case .unsupported: "unsupported"
        case .failed: "failed"
        case .postponed: "postponed"
        }
    }

    @Test("the code decides, in both protocols", arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
        let classify = try AWSTests.connector().classify
        let xml =
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(refusal.code)</Code><Message>m</Message></Error></ErrorResponse>"
        let json = "{\"__type\":\"com.amazonaws.x#\(refusal.code)\",\"message\":\"m\"}"
        for body in [xml, json] {
            #expect(Self.kind(classify(try AWSTests.response(body, status: refusal.status))) == refusal.kind)
        }
        let header = try AWSTests.response(
            "{}", status: refusal.status, headers: ["x-amzn-ErrorType": "\(refusal.code):http://internal"])
        #expect(Self.kind(classify(header)) == refusal.kind)
    }

    @Test("a refusal names the permission that AWS names")
    func missingPermission() throws {
        let classify = try AWSTests.connector().classify
        let message =
            "User: arn:aws:iam::123456789012:user/audit is not authorized to perform: iam:ListAccessKeys on resource: "
            + "user ada.berg because no identity-based policy allows the iam:ListAccessKeys action"
        let body =
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>\(message)</Message></Error></ErrorResponse>"
        #expect(
            classify(try AWSTests.response(body, status: 403))
                == .denied(reason: "AWS answered AccessDenied", missing: ["iam:ListAccessKeys"]))
        #expect(AWSErrorBody.permission("to perform: <script> on") == nil)
        #expect(AWSErrorBody.permission("no idea") == nil)
    }

    @Test("a wrong signature speaks of the clock, and repeats nothing that was signed")
    func signature() throws {
        let body =
            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The canonical string should have been "
            + "x-amz-security-token:planted-token</Message></Error></ErrorResponse>"
        let outcome = try AWSTests.connector().classify(try AWSTests.response(body, status: 403))
        guard case .signInRefused(let reason)? = outcome else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("clock"))
        #expect(!reason.contains("planted"))
    }

    @Test(
        "what carries no code of AWS's is left to the status",
        arguments: [
            "", "<html>Bad gateway</html>", "{", "{\"error\":\"x\"}", "<ErrorResponse/>",
            "<Error><Code>a b</Code></Error>",
        ])
    func foreign(_ body: String) throws {
        #expect(try AWSTests.connector().classify(try AWSTests.response(body, status: 502)) == nil)
    }

    @Test("a success is never read as a refusal")
    func success() throws {
        let body = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
        #expect(try AWSTests.connector().classify(try AWSTests.response(body)) == nil)
    }

    // MARK: - Who answers

    @Test("the tenant is the account, and the principal has no session name")
    func tenant() throws {
        guard case .http(let request, _, let decode) = try AWSTests.connector().tenant else {
            Issue.record("the tenant is not asked for")
            return
        }
        #expect(
            String(decoding: request.body ?? Data(), as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15")
        func tenant(_ account: String, _ arn: String) throws -> TenantIdentity {
            try decode(
                try AWSTests.response(
                    AWSTests.answer(
                        "GetCallerIdentity", "<Account>\(account)</Account><Arn>\(arn)</Arn><UserId>x</UserId>")))
        }
        let role = try tenant("123456789012", "arn:aws:sts::123456789012:assumed-role/Audit/i-0abc")
        #expect(role == TenantIdentity(id: "123456789012", principal: "arn:aws:sts::123456789012:assumed-role/Audit"))
        let user = try tenant("123456789012", "arn:aws:iam::123456789012:user/people/ada.berg")
        #expect(user.principal == "arn:aws:iam::123456789012:user/people/ada.berg")
        #expect(throws: AWSBodyProblem.self) { _ = try tenant("12345", "arn:aws:iam::12345:root") }
    }
}
