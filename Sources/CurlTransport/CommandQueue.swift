import Transport

/// What tasks ask of the engine.
enum Command: Sendable {
    case start(Ticket)
    case cancel(Ticket)
    case stop
}

/// Commands on their way to the engine, taken by whichever thread drives it next.
final class CommandQueue: Sendable {
    private let commands = Locked<[Command]>([])

    func send(_ command: Command) { commands.withLock { $0.append(command) } }

    /// All commands so far, moved into `taken`, which is to be empty.
    func take(into taken: inout [Command]) { commands.withLock { swap(&$0, &taken) } }

    var isEmpty: Bool { commands.withLock { $0.isEmpty } }
}
