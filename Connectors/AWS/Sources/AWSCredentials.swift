import ConnectorKit
import Foundation
import Inventory
import Transport

/// What signs a request. Only the key id may be printed.
struct AWSSessionCredentials: Sendable {
    var accessKeyID: String
    var secretAccessKey: Secret
    var sessionToken: Secret?
    /// When a session ends; nil for keys that do not.
    var expiresAt: Instant?
    /// Where they came from, for errors: `profile audit`.
    var origin: String
}

/// No credentials, or unusable ones, in words that a person can act on. Never holds a value of a secret.
struct AWSCredentialProblem: Error, Hashable, CustomStringConvertible {
    var place: String
    var detail: String
    var advice: String

    init(_ place: String, _ detail: String, advice: String) {
        self.place = place
        self.detail = detail
        self.advice = advice
    }

    var description: String { "\(place): \(detail). \(advice)" }
}

/// Finds credentials and keeps them: a session until shortly before its end, a key that has none for a minute, because
/// keys are replaced in place by environments, files and commands, and a command is too dear to be run for each request.
struct AWSCredentialProvider: Sendable {
    typealias Lookup = @Sendable (Transport, Instant) async throws -> AWSSessionCredentials

    private let kept: Renewable<AWSSessionCredentials>

    init(lookup: @escaping Lookup) {
        kept = Renewable { transport, now in
            let found = try await lookup(transport, now)
            return (found, found.expiresAt)
        }
    }

    /// - Throws: `AWSCredentialProblem`, or what a configured source throws.
    func credentials(_ transport: Transport, now: Instant) async throws -> AWSSessionCredentials {
        try await kept.value(transport, now: now)
    }
}

extension AWSCredentialProvider {
    /// The credentials of a source: those configured by name, else the machine's own ways in.
    /// - Throws: `SettingProblem` when only half of a key is configured.
    static func of(_ configuration: SourceConfiguration, endpoints: AWSEndpoints) throws -> AWSCredentialProvider {
        let id = configuration.credentials["access_key_id"]
        let secret = configuration.credentials["secret_access_key"]
        let token = configuration.credentials["session_token"]
        switch (id, secret) {
        case (let id?, let secret?):
            return AWSCredentialProvider { _, _ in
                let key = try await id().reveal { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                return AWSSessionCredentials(
                    accessKeyID: try checked(key, place: "access_key_id"),
                    secretAccessKey: try await secret().trimmed(), sessionToken: try await token?().trimmed(),
                    expiresAt: nil, origin: "the source's credentials")
            }
        case (nil, nil):
            if token != nil { throw SettingProblem("access_key_id", "is required beside session_token") }
            let chain = AWSCredentialChain(
                environment: configuration.environment, profile: try configuration.settings.text("profile"),
                endpoints: endpoints)
            return AWSCredentialProvider { try await chain.find($0, now: $1) }
        case (nil, _): throw SettingProblem("access_key_id", "is required beside secret_access_key")
        case (_, nil): throw SettingProblem("secret_access_key", "is required beside access_key_id")
        }
    }

    /// A key id goes into a header: letters and digits only (IAM's `accessKeyIdType` is `[\w]+`, 16 to 128).
    static func checked(_ keyID: String, place: String) throws -> String {
        let isKeyID =
            (1...128).contains(keyID.utf8.count)
            && keyID.utf8.allSatisfy {
                $0 == 0x5F || ($0 < 0x80 && Character(UnicodeScalar($0)).isLetter) || (0x30...0x39).contains($0)
            }
        guard isKeyID else {
            throw AWSCredentialProblem(
                place, "the access key id is empty or holds other than letters and digits",
                advice: "Check where it is read from")
        }
        return keyID
    }
}

extension Secret {
    /// Files and commands end with a line break that is no part of a key.
    func trimmed() -> Secret { reveal { Secret($0.trimmingCharacters(in: .whitespacesAndNewlines)) } }
}

extension Authorization {
    /// Signs each request at the moment of sending.
    /// - Parameter signedIn: told of the key that signed.
    static func awsSignature(
        _ provider: AWSCredentialProvider, endpoints: AWSEndpoints, signedIn: AWSSignedIn = AWSSignedIn()
    ) -> Authorization {
        Authorization { request, transport, now in
            guard let service = AWSService(of: request) else {
                throw AWSCredentialProblem(
                    "signing", "the request is for no service of this connector", advice: "This is a fault of Muster")
            }
            let credentials = try await provider.credentials(transport, now: now)
            signedIn.note(credentials)
            return AWSSigner(
                credentials: credentials, region: endpoints.signingRegion(service), service: service.rawValue
            ).sign(request, now: now)
        }
    }
}
