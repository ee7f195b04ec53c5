import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose org it is, which user reads it, and what that user could do.
struct SalesforceTenant: Sendable {
    let endpoint: SalesforceEndpoint
    let signIn: SalesforceSignIn
    /// Permissions that the manifest asks for.
    let wanted: Set<String>

    typealias Ask = @Sendable (Request) async throws -> Response

    static let organization = SalesforceQuery(object: "Organization", fields: ["Id"])
    static let permissions = SalesforceQuery(
        object: SalesforceOwnPermission.object, fields: [],
        optional: SalesforcePrivilege.all.map { "Permissions" + $0 })

    private struct Organization: Decodable, Sendable {
        var id: SalesforceID

        private enum CodingKeys: String, CodingKey { case id = "Id" }
    }

    /// What there is at all, and who asks: `…/id/{org}/{user}`.
    /// https://developer.salesforce.com/docs/platform/api-rest/guide/dome-discoveryresource.html
    private struct Resources: Decodable {
        var identity: String

        var user: SalesforceID? {
            identity.split(separator: "/").last.flatMap { SalesforceID(String($0)) }.flatMap {
                $0.text.hasPrefix("005") ? $0 : nil
            }
        }
    }

    var probe: TenantProbe { .conversation(redaction: SalesforceRedaction.rules) { try await identify($0) } }

    private func identify(_ ask: Ask) async throws -> TenantIdentity {
        let answer = try await ask(try endpoint.ask(Self.organization))
        guard let org = try SalesforceRows<Organization>.whole(answer).first else {
            throw SalesforceProblem("the org has no id")
        }
        let resources = try await ask(try endpoint.get(SalesforceEndpoint.data + "/"))
        guard let user = try JSONDecoder().decode(Resources.self, from: resources.body).user else {
            throw SalesforceProblem("it is not told which user signed in")
        }
        let permissions = try await ifAllowed { try await self.permissions(ask) }
        return TenantIdentity(
            id: org.id.text, principal: signIn.principal ?? "user \(user.text)", permissions: permissions ?? [],
            own: OwnCredential(
                holder: .identity(user.text), form: signIn.form,
                excess: permissions.map { $0.filter { !wanted.contains($0) } },
                writes: permissions.map { $0.filter { SalesforcePrivilege.changes($0) && !wanted.contains($0) } }))
    }

    /// Those that are asked about and held, sorted.
    private func permissions(_ ask: Ask) async throws -> [String]? {
        let described = try JSONDecoder().decode(
            SalesforceDescription.self, from: try await ask(try endpoint.describe(Self.permissions)).body)
        let answer = try await ask(try endpoint.get(try SalesforceEndpoint.path(Self.permissions, described)))
        return try SalesforceRows<SalesforcePermissions>.whole(answer).first
            .map { $0.values.filter(\.value).keys.sorted() }
    }

    /// nil where it may not be read, which is an answer: what would stand there is then unknown.
    private func ifAllowed<Value: Sendable>(_ read: () async throws -> Value?) async throws -> Value? {
        do { return try await read() } catch let problem as SourceProblem where problem.isRefusal { return nil }
    }
}
