import Inventory

/// The roles of members, as numbers. https://docs.gitlab.com/api/access_requests/#valid-access-levels
enum GitLabAccess {
    struct Role: Sendable {
        var level: Int
        var name: String
        var privilege: Privilege
        var reason: String
    }

    static let ownerLevel = 50

    /// What each may do: https://docs.gitlab.com/user/permissions/
    static let roles = [
        Role(level: 0, name: "No access", privilege: .low, reason: "no access"),
        Role(level: 5, name: "Minimal Access", privilege: .low, reason: "sees that the group exists"),
        Role(level: 10, name: "Guest", privilege: .low, reason: "sees issues; code of internal and public projects"),
        Role(level: 15, name: "Planner", privilege: .low, reason: "plans issues and epics"),
        Role(level: 20, name: "Reporter", privilege: .low, reason: "reads code"),
        Role(
            level: 30, name: "Developer", privilege: .medium, reason: "changes code, and pipelines that read variables"),
        Role(
            level: 40, name: "Maintainer", privilege: .high,
            reason: "changes settings, CI/CD variables, deploy keys and protected branches"),
        Role(
            level: 50, name: "Owner", privilege: .admin,
            reason: "changes members and tokens, and deletes the group or project"),
        Role(level: 60, name: "Admin", privilege: .admin, reason: "administers the instance"),
    ]

    static func name(_ level: Int) -> String { roles.first { $0.level == level }?.name ?? "access level \(level)" }

    static func reference(_ level: Int) -> Reference { .permission("accessLevel/\(level)") }

    /// The administrator of an instance has no membership: GitLab tells it of the user.
    static let administrator = Permission(
        nativeID: "instance/administrator", type: "gitlab.administrator", name: "administrator of the instance",
        privilege: .admin, reason: "is_admin: all groups, projects and users", vendorManaged: true)

    /// Described once, since memberships point at them by their number.
    static var permissions: [Record] {
        [.permission(administrator)]
            + roles.map { role in
                .permission(
                    Permission(
                        nativeID: reference(role.level).nativeID, type: "gitlab.accessLevel", name: role.name,
                        privilege: role.privilege, reason: role.reason, vendorManaged: true))
            }
    }

    /// Scopes of tokens that allow nothing but reading, and those that only say who someone is.
    /// https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes
    static func isReading(_ scope: String) -> Bool {
        scope.hasPrefix("read_") || ["openid", "profile", "email"].contains(scope)
    }
}
