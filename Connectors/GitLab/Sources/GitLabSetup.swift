import ConnectorKit
import Foundation

/// How the read-only credential is made: a token that may read, of somebody who may see.
enum GitLabSetup {
    @Sendable static func guide(_ settings: Settings) throws -> SetupGuide {
        // Before it is configured, the guide is written for a name to be replaced.
        var values = settings.values
        let isInstance = values["group"] == nil && values["base_url"] != nil
        if !isInstance { values["group"] = values["group"] ?? .text("example-group") }
        let api = try GitLabAPI(Settings(values))
        return SetupGuide(
            steps: api.group == nil ? instanceSteps(api) : groupSteps(api), configuration: configuration(api),
            grant: { grant($0, api) })
    }

    private static func groupSteps(_ api: GitLabAPI) -> [String] {
        [
            "As an Owner of the group open \(api.settingsPage)/access_tokens and press Add new token.",
            "Name it muster, choose an expiry date, the role Owner and the scope read_api, and no other scope.",
            "Where the plan has no group access tokens, make a user or service account Owner of the group instead, and a personal access token of it with the scope read_api.",
            "Keep the token where only Muster can read it, write the place into the configuration below, then run: muster check",
        ]
    }

    private static func instanceSteps(_ api: GitLabAPI) -> [String] {
        [
            "As an administrator open \(api.web)/admin/users/new, make a user muster with the access level Administrator, and let nobody sign in as it.",
            "On the user's page choose Impersonation Tokens, name one muster, choose an expiry date and the scope read_api; where Admin Mode is on, admin_mode as well.",
            "Keep the token where only Muster can read it, write the place into the configuration below, then run: muster check",
        ]
    }

    private static func configuration(_ api: GitLabAPI) -> String {
        var settings: [String] = []
        if let group = api.group { settings.append("group: \"\(group)\"") }
        if !api.isGitLabCom { settings.append("base_url: \"\(api.web)\"") }
        return """
            gitlab:
              connector: gitlab
              settings: {\(settings.joined(separator: ", "))}
              credentials:
                token: {file: /run/secrets/muster-gitlab-token}

            """
    }

    /// - Parameter permission: a scope, `role:` with a role's name, or `administrator`.
    static func grant(_ permission: String, _ api: GitLabAPI) -> String {
        if permission == "administrator" {
            return
                "At \(api.web)/admin/users open the token's user, press Edit and set Access level to Administrator; where Admin Mode is on, the token needs the scope admin_mode as well."
        }
        if let role = permission.split(separator: ":").last, permission.hasPrefix("role:") {
            let members = api.group.map { "\(api.web)/groups/\($0)/-/group_members" } ?? "\(api.web)/admin/groups"
            return
                "Give the token's user the role \(role) or a higher one on the group at \(members); a group access token is made anew with that role."
        }
        let place =
            api.group == nil ? "\(api.web)/-/user_settings/personal_access_tokens" : "\(api.settingsPage)/access_tokens"
        return "Make the token anew with the scope \(permission) at \(place): scopes of a token cannot be changed."
    }
}
