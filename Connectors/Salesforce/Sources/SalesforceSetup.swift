import ConnectorKit
import Foundation

/// How the read-only credential is made: an integration user with a permission set of its own, and an external client app
/// that signs in as that user with a certificate.
/// https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
enum SalesforceSetup {
    /// What Salesforce's pages call each permission.
    static let labels = [
        "ApiEnabled": "API Enabled", "CustomizeApplication": "Customize Application", "ManageUsers": "Manage Users",
        "ViewAllUsers": "View All Users", "ViewRoles": "View Roles and Role Hierarchy",
        "ViewSetup": "View Setup and Configuration",
    ]

    /// Those of the file below: what only reads.
    static let reading = ["ApiEnabled", "ViewAllUsers", "ViewRoles", "ViewSetup"]

    static func guide(_ settings: Settings) throws -> SetupGuide {
        let domain = try settings.text("domain") ?? "example.my.salesforce.com"
        let username = try settings.text("username") ?? "muster@example.com"
        let clientID = try settings.text("client_id") ?? "<consumer key>"
        return SetupGuide(
            steps: [
                "Setup > Users > New User: user licence Salesforce Integration, profile Minimum Access - API Only Integrations, user name \(username). Assign it the permission set licence Salesforce API Integration.",
                "Make the permission set Muster of that licence: deploy muster.permissionset-meta.xml (sf project deploy start), or Setup > Permission Sets > New and tick \(names(reading)) under System Permissions. Assign it to the user.",
                "Tokens of other users are shown to Customize Application only, which can change the set-up; Salesforce has nothing less. To have them read too, tick it in the same permission set; without it that one stream is denied.",
                "Who is frozen is shown to Manage Users only. It is read where the user has it and is not asked for otherwise: leave it out unless you need it.",
                "Make a key and a certificate: openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=muster -keyout muster-salesforce.key -out muster-salesforce.crt. Keep the key where only Muster can read it.",
                "Setup > External Client App Manager > New External Client App: name it Muster, distribution state Local; enable OAuth with the one scope Manage user data via APIs (api), any https callback address, and Enable JWT Bearer Flow with muster-salesforce.crt.",
                "On the app's Policies tab choose Admin approved users are pre-authorized and select the permission set Muster.",
                "Copy the Consumer Key (Settings > OAuth Settings > Consumer Key and Secret), put it into the configuration below and run: muster check.",
                "Instead of the certificate the client credentials flow will do: enable it in the app's policies, with the user as Run As, and give the consumer secret as client_secret, without username.",
            ],
            files: [file],
            configuration: """
                salesforce:
                  connector: salesforce
                  settings: {domain: \(domain), client_id: "\(clientID)", username: "\(username)"}
                  credentials:
                    private_key: {file: /run/secrets/muster-salesforce.key}
                """,
            grant: { permission in
                let name = labels[permission].map { "\($0) (\(permission))" } ?? permission
                return
                    "Tick \(name) in the permission set Muster: Setup > Permission Sets > Muster > System Permissions > Edit."
            })
    }

    private static func names(_ permissions: [String]) -> String {
        permissions.map { labels[$0] ?? $0 }.joined(separator: ", ")
    }

    /// https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-permissionset.html
    private static let file = SetupGuide.File(
        name: "muster.permissionset-meta.xml", purpose: "The permission set of Muster's user: it only reads.",
        contents: """
            <?xml version="1.0" encoding="UTF-8"?>
            <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
                <label>Muster</label>
                <description>Reads users, permissions and apps for the inventory.</description>
                <hasActivationRequired>false</hasActivationRequired>
                <license>Salesforce API Integration</license>
            \(reading.map { "    <userPermissions>\n        <enabled>true</enabled>\n        <name>\($0)</name>\n    </userPermissions>\n" }.joined())</PermissionSet>

            """)
}
