import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose tenant it is, which app reads it, and what that app could do.
struct EntraTenant: Sendable {
    let endpoint: EntraEndpoint
    let signIn: EntraSignIn
    /// Permissions that the manifest asks for.
    let wanted: Set<String>

    typealias Ask = @Sendable (Request) async throws -> Response

    private struct Organization: Decodable, Sendable { var id: String }

    private struct OwnApplication: Decodable, Sendable {
        var id: String
        var passwordCredentials: [EntraPassword]?
        var keyCredentials: [EntraKey]?
    }

    private struct Resource: Decodable, Sendable {
        var id: String
        var appRoles: [EntraAppRole]?
    }

    var probe: TenantProbe { .conversation(redaction: EntraRedaction.rules) { try await identify($0) } }

    private func identify(_ ask: Ask) async throws -> TenantIdentity {
        let answer = try await ask(try endpoint.get(["organization"], [("$select", "id")]))
        guard let tenant = try EntraList<Organization>.read(answer).value.rows.first?.id, !tenant.isEmpty else {
            throw EntraProblem("the tenant has no id")
        }
        // Directory.Read.All, by which the tenant is identified, allows this too: no permission of its own is lost by it.
        let found = try await ask(
            try endpoint.get(
                ["servicePrincipals"], [("$filter", "appId eq '\(signIn.clientID)'"), ("$select", "id")]))
        let principal = try EntraList<EntraObject>.read(found).value.rows.first
        let permissions = try await permissions(of: principal?.id, ask)
        let (credential, expiry) = try await ownCredential(ask)
        return TenantIdentity(
            id: tenant, principal: "client \(signIn.clientID)", permissions: permissions ?? [],
            own: OwnCredential(
                nativeID: credential, holder: principal.map { .identity($0.id) }, form: signIn.form, expiry: expiry,
                excess: permissions.map { $0.filter { !wanted.contains($0) } },
                writes: permissions.map { $0.filter { EntraPrivilege.changes($0) && !wanted.contains($0) } }))
    }

    /// The names of the app permissions, sorted; nil where they may not be seen.
    private func permissions(of principal: String?, _ ask: Ask) async throws -> [String]? {
        guard let principal,
            let assignments = try await list(
                EntraAppRoleAssignment.self, ["servicePrincipals", principal, "appRoleAssignments"], [("$top", "999")],
                ask),
            let graph = try await list(
                Resource.self, ["servicePrincipals"],
                [("$filter", "appId eq '00000003-0000-0000-c000-000000000000'"), ("$select", "id,appRoles")], ask)?
                .first
        else { return nil }
        let names = Dictionary((graph.appRoles ?? []).map { ($0.id, $0.name) }) { first, _ in first }
        return Set(
            assignments.map { assignment in
                // Of another API its id says that there is more than was asked for.
                let name = assignment.resourceId == graph.id ? names[assignment.appRoleId] : nil
                return name ?? "\(assignment.resourceId ?? "")/\(assignment.appRoleId)"
            }
        ).sorted()
    }

    /// Which of the app's own secrets or certificates it is: a certificate by its thumbprint, a secret by its first
    /// characters, if one alone begins so.
    private func ownCredential(_ ask: Ask) async throws -> (NativeID?, Expiry) {
        guard
            let app = try await list(
                OwnApplication.self, ["applications"],
                [
                    ("$filter", "appId eq '\(signIn.clientID)'"),
                    ("$select", "id,passwordCredentials,keyCredentials"),
                ], ask)?.first
        else { return (nil, .unknown) }
        let holder = Reference.application(app.id)
        let found: (String, Instant?)?
        switch signIn.proof {
        case .secret(let source):
            let secret = try await source()
            let alike = (app.passwordCredentials ?? []).filter { password in
                guard let hint = password.hint, !hint.isEmpty else { return false }
                return secret.reveal { $0.hasPrefix(hint) }
            }
            found = alike.count == 1 ? alike.first.map { ($0.keyId, $0.endDateTime) } : nil
        case .certificate(let source):
            // A replay has no certificate to show; a run that has none did not come so far.
            let thumbprint = try? EntraCertificate(try await source()).thumbprint
            found = (app.keyCredentials ?? []).first {
                thumbprint != nil && EntraCredentials.thumbprint($0.customKeyIdentifier)?.value == thumbprint
            }.map { ($0.keyId, $0.endDateTime) }
        }
        guard let (keyID, end) = found else { return (nil, .unknown) }
        return (EntraCredentials.nativeID(holder, keyID), end.map { .at($0) } ?? .unknown)
    }

    private func list<Value: Decodable & Sendable>(
        _ type: Value.Type, _ path: [String], _ query: [(String, String)], _ ask: Ask
    ) async throws -> [Value]? {
        do {
            return try EntraList<Value>.read(try await ask(try endpoint.get(path, query))).value.rows
        } catch let problem as SourceProblem where problem.isRefusal {
            // It may not be read, which is an answer: what would stand there is then unknown.
            return nil
        }
    }
}
