import ConnectorKit
import Foundation
import Inventory
import Transport

/// Exchanges one credential for a session of a role.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and `API_AssumeRoleWithWebIdentity.html`
struct AWSSecurityTokenService: Sendable {
    var endpoints: AWSEndpoints

    /// How the sessions are named in the account's own log.
    static let sessionName = "muster"

    /// With a key or another session (`sts:AssumeRole`).
    func assumeRole(
        _ role: String, with source: AWSSessionCredentials, externalID: String?, sessionName: String?,
        _ transport: Transport, now: Instant
    ) async throws -> AWSSessionCredentials {
        var parameters = [("RoleArn", role), ("RoleSessionName", sessionName ?? Self.sessionName)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        let request = try endpoints.query(.sts, "AssumeRole", parameters, effect: .signIn)
        let signed = AWSSigner(
            credentials: source, region: endpoints.signingRegion(.sts), service: AWSService.sts.rawValue
        ).sign(request, now: now)
        return try session(of: role, from: try await transport.send(signed))
    }

    /// With a token that another issuer signed, read anew from its file each time (Kubernetes renews it in place).
    func assumeRole(
        _ role: String, tokenFile: String, sessionName: String?, _ transport: Transport, now: Instant
    ) async throws -> AWSSessionCredentials {
        // 20,000 characters are the service's own limit.
        guard let data = FileManager.default.contents(atPath: tokenFile), data.count <= 20_000,
            let token = String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines),
            !token.isEmpty
        else {
            throw AWSCredentialProblem(
                "web identity", "\(tokenFile) cannot be read, is empty or is no token",
                advice: "Check AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file")
        }
        let request = try endpoints.query(
            .sts, "AssumeRoleWithWebIdentity",
            [
                ("RoleArn", role), ("RoleSessionName", sessionName ?? Self.sessionName), ("WebIdentityToken", token),
            ], effect: .signIn)
        return try session(of: role, from: try await transport.send(request))
    }

    /// - Throws: `AWSCredentialProblem` naming AWS's code, never the answer; a transient `TransportError` where AWS asks
    ///   to come again, which the engine does.
    func session(of role: String, from response: Response) throws -> AWSSessionCredentials {
        switch AWSErrors.classify(response) ?? (response.status >= 500 ? .retry(reason: "") : .ok) {
        case .throttle, .retry:
            throw TransportError(
                .protocolFault, place: role,
                detail: "AWS answered \(AWSErrorBody(response)?.code ?? "HTTP \(response.status)")",
                advice: "Collect again later.")
        default: break
        }
        guard (200..<300).contains(response.status) else {
            let code = AWSErrorBody(response)?.code ?? "HTTP \(response.status)"
            throw AWSCredentialProblem(
                role, "could not be assumed (\(code))",
                advice: "Check the role's trust policy, the caller's sts:AssumeRole permission and this machine's clock"
            )
        }
        let wire = try AWSElement.parse(response.body).firstDescendant("Credentials")
        guard let wire, let expiry = try wire.optionalInstant("Expiration") else {
            throw AWSCredentialProblem(
                role, "the answer holds no credentials with an Expiration", advice: "Check the endpoint")
        }
        return AWSSessionCredentials(
            accessKeyID: try AWSCredentialProvider.checked(try wire.requiredText("AccessKeyId"), place: role),
            secretAccessKey: Secret(try wire.requiredText("SecretAccessKey")),
            sessionToken: Secret(try wire.requiredText("SessionToken")), expiresAt: expiry, origin: role)
    }
}
