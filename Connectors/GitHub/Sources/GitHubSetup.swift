import ConnectorKit
import Foundation

/// How the read-only credential is made: a GitHub App of the organisation's own, with the manifest's permissions.
enum GitHubSetup {
    /// A permission as GitHub's pages call it.
    struct Title: Sendable {
        /// `Organization` or `Repository`: the heading that it stands under.
        var section: String
        var title: String
    }

    /// https://docs.github.com/rest/authentication/permissions-required-for-github-apps
    static let titles: [String: Title] = [
        "administration": Title(section: "Repository", title: "Administration"),
        "members": Title(section: "Organization", title: "Members"),
        "metadata": Title(section: "Repository", title: "Metadata"),
        "organization_administration": Title(section: "Organization", title: "Administration"),
        "organization_codespaces_secrets": Title(section: "Organization", title: "Organization codespaces secrets"),
        "organization_custom_org_roles": Title(section: "Organization", title: "Custom organization roles"),
        "organization_dependabot_secrets": Title(section: "Organization", title: "Organization dependabot secrets"),
        "organization_hooks": Title(section: "Organization", title: "Webhooks"),
        "organization_personal_access_tokens": Title(section: "Organization", title: "Personal access tokens"),
        "organization_secrets": Title(section: "Organization", title: "Secrets"),
        "repository_hooks": Title(section: "Repository", title: "Webhooks"),
        "secrets": Title(section: "Repository", title: "Secrets"),
    ]

    /// All permissions of the streams by name, each with its level.
    static var permissions: [(name: String, level: String)] {
        Set(GitHubConnector.streams.flatMap(\.descriptor.permissions)).sorted().map { permission in
            let parts = permission.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "read")
        }
    }

    @Sendable static func guide(_ settings: Settings) throws -> SetupGuide {
        // Before it is configured, the guide is written for a name to be replaced.
        let organization = try settings.text("organization") ?? "example-org"
        var values = settings.values
        values["organization"] = .text(organization)
        let api = try GitHubAPI(Settings(values))
        return SetupGuide(
            steps: [
                "As an owner of the organization open \(registration(api)) and press Create GitHub App: the form is filled in.",
                "On the app's page note the App ID, press Generate a private key, and keep the .pem file where only Muster can read it.",
                "Press Install App, choose \(organization) and All repositories, and accept.",
                "Write App ID and the file's place into the configuration below, then run: muster check",
            ],
            files: [
                SetupGuide.File(
                    name: "github-app.json",
                    purpose:
                        "The same app as a manifest, for automation: https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest",
                    contents: try appManifest(api))
            ], configuration: configuration(api), grant: { grant($0, api) })
    }

    /// https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-using-url-parameters
    static func registration(_ api: GitHubAPI) -> String {
        "\(api.organizationSettings)/apps/new?name=\(name(api))&url=\(api.web)/\(api.organization)&public=false"
            + "&webhook_active=false" + permissions.map { "&\($0.name)=\($0.level)" }.joined()
    }

    /// GitHub takes 34 characters.
    static func name(_ api: GitHubAPI) -> String { String("muster-\(api.organization)".prefix(34)) }

    private struct AppManifest: Encodable {
        struct Hook: Encodable {
            var url: String
            var active: Bool
        }

        var name: String
        var url: String
        var description: String
        var isPublic: Bool
        var hook: Hook
        var permissions: [String: String]
        var events: [String]

        enum CodingKeys: String, CodingKey {
            case name, url, description
            case isPublic = "public"
            case hook = "hook_attributes"
            case permissions = "default_permissions"
            case events = "default_events"
        }
    }

    static func appManifest(_ api: GitHubAPI) throws -> String {
        let manifest = AppManifest(
            name: name(api), url: "\(api.web)/\(api.organization)",
            description: "Reads who and what has access. Changes nothing.", isPublic: false,
            hook: AppManifest.Hook(url: "\(api.web)/\(api.organization)", active: false),
            permissions: Dictionary(uniqueKeysWithValues: permissions.map { ($0.name, $0.level) }), events: [])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(manifest), as: UTF8.self) + "\n"
    }

    private static func configuration(_ api: GitHubAPI) -> String {
        let server = api.isGitHubCom ? "" : ", base_url: \"\(api.base)\""
        return """
            github:
              connector: github
              settings: {organization: \(api.organization), app_id: "123456"\(server)}
              credentials:
                private_key: {file: /run/secrets/muster-github.pem}

            """
    }

    /// - Parameter permission: `members:read` of an app, or a classic token's scope, `read:org`.
    static func grant(_ permission: String, _ api: GitHubAPI) -> String {
        let parts = permission.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.first, let title = titles[name] else {
            return "Add the scope \(permission) to the token at \(api.web)/settings/tokens, or sign in as a GitHub App."
        }
        return
            "At \(api.organizationSettings)/apps choose the app, Permissions & events, \(title.section) permissions, "
            + "set \(title.title) to Read-only, save, and accept the request at "
            + "\(api.organizationSettings)/installations."
    }
}
