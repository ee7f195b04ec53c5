import Foundation
import Inventory
import Transport

/// Credentials that AWS gives to the machine or container itself, over plain http at well-known addresses.
///
/// They are asked through origin rules of their own, never through those of the connector's URLs: nothing that a
/// vendor answers can lead a request there.
struct AWSMachineCredentials: Sendable {
    var environment: [String: String]

    /// The instance metadata service must answer at once or is not there.
    private static let limits = TransferLimits(
        connectTimeout: .seconds(1), idleTimeout: .seconds(2), totalTimeout: .seconds(5), maximumBodyBytes: 1 << 16)

    /// ECS and EKS: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI`; nil where neither is set.
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
    func fromContainer(_ transport: Transport) async throws -> AWSSessionCredentials? {
        let place = "container credentials"
        guard let url = try containerURL(place) else { return nil }
        var headers: Headers = [:]
        if let token = try authorizationToken(place) { headers["Authorization"] = token.reveal { $0 } }
        let response = try await transport.send(
            try request(.get, url, headers: headers, place: place))
        return try Self.decode(response, place: place)
    }

    /// - Throws: `AWSCredentialProblem` for a host that AWS's SDKs refuse too: only https, loopback, and the addresses
    ///   of ECS and EKS may be given the token.
    func containerURL(_ place: String) throws -> URL? {
        if let path = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/"), let url = URL(string: "http://169.254.170.2" + path) else {
                throw AWSCredentialProblem(
                    place, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path", advice: "Check the variable")
            }
            return url
        }
        guard let text = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard let url = URL(string: text), let origin = Origin(url) else {
            throw AWSCredentialProblem(
                place, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no URL", advice: "Check the variable")
        }
        let known = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "[fd00:ec2::23]"]
        guard origin.scheme == "https" || origin.isLoopback || known.contains(origin.host) else {
            throw AWSCredentialProblem(
                place, "AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that is neither loopback nor ECS's or EKS's",
                advice: "Use https, or the address that the platform sets")
        }
        return url
    }

    private func authorizationToken(_ place: String) throws -> Secret? {
        if let file = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 16,
                let text = String(data: data, encoding: .utf8)
            else {
                throw AWSCredentialProblem(place, "\(file) cannot be read", advice: "Check its permissions")
            }
            return try Self.headerSafe(text, place: place)
        }
        return try value("AWS_CONTAINER_AUTHORIZATION_TOKEN").map { try Self.headerSafe($0, place: place) }
    }

    /// A line break inside a header's value would begin another header.
    private static func headerSafe(_ text: String, place: String) throws -> Secret {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw AWSCredentialProblem(place, "the authorization token holds control characters", advice: "Check it")
        }
        return Secret(trimmed)
    }

    /// EC2: the role of the instance, by IMDSv2 (a token first); nil where there is no such service or role.
    /// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
    func fromInstance(_ transport: Transport) async throws -> AWSSessionCredentials? {
        if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let place = "instance role"
        let base = "http://169.254.169.254/latest/"
        let token: String
        do {
            let answer = try await transport.send(
                try request(
                    .put, try url(base + "api/token", place), headers: ["X-aws-ec2-metadata-token-ttl-seconds": "300"],
                    place: place))
            guard answer.status == 200 else { return nil }
            token = try Self.headerSafe(String(decoding: answer.body, as: UTF8.self), place: place).reveal { $0 }
        } catch is TransportError {
            // Not on EC2: nobody answers there. This is the last way in the chain, which then says that there is none.
            return nil
        }
        let headers: Headers = ["X-aws-ec2-metadata-token": token]
        let roles = base + "meta-data/iam/security-credentials/"
        let listing = try await transport.send(
            try request(.get, try url(roles, place), headers: headers, place: place))
        let names = String(decoding: listing.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard listing.status == 200, let role = names.first else { return nil }
        let response = try await transport.send(
            try request(.get, try url(roles + AWSEncoding.form(String(role)), place), headers: headers, place: place))
        return try Self.decode(response, place: place)
    }

    // MARK: - Requests

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    private func url(_ text: String, _ place: String) throws -> URL {
        guard let url = URL(string: text) else {
            throw AWSCredentialProblem(place, "the service gave a role name that is none", advice: "Check the instance")
        }
        return url
    }

    private func request(_ method: HTTPMethod, _ url: URL, headers: Headers, place: String) throws -> Request {
        guard let rules = Self.machineCredentialRules(for: url) else {
            throw AWSCredentialProblem(place, "its URL is not http or https", advice: "Check the environment")
        }
        return Request(
            method, url, headers: headers, effect: .signIn, limits: Self.limits, allowedOrigins: rules)
    }

    /// The one place that may reach a link-local address: exactly the origin of the machine's credential service,
    /// which comes from AWS's documentation or the process's environment and never from an answer.
    static func machineCredentialRules(for url: URL) -> OriginRules? {
        guard let origin = Origin(url) else { return nil }
        let service = MachineCredentialService.allCases.first {
            OriginRules.machineCredentialService($0).refusal(of: origin) == nil
        }
        // A container's full URI may also name its own loopback address (AWS SDK reference, "Container credential provider").
        return service.map { .machineCredentialService($0) } ?? OriginRules(base: url)
    }

    // MARK: - Answers

    private struct Wire: Decodable {
        var accessKeyID: String
        var secretAccessKey: String
        var token: String
        var expiration: Instant

        enum CodingKeys: String, CodingKey {
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case token = "Token"
            case expiration = "Expiration"
        }
    }

    static func decode(_ response: Response, place: String) throws -> AWSSessionCredentials {
        guard response.status == 200 else {
            throw AWSCredentialProblem(
                place, "the credential service answered HTTP \(response.status)",
                advice: "Check that a role is attached to this task, pod or instance")
        }
        // The decoder's own message could repeat what was answered.
        guard let wire = try? JSONDecoder().decode(Wire.self, from: response.body) else {
            throw AWSCredentialProblem(
                place, "the credential service answered without credentials",
                advice: "Check that a role is attached to this task, pod or instance")
        }
        return AWSSessionCredentials(
            accessKeyID: try AWSCredentialProvider.checked(wire.accessKeyID, place: place),
            secretAccessKey: Secret(wire.secretAccessKey), sessionToken: Secret(wire.token),
            expiresAt: wire.expiration, origin: place)
    }
}
