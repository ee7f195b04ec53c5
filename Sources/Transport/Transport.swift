/// Sends a request and gives its response. One closure, so that a test writes it in place:
/// `Transport { request in Response(status: 200, url: request.url) }`.
///
/// Implementations hold the origin rules of the request for its first URL and every redirect, and its limits.
public struct Transport: Sendable {
    public typealias Send = @Sendable (Request) async throws -> Response

    private let implementation: Send

    public init(_ implementation: @escaping Send) { self.implementation = implementation }

    /// - Throws: `TransportError`, or `CancellationError` when the task is cancelled.
    public func send(_ request: Request) async throws -> Response { try await implementation(request) }
}

/// Why no response came, in words that a person can act on.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case unknownHost, connectionRefused, connectionFailed, connectTimeout, idleTimeout, totalTimeout
        /// Certificate or handshake.
        case tls
        case bodyTooLarge, headersTooLarge
        /// The body ended before its announced length.
        case bodyCut
        case badEncoding, tooManyRedirects
        /// The origin rules forbid the URL.
        case originRefused
        /// The address behind the name may not be connected to (link-local, metadata, private).
        case addressRefused
        case protocolFault, proxy, invalidRequest
        /// Replay holds no exchange for the request.
        case notRecorded
        case internalFault
    }

    public var code: Code
    /// Scheme, host and path; never query or credentials.
    public var place: String
    /// What happened, in the words of the layer below.
    public var detail: String
    /// What to do next.
    public var advice: String

    public init(_ code: Code, place: String, detail: String, advice: String) {
        self.code = code
        self.place = place
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(place): \(detail). \(advice)" }

    /// Whether asking again may help without anybody's doing.
    public var isTransient: Bool {
        switch code {
        case .connectionRefused, .connectionFailed, .connectTimeout, .idleTimeout, .totalTimeout, .bodyCut,
            .protocolFault, .unknownHost:
            true
        default: false
        }
    }
}
