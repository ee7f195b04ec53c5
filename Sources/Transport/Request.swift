import Foundation

/// A request as a connector states it. It says what it does to the vendor, how much may come back, and how long it
/// may take; nothing of it is inferred.
public struct Request: Sendable {
    public var method: HTTPMethod
    public var url: URL
    public var headers: Headers
    public var body: Data?
    public var effect: Effect
    public var limits: TransferLimits
    /// Where the request, its next links and its redirects may go.
    public var allowedOrigins: OriginRules
    /// The source's own authorities and client certificate; nil for the machine's authorities and none.
    public var security: ConnectionSecurity?

    public init(
        _ method: HTTPMethod = .get, _ url: URL, headers: Headers = [:], body: Data? = nil, effect: Effect = .read,
        limits: TransferLimits = .standard, allowedOrigins: OriginRules, security: ConnectionSecurity? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.effect = effect
        self.limits = limits
        self.allowedOrigins = allowedOrigins
        self.security = security
    }
}

public enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    /// Only for the session token of a machine's own credential service (EC2 IMDSv2); connectors have no use for it.
    case put = "PUT"
}

/// What a request does to the vendor's data. There is no case for a change: Muster only reads.
public enum Effect: String, Sendable, Hashable {
    case read
    /// Exchanges a credential for a token.
    case signIn
    /// Makes a report, a job or a query that is read afterwards.
    case prepare
}

/// Bounds of one transfer.
public struct TransferLimits: Sendable, Hashable {
    public var connectTimeout: Duration
    /// Without a byte for this long, the transfer ends.
    public var idleTimeout: Duration
    public var totalTimeout: Duration
    /// Bytes of body after decompression.
    public var maximumBodyBytes: Int
    public var maximumHeaderBytes: Int

    public init(
        connectTimeout: Duration = .seconds(10), idleTimeout: Duration = .seconds(30),
        totalTimeout: Duration = .seconds(300), maximumBodyBytes: Int = 64 << 20,
        maximumHeaderBytes: Int = 256 << 10
    ) {
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.totalTimeout = totalTimeout
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumHeaderBytes = maximumHeaderBytes
    }

    public static let standard = TransferLimits()
}
