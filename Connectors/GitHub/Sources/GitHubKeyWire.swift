import ConnectorKit
import Foundation
import Inventory

// Deploy keys, secrets and webhooks: only the fields that are read. None of these lists carries a secret's value, but for
// the secret of a webhook, which is masked by GitHub and not read here.

struct GitHubDeployKeyWire: Decodable, Sendable {
    var id: Int64
    /// The public half.
    var key: String?
    var title: String?
    var isReadOnly: Bool?
    var isVerified: Bool?
    var isEnabled: Bool?
    var addedBy: String?
    var createdAt: WireTime
    var lastUsed: WireTime

    enum CodingKeys: String, CodingKey {
        case id, key, title
        case isReadOnly = "read_only"
        case isVerified = "verified"
        case isEnabled = "enabled"
        case addedBy = "added_by"
        case createdAt = "created_at"
        case lastUsed = "last_used"
    }
}

/// The name of a secret; GitHub gives its value to nobody.
struct GitHubSecretWire: Decodable, Sendable {
    var name: String
    /// Of an organisation's: `all`, `private` or `selected`.
    var visibility: String?
    var createdAt: WireTime
    var updatedAt: WireTime

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

struct GitHubWebhookWire: Decodable, Sendable {
    struct Config: Decodable, Sendable {
        var url: String?
        var contentType: String?
        /// `"0"`, `"1"`, or, of older servers, the same as numbers.
        var insecureSSL: WireText?

        enum CodingKeys: String, CodingKey {
            case url
            case contentType = "content_type"
            case insecureSSL = "insecure_ssl"
        }
    }

    var id: Int64
    /// `web`, or the name of one of GitHub's former services.
    var name: String?
    var isActive: Bool?
    var events: [String]?
    var config: Config?
    var createdAt: WireTime
    var updatedAt: WireTime

    enum CodingKeys: String, CodingKey {
        case id, name, events, config
        case isActive = "active"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}
