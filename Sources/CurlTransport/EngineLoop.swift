import CCurl
import Foundation
import Transport

/// The engine's thread: takes commands, lets libcurl work on all transfers, ends what is done or overdue, and polls.
///
/// Everything here belongs to that one thread. Easy handles are kept and used again with their options, which costs
/// a fraction of setting them anew.
final class EngineLoop {
    private let queue: CommandQueue
    private let settings: EngineSettings
    private let multi: UnsafeMutableRawPointer
    private let turn = EngineTurn()
    private var active: [ObjectIdentifier: Transfer] = [:]
    private var idle: [Transfer] = []
    /// Idle easy handles kept; each holds some 5 KB.
    private static let maximumIdle = 128

    init(queue: CommandQueue, multi: UnsafeMutableRawPointer, settings: EngineSettings) {
        self.queue = queue
        self.multi = multi
        self.settings = settings
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.maximumConnectionsPerHost)
        ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.maximumConnections)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.maximumConnections)
    }

    func run() {
        var commands: [Command] = []
        var running: Int32 = 0
        while true {
            turn.begin()
            queue.take(into: &commands)
            for command in commands {
                switch command {
                case .start(let ticket): start(ticket)
                case .cancel(let ticket): cancel(ticket)
                case .stop: return close()
                }
            }
            commands.removeAll(keepingCapacity: true)
            curl_multi_perform(multi, &running)
            finishDone()
            if turn.now >= turn.earliestDeadline { finishOverdue() }
            if turn.needsAnother { continue }
            if queue.preparePoll() { poll() }
        }
    }

    private func poll() {
        var event = curl_waitfd(fd: queue.event, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        curl_multi_poll(multi, &event, 1, pollMilliseconds(), nil)
        if event.revents != 0 { queue.clearEvent() }
    }

    private func start(_ ticket: Ticket) {
        guard !ticket.isCancelled else { return ticket.finish(.cancelled) }
        guard let transfer = idle.popLast() ?? Transfer(settings: settings, turn: turn) else {
            return ticket.finish(.failed(TransferFailure(.outOfMemory)))
        }
        if let failure = transfer.prepare(ticket) {
            transfer.clear()
            return ticket.finish(.failed(failure))
        }
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            transfer.clear()
            return ticket.finish(.failed(TransferFailure(.outOfMemory)))
        }
        active[ObjectIdentifier(ticket)] = transfer
        turn.waiting += 1
        turn.expect(transfer.nextDeadline)
    }

    private func cancel(_ ticket: Ticket) {
        // Not active: not started yet, and the start looks at the flag; or done.
        guard let transfer = active[ObjectIdentifier(ticket)] else { return }
        end(transfer, with: .cancelled)
    }

    private func finishDone() {
        var result = CURLE_OK
        while let easy = ccurl_next_finished(multi, &result) {
            guard let pointer = ccurl_get_private(easy) else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
            let outcome = transfer.outcome(of: result)
            let ticket = transfer.ticket
            end(transfer, with: outcome)
            if case .failed(let failure) = outcome, failure.cause == .connectTimeout, let ticket {
                failWaiting(behind: ticket.exchange, with: failure)
            }
        }
    }

    /// Requests that wait for a first connection to learn whether it takes them all (CURLOPT_PIPEWAIT) would each try
    /// that connection again, one after the other, and wait a whole connect time-out each.
    private func failWaiting(behind exchange: Exchange, with failure: TransferFailure) {
        for transfer in Array(active.values) where !transfer.hasBegun && transfer.hasWaitedToConnect {
            guard let other = transfer.ticket?.exchange, other.origin == exchange.origin else { continue }
            end(transfer, with: .failed(failure))
        }
    }

    private func finishOverdue() {
        turn.forgetDeadlines()
        for transfer in Array(active.values) {
            if let failure = transfer.overdue() {
                end(transfer, with: .failed(failure))
            } else {
                turn.expect(transfer.nextDeadline)
            }
        }
    }

    private func end(_ transfer: Transfer, with outcome: Outcome) {
        curl_multi_remove_handle(multi, transfer.easy)
        if !transfer.hasBegun { turn.waiting -= 1 }
        turn.hasProgress = true
        let ticket = transfer.ticket
        if let ticket { active[ObjectIdentifier(ticket)] = nil }
        transfer.clear()
        if idle.count < Self.maximumIdle { idle.append(transfer) }
        ticket?.finish(outcome)
    }

    private func pollMilliseconds() -> Int32 {
        let now = MonotonicClock.now()
        guard turn.earliestDeadline > now else { return 0 }
        // Rounded up, so that the deadline has passed when the poll ends; an hour where there is none.
        return Int32(min((turn.earliestDeadline - now) / 1_000_000 + 1, turn.waiting > 0 ? 50 : 3_600_000))
    }

    private func close() {
        for transfer in Array(active.values) { end(transfer, with: .cancelled) }
        // Easy handles are freed with their transfers, and before the multi handle they were in.
        idle.removeAll()
        curl_multi_cleanup(multi)
    }
}
