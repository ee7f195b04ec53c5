import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose org it is, who reads it, and what that credential could do.
///
/// The org's id comes from `/.well-known/okta-organization`, which every credential may read; `GET /api/v1/org` tells the
/// same id but needs `okta.orgs.read`.
struct OktaTenant: Sendable {
    let endpoint: OktaEndpoint
    let signIn: OktaSignIn
    let standing: OktaStanding
    /// Scopes that the manifest asks for.
    let wanted: Set<String>

    typealias Ask = @Sendable (Request) async throws -> Response

    private struct Org: Decodable { var id: String }
    private struct Me: Decodable { var id: String }

    var probe: TenantProbe { .conversation(redaction: OktaRedaction.rules) { try await identify($0) } }

    private func identify(_ ask: Ask) async throws -> TenantIdentity {
        standing.reset()
        let answer = try await ask(try endpoint.get([".well-known", "okta-organization"]))
        let org = try JSONDecoder().decode(Org.self, from: answer.body)
        guard !org.id.isEmpty else { throw OktaProblem("the org has no id") }
        switch signIn {
        case .apiToken: return try await user(of: org.id, ask)
        case .serviceApp(let clientID, _, _): return try await app(clientID, of: org.id, ask)
        }
    }

    /// An API token is its user's: it can do whatever the user's admin roles allow.
    private func user(of org: String, _ ask: Ask) async throws -> TenantIdentity {
        let answer = try await ask(try endpoint.get(["api", "v1", "users", "me"]))
        let me = try JSONDecoder().decode(Me.self, from: answer.body)
        let roles = try await roles(["api", "v1", "users", me.id, "roles"], ask)
        let changing = roles.map { $0.filter(OktaRoles.allowsChanges) }
        return TenantIdentity(
            id: org, principal: "user \(me.id)", permissions: roles ?? [],
            own: OwnCredential(
                holder: .identity(me.id), form: .staticSecret,
                expiry: .sliding(windowInSeconds: OktaAPIToken.documentedWindow), excess: changing, writes: changing))
    }

    /// A service app can do what its role and the scopes granted to it both allow. The token holds only the scopes that
    /// were asked for; the app's grants tell the others. For apps that Okta made, client id and app id are one.
    private func app(_ clientID: String, of org: String, _ ask: Ask) async throws -> TenantIdentity {
        let roles = try await roles(["oauth2", "v1", "clients", clientID, "roles"], ask)
        let grants = try await optional([OktaGrant].self, ["api", "v1", "apps", clientID, "grants"], ask)
        let scopes = Set(standing.grantedScopes ?? []).union((grants ?? []).filter(\.isLive).map(\.scopeId))
        return TenantIdentity(
            id: org, principal: "client \(clientID)", permissions: scopes.sorted() + (roles ?? []),
            own: OwnCredential(
                holder: .application(clientID), form: .asymmetric, expiry: .unsupported,
                excess: scopes.subtracting(wanted).sorted() + (roles ?? []).filter(OktaRoles.allowsChanges),
                writes: scopes.filter { $0.hasSuffix(".manage") }.sorted()))
    }

    /// The credential's own roles, sorted; nil where it may not see them. Without a role to go by, one user is asked
    /// for: whoever is not even shown that is shown nothing.
    private func roles(_ path: [String], _ ask: Ask) async throws -> [String]? {
        let roles = try await optional([OktaRoleAssignment].self, path, ask)
        standing.note(seesNoRoles: roles?.isEmpty ?? false)
        if roles?.isEmpty ?? true {
            _ = try await optional([Me].self, ["api", "v1", "users"], query: [("limit", "1")], ask)
        }
        return roles.map { Set($0.map(\.permissionID)).sorted() }
    }

    private func optional<Value: Decodable>(
        _ type: Value.Type, _ path: [String], query: [(String, String)] = [], _ ask: Ask
    ) async throws -> Value? {
        do {
            return try JSONDecoder().decode(type, from: try await ask(try endpoint.get(path, query)).body)
        } catch is SourceProblem {
            // It may not be read, which is an answer: what would stand there is then unknown.
            return nil
        }
    }
}
