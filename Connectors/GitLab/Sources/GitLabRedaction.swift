import Foundation
import Transport

/// What of GitLab's answers a recording may keep: the fields that the wire types read. Tokens, secrets, custom headers
/// and whatever GitLab adds tomorrow are not among them.
enum GitLabRedaction {
    /// For lists of tokens, keys, groups: `name` is a thing's.
    static let things = RedactionRules(
        readKeys: readKeys,
        embedded: [
            "url": { text, _ in webhookURL(text) },
            "callback_url": { text, _ in
                text.split(whereSeparator: \.isWhitespace).map { webhookURL(String($0)) }.joined(separator: "\n")
            },
        ])

    /// For lists of people, whose names are not read at all.
    static let people = RedactionRules(
        readKeys: readKeys.subtracting(["name"]), personalKeys: ["username", "email", "extern_uid"],
        embedded: [
            // A bot's name tells what it is, and is nobody's. A user who is called like a part of a URL would take the
            // URLs of the recording with it.
            "username": { text, redactor in
                GitLabMapping.isTokenBot(text) || pathWords.contains(text.lowercased())
                    ? text : redactor.token(for: text)
            }
        ])

    private static let pathWords: Set<String> = [
        "access", "accounts", "all", "api", "applications", "deploy", "enterprise", "groups", "hooks", "keys", "manage",
        "members", "personal", "projects", "service", "state", "tokens", "user", "users",
    ]

    /// A webhook's URL may hold secrets in user, path and query: host and first word suffice.
    static func webhookURL(_ text: String) -> String {
        guard let url = URLComponents(string: text), let host = url.host else { return "redacted" }
        let path = GitLabTokenMapping.plainPath(url.path)?.replacing("…", with: "redacted") ?? "/"
        return "\(url.scheme ?? "https")://\(host)\(path)"
    }

    private static let readKeys = Set(fields + GitLabWebhookWire.eventNames.map { $0 + "_events" })

    private static let fields = [
        // Errors
        "error", "message", "scope",
        // Users and members
        "id", "username", "name", "email", "state", "created_at", "bot", "is_admin", "external", "two_factor_enabled",
        "last_activity_on", "current_sign_in_at", "last_sign_in_at", "identities", "scim_identities", "provider",
        "extern_uid", "access_level", "expires_at", "membership_state", "member_role", "group_saml_identity",
        // Groups and projects
        "full_path", "parent_id", "visibility", "archived", "require_two_factor_authentication",
        "marked_for_deletion_on", "shared_with_groups", "group_full_path", "group_access_level", "path_with_namespace",
        "last_activity_at", "creator_id",
        // Tokens and keys (public halves)
        "user_id", "scopes", "active", "revoked", "expired", "last_used_at", "title", "key", "fingerprint_sha256",
        "can_push", "usage_type",
        // Applications and webhooks
        "application_id", "application_name", "callback_url", "confidential", "url", "enable_ssl_verification",
        "alert_status",
    ]
}
