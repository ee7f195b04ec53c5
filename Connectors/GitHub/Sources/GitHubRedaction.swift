import Foundation
import Transport

/// What of GitHub's answers a recording may keep: the fields that the wire types read. Tokens, masked secrets and
/// whatever GitHub adds tomorrow are not among them.
enum GitHubRedaction {
    /// - Parameter organization: its name stands under `login` too, and in every URL; it is nobody's.
    static func rules(_ organization: String) -> RedactionRules {
        RedactionRules(
            readKeys: readKeys, personalKeys: ["added_by", "nameId", "username", "value"],
            embedded: [
                "url": { text, _ in webhookURL(text) },
                "login": { text, redactor in
                    text.lowercased() == organization.lowercased() ? text : redactor.token(for: text)
                },
            ])
    }

    private static let readKeys = Set(fields + GitHubProperties.names + permissionNames)

    /// A webhook's URL may hold secrets in user, path and query: host and first word suffice.
    static func webhookURL(_ text: String) -> String {
        guard let url = URLComponents(string: text), let host = url.host else { return "redacted" }
        let path = GitHubCredentialMapping.plainPath(url.path)?.replacing("…", with: "redacted") ?? "/"
        return "\(url.scheme ?? "https")://\(host)\(path)"
    }

    private static let fields = [
        // Lists, errors
        "total_count", "installations", "secrets", "roles", "message", "documentation_url", "errors", "data",
        // Accounts, teams, roles
        "id", "login", "type", "site_admin", "role", "inherited", "assignment", "admin", "maintain", "push", "triage",
        "pull", "role_name", "slug", "name", "privacy", "base_role", "source", "permissions",
        "default_repository_permission", "two_factor_requirement_enabled",
        // Repositories
        "full_name", "private", "visibility", "archived", "disabled", "fork", "created_at", "updated_at", "pushed_at",
        // Apps and tokens
        "app_id", "app_slug", "client_id", "events", "repository_selection", "suspended_at", "access_granted_at",
        "token_id", "token_name", "token_expired", "token_expires_at", "token_last_used_at", "credential_id",
        "credential_type", "credential_authorized_at", "credential_accessed_at", "authorized_credential_expires_at",
        "authorized_credential_title", "authorized_credential_note", "scopes", "fingerprint",
        // Deploy keys (public halves), webhooks
        "key", "title", "read_only", "verified", "enabled", "added_by", "last_used", "active", "url", "content_type",
        "insecure_ssl",
        // External identities
        "totalCount", "hasNextPage", "endCursor", "nameId", "username", "value", "primary", "databaseId",
    ]

    /// The names of permissions are keys of the objects that hold their levels.
    /// https://docs.github.com/rest/overview/permissions-required-for-github-apps
    static let permissionNames = [
        "actions", "actions_variables", "administration", "artifact_metadata", "attestations", "blocking", "checks",
        "code_quality", "codespaces", "codespaces_lifecycle_admin", "codespaces_metadata", "codespaces_secrets",
        "contents", "copilot_messages", "custom_properties_for_organizations", "dependabot_alerts",
        "dependabot_secrets", "deployments", "discussions", "email_addresses", "emails",
        "enterprise_custom_properties_for_organizations", "environments", "followers", "gists", "git_ssh_keys",
        "gpg_keys", "interaction_limits", "issues", "keys", "members", "merge_queues", "metadata",
        "organization_actions_variables", "organization_administration", "organization_announcement_banners",
        "organization_codespaces", "organization_codespaces_secrets", "organization_codespaces_settings",
        "organization_copilot_agent_settings", "organization_copilot_seat_management",
        "organization_custom_org_roles", "organization_custom_properties", "organization_custom_roles",
        "organization_dependabot_secrets", "organization_events", "organization_hooks", "organization_packages",
        "organization_personal_access_token_requests", "organization_personal_access_tokens", "organization_plan",
        "organization_projects", "organization_secrets", "organization_self_hosted_runners",
        "organization_user_blocking", "packages", "pages", "plan", "profile", "pull_requests",
        "repository_advisories", "repository_custom_properties", "repository_hooks", "repository_projects",
        "secret_scanning_alerts", "secrets", "security_events", "single_file", "starring", "statuses",
        "team_discussions",
        "vulnerability_alerts", "watching", "workflows",
    ]
}
