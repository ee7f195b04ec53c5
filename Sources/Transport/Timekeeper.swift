import Foundation
import Inventory

/// The clocks of a run. Dates come from the wall clock; waiting and budgets from one that never runs backwards.
/// Tests bring their own, so that nothing in them sleeps.
public struct Timekeeper: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Instant
    /// Time since an arbitrary start; never decreases.
    public var elapsed: @Sendable () -> Duration
    /// - Throws: `CancellationError`.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number in 0..<1, to spread retries.
    public var jitter: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Instant, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
        self.jitter = jitter
    }

    public static let system: Timekeeper = {
        let start = ContinuousClock.now
        return Timekeeper(
            now: { Instant(Date()) }, elapsed: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) }, jitter: { Double.random(in: 0..<1) })
    }()

    /// The system's waiting, with a wall clock that stands still: for replaying a recording at its own date.
    public static func frozen(at instant: Instant) -> Timekeeper {
        var keeper = system
        keeper.now = { instant }
        return keeper
    }
}
