import ConnectorKit
import Foundation
import Inventory
import Transport

/// What signing in told, which streams go by: the group that is read, and whether everything is shown.
final class GitLabStanding: Sendable {
    struct Told: Sendable {
        /// nil for a whole instance.
        var group: GitLabGroupWire?
        /// Whether GitLab answers as to an administrator.
        var isAdministrator = false
    }

    private let told = Locked(Told())

    var current: Told { told.withLock { $0 } }

    func learn(_ told: Told) { self.told.withLock { $0 = told } }
}

/// Whose data it is, and who reads: the user, its token, then the group or the instance.
struct GitLabTenant: Sendable {
    let api: GitLabAPI
    let standing: GitLabStanding

    private struct Place: Decodable { var id: Int64 }
    private struct Membership: Decodable {
        var accessLevel: Int
        enum CodingKeys: String, CodingKey { case accessLevel = "access_level" }
    }

    var probe: TenantProbe {
        .conversation(redaction: GitLabRedaction.people) { ask in
            let user = try JSONDecoder().decode(GitLabUserWire.self, from: try await ask(try api.user()).body)
            let token = try JSONDecoder().decode(GitLabTokenWire.self, from: try await ask(try api.ownToken()).body)
            guard let group = api.group else {
                let rows = try JSONDecoder().decode(
                    [GitLabUserWire].self, from: try await ask(try api.firstUser()).body)
                let isAdministrator = rows.contains { $0.isAdministrator != nil }
                standing.learn(GitLabStanding.Told(isAdministrator: isAdministrator))
                return identity(api.place, user, token, role: isAdministrator ? "administrator" : nil)
            }
            let row = try JSONDecoder().decode(GitLabGroupWire.self, from: try await ask(try api.group(group)).body)
            standing.learn(GitLabStanding.Told(group: row))
            let level = try await self.level(of: user.id, in: row.id, ask)
            return identity(
                "\(api.place):group/\(row.id)", user, token, role: level.map { "role:\(GitLabAccess.name($0))" })
        }
    }

    /// nil of an administrator who is no member.
    private func level(
        of user: Int64, in group: Int64, _ ask: @Sendable (Request) async throws -> Response
    ) async throws -> Int? {
        do {
            let answer = try await ask(try api.membership(of: user, in: group))
            return try JSONDecoder().decode(Membership.self, from: answer.body).accessLevel
        } catch let problem as SourceProblem where problem.isRefusal { return nil }
    }

    private func identity(_ tenant: String, _ user: GitLabUserWire, _ token: GitLabTokenWire, role: String?)
        -> TenantIdentity
    {
        let scopes = (token.scopes ?? []).sorted()
        var own = OwnCredential(
            nativeID: NativeID("token/\(token.id)"), holder: GitLabMapping.user(user.id), form: .staticSecret,
            expiry: token.expiresAt.expiry)
        // In Admin Mode an administrator reads with this scope or not at all.
        let needed: Set<String> = api.group == nil ? ["read_api", "admin_mode"] : ["read_api"]
        own.excess = scopes.filter { !needed.contains($0) }
        own.writes = scopes.filter { !needed.contains($0) && !GitLabAccess.isReading($0) }
        return TenantIdentity(
            id: tenant, principal: "user \(user.id)", permissions: scopes + (role.map { [$0] } ?? []), own: own)
    }
}
