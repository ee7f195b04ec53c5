import CCurl
import Foundation
import Transport

/// Holds the engine's thread: starts it, hands exchanges to it, and stops it when the last holder is gone.
///
/// A task that waits for an exchange holds the owner, so at the stop no transfer is under way.
final class EngineOwner: Sendable {
    private let queue: CommandQueue

    init(settings: EngineSettings) throws(TransportError) {
        try CurlLibrary.prepare()
        guard let multi = curl_multi_init() else { throw CurlLibrary.fault("libcurl cannot open a multi handle") }
        let queue: CommandQueue
        do { queue = try CommandQueue() } catch {
            curl_multi_cleanup(multi)
            throw error
        }
        let handle = MultiHandle(pointer: multi)
        let thread = Thread { EngineLoop(queue: queue, multi: handle.pointer, settings: settings).run() }
        thread.name = "muster.transport"
        // libcurl, OpenSSL and a callback of ours: 1 MiB is several times what they use.
        thread.stackSize = 1 << 20
        thread.start()
        self.queue = queue
    }

    deinit { queue.send(.stop) }

    func perform(_ exchange: Exchange) async -> Outcome {
        let ticket = Ticket(exchange)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                ticket.wait(with: continuation)
                queue.send(.start(ticket))
            }
        } onCancel: {
            ticket.markCancelled()
            queue.send(.cancel(ticket))
        }
    }
}

/// Crosses to the engine's thread once, at its start, and belongs to it from then on.
private struct MultiHandle: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }
