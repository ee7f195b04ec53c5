import ConnectorKit
import Foundation
import Inventory
import Transport

/// How GitLab says no: 401 to who may not see tokens, 404 to who may not see a group, 404 in other words for what a
/// plan or version has not. https://docs.gitlab.com/api/rest/troubleshooting/#status-codes
enum GitLabErrors {
    /// nil leaves it to HTTP's general reading.
    static func classify(_ response: Response) -> Outcome? {
        switch response.status {
        case 429: return .throttle(after: wait(response))
        case 401: return unauthorized(response)
        case 403: return forbidden(response)
        case 400:
            return isPlanList(response) ? .unsupported(reason: "HTTP 400: only top-level groups have this list") : nil
        case 404: return notFound(response)
        case 405:
            // https://docs.gitlab.com/administration/instance_limits/#max-offset-allowed-by-the-rest-api-for-offset-based-pagination
            return .failed(reason: "HTTP 405: GitLab gives no more of so long a list (its limit of numbered pages)")
        default: return nil
        }
    }

    /// `Retry-After`, else `RateLimit-Reset`, which here is a moment and not a number of seconds.
    /// https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers
    private static func wait(_ response: Response) -> Duration? {
        let headers = response.headers
        let now = headers["Date"].flatMap(RetryAfter.httpDate)
        if let value = headers["Retry-After"] {
            return RetryAfter.wait(["Retry-After": value], now: now ?? Instant(milliseconds: 0))
        }
        guard let now, let reset = headers["RateLimit-Reset"].flatMap({ Int64($0) }), reset > 0, reset < 1 << 40 else {
            return nil
        }
        return .seconds(max(0, Instant(seconds: reset).seconds(since: now)))
    }

    // MARK: - Refusals

    /// A token that is wrong, expired or revoked is told so by `error`; one that is good and may not see this list gets
    /// the bare message. That it is good at all was asked first (`GET /user`).
    private static func unauthorized(_ response: Response) -> Outcome {
        let body = GitLabErrorBody(response)
        guard body.isGitLabs, body.error == nil, !response.url.path.hasSuffix("/api/v4/user") else {
            return .signInRefused(reason: "HTTP 401: the token is wrong, expired or revoked")
        }
        return .denied(reason: "HTTP 401: the credential's role may not see it")
    }

    private static func forbidden(_ response: Response) -> Outcome {
        let body = GitLabErrorBody(response)
        guard body.error == "insufficient_scope" else {
            return .denied(reason: "HTTP 403: the credential may not")
        }
        // Several that would do, the narrowest among them: `api read_api`.
        let scopes = body.scope.split(separator: " ").map(String.init).filter(isWord)
        let missing = scopes.contains("read_api") ? "read_api" : scopes.first
        return .denied(reason: "HTTP 403: the token lacks the scope", missing: missing.map { [$0] } ?? [])
    }

    /// `404 Not Found` under `error` is a path that this version has not; under `message` it is a thing that is not
    /// there or not for this credential, which never proves that it is gone.
    private static func notFound(_ response: Response) -> Outcome {
        if GitLabErrorBody(response).error != nil {
            return .unsupported(reason: "HTTP 404: this version or plan of GitLab has not this list")
        }
        if isPlanList(response) {
            return .unsupported(reason: "HTTP 404: only paid plans, or GitLab.com alone, have this list")
        }
        return .denied(reason: "HTTP 404, which GitLab also answers for what a credential may not see")
    }

    /// Lists that not every plan or place has.
    private static func isPlanList(_ response: Response) -> Bool {
        let path = response.url.path
        return path.contains("/groups/")
            && [
                "/enterprise_users", "/service_accounts", "/hooks", "/manage/personal_access_tokens",
                "/manage/ssh_keys",
            ]
            .contains { path.hasSuffix($0) }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 40
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "_") }
    }
}

/// What an error says, for looking at alone: none of it is repeated but names of scopes.
struct GitLabErrorBody: Decodable {
    var error: String?
    var scope = ""
    /// Whether it is an object with a message or an error: what GitLab writes.
    var isGitLabs = false

    private enum CodingKeys: String, CodingKey { case error, scope, message }

    init(_ response: Response) {
        // A body that is no JSON (a proxy's page) says nothing of GitLab's.
        if let body = try? JSONDecoder().decode(Self.self, from: response.body) { self = body }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        error = try container.decodeIfPresent(String.self, forKey: .error)
        scope = try container.decodeIfPresent(String.self, forKey: .scope) ?? ""
        // A message may be an object of fields and complaints.
        isGitLabs = error != nil || container.contains(.message)
    }
}
