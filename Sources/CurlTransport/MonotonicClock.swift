import Foundation

/// Nanoseconds of the machine's monotonic clock, which no one sets back. One call without a system call: the engine
/// asks once a turn.
enum MonotonicClock {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// A duration in whole nanoseconds, at least 1 ms and at most 100 years, so that sums do not overflow.
    static func nanoseconds(_ duration: Duration) -> UInt64 {
        let bounded = min(max(duration, .milliseconds(1)), .seconds(3_153_600_000))
        return UInt64(bounded.components.seconds) &* 1_000_000_000
            &+ UInt64(bounded.components.attoseconds / 1_000_000_000)
    }

    /// A duration in whole milliseconds as libcurl takes it, at least 1.
    static func milliseconds(_ duration: Duration) -> Int {
        Int(min(nanoseconds(duration) / 1_000_000, UInt64(Int32.max)))
    }
}
