import Foundation
import Inventory

/// What one collection is asked to do.
public struct CollectOptions: Sendable, Hashable {
    /// Labels of the sources to read; empty for all.
    public var sources: [String]
    /// Where to record the exchanges, without secrets; nil records nothing.
    public var recordDirectory: URL?
    /// Keeps names and addresses in the recording as they are: for invented data only.
    public var recordsPeople: Bool
    /// Answers from a recording instead of the network.
    public var replayDirectory: URL?
    /// The run's time: what is not read by then is left to the next run. nil takes as long as it takes.
    public var deadline: Duration?
    /// Waits for another collection into the same ledger instead of giving up.
    public var waits: Bool
    /// Findings of this severity or above end in status 4.
    public var failOn: Severity?

    public init(
        sources: [String] = [], recordDirectory: URL? = nil, recordsPeople: Bool = false,
        replayDirectory: URL? = nil, deadline: Duration? = nil, waits: Bool = false,
        failOn: Severity? = nil
    ) {
        self.sources = sources
        self.recordDirectory = recordDirectory
        self.recordsPeople = recordsPeople
        self.replayDirectory = replayDirectory
        self.deadline = deadline
        self.waits = waits
        self.failOn = failOn
    }
}

/// What a collection tells of its progress.
public enum CollectProgress: Sendable, Hashable {
    case sourceStarted(String)
    /// A page was committed: so many records of the stream so far.
    case page(source: String, stream: String, records: Int)
    case streamEnded(source: String, stream: String, CoverageState)
    case waiting(source: String, stream: String, reason: String, seconds: Int64)
    case waitingForLedger(holder: String)
}
