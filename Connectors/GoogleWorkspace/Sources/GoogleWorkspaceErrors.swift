import ConnectorKit
import Foundation
import Transport

/// How the Admin SDK says no: a reason in the body decides, because a 403 is a missing scope, a missing privilege, an API
/// that is not switched on, or "slow down".
/// https://developers.google.com/workspace/admin/directory/v1/limits and
/// https://developers.google.com/workspace/admin/directory/v1/guides/troubleshoot-error-codes
enum GoogleWorkspaceErrors {
    private struct Body: Decodable { var error: Detail }

    private struct Detail: Decodable {
        var errors: [Reason]?
        var status: String?
        var details: [Reason]?
    }

    private struct Reason: Decodable { var reason: String? }

    static func classify(_ response: Response) -> Outcome? {
        if (200..<300).contains(response.status) { return nil }
        // An answer without a reason of Google's (a proxy's page) is left to the general reading.
        guard let detail = try? JSONDecoder().decode(Body.self, from: response.body).error else { return nil }
        let reasons =
            [detail.details, detail.errors].compactMap { $0 }.flatMap { $0 }.compactMap(\.reason)
            + [detail.status].compactMap { $0 }
        for reason in reasons {
            if let outcome = outcome(reason, response) { return outcome }
        }
        return nil
    }

    private static func outcome(_ reason: String, _ response: Response) -> Outcome? {
        switch reason {
        case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "servingLimitExceeded",
            "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED":
            // A 429 or 503 may say how long.
            return response.status == 403 ? .throttle(after: nil) : nil
        case "dailyLimitExceeded": return .failed(reason: "Google answered \(reason): the project's quota of the day")
        case "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            return .denied(reason: "Google answered \(reason): the scope is not delegated to the service account")
        case "accessNotConfigured", "SERVICE_DISABLED":
            return .denied(
                reason: "Google answered \(reason): the Admin SDK API is not enabled in the service account's project")
        case "domainCannotUseApis":
            return .unsupported(reason: "Google answered \(reason): this edition or domain has no such API")
        case "notAuthorized",
            "forbidden" where response.status == 403:
            return .denied(
                reason: "Google answered \(reason): the administrator in whose name it is asked lacks the privilege")
        case "authError", "UNAUTHENTICATED", "required":
            return response.status == 401
                ? .signInRefused(reason: "Google answered \(reason): the token is wrong or expired") : nil
        case "notFound", "resourceNotFound", "NOT_FOUND": return response.status == 404 ? .gone : nil
        case "invalid", "badRequest", "INVALID_ARGUMENT", "failedPrecondition", "FAILED_PRECONDITION":
            return response.status == 400 ? .failed(reason: "Google answered \(reason) (HTTP 400)") : nil
        default: return nil
        }
    }
}
