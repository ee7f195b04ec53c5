import CCurl
import Foundation
import Synchronization
import Transport

/// All transfers of one transport, driven by whoever has something to do for them.
///
/// libcurl's multi handle takes one thread at a time, whichever it is. The engine's own thread sleeps until a socket is
/// ready, a time-out is near or a command calls it. A task whose request is the only one drives for a moment itself: the
/// request is on its way before the task waits, and no other thread had to be woken for it, which costs as much as the
/// request. Of many requests at once the engine's thread makes more, since it takes them in batches.
///
/// Unchecked because the compiler cannot see that `state` is only touched while `driving` is held.
final class Engine: @unchecked Sendable {
    /// What the engine's thread does.
    private enum Rest: UInt8, AtomicRepresentable {
        /// At work, or called: it looks at the queue before it sleeps again.
        case awake
        /// Asleep with nothing under way.
        case idle
        /// Asleep until an answer comes.
        case waiting
    }

    private let queue = CommandQueue()
    private let sockets: SocketWatch
    /// A POSIX lock and not `Synchronization.Mutex`, which ThreadSanitizer does not see on Linux.
    private let driving = NSLock()
    private let state: EngineState
    private let rest = Atomic<Rest>(.awake)

    init(settings: EngineSettings) throws(TransportError) {
        try CurlLibrary.prepare()
        sockets = try SocketWatch()
        guard let multi = curl_multi_init() else { throw CurlLibrary.fault("libcurl cannot open a multi handle") }
        state = EngineState(multi: multi, sockets: sockets, settings: settings)
    }

    /// For any thread: sees to it that a command is taken, here or by the engine's thread.
    ///
    /// No command is lost: it is on the queue before anyone is looked for, and whoever stops working says so before
    /// looking at the queue a last time. The queue's lock orders the two.
    func send(_ command: Command) {
        queue.send(command)
        while !queue.isEmpty {
            guard rest.load(ordering: .acquiring) == .idle else { return call() }
            guard drive() else { return }
        }
    }

    /// For any thread: leaves a command to the engine's thread. For callers that hold locks of which nothing is known
    /// here, as a cancellation handler does.
    func post(_ command: Command) {
        queue.send(command)
        call()
    }

    /// Wakes the engine's thread unless it is awake or called already.
    private func call() {
        if rest.exchange(.awake, ordering: .acquiringAndReleasing) != .awake { sockets.signal() }
    }

    /// One turn by a thread that is not the engine's. False when another thread drives, which looks at the queue again.
    private func drive() -> Bool {
        guard driving.try() else { return false }
        var ended: [EngineState.Ended] = []
        state.run(queue)
        state.takeEnded(into: &ended)
        if state.isBusy {
            // Or the thread woke up by itself, and says anew how it rests.
            _ = rest.compareExchange(expected: .idle, desired: .waiting, ordering: .acquiringAndReleasing)
        }
        let isLate = state.wantsEarlierWakeup()
        driving.unlock()
        for (ticket, outcome) in ended { ticket.finish(outcome) }
        if isLate { call() }
        return true
    }

    /// The engine's thread.
    func run() {
        let ready = ReadySockets()
        var ended: [EngineState.Ended] = []
        var milliseconds: Int32? = 0
        while let wait = milliseconds {
            // A task that came by before its rest was known relies on this look at the queue.
            sockets.wait(into: ready, milliseconds: queue.isEmpty ? wait : 0)
            rest.store(.awake, ordering: .releasing)
            milliseconds = driving.withLock {
                state.run(queue, after: ready)
                state.takeEnded(into: &ended)
                guard !state.isClosed else { return nil }
                let wait = state.beginSleep()
                if wait > 0 { rest.store(state.isBusy ? .waiting : .idle, ordering: .releasing) }
                return wait
            }
            // All at once and with the lock free: a thread of the pool that is woken finds more than one to go on with.
            for (ticket, outcome) in ended { ticket.finish(outcome) }
            ended.removeAll(keepingCapacity: true)
        }
    }
}
