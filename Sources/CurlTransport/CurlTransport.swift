import CCurl
import Foundation
import Transport

/// Requests over libcurl: HTTP/1.1 and HTTP/2, verified TLS of 1.2 or newer, connections kept and shared.
///
/// One thread waits for all transfers of one value; it ends when the value and every `transport` made of it are gone.
/// No cookies, no `.netrc`, no `.curlrc`; no proxy of the environment unless the configuration says so.
public struct CurlTransport: Sendable {
    private let engine: EngineOwner
    private let settings: EngineSettings

    /// - Throws: `TransportError` when the configuration cannot work: a certificate file that cannot be read, a proxy
    ///   that is none, a libcurl without what is needed.
    public init(configuration: Configuration = Configuration()) throws(TransportError) {
        settings = try EngineSettings(configuration, environment: ProcessInfo.processInfo.environment)
        engine = try EngineOwner(settings: settings)
    }

    /// The transport as the rest of Muster knows it.
    public var transport: Transport {
        Transport { request in try await send(request) }
    }

    /// Redirects are walked here and not by libcurl, each through the origin rules (RFC 9110 section 15.4). Every hop
    /// counts against the request's total time-out.
    private func send(_ request: Request) async throws -> Response {
        let deadline = MonotonicClock.now() &+ MonotonicClock.nanoseconds(request.limits.totalTimeout)
        var hop = request
        for _ in 0...Redirect.maximum {
            let answer = try await perform(hop, deadline: deadline)
            guard let next = try Redirect.next(after: answer, of: hop) else { return answer }
            hop = next
        }
        throw TransportError(
            .tooManyRedirects, place: TransportError.place(of: request.url),
            detail: "more than \(Redirect.maximum) redirects",
            advice: "Configure the URL that the redirects lead to.")
    }

    private func perform(_ request: Request, deadline: UInt64) async throws -> Response {
        var exchange = try Exchange(request, settings: settings, deadline: deadline)
        var outcome = await engine.perform(exchange)
        if case .failed(let failure) = outcome, failure.cause == .unknownPeer {
            // The connection's address was not known yet when this request joined it: once more on its own.
            exchange.wantsFreshConnection = true
            outcome = await engine.perform(exchange)
        }
        switch outcome {
        case .answered(let answer):
            return Response(status: answer.status, headers: answer.headers, body: answer.body, url: request.url)
        case .failed(let failure): throw failure.error(for: exchange)
        case .cancelled: throw CancellationError()
        }
    }
}
