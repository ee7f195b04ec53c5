import CCurl
import Foundation
import Synchronization
import Transport

/// All transfers of one transport, driven by whoever has something to do for them.
///
/// libcurl's multi handle takes one thread at a time, whichever it is. A task that sends a request puts it on the queue
/// and, when no one drives, drives for that moment: the request is on its way before the task waits, and no
/// other thread had to be woken for it. The engine's own thread sleeps until a socket is ready or a time-out is near.
/// No task ever waits for the lock: whoever drives takes what has come onto the queue before leaving.
///
/// Unchecked because the compiler cannot see that `state` is only touched while `driving` is held.
final class Engine: @unchecked Sendable {
    private let queue = CommandQueue()
    private let sockets: SocketWatch
    private let driving = Mutex(())
    /// The engine's thread is at work, and looks at the queue before it sleeps again.
    private let isAwake = Atomic<Bool>(true)
    private let state: EngineState

    init(settings: EngineSettings) throws(TransportError) {
        try CurlLibrary.prepare()
        sockets = try SocketWatch()
        guard let multi = curl_multi_init() else { throw CurlLibrary.fault("libcurl cannot open a multi handle") }
        state = EngineState(multi: multi, sockets: sockets, settings: settings)
    }

    /// For any thread: sees to it that a command is taken, here or by whoever is at work already.
    ///
    /// No command is lost: it is on the queue before anyone is looked for, and whoever stops working says so before
    /// looking at the queue a last time. The queue's lock orders the two.
    func send(_ command: Command) {
        queue.send(command)
        while !isAwake.load(ordering: .acquiring) {
            var ended: [(ticket: Ticket, outcome: Outcome)] = []
            let needsWakeup = driving.withLockIfAvailable { _ in
                state.run(queue)
                state.takeEnded(into: &ended)
                return state.wantsEarlierWakeup()
            }
            for (ticket, outcome) in ended { ticket.finish(outcome) }
            guard let needsWakeup else { return }
            if needsWakeup { sockets.signal() }
            if queue.isEmpty { return }
        }
    }

    /// For any thread: leaves a command to the engine's thread. For callers that hold locks of which nothing is known
    /// here, as a cancellation handler does.
    func post(_ command: Command) {
        queue.send(command)
        sockets.signal()
    }

    /// The engine's thread.
    func run() {
        let ready = ReadySockets()
        var ended: [(ticket: Ticket, outcome: Outcome)] = []
        var milliseconds: Int32? = 0
        while let wait = milliseconds {
            if wait > 0 { isAwake.store(false, ordering: .releasing) }
            // A task that came by before that relies on this look.
            sockets.wait(into: ready, milliseconds: queue.isEmpty ? wait : 0)
            isAwake.store(true, ordering: .releasing)
            milliseconds = driving.withLock { _ in
                state.run(queue, after: ready)
                state.takeEnded(into: &ended)
                return state.isClosed ? nil : state.beginSleep()
            }
            // All at once and with the lock free: a thread of the pool that is woken finds more than one to go on with.
            for (ticket, outcome) in ended { ticket.finish(outcome) }
            ended.removeAll(keepingCapacity: true)
        }
    }
}
