import Foundation
import Transport

/// What of Slack's answers a recording may keep: the fields that the wire types read.
enum SlackRedaction {
    /// For lists of people, bots and logs.
    static let people = RedactionRules(
        readKeys: Set(fields), personalKeys: ["name", "real_name", "email", "username"],
        embedded: ["name": person, "username": person, "real_name": person])

    /// Somebody who is called like a part of a URL would take the URLs of the recording with them.
    @Sendable private static func person(_ text: String, _ redactor: inout Redactor) -> String {
        urlWords.contains(text.lowercased()) ? text : redactor.token(for: text)
    }

    /// For lists of apps, workspaces and groups, whose `name` is a thing's.
    static let things = RedactionRules(readKeys: Set(fields), personalKeys: ["email"])

    /// For requests of apps, where `name` is a person's, an app's or a scope's: only scopes are told by how they look.
    static let requests = RedactionRules(
        readKeys: Set(fields), personalKeys: ["name", "email"],
        embedded: [
            "name": { text, redactor in
                let isScope =
                    text.contains(":") && SlackErrorBody.isScope(text)
                    || ["bot", "commands", "incoming-webhook"].contains(text)
                return isScope ? text : person(text, &redactor)
            }
        ])

    private static let urlWords: Set<String> = [
        "admin", "api", "approved", "apps", "auth", "certified", "com", "count", "cursor", "disabled", "false", "https",
        "include", "limit", "list", "page", "requests", "restricted", "slack", "team", "teams", "test", "true",
        "usergroups", "users",
    ]

    private static let fields = [
        // The frame
        "ok", "error", "needed", "next_cursor", "total", "pages",
        // Signing in and workspaces
        "team", "team_id", "user_id", "bot_id", "enterprise_id", "is_enterprise_install", "expires_in", "id", "name",
        "discoverability", "team_url",
        // Users and bots
        "deleted", "is_bot", "is_workflow_bot", "is_connector_bot", "is_primary_owner", "is_owner", "is_admin",
        "is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "has_2fa", "has_sso", "updated",
        "email", "real_name", "api_app_id", "guest_invited_by", "guest_expiration_ts", "username", "is_active",
        "date_created", "deactivated_ts", "last_active_ts", "expiration_ts", "workspaces",
        // Groups
        "handle", "date_create", "date_delete", "auto_type", "created_by", "is_external", "users",
        // Apps
        "is_app_directory_approved", "is_internal", "developer_type", "app_homepage_url", "privacy_policy_url",
        "app_directory_url", "is_sensitive", "token_type", "date_updated", "actor_id", "status",
        // Logs
        "app_id", "app_type", "service_id", "service_type", "date", "change_type", "scope", "channel", "reason",
        "date_last",
    ]
}
