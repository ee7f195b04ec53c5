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
    var createdAt: GitHubTime
    var lastUsed: GitHubTime

    enum CodingKeys: String, CodingKey {
        case id, key, title
        case isReadOnly = "read_only"
        case isVerified = "verified"
        case isEnabled = "enabled"
        case addedBy = "added_by"
        case createdAt = "created_at"
        case lastUsed = "last_used"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        key = try container.decodeIfPresent(String.self, forKey: .key)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        isReadOnly = try container.decodeIfPresent(Bool.self, forKey: .isReadOnly)
        isVerified = try container.decodeIfPresent(Bool.self, forKey: .isVerified)
        isEnabled = try container.decodeIfPresent(Bool.self, forKey: .isEnabled)
        addedBy = try container.decodeIfPresent(String.self, forKey: .addedBy)
        createdAt = container.time(.createdAt)
        lastUsed = container.time(.lastUsed)
    }
}

/// The name of a secret; GitHub gives its value to nobody.
struct GitHubSecretWire: Decodable, Sendable {
    var name: String
    /// Of an organisation's: `all`, `private` or `selected`.
    var visibility: String?
    var createdAt: GitHubTime
    var updatedAt: GitHubTime

    enum CodingKeys: String, CodingKey {
        case name, visibility
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        visibility = try container.decodeIfPresent(String.self, forKey: .visibility)
        createdAt = container.time(.createdAt)
        updatedAt = container.time(.updatedAt)
    }
}

struct GitHubWebhookWire: Decodable, Sendable {
    struct Config: Decodable, Sendable {
        var url: String?
        var contentType: String?
        /// `"0"`, `"1"`, or the same as numbers.
        var insecureSSL: String?

        enum CodingKeys: String, CodingKey {
            case url
            case contentType = "content_type"
            case insecureSSL = "insecure_ssl"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            url = try container.decodeIfPresent(String.self, forKey: .url)
            contentType = try container.decodeIfPresent(String.self, forKey: .contentType)
            // Text first, as the description has it; a number is what older servers send.
            let number = try? container.decodeIfPresent(Int.self, forKey: .insecureSSL).map { String($0) }
            insecureSSL = (try? container.decodeIfPresent(String.self, forKey: .insecureSSL)) ?? number
        }
    }

    var id: Int64
    /// `web`, or the name of one of GitHub's former services.
    var name: String?
    var isActive: Bool?
    var events: [String]?
    var config: Config?
    var createdAt: GitHubTime
    var updatedAt: GitHubTime

    enum CodingKeys: String, CodingKey {
        case id, name, events, config
        case isActive = "active"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        isActive = try container.decodeIfPresent(Bool.self, forKey: .isActive)
        events = try container.decodeIfPresent([String].self, forKey: .events)
        config = try container.decodeIfPresent(Config.self, forKey: .config)
        createdAt = container.time(.createdAt)
        updatedAt = container.time(.updatedAt)
    }
}
