/// What one turn of the engine's loop shares with the callbacks of its transfers. Belongs to whoever drives the engine.
final class EngineTurn {
    /// On the monotonic clock, as of the turn's start.
    private(set) var now = MonotonicClock.now()
    /// No deadline of an active transfer lies before this. Idle time-outs move on with every byte; looking at all of
    /// them only when this has passed keeps a turn free of the number of transfers.
    private(set) var earliestDeadline = UInt64.max
    /// Transfers without a connection: connecting, or queued in libcurl for one.
    var waiting = 0
    /// Something ended or went out, which may have let a queued transfer go.
    var hasProgress = false

    func begin() {
        now = MonotonicClock.now()
        // What happened while none waited let none go.
        if waiting == 0 { hasProgress = false }
    }

    /// Nanoseconds that a queued transfer may be forgotten for.
    static let longestForgetting: UInt64 = 50_000_000
    /// When libcurl last worked on all transfers.
    private var lastAll: UInt64 = 0

    /// Whether libcurl is to work on all transfers, whatever their timers say.
    ///
    /// libcurl (7.88, and 8.16 still) moves its own idea of the time on while it goes through the transfers, and then
    /// drops the timers of queued transfers that it has just let go. Such a transfer sleeps until something else
    /// happens, at worst until its connect time-out. Work on all transfers wakes it: at once when something ended or
    /// went out, which may have let it go, and every 50 ms while any waits.
    var needsAll: Bool { waiting > 0 && (hasProgress || now &- lastAll >= Self.longestForgetting) }

    func beginAll() {
        hasProgress = false
        lastAll = now
    }

    func expect(_ deadline: UInt64) { earliestDeadline = min(earliestDeadline, deadline) }

    /// Every active transfer is to be expected anew.
    func forgetDeadlines() { earliestDeadline = UInt64.max }
}
