import CCurl
import Foundation
import Synchronization
import Transport

/// What tasks ask of the engine's thread.
enum Command: Sendable {
    case start(Ticket)
    case cancel(Ticket)
    case stop
}

/// Commands on their way to the engine's thread, and the event that brings it out of its poll.
///
/// An eventfd and not `curl_multi_wakeup`: it costs one write and one read instead of three calls on a socket pair, and
/// whoever sends holds the queue and not libcurl's handle, which the thread may free.
final class CommandQueue: Sendable {
    private struct State {
        var commands: [Command] = []
        /// The thread is in its poll or about to be: a command needs a wakeup.
        var isPolling = false
    }

    private let state = Mutex(State())
    /// Becomes readable with a wakeup (eventfd(2)).
    let event: Int32

    init() throws(TransportError) {
        event = ccurl_event_open()
        guard event >= 0 else {
            throw TransportError(
                .internalFault, place: "transport", detail: "no file descriptor is left for its thread (\(errno))",
                advice: "Raise the limit of open files (ulimit -n).")
        }
    }

    deinit { close(event) }

    func send(_ command: Command) {
        let needsWakeup = state.withLock { state in
            state.commands.append(command)
            defer { state.isPolling = false }
            return state.isPolling
        }
        if needsWakeup { ccurl_event_signal(event) }
    }

    /// All commands so far, moved into `commands`, which is to be empty.
    func take(into commands: inout [Command]) {
        state.withLock { state in
            state.isPolling = false
            swap(&state.commands, &commands)
        }
    }

    /// Whether nothing has come since the last `take`; from then on a command wakes the thread.
    func preparePoll() -> Bool {
        state.withLock { state in
            state.isPolling = state.commands.isEmpty
            return state.isPolling
        }
    }

    /// Takes a wakeup off the event; without one, nothing happens.
    func clearEvent() { ccurl_event_clear(event) }
}
