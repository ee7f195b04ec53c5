import ConnectorKit
import Foundation
import Inventory
import Transport

/// The ways in, in the order of Google's own libraries: the configured file, GOOGLE_APPLICATION_CREDENTIALS, the file of
/// `gcloud auth application-default login`, the machine.
/// https://cloud.google.com/docs/authentication/application-default-credentials
struct GoogleCloudSignIn: Sendable {
    let key: CredentialSource?
    let environment: [String: String]
    /// Where assertions, refresh tokens and subject tokens may be sent.
    let origins: OriginRules

    /// IAM and Policy Analyzer take no narrower one: what the token may do is up to the roles.
    /// https://developers.google.com/identity/protocols/oauth2/scopes#iam
    static let scope = "https://www.googleapis.com/auth/cloud-platform"

    init(_ configuration: SourceConfiguration, _ api: GoogleCloudAPI) {
        key = configuration.credentials["key"]
        environment = configuration.environment
        var origins = OriginRules(
            origins: Set(Self.tokenAddresses.compactMap { URL(string: $0).flatMap { Origin($0) } }))
        // A server on this machine that plays Google gives its own tokens.
        for origin in api.rules.origins where origin.isLoopback {
            origins.origins.insert(origin)
            origins.privateAddressesAllowed = true
        }
        self.origins = origins
    }

    /// Of key files, old and new, and of federation. Named one by one, so that a planted file cannot send what it signs
    /// elsewhere.
    private static let tokenAddresses = [
        "https://oauth2.googleapis.com", "https://accounts.google.com", "https://www.googleapis.com",
        "https://sts.googleapis.com", "https://iamcredentials.googleapis.com",
    ]

    var authorization: Authorization {
        let quota = Locked<String?>(nil)
        let token = Renewable<Secret> { transport, now in
            let file = try await file()
            quota.withLock { $0 = file?.quotaProject }
            return try await obtain(file, transport, now: now)
        }
        return Authorization { request, transport, now in
            var request = request
            request.headers["Authorization"] = try await token.value(transport, now: now).reveal { "Bearer " + $0 }
            // A person's token is charged to a project that the file names:
            // https://cloud.google.com/docs/quotas/set-quota-project
            if let project = quota.withLock({ $0 }) { request.headers["X-Goog-User-Project"] = project }
            return request
        }
    }

    private func obtain(_ file: GoogleCloudCredentialFile?, _ transport: Transport, now: Instant) async throws
        -> (value: Secret, expiresAt: Instant?)
    {
        switch file?.kind {
        case .serviceAccount(let key): try await key.token(transport, now: now, origins: origins)
        case .user(let user): try await user.token(transport, now: now, origins: origins)
        case .federation(let federation): try await federation.token(transport, now: now, origins: origins)
        case nil: try await GoogleCloudMachine.token(transport, now: now)
        }
    }

    /// nil where there is none, and the machine signs in.
    /// - Throws: `CredentialProblem` for a file that is named or found and cannot be used.
    func file() async throws -> GoogleCloudCredentialFile? {
        if let key { return try GoogleCloudCredentialFile(try await key(), place: "key") }
        if let path = value("GOOGLE_APPLICATION_CREDENTIALS") {
            return try GoogleCloudCredentialFile(path: path, isRequired: true)
        }
        let folder = value("CLOUDSDK_CONFIG") ?? value("HOME").map { $0 + "/.config/gcloud" }
        return try folder.flatMap {
            try GoogleCloudCredentialFile(path: $0 + "/application_default_credentials.json", isRequired: false)
        }
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    // MARK: - Who signs in

    /// As far as the file tells; of a machine it is what it was called when it signed in.
    func principal() async throws -> (name: String, own: OwnCredential) {
        switch try await file()?.kind {
        case .serviceAccount(let key):
            let member = GoogleCloudMember("serviceAccount:" + key.address)
            return (
                member.value,
                OwnCredential(
                    nativeID: key.id.map { GoogleCloudMapping.keyID(key.address, $0) }, holder: member.reference,
                    form: .asymmetric)
            )
        case .user(let user):
            return ("a user, by client \(user.clientID)", OwnCredential(form: .staticSecret, expiry: .unknown))
        case .federation(let federation):
            let holder = federation.impersonated.map(GoogleCloudMember.serviceAccount)
            return (
                federation.impersonated ?? federation.audience,
                OwnCredential(
                    holder: holder, form: .federated,
                    expiry: .unsupported)
            )
        case nil: return ("the machine's service account", OwnCredential(form: .federated, expiry: .unsupported))
        }
    }
}

/// A file with which Google's tools sign in: https://google.aip.dev/auth/4110
struct GoogleCloudCredentialFile: Sendable {
    enum Kind: Sendable {
        case serviceAccount(GoogleCloudKeyFile)
        case user(GoogleCloudUserFile)
        case federation(GoogleCloudFederationFile)
    }

    let kind: Kind
    let quotaProject: String?

    private struct Head: Decodable {
        var type: String?
        var quotaProject: String?

        enum CodingKeys: String, CodingKey {
            case type
            case quotaProject = "quota_project_id"
        }
    }

    private static let maximumBytes = 1 << 16

