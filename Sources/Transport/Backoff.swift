/// How long to wait before asking again: exponential with full jitter, so that many waiters do not come back at once.
public struct Backoff: Sendable, Hashable {
    public var base: Duration
    public var cap: Duration
    /// How often a request is sent at the most when faults are the vendor's or the network's.
    public var attempts: Int
    /// How often it is sent at the most when the vendor says "slow down": patience costs nothing but time.
    public var throttledAttempts: Int

    public init(
        base: Duration = .milliseconds(500), cap: Duration = .seconds(60), attempts: Int = 5,
        throttledAttempts: Int = 20
    ) {
        self.base = base
        self.cap = cap
        self.attempts = attempts
        self.throttledAttempts = throttledAttempts
    }

    /// The wait after the `attempt`th try (from 1): between half and the whole of base × 2^(attempt-1), at most `cap`.
    public func wait(after attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 20)
        let full = min(base * (1 << doublings), cap)
        return full / 2 + full / 2 * jitter
    }
}

extension Duration {
    static func * (left: Duration, right: Double) -> Duration {
        .nanoseconds(
            Int64(Double(left.components.seconds) * 1e9 * right + Double(left.components.attoseconds) / 1e9 * right))
    }
}
