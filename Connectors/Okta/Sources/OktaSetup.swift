import ConnectorKit

/// How the read-only credential is made: a service app with scopes, and an admin role, since a scope alone opens nothing.
/// https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
enum OktaSetup {
    static func guide(_ settings: Settings) throws -> SetupGuide {
        let domain = try settings.text("domain") ?? "example.okta.com"
        let clientID = try settings.text("client_id") ?? "<client id>"
        return SetupGuide(
            steps: steps(domain: domain), files: [role],
            configuration: """
                okta:
                  connector: okta
                  settings: {domain: \(domain), client_id: \(clientID)}
                  credentials:
                    private_key: {file: /run/secrets/muster-okta.pem}
                """,
            grant: { grant($0) })
    }

    private static func steps(domain: String) -> [String] {
        [
            "In the Admin Console of \(domain): Applications > Applications > Create App Integration > API Services; name it muster.",
            "On its General tab choose \"Public key / Private key\", add a key, generate it, and save the private key (PEM or JSON) where only Muster can read it.",
            "Leave \"Require Demonstrating Proof of Possession (DPoP)\" off: Muster does not sign such proofs.",
            "On its Okta API Scopes tab grant: \(OktaConnector.scopes.joined(separator: ", ")).",
            "On its Admin roles tab assign Read-Only Administrator.",
            "To read who is an administrator: Security > Administrators > Roles > Create new role from \(role.name) (\"View roles, resources, and admin assignments\", okta.iam.read), with a resource set of all identity and access management resources, and assign it to the app too.",
            "Put client id and key into the configuration below and run: muster check.",
            "Instead of the app an API token will do (Security > API > Tokens): it has all the rights of the user who made it, so make it as a user with the same two roles.",
        ]
    }

    /// The body of `POST /api/v1/iam/roles`, for those who would rather send it than click.
    private static let role = SetupGuide.File(
        name: "muster-iam-reader.json", purpose: "the custom role that may see administrators: POST /api/v1/iam/roles",
        contents: """
            {
              "label": "Muster: reads administrators",
              "description": "Lets Muster see roles and who has them; it allows no change.",
              "permissions": ["okta.iam.read"]
            }

            """)

    private static func grant(_ permission: String) -> String {
        switch permission {
        case "READ_ONLY_ADMIN":
            "Assign Read-Only Administrator to the app: Applications > muster > Admin roles > Edit assignments."
        case "okta.iam.read":
            "Assign a custom role with okta.iam.read (\"View roles, resources, and admin assignments\") to the app, beside Read-Only Administrator: Security > Administrators."
        default:
            "Grant the scope \(permission) to the app: Applications > muster > Okta API Scopes > Grant."
        }
    }
}
