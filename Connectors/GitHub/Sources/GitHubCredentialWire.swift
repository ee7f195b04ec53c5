import ConnectorKit
import Foundation
import Inventory

// Apps and tokens: only the fields that are read. None of these lists carries a token's value.

/// Permissions by name, `{"contents": "write"}`, as `contents:write`. What does not look like one is left out.
struct GitHubScopes: Decodable, Sendable, Hashable {
    var list: [String] = []

    init(_ list: [String]) { self.list = list }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: WireKey.self)
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
    var permissions: GitHubScopes?
    var events: [String]?
    /// `all` or `selected`.
    var repositorySelection: String?
    var createdAt: WireTime
    var updatedAt: WireTime
    var suspendedAt: WireTime

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
    var grantedAt: WireTime
    var tokenID: Int64?
    var name: String?
    var isExpired: Bool?
    var expiresAt: WireTime
    var lastUsedAt: WireTime

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
}

/// A credential that a member authorised for single sign-on. Its last eight characters are not read.
struct GitHubAuthorizationWire: Decodable, Sendable {
    var id: Int64
    var login: String
    /// `personal access token`, `SSH key`, and apps' tokens.
    var kind: String
    var authorizedAt: WireTime
    var accessedAt: WireTime
    var expiresAt: WireTime
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
}
