import ConnectorKit
import Foundation
import Inventory

/// A page of a list: the rows stand under a key of each method's own. An answer without any of these keys is none.
struct SlackPage<Row: Decodable & Sendable>: Decodable {
    var rows: JSONRows<Row>
    /// nil after the last page; Slack sends an empty text then.
    var next: String?
    var paging: SlackPaging?

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Metadata: Decodable {
        var next: String?
        enum CodingKeys: String, CodingKey { case next = "next_cursor" }
    }

    static var listKeys: [String] {
        [
            "members", "usergroups", "logs", "logins", "approved_apps", "restricted_apps", "app_requests", "teams",
            "users",
        ]
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard try container.decode(Bool.self, forKey: Key(stringValue: "ok")),
            let key = Self.listKeys.map({ Key(stringValue: $0) }).first(where: container.contains)
        else { throw SlackProblem("the answer holds no list") }
        rows = try container.decode(JSONRows<Row>.self, forKey: key)
        next = try container.decodeIfPresent(Metadata.self, forKey: Key(stringValue: "response_metadata"))?.next
        paging = try container.decodeIfPresent(SlackPaging.self, forKey: Key(stringValue: "paging"))
    }
}

/// How far a log of numbered pages goes.
struct SlackPaging: Decodable, Sendable {
    var total: Int
    var pages: Int
}

/// A moment in seconds since 1970, as a number or a text of one; 0 and an empty text are none.
struct SlackTime: Decodable, Sendable, Hashable {
    var instant: Instant?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let seconds: Double
        do { seconds = try container.decode(Double.self) } catch {
            let text = try container.decode(String.self)
            if text.isEmpty { return }
            guard let number = Double(text) else { throw error }
            seconds = number
        }
        if seconds == 0 { return }
        guard seconds > 0, seconds < 253_402_300_800 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no moment")
        }
        instant = Instant(seconds: Int64(seconds))
    }
}

/// An id that comes as a text or a number.
struct SlackID: Decodable, Sendable, Hashable {
    var text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do { text = try container.decode(String.self) } catch { text = String(try container.decode(Int64.self)) }
    }
}

/// A row of `admin.teams.list`. https://docs.slack.dev/reference/methods/admin.teams.list
struct SlackTeamWire: Decodable, Sendable {
    var id: String
    var name: String?
    var discoverability: String?
    var primaryOwner: Owner?
    var url: String?

    struct Owner: Decodable, Sendable {
        var id: String?
        enum CodingKeys: String, CodingKey { case id = "user_id" }
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, discoverability
        case primaryOwner = "primary_owner"
        case url = "team_url"
    }
}

extension SlackTeamWire {
    /// The workspace of a token that is of one alone.
    init(id: String, name: String?) {
        self.id = id
        self.name = name
    }
}

/// A row of `users.list`: whoever is, was or is invited to be in the workspace, and its bots.
/// https://docs.slack.dev/reference/objects/user-object
struct SlackUserWire: Decodable, Sendable {
    var id: String
    var name: String?
    var isDeleted: Bool?
    var isBot: Bool?
    var isWorkflowBot: Bool?
    var isConnectorBot: Bool?
    var isPrimaryOwner: Bool?
    var isOwner: Bool?
    var isAdmin: Bool?
    var isRestricted: Bool?
    var isUltraRestricted: Bool?
    /// From another workspace, through a shared channel.
    var isStranger: Bool?
    var isInvited: Bool?
    /// Only told to owners and admins.
    var hasTwoFactors: Bool?
    /// When the row changed: never a last use.
    var updated: SlackTime?
    var profile: Profile?
    var enterpriseUser: EnterpriseUser?

    // `is_app_user` is not read: it tells who has authorised the app that asks, and nothing of bots.

    struct Profile: Decodable, Sendable {
        var email: String?
        var realName: String?
        /// The app behind a bot.
        var appID: String?
        var botID: String?
        var guestInvitedBy: String?
        var guestExpiration: SlackTime?

        enum CodingKeys: String, CodingKey {
            case email
            case realName = "real_name"
            case appID = "api_app_id"
            case botID = "bot_id"
            case guestInvitedBy = "guest_invited_by"
            case guestExpiration = "guest_expiration_ts"
        }
    }

    struct EnterpriseUser: Decodable, Sendable {
        var enterpriseID: String?
        var isOwner: Bool?
        var isAdmin: Bool?

        enum CodingKeys: String, CodingKey {
            case enterpriseID = "enterprise_id"
            case isOwner = "is_owner"
            case isAdmin = "is_admin"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, updated, profile
        case isDeleted = "deleted"
        case isBot = "is_bot"
        case isWorkflowBot = "is_workflow_bot"
        case isConnectorBot = "is_connector_bot"
        case isPrimaryOwner = "is_primary_owner"
        case isOwner = "is_owner"
        case isAdmin = "is_admin"
        case isRestricted = "is_restricted"
        case isUltraRestricted = "is_ultra_restricted"
        case isStranger = "is_stranger"
        case isInvited = "is_invited_user"
        case hasTwoFactors = "has_2fa"
        case enterpriseUser = "enterprise_user"
    }
}

/// A row of `admin.users.list`: with dates that `users.list` has not.
/// https://docs.slack.dev/reference/methods/admin.users.list
struct SlackOrganisationUserWire: Decodable, Sendable {
    var id: String
    var username: String?
    var email: String?
    var isBot: Bool?
    var isActive: Bool?
    var hasTwoFactors: Bool?
    var hasSingleSignOn: Bool?
    var created: SlackTime?
    var deactivated: SlackTime?
    var lastActive: SlackTime?
    var expiration: SlackTime?
    var workspaces: [String]?

    private enum CodingKeys: String, CodingKey {
        case id, username, email, workspaces
        case isBot = "is_bot"
        case isActive = "is_active"
        case hasTwoFactors = "has_2fa"
        case hasSingleSignOn = "has_sso"
        case created = "date_created"
        case deactivated = "deactivated_ts"
        case lastActive = "last_active_ts"
        case expiration = "expiration_ts"
    }
}

/// A row of `usergroups.list`. https://docs.slack.dev/reference/objects/usergroup-object
struct SlackUserGroupWire: Decodable, Sendable {
    var id: String
    var name: String?
    var handle: String?
    var created: SlackTime?
    /// Not zero: the group is disabled.
    var deleted: SlackTime?
    /// `admin` or `owner` for the groups that Slack itself keeps.
    var autoType: String?
    var createdBy: String?
    /// Whether it came from another workspace.
    var isExternal: Bool?
    var users: [String]?

    private enum CodingKeys: String, CodingKey {
        case id, name, handle, users
        case created = "date_create"
        case deleted = "date_delete"
        case autoType = "auto_type"
        case createdBy = "created_by"
        case isExternal = "is_external"
    }
}
