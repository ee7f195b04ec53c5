import CCurl
import Synchronization

/// What tasks ask of the engine's thread.
enum Command: Sendable {
    case start(Ticket)
    case cancel(Ticket)
    case stop
}

/// Commands on their way to the engine's thread, and the wakeup that brings it out of its poll.
///
/// The multi handle belongs to the thread; `curl_multi_wakeup` is the one call on it that others may make. The thread
/// frees the handle after it has taken `stop`, which is sent last, with its wakeup inside the lock.
final class CommandQueue: Sendable {
    private struct State {
        var commands: [Command] = []
        /// The thread is in its poll or about to be: a command needs a wakeup.
        var isPolling = false
    }

    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    private let state = Mutex(State())
    private let handle: Handle

    var multi: OpaquePointer { handle.pointer }

    init(multi: OpaquePointer) { handle = Handle(pointer: multi) }

    func send(_ command: Command) {
        let needsWakeup = state.withLock { state in
            state.commands.append(command)
            defer { state.isPolling = false }
            return state.isPolling
        }
        if needsWakeup { curl_multi_wakeup(UnsafeMutableRawPointer(handle.pointer)) }
    }

    func sendStop() {
        state.withLock { state in
            state.commands.append(.stop)
            curl_multi_wakeup(UnsafeMutableRawPointer(handle.pointer))
        }
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
}
