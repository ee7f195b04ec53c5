import Foundation
import Inventory

// Apps and tokens: only the fields that are read. None of these lists carries a token's value.

/// Permissions by name, `{"contents": "write"}`, as `contents:write`. What does not look like one is left out.
struct GitHubScopes: Decodable, Sendable, Hashable {
    var list: [String] = []

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(_ list: [String]) { self.list = list }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for key in container.allKeys {
            guard key.stringValue.count <= 80,
                key.stringValue.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || (0x61...0x7a).contains($0) })
            else { continue }
            // A level that GitHub has not documented, or of another type, is a permission all the same: how much it allows
            // is unknown.
            let level = (try? container.decode(String.self, forKey: key)) ?? ""
            list.append("\(key.stringValue):\(["read", "write", "admin"].contains(level) ? level : "unknown")")
        }
        list.sort()
    }
}

struct GitHubInstallationWire: Decodable, Sendable {
    var id: Int64
    var appID: Int64
    var appSlug: String?
    var clientID: String?
    var permissions: GitHubScopes
    var events: [String]?
    /// `all` or `selected`.
    var repositorySelection: String?
    var createdAt: GitHubTime
    var updatedAt: GitHubTime
    var suspendedAt: GitHubTime

    enum CodingKeys: String, CodingKey {
        case id, permissions, events
        case appID = "app_id"
        case appSlug = "app_slug"
        case clientID = "client_id"
        case repositorySelection = "repository_selection"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case suspendedAt = "suspended_at"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        appID = try container.decode(Int64.self, forKey: .appID)
        appSlug = try container.decodeIfPresent(String.self, forKey: .appSlug)
        clientID = try container.decodeIfPresent(String.self, forKey: .clientID)
        permissions = try container.decodeIfPresent(GitHubScopes.self, forKey: .permissions) ?? GitHubScopes([])
        events = try container.decodeIfPresent([String].self, forKey: .events)
        repositorySelection = try container.decodeIfPresent(String.self, forKey: .repositorySelection)
        createdAt = container.time(.createdAt)
        updatedAt = container.time(.updatedAt)
        suspendedAt = container.time(.suspendedAt)
    }
}

/// What an owner of an organisation sees of a member's fine-grained token.
struct GitHubTokenWire: Decodable, Sendable {
    struct Permissions: Decodable, Sendable {
        var organization: GitHubScopes?
        var repository: GitHubScopes?
        var other: GitHubScopes?

        var list: [String] {
            ((organization?.list ?? []) + (repository?.list ?? []) + (other?.list ?? [])).sorted()
        }
    }

    var id: Int64
    var owner: GitHubUserWire
    /// `none`, `all` or `subset`.
    var repositorySelection: String?
    var permissions: Permissions?
    var grantedAt: GitHubTime
    var tokenID: Int64?
    var name: String?
    var isExpired: Bool?
    var expiresAt: GitHubTime
    var lastUsedAt: GitHubTime

    enum CodingKeys: String, CodingKey {
        case id, owner, permissions
        case repositorySelection = "repository_selection"
        case grantedAt = "access_granted_at"
        case tokenID = "token_id"
        case name = "token_name"
        case isExpired = "token_expired"
        case expiresAt = "token_expires_at"
        case lastUsedAt = "token_last_used_at"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        owner = try container.decode(GitHubUserWire.self, forKey: .owner)
        repositorySelection = try container.decodeIfPresent(String.self, forKey: .repositorySelection)
        permissions = try container.decodeIfPresent(Permissions.self, forKey: .permissions)
        grantedAt = container.time(.grantedAt)
        tokenID = try container.decodeIfPresent(Int64.self, forKey: .tokenID)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        isExpired = try container.decodeIfPresent(Bool.self, forKey: .isExpired)
        expiresAt = container.time(.expiresAt)
        lastUsedAt = container.time(.lastUsedAt)
    }
}

/// A credential that a member authorised for single sign-on. Its last eight characters are not read.
struct GitHubAuthorizationWire: Decodable, Sendable {
    var id: Int64
    var login: String
    /// `personal access token`, `SSH key`, and apps' tokens.
    var kind: String
    var authorizedAt: GitHubTime
    var accessedAt: GitHubTime
    var expiresAt: GitHubTime
    var scopes: [String]?
    var fingerprint: String?
    var title: String?
    var note: String?

    enum CodingKeys: String, CodingKey {
        case login, scopes, fingerprint
        case id = "credential_id"
        case kind = "credential_type"
        case authorizedAt = "credential_authorized_at"
        case accessedAt = "credential_accessed_at"
        case expiresAt = "authorized_credential_expires_at"
        case title = "authorized_credential_title"
        case note = "authorized_credential_note"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        login = try container.decode(String.self, forKey: .login)
        kind = try container.decode(String.self, forKey: .kind)
        authorizedAt = container.time(.authorizedAt)
        accessedAt = container.time(.accessedAt)
        expiresAt = container.time(.expiresAt)
        scopes = try container.decodeIfPresent([String].self, forKey: .scopes)
        fingerprint = try container.decodeIfPresent(String.self, forKey: .fingerprint)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        note = try container.decodeIfPresent(String.self, forKey: .note)
    }
}
