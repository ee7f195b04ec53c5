import ConnectorKit
import Foundation
import Inventory
import Transport

/// What is asked for, stream by stream. Page sizes are the largest that the vendor documents.
enum GoogleWorkspaceStreams {
    /// A stream before the customer is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        /// - Throws: `GoogleWorkspaceProblem` for an address that cannot be made.
        var source: @Sendable (GoogleWorkspaceSettings) throws -> HTTPStream
    }

    /// Parents stand before the streams that fan out over them.
    static let all: [Definition] = [
        users, deletedUsers, groups, groupMembers, roles, roleAssignments, tokens, appPasswords, tokenConsents,
        tokenUses,
    ]

    /// The whole of the account that the administrator belongs to.
    private static let customer = ("customer", "my_customer")

    // MARK: - People and groups

    private static let userKinds: [RecordKind] = [.identity, .person, .link, .usage]
    private static let lastLogin = "The user's last sign-in; none means none since the user was made."

    static let users = Definition(
        descriptor: StreamDescriptor(
            id: "users", title: "Users, suspended and archived ones among them",
            operation: "GET /admin/directory/v1/users", yields: userKinds, permissions: [GoogleWorkspaceScope.users],
            usageMeaning: lastLogin, pageSize: 500)
    ) { settings in
        .googleWorkspace(GoogleWorkspaceUser.self, first: { _ in try userList(settings) }) { user, _ in user.records() }
    }

    /// The plain list leaves them out, and this one has no other.
    static let deletedUsers = Definition(
        descriptor: StreamDescriptor(
            id: "deletedUsers", title: "Users deleted in the last twenty days",
            operation: "GET /admin/directory/v1/users?showDeleted=true", yields: userKinds,
            permissions: [GoogleWorkspaceScope.users], usageMeaning: lastLogin, pageSize: 500)
    ) { settings in
        .googleWorkspace(
            GoogleWorkspaceUser.self, first: { _ in try userList(settings, [("showDeleted", "true")]) }
        ) { user, _ in user.records(isDeleted: true) }
    }

    private static func userList(_ settings: GoogleWorkspaceSettings, _ more: [(String, String)] = []) throws -> Request
    {
        try settings.directory(["users"], [customer, ("maxResults", "500"), ("projection", "full")] + more)
    }

    static let groups = Definition(
        descriptor: StreamDescriptor(
            id: "groups", title: "Groups", operation: "GET /admin/directory/v1/groups", yields: [.identity],
            permissions: [GoogleWorkspaceScope.groups], pageSize: 200)
    ) { settings in
        .googleWorkspace(
            GoogleWorkspaceGroup.self,
            first: { _ in try settings.directory(["groups"], [customer, ("maxResults", "200")]) }
        ) { group, _ in group.records() }
    }

    static let groupMembers = Definition(
        descriptor: StreamDescriptor(
            id: "groupMembers", title: "Direct members of groups",
            operation: "GET /admin/directory/v1/groups/{groupKey}/members",
            yields: [.entitlement, .identity, .ownership], permissions: [GoogleWorkspaceScope.groups],
            partitions: .each(stream: "groups", kind: .identity, typePrefix: GoogleWorkspaceType.group), pageSize: 200)
    ) { settings in
        .googleWorkspace(
            GoogleWorkspaceMember.self,
            first: { try settings.directory(["groups", $0.key, "members"], [("maxResults", "200")]) }
        ) { try $0.records($1) }
    }

    // MARK: - Administrators

    static let roles = Definition(
        descriptor: StreamDescriptor(
            id: "roles", title: "Administrator roles and their privileges",
            operation: "GET /admin/directory/v1/customer/{customer}/roles", yields: [.permission],
            permissions: [GoogleWorkspaceScope.roles], pageSize: 100)
    ) { settings in
        .googleWorkspace(GoogleWorkspaceRole.self, first: { _ in try roleList(settings) }) { role, _ in role.records() }
    }

    /// An assignment tells its role's id alone: the names are read before.
    static let roleAssignments = Definition(
        descriptor: StreamDescriptor(
            id: "roleAssignments", title: "Who has administrator roles: users, groups, service accounts",
            operation: "GET /admin/directory/v1/customer/{customer}/roles, then …/roleassignments",
            yields: [.entitlement, .identity], permissions: [GoogleWorkspaceScope.roles], pageSize: 200)
    ) { settings in
        .googleWorkspaceJoin(
            first: try roleList(settings),
            second: try settings.directory(["customer", "my_customer", "roleassignments"], [("maxResults", "200")]),
            kept: [:],
            keep: { (role: GoogleWorkspaceRole, names: inout [String: String]) in names[role.roleId] = role.roleName },
            map: { (assignment: GoogleWorkspaceRoleAssignment, names: inout [String: String]) in
                assignment.records(roleName: names[assignment.roleId])
            })
    }

    private static func roleList(_ settings: GoogleWorkspaceSettings) throws -> Request {
        try settings.directory(["customer", "my_customer", "roles"], [("maxResults", "100")])
    }

    // MARK: - What users let in

    private static let eachUser = PartitionPlan.each(
        stream: "users", kind: .identity, typePrefix: GoogleWorkspaceType.user)

    /// Suspended and archived users too: what they allowed comes back when they do.
    static let tokens = Definition(
        descriptor: StreamDescriptor(
            id: "tokens", title: "What users allowed apps to do in their name",
            operation: "GET /admin/directory/v1/users/{userKey}/tokens", yields: [.grant, .application],
            permissions: [GoogleWorkspaceScope.security], leastAvailableCanWrite: true, partitions: eachUser)
    ) { settings in
        HTTPStream(
            first: { try settings.directory(["users", $0.key, "tokens"]) }, redaction: GoogleWorkspaceRedaction.rules
        ) { response, partition in
            let rows = try GoogleWorkspaceList<GoogleWorkspaceToken>.read(response).rows
            let records = try GoogleWorkspaceToken.joined(rows?.rows ?? []).flatMap { try $0.records(partition) }
            return DecodedPage(records: records, rejected: rows?.rejected ?? [], rowCount: rows?.count ?? 0)
        }
    }

    static let appPasswords = Definition(
        descriptor: StreamDescriptor(
            id: "appPasswords", title: "App passwords, without the passwords",
            operation: "GET /admin/directory/v1/users/{userKey}/asps", yields: [.credential, .usage],
            permissions: [GoogleWorkspaceScope.security], leastAvailableCanWrite: true, partitions: eachUser,
            usageMeaning: "The app password's last use; none means none since it was made.")
    ) { settings in
        .googleWorkspace(
            GoogleWorkspaceAppPassword.self, first: { try settings.directory(["users", $0.key, "asps"]) }
        ) { try $0.records($1) }
    }

    // MARK: - The token log

    static let tokenConsents = Definition(
        descriptor: StreamDescriptor(
            id: "tokenConsents", title: "Who consented to which app, and when",
            operation:
                "GET /admin/reports/v1/activity/users/all/applications/token?eventName=revoke, then ?eventName=authorize",
            yields: [.ownership, .usage], permissions: [GoogleWorkspaceScope.audit],
            usageMeaning:
                "The last time that the user was asked and consented, in the 180 days that the log is kept; a grant that is not in it is unknown.",
            bucket: "reports", pageSize: 1000), source: consents)

    static let tokenUses = Definition(
        descriptor: StreamDescriptor(
            id: "tokenUses", title: "Last use of what users allowed apps",
            operation: "GET /admin/reports/v1/activity/users/all/applications/token?eventName=activity",
            yields: [.usage], permissions: [GoogleWorkspaceScope.audit],
            usageMeaning:
                "The app's last call in the user's name that the token log tells of, in the 180 days that it is kept or in activity_days; Google logs calls of some of its APIs only, so that a grant that is not in it is unknown, not unused.",
            bucket: "reports", pageSize: 1000), source: uses)
}
