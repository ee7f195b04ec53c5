import ConnectorKit
import Foundation
import Transport

/// How Salesforce says no: a list of errors, of which the code decides.
/// https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
enum SalesforceErrors {
    private struct Detail: Decodable {
        var errorCode: String
        var message: String?
    }

    static func classify(_ response: Response) -> Outcome? {
        if (200..<300).contains(response.status) { return silentRefusal(response) }
        // An answer without a code of Salesforce's (a proxy's page) is left to the general reading.
        guard let detail = try? JSONDecoder().decode([Detail].self, from: response.body).first else { return nil }
        return outcome(detail, response)
    }

    private static func outcome(_ detail: Detail, _ response: Response) -> Outcome? {
        let code = detail.errorCode
        switch code {
        case "INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "INVALID_OPERATION_WITH_EXPIRED_PASSWORD":
            return .signInRefused(reason: "Salesforce answered \(code): the session is wrong, expired or ended")
        case "API_DISABLED_FOR_ORG":
            return .signInRefused(reason: "Salesforce answered \(code): the org's edition has no API")
        case "API_CURRENTLY_DISABLED":
            return .signInRefused(reason: "Salesforce answered \(code): the user has not the permission ApiEnabled")
        case "REQUEST_LIMIT_EXCEEDED":
            // Too many at once passes by itself; the day's calls come back in the course of a day.
            if detail.message?.contains("Concurrent") == true { return .throttle(after: nil) }
            return .postponed(reason: "Salesforce answered \(code): the org's calls of the last 24 hours are used up")
        case "INVALID_TYPE", "NOT_FOUND", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY":
            guard let object = object(response.url) else { return nil }
            return hidden(object, "Salesforce answered \(code)")
        case "FUNCTIONALITY_NOT_ENABLED", "INVALID_FIELD":
            return .unsupported(reason: "Salesforce answered \(code): this org does not offer what was asked for")
        case "QUERY_TIMEOUT", "SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW":
            return .retry(reason: "Salesforce answered \(code)")
        case "INVALID_QUERY_LOCATOR":
            return .failed(reason: "Salesforce answered \(code): the page's address is no longer good")
        default:
            // Other statuses keep their general meaning, whatever the code.
            return response.status == 400 ? .failed(reason: "Salesforce answered \(code.prefix(60)) (HTTP 400)") : nil
        }
    }

    /// What every edition has: where one of them is not there, this user may not see it. The vendor says the same of both.
    private static let everywhere: Set<String> = [
        "Organization", "User", "UserLogin", "PermissionSet", "PermissionSetAssignment", "SetupEntityAccess",
        "ConnectedApplication", "OauthToken", "Certificate", "UserPermissionAccess",
    ]

    private static func hidden(_ object: String, _ what: String) -> Outcome {
        everywhere.contains(object)
            ? .denied(reason: "\(what): this user may not see \(object)")
            : .unsupported(reason: "\(what): this org has no \(object), or shows it to nobody")
    }

    /// Refusals with a good status: an object that may be described and not asked for, and a list of tokens that would hold
    /// one's own and no other.
    private static func silentRefusal(_ response: Response) -> Outcome? {
        switch SalesforceAsk(response.url) {
        case .description(let object):
            // What cannot be read is the decoder's to refuse.
            let described = try? JSONDecoder().decode(SalesforceDescription.self, from: response.body)
            return described?.queryable == false ? hidden(object, "\(object) cannot be asked for") : nil
        case .query(let text) where text == SalesforceTokens.permissionQuestion:
            let may = try? SalesforceOwnPermission.has(SalesforceTokens.permission, response)
            return may == false
                ? .denied(
                    reason: "without \(SalesforceTokens.permission) only one's own tokens are shown",
                    missing: [SalesforceTokens.permission]) : nil
        default: return nil
        }
    }

    private static func object(_ url: URL) -> String? {
        switch SalesforceAsk(url) {
        case .description(let object): object
        case .query(let text): text.firstMatch(of: /\ FROM\ ([A-Za-z]+)/).map { String($0.1) }
        case .more: nil
        }
    }
}
