import ConnectorKit

/// How the read-only credential is made: a service account, domain-wide delegation of five scopes to it, and an
/// administrator of few rights in whose name it asks.
/// https://developers.google.com/workspace/guides/create-credentials#service-account
enum GoogleWorkspaceSetup {
    static func guide(_ settings: Settings) throws -> SetupGuide {
        let subject = try settings.text("subject") ?? "muster@example.com"
        return SetupGuide(
            steps: [
                "In the Google Cloud console choose or make a project and enable the Admin SDK API: gcloud services enable admin.googleapis.com --project PROJECT",
                "Make a service account without any role: gcloud iam service-accounts create muster --project PROJECT",
                "Make its key: gcloud iam service-accounts keys create muster-google.json --iam-account muster@PROJECT.iam.gserviceaccount.com; keep it where only Muster can read it.",
                "In the Admin console: Security > Access and data control > API controls > Manage domain-wide delegation > Add new: the client_id of the key file, and the scopes \(GoogleWorkspaceConnector.scopes.joined(separator: ","))",
                "Directory > Users: make the user \(subject) for this alone, and let nobody sign in as it.",
                "Account > Admin roles > Create new role, muster: Admin API privileges Users > Read, Groups > Read and Security > User Security Management; Admin console privilege Reports. Assign it to \(subject).",
                "Roles and their assignments are shown to super administrators; with the role alone the streams roles and roleAssignments may be denied. Google has no role that only reads them.",
                "Google has no scope that only reads tokens and app passwords: admin.directory.user.security may also delete them. Leave it out, and these two streams are denied and all others read.",
                "Put the address and the key into the configuration below and run: muster check.",
            ],
            configuration: """
                google-workspace:
                  connector: google-workspace
                  settings: {subject: "\(subject)"}
                  credentials:
                    service_account_key: {file: /run/secrets/muster-google.json}
                """,
            grant: { scope in
                "Add \(scope) to the service account's client id: Admin console > Security > Access and data control > API controls > Manage domain-wide delegation; and let the role of \(subject) have the privilege\(privilege(scope))."
            })
    }

    private static func privilege(_ scope: String) -> String {
        switch scope {
        case GoogleWorkspaceScope.users: " Users > Read (USERS_RETRIEVE)"
        case GoogleWorkspaceScope.groups: " Groups > Read (GROUPS_RETRIEVE)"
        case GoogleWorkspaceScope.security: " Security > User Security Management (USER_SECURITY_ALL)"
        case GoogleWorkspaceScope.audit: " Reports (REPORTS)"
        default: " of a super administrator"
        }
    }
}
