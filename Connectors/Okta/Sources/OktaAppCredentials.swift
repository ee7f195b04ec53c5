import ConnectorKit
import Crypto
import CryptoExtras
import Foundation
import Inventory

/// A row of `GET /api/v1/apps/{appId}/credentials/secrets`, and of an API service integration's. The vendor's schema has
/// `client_secret` and `secret_hash` beside these: they are not read.
struct OktaClientSecret: Decodable, Sendable {
    var id: String
    var status: String?
    var created: Instant?

    func records(_ partition: Partition, type: String) throws -> [Record] {
        let app = try partition.application
        return OktaAppCredential.records(
            Credential(
                nativeID: NativeID(id), type: type, form: .staticSecret,
                holder: Reference(.application, app.nativeID), status: OktaAppCredential.status(status),
                createdAt: created, expiry: .unsupported, survival: OktaSurvival.ofApp))
    }
}

enum OktaAppCredential {
    static func status(_ status: String?) -> CredentialStatus {
        switch status {
        case "ACTIVE": .active
        case "INACTIVE", "REVOKED": .inactive
        default: .unknown
        }
    }

    /// No operation of Okta's tells when an app's secret or key was last used.
    static func records(_ credential: Credential) -> [Record] {
        [
            .credential(credential),
            .usage(
                Usage(
                    subject: .credential(credential.nativeID.string), holder: credential.holder,
                    lastUse: .unsupported, meaning: .unknown)),
        ]
    }
}

/// `GET /api/v1/apps/{appId}/credentials/jwks`: the public keys that an app proves itself with.
struct OktaKeySet: Decodable {
    var jwks: Keys

    struct Keys: Decodable { var keys: JSONRows<OktaKey> }
}

struct OktaKey: Decodable, Sendable {
    var id: String?
    var kid: String?
    var kty: String?
    var alg: String?
    var use: String?
    var status: String?
    var created: Instant?
    // The public halves of an RSA and of an elliptic-curve key (RFC 7518 section 6).
    var n: String?
    var e: String?
    var crv: String?
    var x: String?
    var y: String?

    func records(_ partition: Partition) throws -> [Record] {
        let app = try partition.application
        guard let id = id ?? kid else { throw OktaProblem("the key has no id") }
        return OktaAppCredential.records(
            Credential(
                nativeID: NativeID(id), type: "okta.clientKey", form: .asymmetric,
                holder: Reference(.application, app.nativeID), name: kid, status: OktaAppCredential.status(status),
                createdAt: created, expiry: .unsupported, fingerprints: fingerprint.map { [$0] } ?? [],
                survival: OktaSurvival.ofApp, attributes: Attributes.of(["kty": kty, "alg": alg, "use": use])))
    }

    /// SHA-256 over the SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), the form in which one key under two names is seen
    /// across vendors; nil where the key is of another kind or no key.
    var fingerprint: Fingerprint? {
        publicKey.map { key in
            Fingerprint(
                algorithm: "sha256-spki",
                value: SHA256.hash(data: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }

    /// In DER. What the library refuses is no key, and has no fingerprint.
    private var publicKey: Data? {
        if kty == "RSA", let n = n.flatMap(OktaBase64URL.decode), let e = e.flatMap(OktaBase64URL.decode) {
            return try? _RSA.Signing.PublicKey(n: n, e: e).derRepresentation
        }
        guard kty == "EC", let x = x.flatMap(OktaBase64URL.decode), let y = y.flatMap(OktaBase64URL.decode) else {
            return nil
        }
        switch crv {
        case "P-256": return try? P256.Signing.PublicKey(rawRepresentation: x + y).derRepresentation
        case "P-384": return try? P384.Signing.PublicKey(rawRepresentation: x + y).derRepresentation
        case "P-521": return try? P521.Signing.PublicKey(rawRepresentation: x + y).derRepresentation
        default: return nil
        }
    }
}

/// A row of `GET /api/v1/apps/{appId}/tokens`: a refresh token, by which an app goes on acting for a user.
struct OktaRefreshToken: Decodable, Sendable {
    var id: String
    var status: String?
    var created: Instant?
    var lastUpdated: Instant?
    var expiresAt: Instant?
    var issuer: String?
    var userId: String?
    var scopes: [String]?

    func records(_ partition: Partition) throws -> [Record] {
        let app = try partition.application
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "okta.refreshToken", form: .staticSecret,
                    holder: Reference(.application, app.nativeID), status: OktaAppCredential.status(status),
                    createdAt: created, expiry: expiry,
                    attributes: Attributes.of([
                        "userId": userId, "issuer": issuer, "scopes": scopes?.sorted().joined(separator: " "),
                    ]))),
            .usage(
                Usage(
                    subject: .credential(id), holder: Reference(.application, app.nativeID), lastUse: lastUse,
                    meaning: .derived)),
        ]
    }

    /// `expiresAt` is `lastUpdated` plus the policy's idle window (in the vendor's examples seven days after a token's
    /// renewal, not its making): each use moves it.
    private var expiry: Expiry {
        guard let expiresAt else { return .unknown }
        guard let lastUpdated, expiresAt > lastUpdated else { return .at(expiresAt) }
        return .sliding(windowInSeconds: expiresAt.seconds(since: lastUpdated))
    }

    private var lastUse: LastUse {
        guard let lastUpdated, let created else { return .unknown }
        return lastUpdated > created ? .observed(lastUpdated) : .noneSince(created)
    }
}
