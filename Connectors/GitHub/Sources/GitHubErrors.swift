import ConnectorKit
import Foundation
import Inventory
import Transport

/// How GitHub says no: a limit and a refusal come under the same 403, and a 404 stands for "not for you" as well.
/// https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
/// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
enum GitHubErrors {
    /// nil leaves it to HTTP's general reading.
    /// - Parameter isUser: the credential is a user's token, not an app's.
    static func classify(_ response: Response, isUser: Bool) -> Outcome? {
        switch response.status {
        case 200..<300: return response.url.path.hasSuffix("/graphql") ? GitHubGraphQLAnswer.outcome(response) : nil
        case 401: return .signInRefused(reason: "HTTP 401: the credential is wrong, expired or revoked")
        case 403, 429: return limit(response) ?? (response.status == 403 ? refusal(response, isUser: isUser) : nil)
        case 404: return notFound(response, isUser: isUser)
        case 451: return .denied(reason: "HTTP 451: GitHub has blocked it for legal reasons")
        default: return nil
        }
    }

    // MARK: - Limits

    /// Told before anything else: a refusal never carries these marks, but for one that used up the last request.
    private static func limit(_ response: Response) -> Outcome? {
        // GitHub's own clock: the reset is a moment, and ours may be off.
        let now = response.headers["Date"].flatMap(RetryAfter.httpDate)
        if response.headers["Retry-After"] != nil {
            return .throttle(after: RetryAfter.wait(response.headers, now: now ?? Instant(milliseconds: 0)))
        }
        if response.headers["X-RateLimit-Remaining"] == "0" {
            return .throttle(after: now.flatMap { RetryAfter.wait(response.headers, now: $0) })
        }
        let body = GitHubErrorBody(response)
        let isSecondary =
            body.message.contains("secondary rate limit") || body.message.contains("abuse detection")
            || body.documentation.contains("secondary-rate-limits")
        // "Wait for at least one minute" where no header says more.
        return isSecondary ? .throttle(after: .seconds(60)) : nil
    }

    // MARK: - Refusals

    private static func refusal(_ response: Response, isUser: Bool) -> Outcome {
        if response.headers["X-GitHub-SSO"]?.hasPrefix("required") == true {
            return .denied(
                reason: "the organization enforces SAML single sign-on, and the token is not authorised for it")
        }
        if isUser && isTokenList(response) { return tokenListForApps }
        let message = GitHubErrorBody(response).message
        if message.contains("IP allow list") {
            return .denied(reason: "the organization's IP allow list does not let this machine in")
        }
        if message.contains("installation has been suspended") {
            return .signInRefused(reason: "the app's installation is suspended")
        }
        return .denied(reason: "HTTP 403: the credential may not", missing: missing(response))
    }

    /// GitHub hides what the credential may not see, so that a 404 never proves that something is gone.
    private static func notFound(_ response: Response, isUser: Bool) -> Outcome {
        if isUser && isTokenList(response) { return tokenListForApps }
        let missing = missing(response)
        if missing.isEmpty, let list = planLists.first(where: { response.url.path.hasSuffix($0.key) }) {
            return .unsupported(reason: "HTTP 404: \(list.value)")
        }
        return .denied(
            reason: "HTTP 404, which GitHub also answers for what a credential may not see", missing: missing)
    }

    /// Lists that not every plan or server has.
    private static let planLists = [
        "/credential-authorizations":
            "only organizations on GitHub Enterprise Cloud with SAML single sign-on of their own have this list",
        "/organization-roles": "this plan or server has no organization roles",
        "/personal-access-tokens": "this server does not list fine-grained tokens",
        "/dependabot/secrets": "Dependabot's secrets are not offered here",
        "/codespaces/secrets": "Codespaces' secrets are not offered here",
    ]

    private static func isTokenList(_ response: Response) -> Bool {
        response.url.path.hasSuffix("/personal-access-tokens")
    }

    private static let tokenListForApps = Outcome.denied(
        reason: "only a GitHub App may list fine-grained tokens, a user's token may not",
        missing: ["organization_personal_access_tokens:read"])

