import Crypto
import CryptoExtras
import Foundation
import Transport

/// The credentials that the played vendors accept: their secrets are made anew at each start, so that none is kept anywhere.
public struct SampleCredentials: Sendable {
    /// The same each time, and in the sample's own list of keys: an id is no secret.
    public let accessKeyID = "AKIASAMPLEREADER2345"
    public let secretAccessKey: Secret
    public let gitHubToken: Secret
    public let gitHubAppKey: Secret
    public let oktaToken: Secret
    public let oktaAppKey: Secret
    let gitHubPublicKey: _RSA.Signing.PublicKey
    let oktaPublicKey: _RSA.Signing.PublicKey

    /// The GitHub App that is installed in the sample organisation.
    public static let gitHubAppID = "1100"
    public static let gitHubInstallationID = "4711001"
    /// The service app of the sample's Okta organisation.
    public static let oktaClientID = "0oamuster0000000001"

    /// - Throws: when no RSA key can be made.
    public init() throws {
        secretAccessKey = Secret(Self.random(40, of: Self.alphanumeric))
        gitHubToken = Secret(
            "github_pat_" + Self.random(22, of: Self.alphanumeric) + "_" + Self.random(59, of: Self.alphanumeric))
        oktaToken = Secret("00" + Self.random(40, of: Self.alphanumeric))
        let gitHubKey = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let oktaKey = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        gitHubAppKey = Secret(gitHubKey.pemRepresentation)
        oktaAppKey = Secret(oktaKey.pemRepresentation)
        gitHubPublicKey = gitHubKey.publicKey
        oktaPublicKey = oktaKey.publicKey
    }

    /// The same as the variables that `Samples/organisation/muster.yaml` refers to.
    public var environment: [String: String] {
        [
            "SAMPLE_AWS_ACCESS_KEY_ID": accessKeyID,
            "SAMPLE_AWS_SECRET_ACCESS_KEY": secretAccessKey.reveal { $0 },
            "SAMPLE_GITHUB_TOKEN": gitHubToken.reveal { $0 },
            "SAMPLE_GITHUB_APP_KEY": gitHubAppKey.reveal { $0 },
            "SAMPLE_OKTA_TOKEN": oktaToken.reveal { $0 },
            "SAMPLE_OKTA_APP_KEY": oktaAppKey.reveal { $0 },
        ]
    }

    static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    static func random(_ count: Int, of alphabet: String) -> String {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count)] })
    }
}

/// Reads JSON Web Tokens that were signed with RS256 (RFC 7515, RFC 7518 section 3.3).
enum SampleToken {
    /// The claims of a token whose signature is right; nil for any other text.
    static func claims(_ token: String, key: _RSA.Signing.PublicKey) -> VendorValue? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, token.utf8.count <= 16 << 10, let header = decode(parts[0]),
            let body = decode(parts[1]),
            let signature = decode(parts[2]),
            // What cannot be read is a wrong token, and refused as one.
            let head = try? JSONDecoder().decode(VendorValue.self, from: header), head["alg"]?.text == "RS256",
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: Data("\(parts[0]).\(parts[1])".utf8),
                padding: .insecurePKCS1v1_5)
        else { return nil }
        return try? JSONDecoder().decode(VendorValue.self, from: body)
    }

    /// RFC 4648 section 5.
    private static func decode(_ text: Substring) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
