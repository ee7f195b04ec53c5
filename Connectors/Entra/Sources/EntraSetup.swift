import ConnectorKit

/// How the read-only credential is made: an app registration with application permissions and a certificate.
/// https://learn.microsoft.com/graph/auth-register-app-v2
enum EntraSetup {
    static func guide(_ settings: Settings) throws -> SetupGuide {
        let tenant = try settings.text("tenant") ?? "example.onmicrosoft.com"
        let clientID = try settings.text("client_id") ?? "<application (client) id>"
        return SetupGuide(
            steps: [
                "In the Entra admin centre of \(tenant): App registrations > New registration; name it muster, this organization only, no redirect URI.",
                "Make a key and a certificate: openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=muster -keyout muster-entra.key -out muster-entra.crt && cat muster-entra.key muster-entra.crt > muster-entra.pem",
                "Certificates & secrets > Certificates > Upload certificate: muster-entra.crt. Keep muster-entra.pem where only Muster can read it.",
                "API permissions > Add a permission > Microsoft Graph > Application permissions: \(EntraConnector.permissions.joined(separator: ", ")).",
                "API permissions > Grant admin consent.",
                "Graph has no permission that only reads the sponsors of agents. To have them read too, add AgentIdentity.ReadWrite.All; without it that one stream is denied.",
                "Put tenant, client id and file into the configuration below and run: muster check.",
                "Instead of the certificate a client secret will do (Certificates & secrets > New client secret): give its value as client_secret.",
            ],
            configuration: """
                entra:
                  connector: entra
                  settings: {tenant: \(tenant), client_id: \(clientID)}
                  credentials:
                    certificate: {file: /run/secrets/muster-entra.pem}
                """,
            grant: { permission in
                "Add the application permission \(permission) of Microsoft Graph and grant admin consent: App registrations > muster > API permissions."
            })
    }
}
