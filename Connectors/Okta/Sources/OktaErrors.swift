import ConnectorKit
import Foundation
import Transport

/// How Okta says no: a code in the body decides, because one status means several things (401 is a refused token and a
/// feature that the org has not bought). https://developer.okta.com/docs/reference/error-codes/
struct OktaErrors: Sendable {
    let standing: OktaStanding

    func classify(_ response: Response) -> Outcome? {
        if (200..<300).contains(response.status) { return emptyHanded(response) }
        if let refusal = Self.refusedScope(response) { return refusal }
        guard let error = try? JSONDecoder().decode(Body.self, from: response.body) else {
            // An answer without a code of Okta's (a proxy's page) is left to the general reading.
            return nil
        }
        return Self.outcome(code: error.errorCode, response)
    }

    private struct Body: Decodable { var errorCode: String }

    private static func outcome(code: String, _ response: Response) -> Outcome? {
        switch code {
        case "E0000006":
            return .denied(
                reason: "Okta answered \(code): the credential's admin role or scope does not allow it")
        case "E0000004", "E0000005", "E0000011":
            return .signInRefused(reason: "Okta answered \(code): the token is wrong, expired or revoked")
        case "E0000015": return .unsupported(reason: "Okta answered \(code): the org has not this feature")
        case "E0000060": return .unsupported(reason: "Okta answered \(code): the operation is not offered here")
        case "E0000007", "E0000008": return .gone
        case "E0000047": return nil  // 429: the reset header says how long.
        case "E0000009", "E0000010": return .retry(reason: "Okta answered \(code)")
        case "E0000029": return .failed(reason: "Okta answered \(code): the page's cursor is no longer good")
        default:
            // 5xx and 429 keep their general meaning, whatever the code.
            return response.status >= 500 || response.status == 429
                ? nil : .failed(reason: "Okta answered \(code.prefix(20)) (HTTP \(response.status))")
        }
    }

    /// An access token without the scope is refused by a header, the body may be empty (RFC 6750 section 3.1).
    private static func refusedScope(_ response: Response) -> Outcome? {
        guard response.status == 403, let challenge = response.headers["WWW-Authenticate"],
            challenge.contains("insufficient_scope")
        else { return nil }
        return .denied(reason: "the access token lacks the scope")
    }

    // MARK: - Empty lists that are refusals

    /// An org always has a user, the group Everyone and an administrator: the first page of these lists is never empty,
    /// but to a credential without an admin role, which Okta shows nothing instead of refusing. A credential that was
    /// shown no user is believed no empty list at all, and one that was not shown its own roles no empty list of roles.
    private func emptyHanded(_ response: Response) -> Outcome? {
        guard response.body.count < 2_048, Self.isEmptyList(response.body) else { return nil }
        let path = response.url.path
        let query = response.url.query ?? ""
        if Self.neverEmpty.contains(path), !query.contains("after="), !query.contains("filter=") {
            if path == "/api/v1/users" { standing.noteBlind() }
            return .denied(
                reason: "an empty list, which no org has: the credential has no admin role that may read it")
        }
        if standing.isBlind { return .denied(reason: "an empty list to a credential that is not shown any user") }
        if standing.seesNoRoles, path.hasSuffix("/roles") {
            return .denied(reason: "an empty list to a credential that is not shown its own roles")
        }
        return nil
    }

    private static let neverEmpty: Set<String> = ["/api/v1/users", "/api/v1/groups", "/api/v1/iam/assignees/users"]

    private static func isEmptyList(_ body: Data) -> Bool {
        // What is no JSON is no empty list; the decoder says what it is.
        if let list = try? JSONDecoder().decode([AnyRow].self, from: body) { return list.isEmpty }
        return (try? JSONDecoder().decode(Values.self, from: body))?.value.isEmpty ?? false
    }

    private struct AnyRow: Decodable { init(from decoder: any Decoder) {} }
    private struct Values: Decodable { var value: [AnyRow] }
}

/// What the source has learned about the credential that it reads with, in the run under way.
final class OktaStanding: Sendable {
    private struct State {
        var isBlind = false
        var seesNoRoles = false
        var scopes: [String]?
    }

    private let state = Locked(State())

    /// Whether it was shown an org without users.
    var isBlind: Bool { state.withLock(\.isBlind) }
    /// Whether its own list of roles came empty: it has none, or may not read them.
    var seesNoRoles: Bool { state.withLock(\.seesNoRoles) }
    /// The scopes of the access token, as the token's answer told them; nil for an API token.
    var grantedScopes: [String]? { state.withLock(\.scopes) }

    func noteBlind() { state.withLock { $0.isBlind = true } }
    func note(seesNoRoles value: Bool) { state.withLock { $0.seesNoRoles = value } }
    func note(scopes value: [String]) { state.withLock { $0.scopes = value } }

    /// At the start of a run; the token, which may go on, keeps its scopes.
    func reset() {
        state.withLock {
            $0.isBlind = false
            $0.seesNoRoles = false
        }
    }
}
