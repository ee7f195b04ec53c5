import Foundation
import Synchronization
import Transport

/// What becomes of one exchange.
enum Outcome: Sendable {
    case answered(Answer)
    case failed(TransferFailure)
    case cancelled
}

struct Answer: Sendable {
    let status: Int
    let headers: Headers
    let body: Data
}

/// One exchange on its way between the task that waits for it and the engine.
///
/// Cancelling sets the flag first and tells the engine after; starting looks at the flag. So a cancellation that
/// overtakes its start is not lost, whichever of the two commands comes first.
final class Ticket: Sendable {
    let exchange: Exchange
    private let isCancelledFlag = Atomic<Bool>(false)
    /// Set before the start command is sent, taken once by the engine.
    private let continuation = Locked<UnsafeContinuation<Outcome, Never>?>(nil)

    init(_ exchange: Exchange) { self.exchange = exchange }

    var isCancelled: Bool { isCancelledFlag.load(ordering: .acquiring) }

    func markCancelled() { isCancelledFlag.store(true, ordering: .releasing) }

    func wait(with continuation: UnsafeContinuation<Outcome, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    /// Ends the wait; a second call does nothing.
    func finish(_ outcome: Outcome) {
        let waiting = continuation.withLock { held in
            defer { held = nil }
            return held
        }
        waiting?.resume(returning: outcome)
    }
}
