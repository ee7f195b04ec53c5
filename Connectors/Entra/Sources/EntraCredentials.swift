import ConnectorKit
import Foundation
import Inventory

/// https://learn.microsoft.com/graph/api/resources/passwordcredential. The value itself comes once, in the answer to its
/// making (`secretText`), and is not read even there.
struct EntraPassword: Decodable, Sendable {
    var keyId: String
    var displayName: String?
    /// The first three characters.
    var hint: String?
    var startDateTime: Instant?
    var endDateTime: Instant?
}

/// https://learn.microsoft.com/graph/api/resources/keycredential
struct EntraKey: Decodable, Sendable {
    var keyId: String
    var displayName: String?
    /// `AsymmetricX509Cert`, `Symmetric`, `X509CertAndPassword`.
    var type: String?
    /// `Verify` proves the app; `Sign` signs what Entra issues to it (SAML).
    var usage: String?
    /// The certificate's SHA-1 thumbprint, unless its maker chose something else.
    var customKeyIdentifier: String?
    var startDateTime: Instant?
    var endDateTime: Instant?
}

/// What proves an application or a service principal.
enum EntraCredentials {
    /// Secrets and certificates of apps belong to no user.
    static let survival = Survival(disabling: .yes, deletion: .yes)

    /// - Parameter holder: whose they are; its id stands in theirs, because a key id may be chosen and so come twice.
    static func records(_ holder: Reference, passwords: [EntraPassword], keys: [EntraKey]) -> [Record] {
        // A SAML signing certificate comes three times: its private half (Sign), its public half (Verify) and the
        // password of the former under the same key id. It is one.
        let signing = keys.filter { $0.usage == "Sign" }
        let thumbprints = Set(signing.compactMap(\.customKeyIdentifier))
        let keys = keys.filter { $0.usage == "Sign" || !thumbprints.contains($0.customKeyIdentifier ?? "") }
        let keyIDs = Set(keys.map(\.keyId))
        return keys.map { .credential(credential($0, holder)) }
            + passwords.filter { !keyIDs.contains($0.keyId) }.map { .credential(credential($0, holder)) }
    }

    static func nativeID(_ holder: Reference, _ keyID: String) -> NativeID { NativeID("\(holder.nativeID)/\(keyID)") }

    private static func credential(_ password: EntraPassword, _ holder: Reference) -> Credential {
        Credential(
            nativeID: nativeID(holder, password.keyId), type: "entra.passwordCredential", form: .staticSecret,
            holder: holder, name: password.displayName, status: .active, createdAt: password.startDateTime,
            expiry: expiry(password.endDateTime), survival: survival,
            attributes: Attributes.of(["keyId": password.keyId, "hint": password.hint]))
    }

    private static func credential(_ key: EntraKey, _ holder: Reference) -> Credential {
        let isSymmetric = key.type == "Symmetric"
        return Credential(
            nativeID: nativeID(holder, key.keyId),
            type: key.usage == "Sign" ? "entra.signingCertificate" : "entra.keyCredential",
            form: isSymmetric ? .staticSecret : .certificate, holder: holder, name: key.displayName, status: .active,
            createdAt: key.startDateTime, expiry: expiry(key.endDateTime),
            fingerprints: thumbprint(key.customKeyIdentifier).map { [$0] } ?? [], survival: survival,
            attributes: Attributes.of(["keyId": key.keyId, "type": key.type, "usage": key.usage]))
    }

    /// Every secret and certificate has an end; one without was not told.
    private static func expiry(_ end: Instant?) -> Expiry { end.map { .at($0) } ?? .unknown }

    /// Twenty bytes, written in base64 or (older entries, and the portal's) as hex; anything else was chosen freely and
    /// is no thumbprint.
    static func thumbprint(_ identifier: String?) -> Fingerprint? {
        guard let identifier, !identifier.isEmpty else { return nil }
        let isHex = identifier.utf8.count == 40 && identifier.allSatisfy { $0.isASCII && $0.isHexDigit }
        if isHex { return Fingerprint(algorithm: "sha1-x509", value: identifier.lowercased()) }
        guard let data = Data(base64Encoded: identifier), data.count == 20 else { return nil }
        return Fingerprint(
            algorithm: "sha1-x509", value: data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}

/// https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
struct EntraFederation: Decodable, Sendable {
    var id: String
    var name: String?
    var issuer: String?
    var subject: String?
    var description: String?
    var audiences: [String]?

    func record(_ holder: Reference) -> Record {
        .credential(
            Credential(
                nativeID: EntraCredentials.nativeID(holder, id), type: "entra.federatedIdentityCredential",
                form: .federated, holder: holder, name: name, status: .active, expiry: .unsupported,
                survival: EntraCredentials.survival,
                attributes: Attributes.of([
                    "issuer": issuer, "subject": subject, "description": description,
                    "audiences": audiences?.joined(separator: " "),
                ])))
    }
}
