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

/// A date as it stands: GitHub says something by null that it does not say by leaving out.
enum GitHubTime: Sendable, Hashable {
    case absent, null
    case at(Instant)
    /// There, and no date.
    case unreadable

    var instant: Instant? { if case .at(let instant) = self { instant } else { nil } }
}

extension KeyedDecodingContainer {
    func time(_ key: Key) -> GitHubTime {
        guard contains(key) else { return .absent }
        // A value of another type is no date; the row is still worth reading.
        if (try? decodeNil(forKey: key)) == true { return .null }
        guard let text = try? decode(String.self, forKey: key), let instant = Instant(text) else { return .unreadable }
        return .at(instant)
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
    var createdAt: GitHubTime
    var pushedAt: GitHubTime
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

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        fullName = try container.decode(String.self, forKey: .fullName)
        isPrivate = try container.decodeIfPresent(Bool.self, forKey: .isPrivate)
        visibility = try container.decodeIfPresent(String.self, forKey: .visibility)
        isArchived = try container.decodeIfPresent(Bool.self, forKey: .isArchived)
        isDisabled = try container.decodeIfPresent(Bool.self, forKey: .isDisabled)
        isFork = try container.decodeIfPresent(Bool.self, forKey: .isFork)
        createdAt = container.time(.createdAt)
        pushedAt = container.time(.pushedAt)
        permissions = try container.decodeIfPresent(GitHubRoleFlags.self, forKey: .permissions)
        roleName = try container.decodeIfPresent(String.self, forKey: .roleName)
        properties = try container.decodeIfPresent(GitHubProperties.self, forKey: .properties)
    }
}

/// An organisation's own properties of a repository: those whose names say who owns it or what it is for. Others are
/// not read, since anything may stand in them.
struct GitHubProperties: Decodable, Sendable {
    var values: [String: String] = [:]

    static let names = ["owner", "owner-email", "Owner", "contact", "team", "env"]

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in Self.names {
            // One value, several, or none: anything else says nothing.
            let one = try? container.decodeIfPresent(String.self, forKey: Name(name))
            let several = try? container.decodeIfPresent([String].self, forKey: Name(name))
            values[name] = one ?? several?.joined(separator: ",")
        }
    }
}

struct GitHubOrganizationWire: Decodable, Sendable {
    var id: Int64
    var login: String
    /// Told to owners only: `none`, `read`, `write`, `admin`.
    var basePermission: String?
    var requiresTwoFactors: Bool?
    var createdAt: GitHubTime

    enum CodingKeys: String, CodingKey {
        case id, login
        case basePermission = "default_repository_permission"
        case requiresTwoFactors = "two_factor_requirement_enabled"
        case createdAt = "created_at"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        login = try container.decode(String.self, forKey: .login)
        basePermission = try container.decodeIfPresent(String.self, forKey: .basePermission)
        requiresTwoFactors = try container.decodeIfPresent(Bool.self, forKey: .requiresTwoFactors)
        createdAt = container.time(.createdAt)
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
