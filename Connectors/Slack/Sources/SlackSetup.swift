import ConnectorKit
import Foundation

/// How the credential is made: an app of one's own, installed by an owner, with scopes that read.
enum SlackSetup {
    @Sendable static func guide(_ settings: Settings) throws -> SetupGuide {
        _ = try SlackAPI(settings)
        return SetupGuide(
            steps: [
                "Sign in as an owner of the workspace (of an organisation of an Enterprise plan: as an org owner), open https://api.slack.com/apps?new_app=1, choose From a manifest, and paste muster-app-manifest.json.",
                "Press Install to Workspace and Allow. For a whole organisation use muster-organisation-manifest.json instead, and install it on the organisation: its settings, Integrations, Installed apps.",
                "Under OAuth & Permissions copy the User OAuth Token (xoxp-); where only users and bots are to be read, the Bot User OAuth Token (xoxb-) of an app with users:read, users:read.email and usergroups:read suffices.",
                "Keep the token where only Muster can read it, write the place into the configuration below, then run: muster check",
            ],
            files: [
                SetupGuide.File(
                    name: "muster-app-manifest.json", purpose: "the app for one workspace, for api.slack.com/apps",
                    contents: manifest(workspaceScopes, isOrganisation: false)),
                SetupGuide.File(
                    name: "muster-organisation-manifest.json",
                    purpose: "the app for a whole organisation of an Enterprise plan",
                    contents: manifest(workspaceScopes + organisationScopes, isOrganisation: true)),
            ],
            configuration: """
                slack:
                  connector: slack
                  credentials:
                    token: {file: /run/secrets/muster-slack-token}

                """, grant: grant)
    }

    static let workspaceScopes = ["admin", "usergroups:read", "users:read", "users:read.email"]
    static let organisationScopes = ["admin.apps:read", "admin.teams:read", "admin.users:read"]

    /// https://docs.slack.dev/reference/app-manifest
    private static func manifest(_ scopes: [String], isOrganisation: Bool) -> String {
        """
        {
          "display_information": {"name": "Muster", "description": "Reads who and what has access"},
          "oauth_config": {"scopes": {"user": [\(scopes.map { "\"\($0)\"" }.joined(separator: ", "))]}},
          "settings": {
            "org_deploy_enabled": \(isOrganisation), "socket_mode_enabled": false, "token_rotation_enabled": false
          }
        }

        """
    }

    /// - Parameter permission: a scope.
    @Sendable static func grant(_ permission: String) -> String {
        let page = "https://api.slack.com/apps, the app muster, OAuth & Permissions"
        if permission.hasPrefix("admin.") {
            return
                "Only an organisation of an Enterprise plan has it: at \(page), add \(permission) to the User Token Scopes, and let an org owner install the app on the whole organisation again."
        }
        if permission == "admin" {
            return
                "At \(page), add admin to the User Token Scopes, and let an owner or admin install the app again; Slack has no scope for its logs that only reads."
        }
        return
            "At \(page), add \(permission) to the User Token Scopes (or the Bot Token Scopes), and install the app again."
    }
}