    /// - Parameter isRequired: whether it is a fault that there is none; nil is then given where it is not.
    init?(path: String, isRequired: Bool) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            if !isRequired && !FileManager.default.fileExists(atPath: path) { return nil }
            throw CredentialProblem(path, "the file cannot be read", advice: "Check its path and its permissions.")
        }
        defer {
            // It was only read.
            try? handle.close()
        }
        let data = try handle.read(upToCount: Self.maximumBytes + 1) ?? Data()
        try self.init(Secret(String(decoding: data, as: UTF8.self)), place: path)
    }

    /// - Throws: `CredentialProblem`, which never holds a part of the file.
    init(_ text: Secret, place: String) throws {
        let data = text.reveal { Data($0.utf8) }
        func read<File: Decodable>(_ type: File.Type) throws -> File {
            // The decoder's own words may repeat what stands there.
            guard let file = try? JSONDecoder().decode(type, from: data) else {
                throw CredentialProblem(
                    place, "it is no complete credential file of Google's",
                    advice: "Take it as Google's tools wrote it.")
            }
            return file
        }
        guard data.count <= Self.maximumBytes else {
            throw CredentialProblem(place, "it is too long for a credential file", advice: "Name another file.")
        }
        let head = try read(Head.self)
        quotaProject = head.quotaProject.flatMap { GoogleCloudErrors.isProject($0) ? $0 : nil }
        switch head.type {
        case "service_account": kind = .serviceAccount(try read(GoogleCloudKeyFile.self))
        case "authorized_user": kind = .user(try read(GoogleCloudUserFile.self))
        case "external_account": kind = .federation(try read(GoogleCloudFederationFile.self))
        default:
            throw CredentialProblem(
                place, "it is neither a service account's key, nor a user's, nor one of federation",
                advice: "Take the file of a service account's key, or run gcloud auth application-default login.")
        }
    }
}

/// https://developers.google.com/identity/protocols/oauth2/service-account#httprest
struct GoogleCloudKeyFile: Decodable, Sendable {
    let address: String
    let id: String?
    private let privateKey: Secret
    private let tokenURL: URL

    private enum CodingKeys: String, CodingKey {
        case address = "client_email"
        case id = "private_key_id"
        case privateKey = "private_key"
        case tokenURL = "token_uri"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        address = try container.decode(String.self, forKey: .address)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        privateKey = Secret(try container.decode(String.self, forKey: .privateKey))
        tokenURL = try container.decode(URL.self, forKey: .tokenURL)
    }

    func token(_ transport: Transport, now: Instant, origins: OriginRules) async throws
        -> (value: Secret, expiresAt: Instant?)
    {
        let grant = JWTBearerGrant(
            issuer: address, audience: tokenURL.absoluteString, scopes: [GoogleCloudSignIn.scope],
            lifetimeInSeconds: 3600, signer: try JSONWebTokenSigner(privateKey: privateKey, keyID: id))
        let response = try await transport.send(try grant.request(to: tokenURL, now: now, origins: origins))
        let token = try OAuthToken(response, now: now, explanations: Self.explanations)
        return (token.value, token.expiresAt)
    }

    private static let explanations: OAuthToken.Explanations = [
        "invalid_grant": (
            "the key is not among the account's any more, is disabled, or this machine's clock is wrong (invalid_grant)",
            "Compare private_key_id with gcloud iam service-accounts keys list, and set the clock."
        ),
        "invalid_client": (
            "the service account does not exist any more, or is disabled (invalid_client)",
            "Look for it with gcloud iam service-accounts describe."
        ),
    ]
}

/// https://google.aip.dev/auth/4113
struct GoogleCloudUserFile: Decodable, Sendable {
    let clientID: String
    private let clientSecret: Secret
    private let refreshToken: Secret

    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case refreshToken = "refresh_token"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        clientID = try container.decode(String.self, forKey: .clientID)
        clientSecret = Secret(try container.decode(String.self, forKey: .clientSecret))
        refreshToken = Secret(try container.decode(String.self, forKey: .refreshToken))
    }

    func token(_ transport: Transport, now: Instant, origins: OriginRules) async throws
        -> (value: Secret, expiresAt: Instant?)
    {
        let form = [
            ("grant_type", "refresh_token"), ("client_id", clientID), ("client_secret", clientSecret.reveal { $0 }),
            ("refresh_token", refreshToken.reveal { $0 }),
        ]
        let response = try await transport.send(
            try GoogleCloudTokens.request("https://oauth2.googleapis.com/token", form, origins))
        let token = try OAuthToken(
            response, now: now,
            explanations: [
                "invalid_grant": (
                    "the sign-in has ended or was withdrawn (invalid_grant)",
                    "Run gcloud auth application-default login again."
                )
            ])
        return (token.value, token.expiresAt)
    }
}

enum GoogleCloudTokens {
    static func request(_ address: String, _ form: [(String, String)], _ origins: OriginRules) throws -> Request {
        guard let url = URL(string: address), origins.refusal(of: url) == nil else {
            throw CredentialProblem(
                "sign-in", "the token address is not one of Google's",
                advice: "Take the file as Google's tools wrote it.")
        }
        return Request(
            .post, url,
            headers: ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"],
            body: Data(FormEncoding.encode(form).utf8), effect: .signIn, allowedOrigins: origins)
    }
}
