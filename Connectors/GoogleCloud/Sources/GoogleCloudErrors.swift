import ConnectorKit
import Foundation
import Transport

/// How Google says no: a status and a reason in the body, because a 403 is a missing role, an API that was not enabled,
/// a limit, or a project without billing. https://cloud.google.com/apis/design/errors#error_info
enum GoogleCloudErrors {
    /// nil leaves it to HTTP's general reading.
    static func classify(_ response: Response) -> Outcome? {
        guard response.status >= 400, let error = GoogleCloudErrorBody(response) else { return nil }
        if response.status == 429 || error.isLimit { return .throttle(after: error.delay ?? retryAfter(response)) }
        guard response.status == 403 || response.status == 400 else { return nil }
        if response.status == 400, response.url.path.hasSuffix(":testIamPermissions") {
            return .unsupported(reason: "HTTP 400: the resource does not know one of the permissions")
        }
        if error.reasons.contains(where: ["SERVICE_DISABLED", "accessNotConfigured"].contains) {
            return disabled(error, response)
        }
        if error.reasons.contains("BILLING_DISABLED") {
            return .unsupported(reason: "Google answered BILLING_DISABLED: the project has no billing account")
        }
        guard response.status == 403 else { return nil }
        return denied(error)
    }

    /// The API has to be enabled in the project that asks. Where Google names the project that was asked about, only
    /// that one lacks it; else it is a step of the setup that was left out.
    private static func disabled(_ error: GoogleCloudErrorBody, _ response: Response) -> Outcome {
        let service = error.metadata["service"].flatMap { isWord($0) ? $0 : nil } ?? response.url.host() ?? "the API"
        let consumers = [error.metadata["consumer"], error.metadata["containerInfo"]].compactMap { $0 }
            .map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let asked = response.url.path.split(separator: "/").map {
            $0.split(separator: ":").first.map(String.init) ?? ""
        }
        if consumers.contains(where: asked.contains) {
            return .unsupported(reason: "Google answered SERVICE_DISABLED: \(service) is not enabled in this project")
        }
        return .denied(
            reason: "Google answered SERVICE_DISABLED: \(service) is not enabled in the project that asks",
            missing: ["service:\(service)"])
    }

    private static func denied(_ error: GoogleCloudErrorBody) -> Outcome {
        if error.reasons.contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT") {
            return .denied(
                reason: "Google answered ACCESS_TOKEN_SCOPE_INSUFFICIENT: the token may not",
                missing: ["scope:\(GoogleCloudSignIn.scope)"])
        }
        if error.reasons.contains("USER_PROJECT_DENIED") {
            return .denied(
                reason: "Google answered USER_PROJECT_DENIED: the project that is to be charged may not be used",
                missing: ["serviceusage.services.use"])
        }
        if error.reasons.contains("SECURITY_POLICY_VIOLATED") || error.reasons.contains("vpcServiceControls") {
            return .denied(reason: "Google answered SECURITY_POLICY_VIOLATED: VPC Service Controls keep it out")
        }
        let reason = error.reasons.first { isWord($0) } ?? error.status.flatMap { isWord($0) ? $0 : nil }
        return .denied(
            reason: "HTTP 403" + (reason.map { " (\($0))" } ?? ""),
            missing: error.metadata["permission"].flatMap { isWord($0) ? [$0] : nil } ?? [])
    }

    private static func retryAfter(_ response: Response) -> Duration? {
        response.headers["Retry-After"].flatMap { Int($0) }.map { .seconds(min(max($0, 0), 3600)) }
    }

    /// An id or number of a project, fit for a header.
    static func isProject(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.:".contains($0)) }
    }

    /// Only words are repeated: anything else may be what was sent.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }
}

/// What an error says, for looking at alone.
struct GoogleCloudErrorBody: Sendable {
    /// `PERMISSION_DENIED`
    var status: String?
    var reasons: [String] = []
    var metadata: [String: String] = [:]
    /// https://cloud.google.com/apis/design/errors#retry_info
    var delay: Duration?

    /// nil for a body that is not Google's (a proxy's page).
    init?(_ response: Response) {
        guard let body = try? JSONDecoder().decode(Body.self, from: response.body) else { return nil }
        status = body.error.status
        // In this order: what is exact before what is older and says less.
        reasons = (body.error.details ?? []).compactMap(\.reason) + (body.error.errors ?? []).compactMap(\.reason)
        for detail in (body.error.details ?? []).reversed() {
            metadata.merge(detail.metadata ?? [:]) { _, first in first }
        }
        delay = body.error.details?.lazy.compactMap(\.retryDelay).compactMap(Self.duration).first
    }

    /// By reason and status: quotas of a minute are waited for, and so is what Google calls a limit in a 403.
    var isLimit: Bool {
        status == "RESOURCE_EXHAUSTED"
            || reasons.contains {
                ["RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"].contains($0)
            }
    }

    /// `30s`, `1.5s`
    private static func duration(_ text: String) -> Duration? {
        guard text.hasSuffix("s"), let seconds = Double(text.dropLast()), (0...3600).contains(seconds) else {
            return nil
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    private struct Body: Decodable { var error: Failure }

    private struct Failure: Decodable {
        var status: String?
        var details: [Detail]?
        var errors: [Detail]?
    }

    /// Details are of many types; each member is there or not.
    private struct Detail: Decodable {
        var reason: String?
        var metadata: [String: String]?
        var retryDelay: String?

        private enum CodingKeys: String, CodingKey { case reason, metadata, retryDelay }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            // Of another type it is another detail's member.
            reason = try? container.decode(String.self, forKey: .reason)
            metadata = try? container.decode([String: String].self, forKey: .metadata)
            retryDelay = try? container.decode(String.self, forKey: .retryDelay)
        }
    }
}
