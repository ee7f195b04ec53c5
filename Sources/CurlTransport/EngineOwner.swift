import Foundation
import Transport

/// Holds the engine: starts its thread, hands exchanges to it, and stops it when the last holder is gone.
///
/// A task that waits for an exchange holds the owner, so at the stop no transfer is under way.
final class EngineOwner: Sendable {
    private let engine: Engine

    init(settings: EngineSettings) throws(TransportError) {
        let engine = try Engine(settings: settings)
        let thread = Thread { engine.run() }
        thread.name = "muster.transport"
        // libcurl, OpenSSL and a callback of ours: 1 MiB is several times what they use.
        thread.stackSize = 1 << 20
        thread.start()
        self.engine = engine
    }

    deinit { engine.send(.stop) }

    func perform(_ exchange: Exchange) async -> Outcome {
        let ticket = Ticket(exchange)
        return await withTaskCancellationHandler {
            // Unsafe means that two resumptions are not caught at run time: the ticket gives its continuation once.
            await withUnsafeContinuation { continuation in
                ticket.wait(with: continuation)
                engine.send(.start(ticket))
            }
        } onCancel: {
            ticket.markCancelled()
            engine.post(.cancel(ticket))
        }
    }
}
