import ConnectorKit
import Foundation
import Inventory
import Transport

/// Workload identity federation: another issuer's token, read anew from its file each time, is exchanged for Google's
/// (RFC 8693), which may then act as a service account. https://google.aip.dev/auth/4117
struct GoogleCloudFederationFile: Decodable, Sendable {
    let audience: String
    private let subjectTokenType: String
    private let tokenURL: String
    private let impersonationURL: String?
    private let source: Source

    private enum CodingKeys: String, CodingKey {
        case audience
        case subjectTokenType = "subject_token_type"
        case tokenURL = "token_url"
        case impersonationURL = "service_account_impersonation_url"
        case source = "credential_source"
    }

    private struct Source: Decodable {
        var file: String?
        var format: Format?
    }

    private struct Format: Decodable {
        /// `text` or `json`.
        var type: String?
        var field: String?

        enum CodingKeys: String, CodingKey {
            case type
            case field = "subject_token_field_name"
        }
    }

    /// The address of the service account that is acted as.
    var impersonated: String? {
        impersonationURL?.firstMatch(of: #/serviceAccounts/([^/:]+):generateAccessToken$/#).map { String($0.1) }
    }

    func token(_ transport: Transport, now: Instant, origins: OriginRules) async throws
        -> (value: Secret, expiresAt: Instant?)
    {
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience),
            ("scope", GoogleCloudSignIn.scope),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token_type", subjectTokenType), ("subject_token", try subjectToken().reveal { $0 }),
        ]
        let response = try await transport.send(try GoogleCloudTokens.request(tokenURL, form, origins))
        let token = try OAuthToken(
            response, now: now,
            explanations: [
                "invalid_grant": (
                    "the pool does not take the token: it has ended, or provider or condition refuse it (invalid_grant)",
                    "Compare its issuer, audience and claims with the provider's."
                )
            ])
        guard let impersonationURL else { return (token.value, token.expiresAt) }
        return try await impersonate(impersonationURL, with: token.value, transport, origins)
    }

    private static let maximumBytes = 1 << 16

    private func subjectToken() throws -> Secret {
        guard let path = source.file else {
            throw CredentialProblem(
                "credential_source", "it is no file: URLs, programs and AWS are not read",
                advice: "Have the token written into a file, and name that in credential_source.")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes else {
            throw CredentialProblem(path, "the token's file cannot be read", advice: "Check its path and permissions.")
        }
        var text = String(decoding: data, as: UTF8.self)
        if source.format?.type == "json" {
            // What is no JSON, or has no such field, has no token.
            let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
            text = object?[source.format?.field ?? ""] as? String ?? ""
        }
        text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw CredentialProblem(path, "there is no token in it", advice: "Look whether the platform writes it.")
        }
        return Secret(text)
    }

    private struct Answer: Decodable {
        var accessToken: String
        var expireTime: Instant?
    }

    /// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
    private func impersonate(_ address: String, with token: Secret, _ transport: Transport, _ origins: OriginRules)
        async throws -> (value: Secret, expiresAt: Instant?)
    {
        guard let url = URL(string: address), origins.refusal(of: url) == nil else {
            throw CredentialProblem(
                "service_account_impersonation_url", "it is not Google's",
                advice: "Take the file as Google's tools wrote it.")
        }
        let body = try JSONSerialization.data(
            withJSONObject: ["scope": [GoogleCloudSignIn.scope], "lifetime": "3600s"] as [String: Any],
            options: [.sortedKeys, .withoutEscapingSlashes])
        let response = try await transport.send(
            Request(
                .post, url,
                headers: [
                    "Accept": "application/json", "Content-Type": "application/json",
                    "Authorization": token.reveal { "Bearer " + $0 },
                ], body: body, effect: .signIn, allowedOrigins: origins))
        // An answer that is none is judged by its status.
        guard response.status == 200, let answer = try? JSONDecoder().decode(Answer.self, from: response.body) else {
            if response.status == 429 || response.status >= 500 {
                throw TransportError(
                    .connectionFailed, place: url.host() ?? "iamcredentials",
                    detail: "it answered HTTP \(response.status)", advice: "It is tried again.")
            }
            throw CredentialProblem(
                "sign-in", "the service account may not be acted as (HTTP \(response.status))",
                advice: "Give the pool's identity the role roles/iam.workloadIdentityUser on it.")
        }
        return (Secret(answer.accessToken), answer.expireTime)
    }
}

/// The service account of the machine that Muster runs on: Compute Engine, GKE, Cloud Run.
/// https://cloud.google.com/compute/docs/metadata/overview
enum GoogleCloudMachine {
    /// The metadata server must answer at once or is not there.
    private static let limits = TransferLimits(
        connectTimeout: .seconds(1), idleTimeout: .seconds(3), totalTimeout: .seconds(10), maximumBodyBytes: 1 << 16)

    static func token(_ transport: Transport, now: Instant) async throws -> (value: Secret, expiresAt: Instant?) {
        let address =
            "http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token?scopes="
            + FormEncoding.escape(GoogleCloudSignIn.scope)
        guard let url = URL(string: address) else { throw none }
        let response: Response
        do {
            response = try await transport.send(
                Request(
                    .get, url, headers: ["Metadata-Flavor": "Google"], effect: .signIn, limits: limits,
                    // The one way to a link-local address: it stands here, and nothing that is configured leads to it.
                    allowedOrigins: .machineCredentialService(.instanceMetadata)))
        } catch is TransportError {
            // Not on Google Cloud: nobody answers there. This is the last way in.
            throw none
        }
        // Another cloud's service answers at the same address, without this header.
        guard response.headers["Metadata-Flavor"] == "Google" else { throw none }
        guard response.status != 404 else {
            throw CredentialProblem(
                "machine", "it has no service account", advice: "Attach one to the machine, or give key.")
        }
        let token = try OAuthToken(response, now: now)
        return (token.value, token.expiresAt)
    }

    private static var none: CredentialProblem {
        CredentialProblem(
            "google cloud credentials",
            "none are configured, and neither environment, gcloud nor the machine has any",
            advice: "Set key of the source, or run gcloud auth application-default login.")
    }
}
