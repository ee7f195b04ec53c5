import Inventory
import Transport

/// All that a run needs from outside: the network, the clocks, and where to tell what happens.
public struct RunEnvironment: Sendable {
    public var transport: Transport
    public var time: Timekeeper
    public var backoff: Backoff
    /// When the run must be over, on the elapsed clock of `time`; what is unread then ends partial and is resumed by
    /// the next run.
    public var deadline: Duration?
    /// How much of the vendor's quotas may be used.
    public var pace: Pace
    public var recorder: Recorder?
    public var progress: @Sendable (Progress) -> Void

    public init(
        transport: Transport, time: Timekeeper = .system, backoff: Backoff = Backoff(), deadline: Duration? = nil,
        pace: Pace = Pace(), recorder: Recorder? = nil, progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.transport = transport
        self.time = time
        self.backoff = backoff
        self.deadline = deadline
        self.pace = pace
        self.recorder = recorder
        self.progress = progress
    }
}

/// How fast a source may be asked. The manifest's quota buckets say what the vendor allows; this is what the user wants.
public struct Pace: Sendable, Hashable {
    public enum Rate: Sendable, Hashable {
        /// As the manifest has it.
        case standard
        case perSecond(Double)
        /// Only what answers tell: for a server of one's own.
        case unlimited
    }

    /// The part of every quota that may be used, 0 < share <= 1: of the rate, and of what headers say is left.
    public var share: Double
    public var rate: Rate

    public init(share: Double = 1, rate: Rate = .standard) {
        self.share = share
        self.rate = rate
    }

    func requestsPerSecond(_ bucket: QuotaBucket) -> Double? {
        switch rate {
        case .standard: bucket.requestsPerSecond.map { $0 * share }
        case .perSecond(let rate): rate
        case .unlimited: nil
        }
    }
}

/// What happened, for people to watch. Nothing decides by it.
public enum Progress: Sendable, Hashable {
    case page(source: String, stream: String, rows: Int)
    case waiting(source: String, stream: String, reason: String, duration: Duration)
    case streamEnded(source: String, stream: String, coverage: Coverage)
}
