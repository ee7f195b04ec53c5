import ConnectorKit
import Foundation
import Inventory

// People, groups and projects: only the fields that are read, names as GitLab writes them.

/// A user, without the display name, as lists of users, members, enterprise users and service accounts give it, each a part of it.
struct GitLabUserWire: Decodable, Sendable {
    var id: Int64
    var username: String
    var email: String?
    /// `active`, `blocked`, `ldap_blocked`, `blocked_pending_approval`, `deactivated`, `banned`.
    var state: String?
    var createdAt: WireTime
    /// Told to administrators, and to owners of enterprise users.
    var isBot: Bool?
    /// Told to administrators only: absent where GitLab answers as to anybody.
    var isAdministrator: Bool?
    var isExternal: Bool?
    var hasTwoFactors: Bool?
    var lastActivity: WireTime
    var currentSignIn: WireTime
    var lastSignIn: WireTime
    var identities: [GitLabExternalIdentity]?
    var scimIdentities: [GitLabExternalIdentity]?

    enum CodingKeys: String, CodingKey {
        case id, username, email, state, identities
        case createdAt = "created_at"
        case isBot = "bot"
        case isAdministrator = "is_admin"
        case isExternal = "external"
        case hasTwoFactors = "two_factor_enabled"
        case lastActivity = "last_activity_on"
        case currentSignIn = "current_sign_in_at"
        case lastSignIn = "last_sign_in_at"
        case scimIdentities = "scim_identities"
    }
}

/// Who someone is at an identity provider.
struct GitLabExternalIdentity: Decodable, Sendable {
    /// `group_saml`, `ldapmain`, `openid_connect`; absent of SCIM identities.
    var provider: String?
    var externalID: String?

    enum CodingKeys: String, CodingKey {
        case provider
        case externalID = "extern_uid"
    }
}

/// A member of a group or project: the user, and what it may do there.
struct GitLabMemberWire: Decodable, Sendable {
    var user: GitLabUserWire
    var accessLevel: Int
    /// A date, or null: without end.
    var expiresAt: WireTime
    var addedAt: WireTime
    /// `awaiting` of members that were not let in yet.
    var membershipState: String?
    var role: GitLabMemberRole?
    var samlIdentity: GitLabExternalIdentity?

    enum CodingKeys: String, CodingKey {
        case accessLevel = "access_level"
        case expiresAt = "expires_at"
        case addedAt = "created_at"
        case membershipState = "membership_state"
        case role = "member_role"
        case samlIdentity = "group_saml_identity"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        user = try GitLabUserWire(from: decoder)
        // In a list of members it is the day of joining, not the account's.
        addedAt = user.createdAt
        user.createdAt = .absent
        accessLevel = try container.decode(Int.self, forKey: .accessLevel)
        expiresAt = try container.decode(WireTime.self, forKey: .expiresAt)
        membershipState = try container.decodeIfPresent(String.self, forKey: .membershipState)
        role = try container.decodeIfPresent(GitLabMemberRole.self, forKey: .role)
        samlIdentity = try container.decodeIfPresent(GitLabExternalIdentity.self, forKey: .samlIdentity)
    }
}

/// A role of the customer's own, on top of one of GitLab's.
struct GitLabMemberRole: Decodable, Sendable {
    var id: Int64
}

struct GitLabGroupWire: Decodable, Sendable {
    var id: Int64
    var fullPath: String
    var parentID: Int64?
    var visibility: String?
    var createdAt: WireTime
    var archived: Bool?
    var requiresTwoFactors: Bool?
    var deletionOn: WireTime
    var sharedWith: [GitLabShareWire]?

    enum CodingKeys: String, CodingKey {
        case id, visibility, archived
        case fullPath = "full_path"
        case parentID = "parent_id"
        case createdAt = "created_at"
        case requiresTwoFactors = "require_two_factor_authentication"
        case deletionOn = "marked_for_deletion_on"
        case sharedWith = "shared_with_groups"
    }
}

struct GitLabProjectWire: Decodable, Sendable {
    var id: Int64
    var fullPath: String
    var visibility: String?
    var archived: Bool?
    var createdAt: WireTime
    var lastActivity: WireTime
    var creatorID: Int64?
    var deletionOn: WireTime
    var sharedWith: [GitLabShareWire]?

    enum CodingKeys: String, CodingKey {
        case id, visibility, archived
        case fullPath = "path_with_namespace"
        case createdAt = "created_at"
        case lastActivity = "last_activity_at"
        case creatorID = "creator_id"
        case deletionOn = "marked_for_deletion_on"
        case sharedWith = "shared_with_groups"
    }
}

/// A group that was invited into a group or project.
struct GitLabShareWire: Decodable, Sendable {
    var fullPath: String?
    var accessLevel: Int?

    enum CodingKeys: String, CodingKey {
        case fullPath = "group_full_path"
        case accessLevel = "group_access_level"
    }
}
