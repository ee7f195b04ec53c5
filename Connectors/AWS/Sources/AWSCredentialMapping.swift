import Crypto
import Foundation
import Inventory

/// Keys, passwords and certificates of IAM users. None of them expires by itself, and none is bound to a person: they
/// work until the IAM user is deleted, whatever happens to anybody's account elsewhere
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html: long-term credentials).
enum AWSCredentialMapping {
    static let survival = Survival(disabling: .yes, deletion: .yes)

    static func accessKey(_ row: AWSElement, of user: Identity) throws -> Record {
        let key = try AWSKeyWire(row, id: "AccessKeyId", date: "CreateDate")
        return .credential(
            Credential(
                nativeID: NativeID(key.id), type: "aws.iam.accessKey", form: .staticSecret,
                holder: user.holder, status: status(key.status), createdAt: key.createdAt, expiry: .unsupported,
                survival: survival))
    }

    /// AWS tells that there is a password and since when; whether it expires is the account's password policy.
    static func loginProfile(_ row: AWSElement, of user: Identity) throws -> Record {
        var attributes: [String: String] = [:]
        attributes["passwordResetRequired"] = try row.optionalFlag("PasswordResetRequired").map { String($0) }
        return .credential(
            Credential(
                nativeID: NativeID(passwordID(user.nativeID.string)), type: "aws.iam.loginProfile", form: .password,
                holder: user.holder, status: .active, createdAt: try row.optionalInstant("CreateDate"),
                expiry: .unknown, survival: survival, attributes: attributes))
    }

    /// A user name and password for one service (CodeCommit, Keyspaces), or an API key (Bedrock, CloudWatch Logs). Only
    /// the API keys can have an end; for them no date means none.
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html
    static func serviceCredential(_ row: AWSElement, of user: Identity) throws -> Record {
        let key = try AWSKeyWire(row, id: "ServiceSpecificCredentialId", date: "CreateDate")
        let service = try row.requiredText("ServiceName")
        let end = try row.optionalInstant("ExpirationDate")
        let canEnd = ["bedrock.", "logs."].contains { service.hasPrefix($0) }
        return .credential(
            Credential(
                nativeID: NativeID(key.id), type: "aws.iam.serviceSpecificCredential", form: .staticSecret,
                holder: user.holder,
                name: try row.optionalText("ServiceCredentialAlias") ?? row.optionalText("ServiceUserName"),
                status: status(key.status), createdAt: key.createdAt,
                expiry: end.map { .at($0) } ?? (canEnd ? .never : .unsupported), survival: survival,
                attributes: ["service": service]))
    }

    static func passwordID(_ user: String) -> String { "password/\(user)" }

    /// The user's name goes along: GetSSHPublicKey asks for it.
    static func sshKey(_ row: AWSElement, of user: Identity) throws -> Record {
        let key = try AWSKeyWire(row, id: "SSHPublicKeyId", date: "UploadDate")
        return .credential(sshCredential(key, holder: user.holder, userName: user.name, fingerprints: []))
    }

    /// The same key with its fingerprints. The body is public, and dropped all the same.
    static func sshKeyWithFingerprints(_ row: AWSElement, of parent: Credential) throws -> Record {
        let key = try AWSKeyWire(row, id: "SSHPublicKeyId", date: "UploadDate")
        return .credential(
            sshCredential(
                key, holder: parent.holder, userName: parent.attributes["userName"],
                fingerprints: fingerprints(
                    body: try row.optionalText("SSHPublicKeyBody"), digest: try row.optionalText("Fingerprint"))))
    }

    private static func sshCredential(
        _ key: AWSKeyWire, holder: Reference?, userName: String?, fingerprints: [Fingerprint]
    ) -> Credential {
        var attributes: [String: String] = [:]
        attributes["userName"] = userName
        return Credential(
            nativeID: NativeID(key.id), type: "aws.iam.sshPublicKey", form: .asymmetric, holder: holder,
            status: status(key.status), createdAt: key.createdAt, expiry: .unsupported, fingerprints: fingerprints,
            survival: survival, attributes: attributes)
    }

    static func signingCertificate(_ row: AWSElement, of user: Identity) throws -> Record {
        let key = try AWSKeyWire(row, id: "CertificateId", date: "UploadDate")
        let der = try row.optionalText("CertificateBody").flatMap { certificate($0) }
        return .credential(
            Credential(
                nativeID: NativeID(key.id), type: "aws.iam.signingCertificate", form: .certificate,
                holder: user.holder, status: status(key.status), createdAt: key.createdAt, expiry: .unknown,
                fingerprints: der.map {
                    [Fingerprint(algorithm: "sha256-x509", value: AWSSigner.hex(SHA256.hash(data: $0)))]
                } ?? [],
                survival: survival))
    }

    /// `Active` or `Inactive`; access keys may also be `Expired`.
    static func status(_ text: String?) -> CredentialStatus {
        switch text {
        case "Active": .active
        case "Inactive", "Expired": .inactive
        default: .unknown
        }
    }

    // MARK: - Fingerprints

    /// SHA-256 over the key blob as OpenSSH prints it (RFC 4253 section 6.6 names the blob), and AWS's own MD5 digest.
    static func fingerprints(body: String?, digest: String?) -> [Fingerprint] {
        var result: [Fingerprint] = []
        if let digest {
            let hex = digest.lowercased().filter { $0 != ":" }
            if hex.count == 32 && hex.allSatisfy(\.isHexDigit) {
                result.append(Fingerprint(algorithm: "md5-ssh", value: hex))
            }
        }
        let words = body?.split(whereSeparator: \.isWhitespace) ?? []
        if words.count >= 2, let blob = Data(base64Encoded: String(words[1])), !blob.isEmpty {
            let hash = Data(SHA256.hash(data: blob)).base64EncodedString().filter { $0 != "=" }
            result.append(Fingerprint(algorithm: "sha256-ssh", value: hash))
        }
        return result
    }

    private static func certificate(_ pem: String) -> Data? {
        let lines = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        return Data(base64Encoded: lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined())
    }
}
