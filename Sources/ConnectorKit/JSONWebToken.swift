import CryptoExtras
import Foundation
import Inventory
import Transport

/// Signs JSON Web Tokens (RFC 7519) with an RSA key: how GitHub Apps, Okta and Entra apps and others prove it.
public struct JSONWebTokenSigner: Sendable {
    private let key: _RSA.Signing.PrivateKey
    private let keyID: String?
    private let algorithm: Algorithm

    public enum Algorithm: String, Sendable, Hashable {
        /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
        case rs256 = "RS256"
        /// RSASSA-PSS with SHA-256 and a salt as long as its digest (RFC 7518 section 3.5).
        case ps256 = "PS256"
    }

    /// - Parameters:
    ///   - privateKey: PEM, PKCS#1 (`BEGIN RSA PRIVATE KEY`) or PKCS#8 (`BEGIN PRIVATE KEY`), at least 2048 bits.
    ///   - keyID: `kid` of the header, where the vendor holds more than one key.
    ///   - algorithm: what the vendor asks for.
    /// - Throws: `CredentialProblem`, which never holds a part of the key.
    public init(privateKey: Secret, keyID: String? = nil, algorithm: Algorithm = .rs256) throws {
        do {
            key = try privateKey.reveal { try _RSA.Signing.PrivateKey(pemRepresentation: $0) }
        } catch {
            throw CredentialProblem(
                "private_key", "it is no RSA key in PEM of at least 2048 bits",
                advice: "Give the file as the vendor made it, with its BEGIN and END lines.")
        }
        self.keyID = keyID
        self.algorithm = algorithm
    }

    /// `header.claims.signature`.
    /// - Parameters:
    ///   - claims: times in seconds since 1970, as RFC 7519 section 2 has them.
    ///   - further: header parameters beside `alg`, `typ` and `kid`, which stay as they are (`x5t#S256`, RFC 7515
    ///     section 4.1.8).
    /// - Throws: `CredentialProblem` when the key cannot sign.
    public func sign(_ claims: [String: Claim], header further: [String: Claim] = [:]) throws -> Secret {
        var header = further
        header["alg"] = .text(algorithm.rawValue)
        header["typ"] = .text("JWT")
        if let keyID { header["kid"] = .text(keyID) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = [try encoder.encode(header), try encoder.encode(claims)].map(Self.base64URL).joined(
            separator: ".")
        let signature: Data
        do {
            let padding: _RSA.Signing.Padding = algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5
            signature = try key.signature(for: Data(content.utf8), padding: padding).rawRepresentation
        } catch {
            throw CredentialProblem("private_key", "it cannot sign", advice: "Make a new key.")
        }
        return Secret(content + "." + Self.base64URL(signature))
    }

    public enum Claim: Sendable, Encodable {
        case text(String)
        case number(Int64)
        case list([String])

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .list(let values): try container.encode(values)
            }
        }
    }

    /// RFC 4648 section 5, without padding.
    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// A credential that cannot be used, in words that a person can act on. Never holds a value of a secret.
public struct CredentialProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public var place: String
    public var detail: String
    public var advice: String

    public init(_ place: String, _ detail: String, advice: String) {
        self.place = place
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(place): \(detail). \(advice)" }
}