    /// The permission that would have opened it, where GitHub names one: for apps and fine-grained tokens
    /// `members=read; …`, the first of several ways; for classic tokens the scopes of which one would do.
    static func missing(_ response: Response) -> [String] {
        if let accepted = response.headers["X-Accepted-GitHub-Permissions"] {
            let first = accepted.split(separator: ";").first ?? ""
            return first.split(separator: ",").compactMap { permission in
                let parts = permission.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
                guard parts.count == 2, parts.allSatisfy(isWord) else { return nil }
                return "\(parts[0]):\(parts[1])"
            }
        }
        guard let held = response.headers["X-OAuth-Scopes"], let accepted = response.headers["X-Accepted-OAuth-Scopes"]
        else { return [] }
        let wanted = scopes(accepted)
        guard !wanted.isEmpty, Set(wanted).isDisjoint(with: scopes(held)) else { return [] }
        return [wanted.first { $0.hasPrefix("read:") } ?? wanted[0]]
    }

    static func scopes(_ header: String) -> [String] {
        header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
            !$0.isEmpty && $0.utf8.count <= 60
                && $0.utf8.allSatisfy { $0 == UInt8(ascii: ":") || isWordByte($0) }
        }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 80 && text.utf8.allSatisfy(isWordByte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
    }
}

/// What an error says, for looking at alone: none of it is repeated.
struct GitHubErrorBody: Decodable {
    var message = ""
    var documentation = ""

    private enum CodingKeys: String, CodingKey {
        case message
        case documentation = "documentation_url"
    }

    init(_ response: Response) {
        // A body that is no JSON (a proxy's page) says nothing of GitHub's.
        if let body = try? JSONDecoder().decode(Self.self, from: response.body) { self = body }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
        documentation = try container.decodeIfPresent(String.self, forKey: .documentation) ?? ""
    }
}

/// GraphQL answers 200 to everything.
/// https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
struct GitHubGraphQLAnswer: Decodable {
    struct Problem: Decodable {
        var type: String?
        var message: String?
    }
    struct Content: Decodable { var organization: Organization? }
    struct Organization: Decodable {
        var isWithoutProvider: Bool

        private enum CodingKeys: String, CodingKey { case samlIdentityProvider }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            isWithoutProvider =
                try container.contains(.samlIdentityProvider) && container.decodeNil(forKey: .samlIdentityProvider)
        }
    }

    var errors: [Problem]?
    var data: Content?

    /// nil for an answer that can be decoded, and for what is not GitHub's.
    static func outcome(_ response: Response) -> Outcome? {
        // What cannot be read here cannot be decoded either, and that says so.
        guard let answer = try? JSONDecoder().decode(Self.self, from: response.body) else { return nil }
        if let problem = answer.errors?.first {
            let type = (problem.type ?? "").prefix(40)
            switch type {
            case "RATE_LIMITED":
                let now = response.headers["Date"].flatMap(RetryAfter.httpDate)
                return .throttle(after: now.flatMap { RetryAfter.wait(response.headers, now: $0) })
            case "FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND":
                return .denied(reason: "GraphQL answered \(type)", missing: scopes(problem.message ?? ""))
            default:
                return .failed(reason: "GraphQL answered with \(type.isEmpty ? "an error" : String(type))")
            }
        }
        guard let content = answer.data else { return nil }
        guard let organization = content.organization else {
            return .denied(reason: "GraphQL does not show the organization to this credential")
        }
        guard organization.isWithoutProvider else { return nil }
        return .unsupported(
            reason:
                "the organization has no SAML identity provider of its own; single sign-on of an enterprise is not shown here"
        )
    }

    /// "requires one of the following scopes: ['read:org', 'admin:org']": the first.
    private static func scopes(_ message: String) -> [String] {
        guard let match = message.firstMatch(of: /following scopes: \['([a-z_:]{1,60})'/) else { return [] }
        return [String(match.1)]
    }
}
