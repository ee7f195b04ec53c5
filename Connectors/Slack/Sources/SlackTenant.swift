import ConnectorKit
import Foundation
import Inventory
import Transport

/// What signing in told, which streams go by: the workspace, or the whole organisation.
final class SlackStanding: Sendable {
    struct Told: Sendable {
        var team: String
        var name: String
        /// The organisation of an Enterprise plan that the workspace is of; nil for a workspace by itself.
        var enterprise: String?
        /// The app was installed on the whole organisation: workspaces have to be named in each request.
        var isOrganisation: Bool
    }

    private let told = Locked<Told?>(nil)

    /// - Throws: `SlackProblem` before signing in.
    var current: Told {
        get throws {
            guard let told = told.withLock({ $0 }) else { throw SlackProblem("who signs in is not known yet") }
            return told
        }
    }

    /// Whether it is known to be a workspace by itself.
    var isOutsideEnterprise: Bool { told.withLock { $0.map { $0.enterprise == nil } ?? false } }

    func learn(_ told: Told) { self.told.withLock { $0 = told } }
}

/// The answer to `auth.test`. https://docs.slack.dev/reference/methods/auth.test
struct SlackIdentityWire: Decodable, Sendable {
    var ok: Bool
    var team: String?
    var teamID: String
    var userID: String
    var botID: String?
    var enterpriseID: String?
    var isOrganisation: Bool?
    /// Seconds; null for a token that does not rotate, absent where Slack does not tell.
    var expiresIn: Int64?
    var tellsExpiry = false

    private enum CodingKeys: String, CodingKey {
        case ok, team
        case teamID = "team_id"
        case userID = "user_id"
        case botID = "bot_id"
        case enterpriseID = "enterprise_id"
        case isOrganisation = "is_enterprise_install"
        case expiresIn = "expires_in"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ok = try container.decode(Bool.self, forKey: .ok)
        team = try container.decodeIfPresent(String.self, forKey: .team)
        teamID = try container.decode(String.self, forKey: .teamID)
        userID = try container.decode(String.self, forKey: .userID)
        botID = try container.decodeIfPresent(String.self, forKey: .botID)
        enterpriseID = try container.decodeIfPresent(String.self, forKey: .enterpriseID)
        isOrganisation = try container.decodeIfPresent(Bool.self, forKey: .isOrganisation)
        expiresIn = try container.decodeIfPresent(Int64.self, forKey: .expiresIn)
        tellsExpiry = container.contains(.expiresIn)
        guard ok, !teamID.isEmpty, !userID.isEmpty else { throw SlackProblem("the answer names no workspace") }
    }
}

/// Whose data it is, and who reads: one question, which needs no scope.
struct SlackTenant: Sendable {
    let api: SlackAPI
    let standing: SlackStanding
    /// Scopes that the manifest asks for.
    let wanted: Set<String>

    var probe: TenantProbe {
        .conversation(redaction: SlackRedaction.people) { ask in
            let answer = try await ask(try api.call("auth.test"))
            let row = try JSONDecoder().decode(SlackIdentityWire.self, from: answer.body)
            let told = try Self.told(row)
            standing.learn(told)
            let scopes = Self.scopes(answer)
            var own = OwnCredential(
                holder: .identity(row.userID), form: .staticSecret, expiry: Self.expiry(row, answer))
            // What the manifest asks for is least available even where it can write, as `admin` can.
            own.excess = scopes.map { $0.filter { !wanted.contains($0) && !SlackAccess.isPlain($0) } }
            own.writes = scopes.map { $0.filter { !wanted.contains($0) && !SlackAccess.isReading($0) } }
            return TenantIdentity(
                id: told.isOrganisation ? told.enterprise ?? told.team : told.team, principal: "user \(row.userID)",
                permissions: scopes ?? [], own: own)
        }
    }

    private static func told(_ row: SlackIdentityWire) throws -> SlackStanding.Told {
        let isOrganisation = row.isOrganisation ?? false
        guard !isOrganisation || row.enterpriseID != nil else { throw SlackProblem("the organisation has no id") }
        return SlackStanding.Told(
            team: row.teamID, name: row.team ?? row.teamID, enterprise: row.enterpriseID,
            isOrganisation: isOrganisation)
    }

    /// The token's scopes, which every answer carries; nil where it does not.
    private static func scopes(_ response: Response) -> [String]? {
        response.headers["X-OAuth-Scopes"].map { text in
            Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }).filter { !$0.isEmpty }
                .sorted()
        }
    }

    /// https://docs.slack.dev/authentication/using-token-rotation: only a token that rotates expires.
    private static func expiry(_ row: SlackIdentityWire, _ response: Response) -> Expiry {
        guard let seconds = row.expiresIn else { return row.tellsExpiry ? .never : .unknown }
        guard (0...100_000_000).contains(seconds), let now = response.headers["Date"].flatMap(RetryAfter.httpDate)
        else { return .unknown }
        return .at(now.advanced(bySeconds: seconds))
    }
}

extension Authorization {
    /// A token of a user or a bot. Others are told by how they begin, before they are sent anywhere.
    /// https://docs.slack.dev/authentication/tokens
    static func slack(_ credential: @escaping CredentialSource) -> Authorization {
        Authorization { request, _, _ in
            var request = request
            request.headers["Authorization"] = try await credential().reveal { token in
                if let kind = SlackTokenKind.unusable(token) {
                    throw SlackProblem("the credential is \(kind); a user's token (xoxp-) or a bot's (xoxb-) is needed")
                }
                return "Bearer " + token
            }
            return request
        }
    }
}

/// Kinds of token by their beginning, in words that hold nothing of the token.
enum SlackTokenKind {
    /// nil for one that may be tried.
    static func unusable(_ token: String) -> String? {
        if token.hasPrefix("xapp-") { return "an app-level token (xapp-), which reads no lists" }
        if token.hasPrefix("xoxe-") { return "a refresh token (xoxe-), which only fetches another" }
        if token.hasPrefix("https://") { return "a URL, such as that of a webhook" }
        return nil
    }
}
