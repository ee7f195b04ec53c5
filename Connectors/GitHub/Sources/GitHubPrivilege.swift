import Inventory

/// What roles come to. Names of roles and what they allow:
/// https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
enum GitHubPrivilege {
    /// A role on one repository, each including those before it. Custom roles are counted as the one that they include.
    enum RepositoryRole: String, CaseIterable, Sendable {
        case read, triage, write, maintain, admin
        /// A custom role of which GitHub does not tell what it includes.
        case custom

        var privilege: Privilege {
            switch self {
            case .admin: .admin
            case .maintain: .high
            case .write: .medium
            case .read, .triage: .low
            case .custom: .unknown
            }
        }

        var reason: String {
            switch self {
            case .admin: "changes settings, access and secrets, and deletes the repository"
            case .maintain: "changes settings of the repository, and its contents"
            case .write: "changes contents, and workflows that read secrets"
            case .triage: "sorts issues and pull requests"
            case .read: "reads contents"
            case .custom: "a custom role; GitHub does not tell what it includes"
            }
        }

        var reference: Reference { .permission("repositoryRole/\(rawValue)") }
    }

    /// The role that a row's name or flags come to. The flags tell what a custom role includes.
    static func role(_ name: String?, _ flags: GitHubRoleFlags?) -> RepositoryRole {
        if let flags {
            let held: [(Bool?, RepositoryRole)] = [
                (flags.admin, .admin), (flags.maintain, .maintain), (flags.push, .write), (flags.triage, .triage),
                (flags.pull, .read),
            ]
            if let role = held.first(where: { $0.0 == true })?.1 { return role }
        }
        // `pull` and `push` are what older servers call them.
        let names = ["pull": "read", "push": "write"]
        return name.flatMap { RepositoryRole(rawValue: names[$0] ?? $0) } ?? .custom
    }

    /// What membership itself brings: the base permission on all repositories, which GitHub tells to owners.
    /// https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/setting-base-permissions-for-an-organization
    static func membership(base: String?) -> (Privilege, String) {
        switch base {
        case "none": (.low, "base permission none")
        case "read": (.medium, "base permission read: reads every repository")
        case "write": (.high, "base permission write: changes every repository")
        case "admin": (.admin, "base permission admin: administers every repository")
        default: (.unknown, "GitHub does not tell the base permission to this credential")
        }
    }

    /// A role of the organisation: by the role on all repositories that it includes, and by its permissions.
    /// https://docs.github.com/organizations/managing-peoples-access-to-your-organization-with-roles/permissions-of-custom-organization-roles
    static func organizationRole(base: String?, permissions: [String]) -> (Privilege, String) {
        var best: (Privilege, String) = (.low, "no permission that changes anything")
        func consider(_ privilege: Privilege, _ reason: String) {
            if privilege.rank > best.0.rank { best = (privilege, reason) }
        }
        switch base {
        case "admin": consider(.admin, "\(base ?? "") on all repositories")
        case "maintain", "write": consider(.high, "\(base ?? "") on all repositories")
        case "read", "triage": consider(.medium, "\(base ?? "") on all repositories")
        default: break
        }
        for permission in permissions.sorted() {
            // Who writes roles gives themselves any.
            if permission.hasPrefix("write_organization_custom") { consider(.admin, permission) }
            if !permission.hasPrefix("read_") && !permission.hasPrefix("view_") { consider(.high, permission) }
            if permission.contains("audit_log") || permission.contains("secret") { consider(.medium, permission) }
        }
        return best
    }

    /// The roles that every organisation has, described once.
    static func builtIn(_ organization: GitHubOrganizationWire) -> [Record] {
        let membership = membership(base: organization.basePermission)
        return [
            permission("organizationRole/member", "organization member", membership),
            permission(
                "organizationRole/owner", "organization owner",
                (.admin, "an owner has every permission on the organisation and its repositories")),
        ]
            + RepositoryRole.allCases.map { role in
                .permission(
                    Permission(
                        nativeID: role.reference.nativeID, type: "github.repositoryRole", name: role.rawValue,
                        privilege: role.privilege, reason: role.reason, vendorManaged: role != .custom))
            }
    }

    static func permission(
        _ id: String, _ name: String, _ privilege: (Privilege, String), vendorManaged: Bool = true
    ) -> Record {
        .permission(
            Permission(
                nativeID: NativeID(id), type: "github.organizationRole", name: name, privilege: privilege.0,
                reason: privilege.1, vendorManaged: vendorManaged))
    }
}
