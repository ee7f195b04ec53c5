import ConnectorKit
import Foundation
import Inventory
import Transport

/// Agents, and what was used when.
extension EntraStreams {
    // MARK: - Agents

    static let agentIdentities = Definition(
        descriptor: StreamDescriptor(
            id: "agentIdentities", title: "Agent identities and their blueprints",
            operation: "GET /v1.0/servicePrincipals/microsoft.graph.agentIdentity", yields: [.identity],
            permissions: ["AgentIdentity.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraServicePrincipal.self,
            first: { _ in
                try endpoint.get(
                    ["servicePrincipals", "microsoft.graph.agentIdentity"],
                    [("$select", EntraServicePrincipal.agentSelection), top])
            }
        ) { principal, _ in principal.records(isAgent: true) }
    }

    /// The vendor documents no permission for it that only reads. It is asked all the same: where Graph answers without,
    /// nothing is lost. https://learn.microsoft.com/graph/api/agentidentity-list-sponsors
    static let agentSponsors = Definition(
        descriptor: StreamDescriptor(
            id: "agentSponsors", title: "Who answers for agents",
            operation: "GET /v1.0/servicePrincipals/{id}/microsoft.graph.agentIdentity/sponsors",
            yields: [.ownership], permissions: ["AgentIdentity.ReadWrite.All"], leastAvailableCanWrite: true,
            partitions: .each(stream: "agentIdentities", kind: .identity, typePrefix: EntraType.agent))
    ) { endpoint in
        .entra(
            EntraObject.self,
            first: {
                try endpoint.get(
                    ["servicePrincipals", $0.key, "microsoft.graph.agentIdentity", "sponsors"], [("$select", "id")])
            }
        ) { try $0.sponsorship($1) }
    }

    // MARK: - Use

    static let servicePrincipalSignIns = Definition(
        descriptor: StreamDescriptor(
            id: "servicePrincipalSignIns", title: "Last sign-ins of service principals (beta)",
            operation: "GET /beta/reports/servicePrincipalSignInActivities, then /v1.0/servicePrincipals",
            yields: [.usage], permissions: ["Application.Read.All", "AuditLog.Read.All"],
            usageMeaning:
                "The app's last sign-in as a client, by its own right or for a user, from a beta report with a day's delay; an app that is not in it is unknown.",
            bucket: "reports", pageSize: pageSize)
    ) { endpoint in
        .entraJoin(
            first: try endpoint.get(["reports", "servicePrincipalSignInActivities"], [top], version: "beta"),
            second: try endpoint.get(["servicePrincipals"], [("$select", "id,appId"), top]),
            keep: { (row: EntraAppSignIn, kept: inout [String: Instant]) in row.keep(&kept) },
            map: { (row: EntraPrincipalID, kept) in row.usage(kept) })
    }

    static let credentialSignIns = Definition(
        descriptor: StreamDescriptor(
            id: "credentialSignIns", title: "Last use of secrets and certificates (beta)",
            operation: "GET /beta/reports/appCredentialSignInActivities", yields: [.usage],
            permissions: ["AuditLog.Read.All"],
            usageMeaning:
                "The last sign-in with the credential, from a beta report with a day's delay; one that is not in it is unknown.",
            bucket: "reports", pageSize: pageSize)
    ) { endpoint in
        let first = try endpoint.get(["reports", "appCredentialSignInActivities"], [top], version: "beta")
        let seen = Locked<[EntraCredentialSignIn]?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: EntraRedaction.rules) { response, partition in
            // A credential may stand on several pages: what is told of it is whole at the end only.
            if response.url == first.url { seen.withLock { $0 = [] } }
            let list = try EntraList<EntraCredentialSignIn>.read(response)
            guard
                let rows = seen.withLock({ rows in
                    rows?.append(contentsOf: list.value.rows)
                    return rows
                })
            else { throw EntraProblem("the page before it was not read") }
            var page = DecodedPage(rows: list.value, next: list.next, partition: partition) { _, _ in [] }
            if list.next == nil { page.records = EntraCredentialSignIn.usage(rows) }
            return page
        }
    }
}
