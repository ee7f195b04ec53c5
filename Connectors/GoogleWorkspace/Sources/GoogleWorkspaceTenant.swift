import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose account it is, and with what it is read. The customer's id stands on every user, so that no further scope is
/// needed for it.
struct GoogleWorkspaceTenant: Sendable {
    let settings: GoogleWorkspaceSettings
    let standing: GoogleWorkspaceStanding

    private struct User: Decodable, Sendable { var customerId: String }

    var probe: TenantProbe { .conversation(redaction: GoogleWorkspaceRedaction.rules) { try await identify($0) } }

    private func identify(_ ask: @Sendable (Request) async throws -> Response) async throws -> TenantIdentity {
        let question = try settings.directory(
            ["users"], [("customer", "my_customer"), ("maxResults", "1"), ("projection", "basic")])
        let list = try GoogleWorkspaceList<User>.read(try await ask(question))
        guard let customer = list.rows?.rows.first?.customerId, !customer.isEmpty else {
            throw GoogleWorkspaceProblem("the account has no user who tells its customer id")
        }
        let facts = standing.facts
        return TenantIdentity(
            id: customer,
            principal: (facts.map { "service account \($0.email) as " } ?? "as ") + settings.subject,
            permissions: (facts?.scopes ?? []).sorted(),
            // What else is delegated to the service account no operation lists; neither does the key tell its end.
            own: OwnCredential(
                holder: facts?.clientID.map { .identity($0) }, form: .asymmetric, expiry: .unknown, excess: nil,
                writes: nil))
    }
}
