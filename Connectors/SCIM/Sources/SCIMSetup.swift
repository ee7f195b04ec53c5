import ConnectorKit

/// How the credential is made: every provider has a page of its own for it, and hardly any a scope that only reads.
enum SCIMSetup {
    static let readsUsers = "read Users"
    static let readsGroups = "read Groups"

    static func guide(_ settings: Settings) throws -> SetupGuide {
        let base = try settings.text("base_url") ?? "https://scim.example.com/v2"
        return SetupGuide(
            steps: [
                "Find the SCIM address in the provider's settings (Provisioning, SCIM, Directory sync): the one that /Users is appended to.",
                "Make a token for SCIM there, with a scope that only reads if there is one; most providers have none, and such a token can also change users: keep it where only Muster can read it.",
                "Where the provider signs clients in by OAuth, set client_id, token_url and scope, and give client_secret in place of token; for HTTP Basic set username and give password.",
                "Put address and token into the configuration below and run: muster check.",
                "See which words userType holds (muster inventory) and say in user_types what they mean; a word that is not there stays unknown.",
                "If this directory is what says who works here, add authoritative_for: [people].",
            ],
            configuration: """
                scim:
                  connector: scim
                  settings: {base_url: "\(base)"}
                  credentials:
                    token: {file: /run/secrets/muster-scim.token}
                """,
            grant: { grant($0, base) })
    }

    private static func grant(_ permission: String, _ base: String) -> String {
        switch permission {
        case readsUsers:
            "Let the token list users (\(base)/Users): in the provider's SCIM settings, as a scope or a role of its owner."
        default:
            "Let the token list groups (\(base)/Groups): in the provider's SCIM settings, as a scope or a role of its owner."
        }
    }
}
