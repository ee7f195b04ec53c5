/// A share of a vendor's quota: how many requests may be under way, and how fast they may start.
///
/// The window of concurrent requests grows by one for each window's worth of successes and is halved when the vendor
/// says "slow down" (additive increase, multiplicative decrease), so that nobody has to tune it.
public actor RateBudget {
    public enum Signal: Sendable {
        case success, fault
        case throttled(wait: Duration)
    }

    /// The most requests under way at once, whatever the answers say.
    public let ceiling: Int
    private let interval: Duration?
    private let time: Timekeeper
    private var window: Double
    private var underWay = 0
    private var nextStart: Duration = .zero
    private var pausedUntil: Duration = .zero
    private var waiters: [(id: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
    private var lastWaiter: UInt64 = 0

    /// - Parameters:
    ///   - requestsPerSecond: the steady rate; nil where only answers tell.
    ///   - concurrency: the most requests under way at once, at least 1.
    public init(requestsPerSecond: Double?, concurrency: Int, time: Timekeeper) {
        ceiling = max(1, concurrency)
        window = Double(max(1, (ceiling + 1) / 2))
        interval = requestsPerSecond.flatMap { $0 > 0 ? .nanoseconds(Int64(1e9 / $0)) : nil }
        self.time = time
    }

    /// The requests that may be under way now.
    public var currentWindow: Int { Int(window) }

    /// Waits for a place. Every `acquire` that returns is followed by one `release`.
    /// - Throws: `CancellationError`.
    public func acquire() async throws {
        while true {
            try Task.checkCancellation()
            let now = time.elapsed()
            if now < pausedUntil {
                try await time.sleep(pausedUntil - now)
                continue
            }
            if underWay >= max(1, Int(window)) {
                await waitForPlace()
                continue
            }
            underWay += 1
            guard let interval else { return }
            let start = max(now, nextStart)
            nextStart = start + interval
            if start > now {
                do { try await time.sleep(start - now) } catch {
                    release(.fault)
                    throw error
                }
            }
            return
        }
    }

    public func release(_ signal: Signal) {
        underWay -= 1
        switch signal {
        case .success: window = min(Double(ceiling), window + 1 / window)
        case .fault: break
        case .throttled(let wait):
            window = max(1, window / 2)
            pausedUntil = max(pausedUntil, time.elapsed() + wait)
        }
        // The window may have grown by more than the place that came free.
        for _ in 0..<max(0, min(waiters.count, max(1, Int(window)) - underWay)) {
            waiters.removeFirst().continuation.resume()
        }
    }

    /// Takes note of what an answer tells of the quota. When all that may be used is used up, or on its way, nothing
    /// starts before the window ends.
    /// - Parameters:
    ///   - remaining: requests that the vendor still allows in the window.
    ///   - reserve: how many of them are to be left to others.
    ///   - wait: until the window ends.
    public func learn(remaining: Int, reserve: Int, wait: Duration) {
        // Those under way are not counted yet by the vendor, but for the one that was just answered.
        if remaining <= reserve + max(0, underWay - 1) { pausedUntil = max(pausedUntil, time.elapsed() + wait) }
    }

    /// How long nothing starts; zero when it may.
    public var pause: Duration { max(.zero, pausedUntil - time.elapsed()) }

    private func waitForPlace() async {
        lastWaiter += 1
        let id = lastWaiter
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { return continuation.resume() }
                waiters.append((id, continuation))
            }
        } onCancel: {
            Task { await self.wake(id) }
        }
    }

    private func wake(_ id: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume()
    }
}
