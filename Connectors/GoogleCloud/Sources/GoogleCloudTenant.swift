import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose data it is, and who reads: the organisation, or the one project that is to be read or seen.
struct GoogleCloudTenant: Sendable {
    let source: String
    let api: GoogleCloudAPI
    let signIn: GoogleCloudSignIn

    private typealias Ask = @Sendable (Request) async throws -> Response

    private struct Permissions: Decodable { var permissions: [String]? }

    var probe: TenantProbe {
        .conversation(redaction: GoogleCloudRedaction.rules) { ask in
            let name = try await tenant(ask)
            let held = try await permissions(on: name, ask)
            var (principal, own) = try await signIn.principal()
            let writes = held.map { $0.filter(Self.writing.contains) }
            own.excess = writes
            own.writes = writes
            return TenantIdentity(
                id: name, principal: principal, permissions: (held ?? []).filter { !Self.writing.contains($0) },
                own: own)
        }
    }

    /// - Throws: `SourceProblem` where it is not clear whose data it is.
    private func tenant(_ ask: Ask) async throws -> String {
        if let project = api.project {
            let answer = try await ask(try api.project(project))
            let row = try JSONDecoder().decode(GoogleCloudContainerWire.self, from: answer.body)
            guard row.isActive else { throw problem("the project is to be deleted") }
            return row.name
        }
        let organizations = try rows(try await ask(try api.organizations()), "organizations")
        guard organizations.count < 2 else {
            throw problem("the credential sees \(organizations.count) organisations; use one for each, or set project")
        }
        if let organization = organizations.first { return organization.name }
        let projects = try rows(try await ask(try api.firstProjects()), "projects")
        guard let project = projects.first else {
            throw problem(
                "the credential sees no organisation and no project; give it resourcemanager.organizations.get and resourcemanager.projects.get"
            )
        }
        guard projects.count == 1 else {
            throw problem(
                "the credential sees several projects and no organisation; set project, or give it resourcemanager.organizations.get"
            )
        }
        return project.name
    }

    private func rows(_ response: Response, _ key: String) throws -> [GoogleCloudContainerWire] {
        (try GoogleCloudPage<GoogleCloudContainerWire>.read(response.body, key: key).rows?.rows ?? [])
            .filter(\.isActive)
    }

    private func problem(_ reason: String) -> SourceProblem { SourceProblem(source: source, reason: reason) }

    /// Of what is needed, and of what it should not have, that which it has; nil where it may not be told.
    private func permissions(on name: String, _ ask: Ask) async throws -> [String]? {
        let wanted = Set(GoogleCloudConnector.permissions).union(Self.writing).filter { permission in
            // A project knows nothing of permissions on organisations and folders, and refuses to be asked.
            name.hasPrefix("organizations/") || !Self.isOfOrganizations(permission)
        }
        do {
            let answer = try await ask(try api.permissions(on: name, among: Array(wanted)))
            return try JSONDecoder().decode(Permissions.self, from: answer.body).permissions?.sorted() ?? []
        } catch let problem as SourceProblem where problem.isRefusal {
            return nil
        }
    }

    static func isOfOrganizations(_ permission: String) -> Bool {
        ["resourcemanager.organizations.", "resourcemanager.folders."].contains { permission.hasPrefix($0) }
    }

    /// Some that no reader needs: one of each kind that does harm. That it has none of these does not prove that it can
    /// change nothing.
    static let writing: Set<String> = [
        "apikeys.keys.create", "compute.instances.create", "iam.roles.update", "iam.serviceAccountKeys.create",
        "iam.serviceAccounts.actAs", "iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.setIamPolicy",
        "resourcemanager.folders.setIamPolicy", "resourcemanager.organizations.setIamPolicy",
        "resourcemanager.projects.delete", "resourcemanager.projects.setIamPolicy",
        "serviceusage.services.enable", "storage.buckets.delete",
    ]
}
