import ConnectorKit
import Foundation
import Inventory
import Transport

/// As whom the organisation is read.
enum GitHubSignIn: Sendable {
    /// A user's token, or an installation's that someone else obtained.
    case token(CredentialSource)
    case app(GitHubApp)

    /// - Throws: `SettingProblem` when there is no way in, or two.
    init(_ configuration: SourceConfiguration, _ api: GitHubAPI) throws {
        let appID = try configuration.settings.text("app_id")
        let key = configuration.credentials["private_key"]
        let token = configuration.credentials["token"] ?? Self.fromEnvironment(configuration, api)
        switch (appID, key) {
        case (let appID?, let key?):
            guard configuration.credentials["token"] == nil else {
                throw SettingProblem("token", "give either token, or app_id and private_key")
            }
            guard appID.range(of: "^[A-Za-z0-9._-]{1,64}$", options: .regularExpression) != nil else {
                throw SettingProblem("app_id", "expected the App ID or client ID of the app's settings page")
            }
            self = .app(GitHubApp(id: appID, key: key, api: api))
        case (nil, .some): throw SettingProblem("app_id", "is required with private_key")
        case (.some, nil): throw SettingProblem("private_key", "is required with app_id")
        case (nil, nil):
            guard let token else {
                throw SettingProblem("token", "is required, or app_id and private_key, or GITHUB_TOKEN")
            }
            self = .token(token)
        }
    }

    /// The variables of GitHub's own command line: https://cli.github.com/manual/gh_help_environment
    private static func fromEnvironment(_ configuration: SourceConfiguration, _ api: GitHubAPI) -> CredentialSource? {
        let isServer = api.graphQL.path.hasSuffix("/api/graphql")
        let names = isServer ? ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"] : ["GH_TOKEN", "GITHUB_TOKEN"]
        guard let value = names.compactMap({ configuration.environment[$0] }).first(where: { !$0.isEmpty }) else {
            return nil
        }
        return { Secret(value) }
    }

    var isUser: Bool { if case .token = self { true } else { false } }

    var authorization: Authorization {
        switch self {
        case .token(let token): .header(token)
        case .app(let app): app.authorization
        }
    }
}

/// A GitHub App: it proves itself by a signed token, and gets one for its installation that lasts an hour.
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
struct GitHubApp: Sendable {
    /// The App ID, or the client ID, which GitHub recommends.
    let id: String
    let key: CredentialSource
    let api: GitHubAPI

    var authorization: Authorization {
        let token = Renewable<Secret> { transport, now in
            let installation = try await installation(transport, now)
            return try await accessToken(installation, transport, now)
        }
        return Authorization { request, transport, now in
            var request = request
            let proof =
                api.isMadeByApp(request) ? try await jsonWebToken(now) : try await token.value(transport, now: now)
            request.headers["Authorization"] = proof.reveal { "Bearer " + $0 }
            return request
        }
    }

    /// A minute back, since clocks differ; ten minutes are the most that GitHub takes.
    /// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
    func jsonWebToken(_ now: Instant) async throws -> Secret {
        let seconds = now.seconds(since: Instant(milliseconds: 0))
        return try JSONWebTokenSigner(privateKey: try await key()).sign([
            "iat": .number(seconds - 60), "exp": .number(seconds + 540), "iss": .text(id),
        ])
    }

    private struct Installation: Decodable { var id: Int64 }

    private func installation(_ transport: Transport, _ now: Instant) async throws -> Int64 {
        let response = try await send(try api.installation(), transport, now)
        do { return try JSONDecoder().decode(Installation.self, from: response.body).id } catch {
            throw CredentialProblem(
                "app_id", "the answer about the installation is not GitHub's", advice: "Check base_url.")
        }
    }

    private struct AccessToken: Decodable {
        var token: Secret
        var expiresAt: Instant?

        private enum CodingKeys: String, CodingKey {
            case token
            case expiresAt = "expires_at"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            token = Secret(try container.decode(String.self, forKey: .token))
            expiresAt = try container.decode(WireTime.self, forKey: .expiresAt).instant
        }
    }

    private func accessToken(_ installation: Int64, _ transport: Transport, _ now: Instant) async throws
        -> (value: Secret, expiresAt: Instant?)
    {
        let response = try await send(try api.accessToken(installation: installation), transport, now)
        do {
            let answer = try JSONDecoder().decode(AccessToken.self, from: response.body)
            return (answer.token, answer.expiresAt)
        } catch {
            // The decoder's words might repeat the token.
            throw CredentialProblem("app_id", "the answer holds no token", advice: "Check base_url.")
        }
    }

    private func send(_ request: Request, _ transport: Transport, _ now: Instant) async throws -> Response {
        var request = request
        request.headers["Authorization"] = try await jsonWebToken(now).reveal { "Bearer " + $0 }
        let response = try await transport.send(request)
        switch response.status {
        case 200..<300: return response
        case 401:
            throw CredentialProblem(
                "private_key", "GitHub does not take the app's word for it (HTTP 401)",
                advice: "Check app_id, that the key is that app's, and this machine's clock.")
        case 404:
            throw CredentialProblem(
                "app_id", "the app is not installed in \(api.organization) (HTTP 404)",
                advice: "Install it, or accept its request, at \(api.organizationSettings)/installations.")
        case 408, 429, 500...:
            throw TransportError(
                .connectionFailed, place: request.url.path, detail: "HTTP \(response.status) to the sign-in",
                advice: "Try again later.")
        default:
            throw CredentialProblem(
                "app_id", "GitHub refuses a token for the installation (HTTP \(response.status))",
                advice: "Look whether it is suspended at \(api.organizationSettings)/installations.")
        }
    }
}
