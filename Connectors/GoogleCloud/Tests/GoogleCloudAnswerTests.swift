import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

@Suite("Google Cloud: how it says no")
struct GoogleCloudAnswerTests {
    private func outcome(
        _ status: Int, _ error: String, headers: Headers = [:],
        path: String = "/v1/projects/100100100100/locations/global/workloadIdentityPools"
    ) throws -> Outcome? {
        GoogleCloudErrors.classify(
            try GoogleCloudTests.response(#"{"error":{\#(error)}}"#, status: status, headers: headers, path: path))
    }

    private func info(_ reason: String, _ metadata: String = "") -> String {
        #"""
        "code":403,"status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
        "reason":"\#(reason)","domain":"googleapis.com","metadata":{\#(metadata)}},
        {"@type":"type.googleapis.com/google.rpc.Help","links":[{"url":"https://example.com"}]}]
        """#
    }

    @Test(
        "an API that is not enabled is not offered where the project asked about lacks it, else a step left out",
        arguments: [
            (#""service":"iam.googleapis.com","consumer":"projects/100100100100""#, true),
            (#""service":"iam.googleapis.com","consumer":"projects/999""#, false),
            (#""service":"iam.googleapis.com""#, false),
        ])
    func disabled(metadata: String, isUnsupported: Bool) throws {
        switch try outcome(403, info("SERVICE_DISABLED", metadata)) {
        case .unsupported: #expect(isUnsupported)
        case .denied(_, let missing):
            #expect(!isUnsupported && missing == ["service:iam.googleapis.com"])
        default: Issue.record("neither")
        }
    }

    @Test("the older word for it means the same")
    func accessNotConfigured() throws {
        let old = #""code":403,"errors":[{"reason":"accessNotConfigured","domain":"usageLimits"}]"#
        #expect(
            try outcome(403, old)
                == .denied(
                    reason:
                        "Google answered SERVICE_DISABLED: iam.googleapis.com is not enabled in the project that asks",
                    missing: ["service:iam.googleapis.com"]))
    }

    @Test("a project without billing does not offer what takes it")
    func billing() throws {
        guard case .unsupported? = try outcome(403, info("BILLING_DISABLED", #""consumer":"projects/1""#)) else {
            Issue.record("not unsupported")
            return
        }
    }

    @Test("a permission that a resource does not know leaves what the credential has unknown, and no more")
    func unknownPermission() throws {
        guard
            case .unsupported? = try outcome(
                400, #""status":"INVALID_ARGUMENT""#, path: "/v3/organizations/1:testIamPermissions")
        else {
            Issue.record("not unsupported")
            return
        }
    }

    @Test("a missing permission is named; what is no permission is not repeated")
    func denied() throws {
        let permission = #""permission":"iam.serviceAccountKeys.list","resource":"projects/x""#
        #expect(
            try outcome(403, info("IAM_PERMISSION_DENIED", permission))
                == .denied(reason: "HTTP 403 (IAM_PERMISSION_DENIED)", missing: ["iam.serviceAccountKeys.list"]))
        #expect(
            try outcome(403, info("IAM_PERMISSION_DENIED", #""permission":"<script> ana@example.com""#))
                == .denied(reason: "HTTP 403 (IAM_PERMISSION_DENIED)"))
        #expect(
            try outcome(403, #""status":"PERMISSION_DENIED","message":"no""#)
                == .denied(reason: "HTTP 403 (PERMISSION_DENIED)"))
    }

    @Test(
        "what else a 403 may mean",
        arguments: [
            ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", ["scope:https://www.googleapis.com/auth/cloud-platform"]),
            ("USER_PROJECT_DENIED", ["serviceusage.services.use"]), ("SECURITY_POLICY_VIOLATED", []),
        ])
    func others(reason: String, missing: [String]) throws {
        guard case .denied(let words, let named)? = try outcome(403, info(reason)) else {
            Issue.record("not denied")
            return
        }
        #expect(words.contains(reason) && named == missing)
    }

    @Test(
        "a limit is waited for, whatever its status, as long as Google says",
        arguments: [
            (429, #""status":"RESOURCE_EXHAUSTED""#, [:], nil),
            (429, #""status":"RESOURCE_EXHAUSTED""#, ["Retry-After": "7"], Duration.seconds(7)),
            (
                429,
                #""status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]"#,
                [:], .milliseconds(1500)
            ),
            (403, #""errors":[{"reason":"rateLimitExceeded"}]"#, [:], nil),
            (403, #""status":"PERMISSION_DENIED","details":[{"reason":"RATE_LIMIT_EXCEEDED"}]"#, [:], nil),
            (429, #""status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"9e99s"}]"#, [:], nil),
        ] as [(Int, String, Headers, Duration?)])
    func limits(status: Int, error: String, headers: Headers, wait: Duration?) throws {
        #expect(try outcome(status, error, headers: headers) == .throttle(after: wait))
    }

    @Test("what is not Google's, and what HTTP says by itself, is left to the general reading")
    func general() throws {
        for status in [200, 400, 401, 404, 500, 503] {
            #expect(try outcome(status, #""status":"NOT_FOUND""#) == nil)
            #expect(GoogleCloudErrors.classify(try GoogleCloudTests.response("<html>", status: status)) == nil)
        }
        #expect(GoogleCloudErrors.classify(try GoogleCloudTests.response("<html>", status: 403)) == nil)
    }
}
