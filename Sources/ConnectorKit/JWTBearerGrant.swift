import Foundation
import Inventory
import Transport

/// An access token for a signed assertion: the grant of RFC 7523 section 2.1, by which a key file signs in for itself or,
/// where an administrator allowed it, in a user's name. Google's service accounts and Salesforce's JWT flow are this.
public struct JWTBearerGrant: Sendable {
    /// `iss`: who signs, a client id or a service account.
    public var issuer: String
    /// `sub`: in whose name; nil where the vendor takes the issuer itself.
    public var subject: String?
    /// `aud`: as the vendor wants it, mostly its token address.
    public var audience: String
    /// `scope` of the claims, joined by spaces, which RFC 7523 leaves to the vendor; left out where empty.
    public var scopes: [String]
    /// Seconds. Salesforce takes three minutes at most, Google an hour.
    public var lifetimeInSeconds: Int64
    private let signer: JSONWebTokenSigner

    public init(
        issuer: String, subject: String? = nil, audience: String, scopes: [String] = [], lifetimeInSeconds: Int64 = 180,
        signer: JSONWebTokenSigner
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.scopes = scopes
        self.lifetimeInSeconds = lifetimeInSeconds
        self.signer = signer
    }

    /// The question to the token endpoint, whose answer `OAuthToken` reads. Each carries an assertion of its own.
    /// - Parameters:
    ///   - tokenURL: where the assertion goes; held to `origins`, so that a planted key file cannot name another place.
    ///   - now: `iat`, from which the lifetime counts.
    /// - Throws: `CredentialProblem` where the address is not among the origins, or the key cannot sign.
    public func request(to tokenURL: URL, now: Instant, origins: OriginRules) throws -> Request {
        if let refusal = origins.refusal(of: tokenURL) {
            throw CredentialProblem(
                "sign-in", "the token address is not to be asked: \(refusal)",
                advice: "Take the key file as the vendor made it.")
        }
        let assertion = try signer.sign(claims(now: now))
        let form = [("grant_type", OAuthToken.assertionGrant), ("assertion", assertion.reveal { $0 })]
        return Request(
            .post, tokenURL,
            headers: ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"],
            body: Data(FormEncoding.encode(form).utf8), effect: .signIn, allowedOrigins: origins)
    }

    private func claims(now: Instant) -> [String: JSONWebTokenSigner.Claim] {
        let seconds = now.milliseconds / 1000
        var claims: [String: JSONWebTokenSigner.Claim] = [
            "iss": .text(issuer), "aud": .text(audience), "iat": .number(seconds),
            "exp": .number(seconds + lifetimeInSeconds),
        ]
        if let subject { claims["sub"] = .text(subject) }
        if !scopes.isEmpty { claims["scope"] = .text(scopes.joined(separator: " ")) }
        return claims
    }
}
