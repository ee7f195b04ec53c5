import Inventory
import Transport

/// Something that must be had again and again: an access token, a session. It is kept until shortly before its end, and
/// however many requests ask at once, it is obtained once.
public actor Renewable<Value: Sendable> {
    /// Obtains it: over the transport where that takes a request, at the given time.
    public typealias Obtain = @Sendable (Transport, Instant) async throws -> (value: Value, expiresAt: Instant?)

    private let marginInSeconds: Int64
    private let rereadAfterInSeconds: Int64
    private let obtain: Obtain
    private var kept: (value: Value, expiresAt: Instant?, since: Instant)?
    private var underWay: Task<(value: Value, expiresAt: Instant?), any Error>?

    /// - Parameters:
    ///   - marginInSeconds: renewed this long before its end, so that no request leaves with one that ends on the way.
    ///   - rereadAfterInSeconds: what has no end is obtained again after this long: keys are replaced in place.
    public init(marginInSeconds: Int64 = 300, rereadAfterInSeconds: Int64 = 60, obtain: @escaping Obtain) {
        self.marginInSeconds = marginInSeconds
        self.rereadAfterInSeconds = rereadAfterInSeconds
        self.obtain = obtain
    }

    /// - Throws: what obtaining it throws.
    public func value(_ transport: Transport, now: Instant) async throws -> Value {
        if let kept, isFresh(kept.expiresAt, since: kept.since, now: now) { return kept.value }
        if let underWay { return try await underWay.value.value }
        let obtain = obtain
        let task = Task { try await obtain(transport, now) }
        underWay = task
        defer { underWay = nil }
        let found = try await task.value
        kept = (found.value, found.expiresAt, now)
        return found.value
    }

    /// Forgets what is kept: the vendor refused it before its end.
    public func forget() { kept = nil }

    private func isFresh(_ end: Instant?, since: Instant, now: Instant) -> Bool {
        if let end { return end > now.advanced(bySeconds: marginInSeconds) }
        return (0..<rereadAfterInSeconds).contains(now.seconds(since: since))
    }
}

extension Authorization {
    /// `Authorization: <prefix><token>` with a token that is obtained by a request of its own.
    public static func token(prefix: String = "Bearer ", _ token: Renewable<Secret>) -> Authorization {
        Authorization { request, transport, now in
            var request = request
            request.headers["Authorization"] = try await token.value(transport, now: now).reveal { prefix + $0 }
            return request
        }
    }
}
