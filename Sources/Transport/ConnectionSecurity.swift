import Foundation

/// Whom a request's connection trusts and what it proves itself with, where that is the source's own business and not the
/// machine's: a server with an authority of its own, a credential that is a certificate.
///
/// All of it stays in memory: libcurl is handed copies (CURLOPT_CAINFO_BLOB, CURLOPT_SSLCERT_BLOB, CURLOPT_SSLKEY_BLOB)
/// and forgets them with the request. Verification cannot be switched off by it.
public struct ConnectionSecurity: Sendable {
    /// PEM certificates that are trusted instead of the machine's own; nil for the machine's.
    public var authorities: Data?
    /// The client's certificate and what leads from it to an authority, as PEM; nil for none.
    public var clientCertificate: Data?
    /// The key of that certificate, as unencrypted PEM.
    public var clientKey: Secret?

    public init(authorities: Data? = nil, clientCertificate: Data? = nil, clientKey: Secret? = nil) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}
