import ConnectorKit
import Foundation
import Inventory

// Tokens, keys, applications and webhooks. Fields that carry a secret (`token`, `secret`, custom headers) are not read.

/// A token of a user, of a service account, or of a group's or project's bot.
struct GitLabTokenWire: Decodable, Sendable {
    var id: Int64
    var name: String?
    var userID: Int64
    var scopes: [String]?
    var isActive: Bool?
    var isRevoked: Bool?
    var createdAt: WireTime
    var lastUsedAt: WireTime
    /// A day: the token ends with it beginning, at midnight UTC.
    var expiresAt: WireTime
    /// Of groups' and projects' tokens.
    var accessLevel: Int?

    enum CodingKeys: String, CodingKey {
        case id, name, scopes
        case userID = "user_id"
        case isActive = "active"
        case isRevoked = "revoked"
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
        case expiresAt = "expires_at"
        case accessLevel = "access_level"
    }
}

struct GitLabDeployTokenWire: Decodable, Sendable {
    var id: Int64
    var name: String?
    var scopes: [String]?
    var isRevoked: Bool?
    var isExpired: Bool?
    var expiresAt: WireTime

    enum CodingKeys: String, CodingKey {
        case id, name, scopes
        case isRevoked = "revoked"
        case isExpired = "expired"
        case expiresAt = "expires_at"
    }
}

/// A deploy key, or an enterprise user's SSH key.
struct GitLabKeyWire: Decodable, Sendable {
    var id: Int64
    var title: String?
    /// The public half.
    var key: String?
    var fingerprint: String?
    var canPush: Bool?
    /// Of an enterprise user's key: `auth`, `signing`, `auth_and_signing`.
    var usageType: String?
    var userID: Int64?
    var createdAt: WireTime
    var expiresAt: WireTime
    var lastUsedAt: WireTime

    enum CodingKeys: String, CodingKey {
        case id, title, key
        case fingerprint = "fingerprint_sha256"
        case canPush = "can_push"
        case usageType = "usage_type"
        case userID = "user_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }
}

/// An OAuth application of the whole instance.
struct GitLabApplicationWire: Decodable, Sendable {
    var id: Int64
    var clientID: String
    var name: String?
    /// One URL a line.
    var callbackURL: String?
    var isConfidential: Bool?

    enum CodingKeys: String, CodingKey {
        case id
        case clientID = "application_id"
        case name = "application_name"
        case callbackURL = "callback_url"
        case isConfidential = "confidential"
    }
}

struct GitLabWebhookWire: Decodable, Sendable {
    var id: Int64
    var name: String?
    var url: String?
    var createdAt: WireTime
    var verifiesTLS: Bool?
    /// `executable`, `temporarily_disabled`, `disabled`.
    var alertStatus: String?
    /// The events that are sent, without their ending: `push`, `merge_requests`.
    var events: [String]

    /// https://docs.gitlab.com/api/project_webhooks/ and group_webhooks
    static let eventNames = [
        "confidential_issues", "confidential_note", "deployment", "emoji", "feature_flag", "issues", "job", "member",
        "merge_requests", "milestone", "note", "pipeline", "project", "push", "releases", "repository_update",
        "resource_access_token", "subgroup", "tag_push", "vulnerability", "wiki_page",
    ]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: WireKey.self)
        id = try container.decode(Int64.self, forKey: WireKey("id"))
        name = try container.decodeIfPresent(String.self, forKey: WireKey("name"))
        url = try container.decodeIfPresent(String.self, forKey: WireKey("url"))
        createdAt = try container.decode(WireTime.self, forKey: WireKey("created_at"))
        verifiesTLS = try container.decodeIfPresent(Bool.self, forKey: WireKey("enable_ssl_verification"))
        alertStatus = try container.decodeIfPresent(String.self, forKey: WireKey("alert_status"))
        events = try Self.eventNames.filter {
            try container.decodeIfPresent(Bool.self, forKey: WireKey($0 + "_events")) == true
        }
    }
}
