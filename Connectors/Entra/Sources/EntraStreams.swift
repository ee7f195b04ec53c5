import ConnectorKit
import Foundation
import Inventory
import Transport

/// What is asked for, stream by stream. Page sizes are the largest that the vendor documents.
enum EntraStreams {
    /// A stream before the tenant is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        /// - Throws: `EntraProblem` for an address that cannot be made.
        var source: @Sendable (EntraEndpoint) throws -> HTTPStream
    }

    /// Parents stand before the streams that fan out over them.
    static let all: [Definition] = [
        users, deletedUsers, userSignIns, groups, groupMembers, applications, federatedCredentials,
        servicePrincipals, owners, delegatedGrants, appRoleAssignments, roleDefinitions, roleAssignments,
        eligibleRoles, agentIdentities, agentSponsors, servicePrincipalSignIns, credentialSignIns,
    ]

    static let pageSize = 999
    static let top = ("$top", "999")

    // MARK: - People and groups

    static let users = Definition(
        descriptor: StreamDescriptor(
            id: "users", title: "Users, guests among them", operation: "GET /v1.0/users",
            yields: [.identity, .person, .link], permissions: ["User.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraUser.self,
            first: { _ in
                try endpoint.get(
                    ["users"],
                    [
                        ("$select", EntraUser.selection),
                        ("$expand", "manager($select=id,employeeId,mail,userPrincipalName)"), top,
                    ])
            }
        ) { user, _ in user.records() }
    }

    static let deletedUsers = Definition(
        descriptor: StreamDescriptor(
            id: "deletedUsers", title: "Users deleted in the last thirty days",
            operation: "GET /v1.0/directory/deletedItems/microsoft.graph.user", yields: [.identity, .person, .link],
            permissions: ["User.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraUser.self,
            first: { _ in
                try endpoint.get(
                    ["directory", "deletedItems", "microsoft.graph.user"],
                    [("$select", EntraUser.selection + ",deletedDateTime"), top])
            }
        ) { user, _ in user.records(isDeleted: true) }
    }

    /// Apart from the users: without a P1 licence the whole answer is a refusal.
    static let userSignIns = Definition(
        descriptor: StreamDescriptor(
            id: "userSignIns", title: "Last sign-ins of users", operation: "GET /v1.0/users?$select=signInActivity",
            yields: [.usage], permissions: ["AuditLog.Read.All", "User.Read.All"],
            usageMeaning:
                "The user's last successful sign-in, interactive or not, which Entra keeps since December 2023; refused attempts are no use.",
            pageSize: 500)
    ) { endpoint in
        .entra(
            EntraUserSignIn.self,
            first: { _ in
                // More than 500 are not given where this property is selected.
                try endpoint.get(["users"], [("$select", "id,createdDateTime,signInActivity"), ("$top", "500")])
            }
        ) { row, _ in row.records() }
    }

    static let groups = Definition(
        descriptor: StreamDescriptor(
            id: "groups", title: "Groups", operation: "GET /v1.0/groups", yields: [.identity],
            permissions: ["GroupMember.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraGroup.self, first: { _ in try endpoint.get(["groups"], [("$select", EntraGroup.selection), top]) }
        ) { group, _ in group.records() }
    }

    static let groupMembers = Definition(
        descriptor: StreamDescriptor(
            id: "groupMembers", title: "Direct members of groups", operation: "GET /v1.0/groups/{id}/members",
            yields: [.entitlement], permissions: ["GroupMember.Read.All"],
            partitions: .each(stream: "groups", kind: .identity, typePrefix: "entra.group"), pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraObject.self, first: { try endpoint.get(["groups", $0.key, "members"], [("$select", "id"), top]) }
        ) { try $0.membership($1) }
    }

    // MARK: - Apps

    static let applications = Definition(
        descriptor: StreamDescriptor(
            id: "applications", title: "App registrations with their secrets' and certificates' ids and dates",
            operation: "GET /v1.0/applications", yields: [.application, .credential],
            permissions: ["Application.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraApplication.self,
            first: { _ in try endpoint.get(["applications"], [("$select", EntraApplication.selection), top]) }
        ) { app, _ in app.records() }
    }

    static let federatedCredentials = Definition(
        descriptor: StreamDescriptor(
            id: "federatedCredentials", title: "Federated credentials of app registrations",
            operation: "GET /v1.0/applications?$expand=federatedIdentityCredentials", yields: [.credential],
            permissions: ["Application.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraFederatedApplication.self,
            first: { _ in
                try endpoint.get(
                    ["applications"], [("$select", "id"), ("$expand", "federatedIdentityCredentials"), top])
            }
        ) { app, _ in app.records() }
    }

    static let servicePrincipals = Definition(
        descriptor: StreamDescriptor(
            id: "servicePrincipals",
            title:
                "Service principals and managed identities, their secrets' and certificates' ids and dates, their roles",
            operation: "GET /v1.0/servicePrincipals", yields: [.identity, .credential, .permission],
            permissions: ["Application.Read.All"], pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraServicePrincipal.self,
            first: { _ in
                try endpoint.get(["servicePrincipals"], [("$select", EntraServicePrincipal.selection), top])
            }
        ) { principal, _ in principal.records() }
    }

    static let owners = Definition(
        descriptor: StreamDescriptor(
            id: "owners", title: "Owners of service principals and app registrations",
            operation:
                "GET /v1.0/servicePrincipals?$expand=owners, /v1.0/applications?$expand=owners, and {id}/owners of those with twenty",
            yields: [.ownership], permissions: ["Application.Read.All"], pageSize: pageSize)
    ) { endpoint in
        try EntraOwners(endpoint).stream
    }

    // MARK: - What they may do

    static let delegatedGrants = Definition(
        descriptor: StreamDescriptor(
            id: "delegatedGrants", title: "What apps may do as users, by whose consent",
            operation: "GET /v1.0/oauth2PermissionGrants", yields: [.grant], permissions: ["Directory.Read.All"],
            pageSize: pageSize)
    ) { endpoint in
        .entra(EntraDelegatedGrant.self, first: { _ in try endpoint.get(["oauth2PermissionGrants"], [top]) }) {
            grant, _ in grant.records()
        }
    }

    static let appRoleAssignments = Definition(
        descriptor: StreamDescriptor(
            id: "appRoleAssignments", title: "App permissions, and users and groups assigned to apps",
            operation: "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo", yields: [.entitlement],
            permissions: ["Application.Read.All"],
            partitions: .each(stream: "servicePrincipals", kind: .identity, typePrefix: EntraType.resource),
            pageSize: pageSize)
    ) { endpoint in
        .entra(
            EntraAppRoleAssignment.self,
            first: { try endpoint.get(["servicePrincipals", $0.key, "appRoleAssignedTo"], [top]) }
        ) { try $0.records($1) }
    }

    private static let directoryRoles = ["roleManagement", "directory"]

    static let roleDefinitions = Definition(
        descriptor: StreamDescriptor(
            id: "roleDefinitions", title: "Directory roles and what they allow",
            operation: "GET /v1.0/roleManagement/directory/roleDefinitions", yields: [.permission],
            permissions: ["RoleManagement.Read.Directory"])
    ) { endpoint in
        .entra(
            EntraRoleDefinition.self,
            first: { _ in
                try endpoint.get(directoryRoles + ["roleDefinitions"], [("$select", EntraRoleDefinition.selection)])
            }
        ) { role, _ in role.records() }
    }

    static let roleAssignments = Definition(
        descriptor: StreamDescriptor(
            id: "roleAssignments", title: "Who has directory roles",
            operation: "GET /v1.0/roleManagement/directory/roleAssignments", yields: [.entitlement],
            permissions: ["RoleManagement.Read.Directory"])
    ) { endpoint in
        .entra(
            EntraRoleAssignment.self, first: { _ in try endpoint.get(directoryRoles + ["roleAssignments"]) }
        ) { assignment, _ in assignment.records() }
    }

    /// Of Privileged Identity Management, which takes a P2 licence. RoleEligibilitySchedule.Read.Directory would do for
    /// it alone; what the two lists before it need allows it too, so that nothing is added.
    /// https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules
    static let eligibleRoles = Definition(
        descriptor: StreamDescriptor(
            id: "eligibleRoles", title: "Who may activate directory roles",
            operation: "GET /v1.0/roleManagement/directory/roleEligibilitySchedules", yields: [.entitlement],
            permissions: ["RoleManagement.Read.Directory"])
    ) { endpoint in
        .entra(
            EntraRoleAssignment.self, first: { _ in try endpoint.get(directoryRoles + ["roleEligibilitySchedules"]) }
        ) { assignment, _ in assignment.records(isEligible: true) }
    }
}
