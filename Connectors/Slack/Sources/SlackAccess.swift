import Inventory

/// Roles of people, and what scopes allow.
enum SlackAccess {
    struct Role: Sendable, Equatable {
        var id: String
        var name: String
        var privilege: Privilege
        var reason: String

        var reference: Reference { .permission("role/\(id)") }
    }

    static let primaryOwner = Role(
        id: "primary_owner", name: "Primary Owner", privilege: .admin,
        reason: "everything, deleting the workspace included")
    static let owner = Role(
        id: "owner", name: "Workspace Owner", privilege: .admin, reason: "members, apps and all settings")
    static let admin = Role(id: "admin", name: "Workspace Admin", privilege: .admin, reason: "members and apps")
    static let member = Role(
        id: "member", name: "Member", privilege: .low,
        reason: "public channels; installs apps where the workspace lets members")
    static let guest = Role(
        id: "restricted", name: "Multi-Channel Guest", privilege: .low, reason: "the channels they were added to")
    static let channelGuest = Role(
        id: "ultra_restricted", name: "Single-Channel Guest", privilege: .low, reason: "one channel")
    static let organisationOwner = Role(
        id: "org_owner", name: "Org Owner", privilege: .admin, reason: "all workspaces of the organisation")
    static let organisationAdmin = Role(
        id: "org_admin", name: "Org Admin", privilege: .admin, reason: "members and apps of all workspaces")

    /// https://slack.com/help/articles/201314026-Permissions-by-role-in-Slack
    static let roles = [
        primaryOwner, owner, admin, member, guest, channelGuest, organisationOwner, organisationAdmin,
    ]

    /// Described once, since entitlements point at them by their id.
    static var permissions: [Record] {
        roles.map { role in
            .permission(
                Permission(
                    nativeID: role.reference.nativeID, type: "slack.role", name: role.name, privilege: role.privilege,
                    reason: role.reason, vendorManaged: true))
        }
    }

    /// Scopes that every token has, whoever asked for nothing.
    static func isPlain(_ scope: String) -> Bool { scope == "identify" }

    /// Whether a scope changes nothing. https://docs.slack.dev/reference/scopes
    static func isReading(_ scope: String) -> Bool {
        isPlain(scope) || scope.contains(":read") || scope.contains(":history") || scope.hasPrefix("identity.")
            || ["openid", "profile", "email", "read"].contains(scope)
    }
}
