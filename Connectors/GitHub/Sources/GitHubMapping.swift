import ConnectorKit
import Foundation
import Inventory

/// Wire to records: people, teams, repositories, and who may do what. Nothing but the row and its parent is read.
enum GitHubMapping {
    // Users' ids stand alone, since they are the most; what else shares a kind with them says what it is.
    static func user(_ id: Int64) -> Reference { .identity(String(id)) }
    static func team(_ id: Int64) -> Reference { .identity("team/\(id)") }
    static func repository(_ id: Int64) -> Reference { .resource(String(id)) }

    // MARK: - The organisation and its people

    static func organization(_ row: GitHubOrganizationWire) -> [Record] {
        var attributes: [String: String] = [:]
        attributes["default_repository_permission"] = row.basePermission
        attributes["two_factor_requirement_enabled"] = row.requiresTwoFactors.map { String($0) }
        let resource = Resource(
            nativeID: NativeID(String(row.id)), type: "github.organization", name: row.login, status: .enabled,
            createdAt: row.createdAt.instant, attributes: attributes)
        return [.resource(resource)] + GitHubPrivilege.builtIn(row)
    }

    /// Every member; that an owner is one says `owner(_:)`.
    static func member(_ row: GitHubUserWire) -> [Record] {
        [.identity(identity(row)), role("member", "organization member", of: row)]
    }

    static func owner(_ row: GitHubUserWire) -> [Record] { [role("owner", "organization owner", of: row)] }

    static func outsideCollaborator(_ row: GitHubUserWire) -> [Record] {
        var identity = identity(row)
        identity.attributes["outside_collaborator"] = "true"
        return [.identity(identity)]
    }

    /// Whether a person stands behind an account of type User GitHub does not say. Who is listed can act here.
    private static func identity(_ row: GitHubUserWire) -> Identity {
        var attributes: [String: String] = [:]
        attributes["type"] = row.type
        if row.isSiteAdmin == true { attributes["site_admin"] = "true" }
        let isBot = row.type == "Bot"
        return Identity(
            nativeID: user(row.id).nativeID, type: "github.user", classification: isBot ? .bot : .unknown,
            classificationReason: isBot ? "type Bot" : nil, name: row.login, status: .enabled, attributes: attributes)
    }

    private static func role(_ role: String, _ name: String, of row: GitHubUserWire) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("organization/\(role)/\(row.id)"), type: "github.organizationMembership",
                holder: user(row.id), target: .permission("organizationRole/\(role)"), targetName: name))
    }

    // MARK: - Teams

    static func team(_ row: GitHubTeamWire) -> [Record] {
        var attributes = ["slug": row.slug]
        attributes["privacy"] = row.privacy
        attributes["parent"] = row.parent?.name
        let team = Identity(
            nativeID: team(row.id).nativeID, type: "github.team", classification: .group,
            classificationReason: "a team", name: row.name ?? row.slug, status: .enabled, attributes: attributes)
        guard let parent = row.parent else { return [.identity(team)] }
        // A team has the access of the one above it.
        let inheritance = Entitlement(
            nativeID: NativeID("team/\(row.id)/parent/\(parent.id)"), type: "github.teamParent",
            holder: self.team(row.id), target: self.team(parent.id), targetName: parent.name ?? "team \(parent.id)")
        return [.identity(team), .entitlement(inheritance)]
    }

    /// Members of teams below it are listed too; they come through those.
    static func teamMember(_ row: GitHubUserWire, of team: Identity) -> [Record] {
        guard row.isInherited != true else { return [] }
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(team.nativeID)/member/\(row.id)"), type: "github.teamMembership",
                    holder: user(row.id), target: Reference(.identity, team.nativeID), targetName: team.name,
                    conditions: row.role == "maintainer" ? ["role: maintainer"] : []))
        ]
    }

    /// A team that administers a repository answers for it.
    static func teamRepository(_ row: GitHubRepositoryWire, of team: Identity) -> [Record] {
        let role = GitHubPrivilege.role(row.roleName, row.permissions)
        let entitlement = Entitlement(
            nativeID: NativeID("\(team.nativeID)/repository/\(row.id)"), type: "github.teamRepositoryRole",
            holder: Reference(.identity, team.nativeID), target: role.reference,
            targetName: row.roleName ?? role.rawValue, resource: row.fullName)
        guard role == .admin else { return [.entitlement(entitlement)] }
        let claim = OwnershipClaim(
            subject: repository(row.id), holder: repository(row.id), owner: team.name, evidence: .team)
        return [.entitlement(entitlement), .ownership(claim)]
    }

    // MARK: - Repositories

    static func repository(_ row: GitHubRepositoryWire) -> [Record] {
        var attributes: [String: String] = [:]
        attributes["visibility"] = row.visibility ?? row.isPrivate.map { $0 ? "private" : "public" }
        attributes["archived"] = row.isArchived.map { String($0) }
        attributes["fork"] = row.isFork.map { String($0) }
        attributes["pushed_at"] = row.pushedAt.instant?.description
        return [
            .resource(
                Resource(
                    nativeID: repository(row.id).nativeID, type: "github.repository", name: row.fullName,
                    status: row.isDisabled == true ? .disabled : .enabled, createdAt: row.createdAt.instant,
                    tags: row.properties?.values ?? [:], attributes: attributes))
        ]
    }

    static func collaborator(_ row: GitHubUserWire, of repository: Resource) -> [Record] {
        let role = GitHubPrivilege.role(row.roleName, row.permissions)
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("repository/\(repository.nativeID)/collaborator/\(row.id)"),
                    type: "github.collaborator", holder: user(row.id), target: role.reference,
                    targetName: row.roleName ?? role.rawValue, resource: repository.name))
        ]
    }

    // MARK: - Roles of the organisation

    static func organizationRole(_ row: GitHubRoleWire) -> [Record] {
        [
            GitHubPrivilege.permission(
                "organizationRole/\(row.id)", row.name,
                GitHubPrivilege.organizationRole(base: row.baseRole, permissions: row.permissions ?? []),
                vendorManaged: row.source == "Predefined")
        ]
    }

    /// Who has it through a team has it as the team's member.
    static func roleUser(_ row: GitHubUserWire, of role: Permission) -> [Record] {
        row.assignment == "indirect" ? [] : [assignment(user(row.id), role)]
    }

    static func roleTeam(_ row: GitHubTeamWire, of role: Permission) -> [Record] {
        row.assignment == "indirect" ? [] : [assignment(team(row.id), role)]
    }

    private static func assignment(_ holder: Reference, _ role: Permission) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(role.nativeID)/\(holder.nativeID)"), type: "github.organizationRoleAssignment",
                holder: holder, target: Reference(.permission, role.nativeID), targetName: role.name))
    }
}
