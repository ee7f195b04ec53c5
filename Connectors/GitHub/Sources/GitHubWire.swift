import ConnectorKit
import Foundation
import Inventory

// People, teams, repositories and roles: only the fields that are read, names as GitHub writes them.

/// A page: the list itself, or an object that holds it beside a total.
struct GitHubPage<Wire: Decodable & Sendable>: Decodable {
    var rows: JSONRows<Wire>
    var total: Int?

    private enum CodingKeys: String, CodingKey {
        case total = "total_count"
        case installations, secrets, roles
    }

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
            // No object: then it has to be a list, and says itself when it is not.
            rows = try JSONRows(from: decoder)
            return
        }
        let keys: [CodingKeys] = [.installations, .secrets, .roles]
        rows = try container.decode(JSONRows<Wire>.self, forKey: keys.first(where: container.contains) ?? .secrets)
        total = try container.decodeIfPresent(Int.self, forKey: .total)
    }
}

/// A user, as the lists of members, collaborators and holders of roles give it.
struct GitHubUserWire: Decodable, Sendable {
    var id: Int64
    var login: String
    /// `User`, `Bot`, `Mannequin`, `Organization`.
    var type: String?
    var isSiteAdmin: Bool?
    /// In a team: `member` or `maintainer`.
    var role: String?
    /// In a team: through a team below it.
    var isInherited: Bool?
    /// To an organisation's role: `direct`, `indirect`, `mixed`.
    var assignment: String?
    var permissions: GitHubRoleFlags?
    var roleName: String?

    enum CodingKeys: String, CodingKey {
        case id, login, type, role, assignment, permissions
        case isSiteAdmin = "site_admin"
        case isInherited = "inherited"
        case roleName = "role_name"
    }
}

/// What a role on a repository comes to, whatever its name.
struct GitHubRoleFlags: Decodable, Sendable, Hashable {
    var admin: Bool?
    var maintain: Bool?
    var push: Bool?
    var triage: Bool?
    var pull: Bool?
}

struct GitHubTeamWire: Decodable, Sendable {
    struct Parent: Decodable, Sendable {
        var id: Int64
        var name: String?
    }

    var id: Int64
    var slug: String
    var name: String?
    var privacy: String?
    var parent: Parent?
    /// To an organisation's role.
    var assignment: String?
}

struct GitHubRepositoryWire: Decodable, Sendable {
    var id: Int64
    var fullName: String
    var isPrivate: Bool?
    var visibility: String?
    var isArchived: Bool?
    var isDisabled: Bool?
    var isFork: Bool?
    var createdAt: WireTime
    var pushedAt: WireTime
    var permissions: GitHubRoleFlags?
    var roleName: String?
    var properties: GitHubProperties?

    enum CodingKeys: String, CodingKey {
        case id, visibility, permissions
        case fullName = "full_name"
        case isPrivate = "private"
        case isArchived = "archived"
        case isDisabled = "disabled"
        case isFork = "fork"
        case createdAt = "created_at"
        case pushedAt = "pushed_at"
        case roleName = "role_name"
        case properties = "custom_properties"
    }
}

/// An organisation's own properties of a repository: those whose names say who owns it or what it is for. Others are
/// not read, since anything may stand in them.
struct GitHubProperties: Decodable, Sendable {
    var values: [String: String] = [:]

    static let names = ["owner", "owner-email", "Owner", "contact", "team", "env"]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: WireKey.self)
        for name in Self.names {
            // One value, several, or none: anything else says nothing.
            let several = try? container.decodeIfPresent(WireTexts.self, forKey: WireKey(name))
            values[name] = several?.values.joined(separator: ",")
        }
    }
}

struct GitHubOrganizationWire: Decodable, Sendable {
    var id: Int64
    var login: String
    /// Told to owners only: `none`, `read`, `write`, `admin`.
    var basePermission: String?
    var requiresTwoFactors: Bool?
    var createdAt: WireTime

    enum CodingKeys: String, CodingKey {
        case id, login
        case basePermission = "default_repository_permission"
        case requiresTwoFactors = "two_factor_requirement_enabled"
        case createdAt = "created_at"
    }
}

/// A role that the organisation gives: GitHub's own or one that it made.
struct GitHubRoleWire: Decodable, Sendable {
    var id: Int64
    var name: String
    /// The role on all repositories that it includes.
    var baseRole: String?
    /// `Organization`, `Enterprise` or `Predefined`.
    var source: String?
    var permissions: [String]?

    enum CodingKeys: String, CodingKey {
        case id, name, source, permissions
        case baseRole = "base_role"
    }
}
