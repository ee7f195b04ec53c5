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
    /// The part of every documented rate that may be used, 0 < share <= 1.
    public var share: Double
    public var recorder: Recorder?
    public var progress: @Sendable (Progress) -> Void

    public init(
        transport: Transport, time: Timekeeper = .system, backoff: Backoff = Backoff(), deadline: Duration? = nil,
        share: Double = 1, recorder: Recorder? = nil, progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.transport = transport
        self.time = time
        self.backoff = backoff
        self.deadline = deadline
        self.share = share
        self.recorder = recorder
        self.progress = progress
    }
}

/// What happened, for people to watch. Nothing decides by it.
public enum Progress: Sendable, Hashable {
    case page(source: String, stream: String, rows: Int)
    case waiting(source: String, stream: String, reason: String, duration: Duration)
    case streamEnded(source: String, stream: String, coverage: Coverage)
}
