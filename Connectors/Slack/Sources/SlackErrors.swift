import ConnectorKit
import Foundation
import Transport

/// How Slack says no: with a 200 and `{"ok":false,"error":"…"}`.
/// https://docs.slack.dev/reference/methods (the errors of each method)
struct SlackErrors: Sendable {
    let standing: SlackStanding

    /// nil leaves it to HTTP's general reading.
    func classify(_ response: Response) -> Outcome? {
        let body = SlackErrorBody(response)
        guard let error = body.error else {
            // Methods do not go: what answers so is not Slack, or not its API.
            return [404, 410].contains(response.status) ? .failed(reason: "HTTP \(response.status)") : nil
        }
        return outcome(error, body, response)
    }

    private func outcome(_ error: String, _ body: SlackErrorBody, _ response: Response) -> Outcome? {
        let said = "Slack answered \(SlackErrorBody.printable(error))"
        switch error {
        case "ratelimited", "rate_limited":
            return .throttle(after: response.headers["Retry-After"].flatMap { Int64($0) }.map { .seconds(max(0, $0)) })
        case SlackErrorBody.overLimit: return nil  // The end of a log that is longer than Slack gives.
        case "missing_scope": return missingScope(body, said, response)
        case "invalid_auth" where SlackAPI.query("team_id", of: response.url) != nil:
            return .denied(reason: "\(said): whoever the token is of is no member of that workspace")
        default: break
        }
        if let sentence = Self.refusals[error] { return .denied(reason: "\(said): \(sentence)") }
        if let sentence = Self.signIn[error] { return .signInRefused(reason: "\(said): \(sentence)") }
        if let sentence = Self.notOffered[error] { return .unsupported(reason: "\(said): \(sentence)") }
        if Self.ofTheMoment.contains(error) { return .retry(reason: said) }
        if error == "invalid_cursor" { return .failed(reason: "\(said): the page's cursor is no longer good") }
        return .failed(reason: said)
    }

    /// The scopes of `admin.` methods can only be had in an organisation of an Enterprise plan: elsewhere nothing is
    /// missing that anybody could give.
    private func missingScope(_ body: SlackErrorBody, _ said: String, _ response: Response) -> Outcome {
        if response.url.lastPathComponent.hasPrefix("admin."), standing.isOutsideEnterprise {
            return .unsupported(reason: "\(said): only workspaces of an Enterprise plan have this list")
        }
        let needed = body.needed.split(separator: ",").map { String($0) }.filter(SlackErrorBody.isScope)
        return .denied(reason: "\(said): the token has not the scope", missing: needed)
    }

    private static let refusals = [
        "not_allowed_token_type": "this takes another kind of token; most often the token of a user, not of a bot",
        "is_bot": "a bot's token may not; a user's token may",
        "not_an_admin": "the token's user is no owner or admin",
        "user_is_restricted": "the token's user is no owner or admin",
        "invalid_permissions": "the token's user is no owner or admin",
        "restricted_action": "the workspace's settings do not let the token's user",
        "not_allowed": "the token's user may not",
        "invalid_actor": "the token's user may not",
        "access_denied": "the token may not",
        "no_permission": "the token may not",
        "accesslimited": "not from this network",
        "ekm_access_denied": "an administrator has taken away the access to the keys",
        "team_access_not_granted": "the app is not installed in that workspace",
        "app_management_app_not_installed_on_org": "the app must be installed on the whole organisation",
        "enterprise_is_restricted": "not to be called for a whole organisation",
    ]

    private static let signIn = [
        "invalid_auth": "the token is wrong, or not accepted from this address",
        "not_authed": "no token came with the request",
        "account_inactive": "the token's user, bot or workspace is deactivated, or the app was removed",
        "token_revoked": "the token was revoked, or the app removed",
        "token_expired": "the token has expired; with token rotation it lives for twelve hours",
        "two_factor_setup_required": "the token's user has to set up two factors first",
    ]

    private static let notOffered = [
        "paid_only": "only paid plans have this list",
        "plan_upgrade_required": "only higher plans have this list",
        "feature_not_enabled": "this plan has not this list",
        "not_an_enterprise": "only organisations of an Enterprise plan have this list",
        "enterprise_not_found": "only organisations of an Enterprise plan have this list",
        "unknown_method": "this method does not exist here",
        "method_deprecated": "this method is no longer offered",
        "deprecated_endpoint": "this method is no longer offered",
    ]

    private static let ofTheMoment: Set<String> = [
        "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
        "org_login_required",
    ]
}

/// What an error says, for looking at alone: none of it is repeated but names, bounded.
struct SlackErrorBody: Decodable {
    /// nil where the answer is no error of Slack's.
    var error: String?
    var needed = ""

    static let overLimit = "over_pagination_limit"

    private enum CodingKeys: String, CodingKey { case ok, error, needed }

    init(_ response: Response) {
        // A long answer is no error; one that is no JSON (a proxy's page) says nothing of Slack's.
        guard response.body.count < 65_536, let body = try? JSONDecoder().decode(Self.self, from: response.body)
        else { return }
        self = body
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(Bool.self, forKey: .ok) == false else { return }
        let name = try container.decodeIfPresent(String.self, forKey: .error) ?? ""
        error = name.isEmpty ? "an error without a name" : name
        needed = try container.decodeIfPresent(String.self, forKey: .needed) ?? ""
    }

    /// An error's name as it may be repeated: at most 60 of the characters that names have.
    static func printable(_ name: String) -> String {
        String(
            name.unicodeScalars.prefix(60).map { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "_ 0123456789".unicodeScalars.contains(scalar))
                    ? Character(scalar) : "?"
            })
    }

    /// `admin.apps:read`, `users:read.email`
    static func isScope(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 60
            && text.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || "._:-".utf8.contains(byte)
            }
    }
}
