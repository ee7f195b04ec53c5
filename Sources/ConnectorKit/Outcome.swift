import Foundation
import Inventory
import Transport

/// What an answer means for the scope that is being read.
public enum Outcome: Sendable, Hashable {
    case ok
    /// Slow down: after this long, where the vendor tells.
    case throttle(after: Duration?)
    /// A fault of the moment: ask again.
    case retry(reason: String)
    /// The credential may not.
    case denied(reason: String, missing: [String] = [])
    /// The credential is not accepted at all: no stream of the source can be read.
    case signInRefused(reason: String)
    /// What was asked for does not exist (any more).
    case gone
    /// The system, its edition or this kind of tenant does not offer it.
    case unsupported(reason: String)
    case failed(reason: String)
    /// Not asked, because the run's time does not suffice: the next run goes on from here.
    case postponed(reason: String)

    /// The reading of HTTP itself (RFC 9110 section 15), for whatever the connector does not read otherwise.
    /// 403 is a refusal here; connectors whose vendor also says "slow down" so classify that first.
    public static func general(_ response: Response, now: Instant) -> Outcome {
        switch response.status {
        case 200..<300: .ok
        case 401: .signInRefused(reason: "HTTP 401")
        case 403: .denied(reason: "HTTP 403")
        case 404, 410: .gone
        case 408: .retry(reason: "HTTP 408")
        case 429: .throttle(after: RetryAfter.wait(response.headers, now: now))
        case 501: .unsupported(reason: "HTTP 501")
        case 503 where response.headers["Retry-After"] != nil:
            .throttle(after: RetryAfter.wait(response.headers, now: now))
        case 500...: .retry(reason: "HTTP \(response.status)")
        default: .failed(reason: "HTTP \(response.status)")
        }
    }

    var isPostponed: Bool { if case .postponed = self { true } else { false } }

    /// Whether the vendor understood and said no, to this one question.
    var isRefusal: Bool {
        switch self {
        case .denied, .gone, .unsupported: true
        case .ok, .throttle, .retry, .signInRefused, .failed, .postponed: false
        }
    }
}
