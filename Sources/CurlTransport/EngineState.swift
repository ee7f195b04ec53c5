import CCurl
import Foundation
import Transport

/// The transfers and libcurl's multi handle. Belongs to whoever drives the engine: one thread at a time.
///
/// Easy handles are kept and used again with their options, which costs a fraction of setting them anew.
final class EngineState {
    typealias Ended = (ticket: Ticket, outcome: Outcome)

    private let settings: EngineSettings
    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketWatch
    private let turn = EngineTurn()
    private var active: [Transfer] = []
    private var idle: [Transfer] = []
    private var commands: [Command] = []
    /// Ended and not yet told to their tasks.
    private var ended: [Ended] = []
    /// Until when the engine's thread sleeps if nothing calls it back; 0 while it is awake.
    private var sleepsUntil: UInt64 = 0
    private var plannedLook: UInt64 = 0
    private(set) var isClosed = false
    /// Idle easy handles kept; each holds some 5 KB.
    private static let maximumIdle = 128

    init(multi: UnsafeMutableRawPointer, sockets: SocketWatch, settings: EngineSettings) {
        self.multi = multi
        self.sockets = sockets
        self.settings = settings
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.maximumConnectionsPerHost)
        ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.maximumConnections)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.maximumConnections)
        // Unretained: the multi handle is freed below, before this ends.
        ccurl_multi_set_sockets(multi, watchSocket, Unmanaged.passUnretained(sockets).toOpaque())
    }

    deinit { close() }

    /// One turn: takes commands, lets libcurl work on what is ready or due, ends what is done or overdue.
    func run(_ queue: CommandQueue, after ready: ReadySockets? = nil) {
        if ready != nil { sleepsUntil = 0 }
        guard !isClosed else { return drop(queue) }
        turn.begin()
        if let ready {
            for index in 0..<ready.count where sockets.wants(ready.descriptors[index]) {
                ccurl_multi_run_socket(multi, ready.descriptors[index], ready.readiness[index])
            }
        }
        take(queue)
        guard !isClosed else { return }
        // New transfers are due at once.
        if ccurl_multi_due(multi) == 0 { ccurl_multi_run_due(multi) }
        finishDone()
        if turn.now >= turn.earliestDeadline { finishOverdue() }
        while turn.needsAll {
            turn.beginAll()
            ccurl_multi_run_all(multi)
            finishDone()
        }
    }

    /// What has ended since the last call, to be told to the tasks once the engine is let go. `results` is to be
    /// empty.
    func takeEnded(into results: inout [Ended]) {
        if !ended.isEmpty { swap(&ended, &results) }
    }

    /// Whether a transfer is under way.
    var isBusy: Bool { !active.isEmpty }

    // MARK: Sleep

    /// When the engine's thread is to look again, on the monotonic clock.
    private func nextLook() -> UInt64 {
        let due = ccurl_multi_due(multi)
        var next = turn.earliestDeadline
        if due >= 0 { next = min(next, turn.now &+ UInt64(due) &* 1_000_000) }
        if turn.waiting > 0 { next = min(next, turn.now &+ EngineTurn.longestForgetting) }
        return next
    }

    /// The engine's thread is about to sleep: for how many milliseconds, rounded up, so that the time has passed when
    /// it wakes; an hour where there is nothing to wait for.
    ///
    /// A look once planned stays planned, though what it was for has ended: the next request, which is rarely far,
    /// has its time-outs after that, and need not call the thread to tell it of an earlier one.
    func beginSleep() -> Int32 {
        let now = MonotonicClock.now()
        let next = plannedLook > now ? min(nextLook(), plannedLook) : nextLook()
        plannedLook = next
        guard next > now else { return 0 }
        sleepsUntil = next
        return Int32(min((next - now) / 1_000_000 + 1, 3_600_000))
    }

    /// Whether the engine's thread sleeps for longer than it now may.
    func wantsEarlierWakeup() -> Bool {
        if isClosed { return true }
        guard sleepsUntil > 0, nextLook() < sleepsUntil else { return false }
        sleepsUntil = 0
        return true
    }

    // MARK: Commands

    private func take(_ queue: CommandQueue) {
        queue.take(into: &commands)
        for command in commands {
            switch command {
            case .start(let ticket): start(ticket)
            case .cancel(let ticket): cancel(ticket)
            case .stop: close()
            }
        }
        commands.removeAll(keepingCapacity: true)
    }

    /// After the end: a cancellation may still come in.
    private func drop(_ queue: CommandQueue) {
        queue.take(into: &commands)
        for case .start(let ticket) in commands { ended.append((ticket, .cancelled)) }
        commands.removeAll()
    }

    private func start(_ ticket: Ticket) {
        guard !ticket.isCancelled else { return ended.append((ticket, .cancelled)) }
        guard let transfer = idle.popLast() ?? Transfer(settings: settings, turn: turn, sockets: sockets) else {
            return ended.append((ticket, .failed(TransferFailure(.outOfMemory))))
        }
        if let failure = transfer.prepare(ticket) {
            transfer.clear()
            return ended.append((ticket, .failed(failure)))
        }
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            transfer.clear()
            return ended.append((ticket, .failed(TransferFailure(.outOfMemory))))
        }
        transfer.position = active.count
        active.append(transfer)
        turn.waiting += 1
        turn.expect(transfer.nextDeadline)
    }

    private func cancel(_ ticket: Ticket) {
        // Not active: not started yet, and the start looks at the flag; or done.
        guard let transfer = active.first(where: { $0.ticket === ticket }) else { return }
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
        for transfer in Array(active) where !transfer.hasBegun && transfer.hasWaitedToConnect {
            guard let other = transfer.ticket?.exchange, other.origin == exchange.origin else { continue }
            end(transfer, with: .failed(failure))
        }
    }

    private func finishOverdue() {
        turn.forgetDeadlines()
        for transfer in Array(active) {
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
        if let ticket = transfer.ticket { ended.append((ticket, outcome)) }
        // The last takes the place of the one that goes.
        let last = active.removeLast()
        if last !== transfer {
            last.position = transfer.position
            active[last.position] = last
        }
        transfer.clear()
        if idle.count < Self.maximumIdle { idle.append(transfer) }
    }

    private func close() {
        guard !isClosed else { return }
        isClosed = true
        for transfer in Array(active) { end(transfer, with: .cancelled) }
        // Easy handles are freed with their transfers, and before the multi handle they were in.
        idle.removeAll()
        curl_multi_cleanup(multi)
    }
}

private func watchSocket(
    easy: UnsafeMutableRawPointer?, socket: curl_socket_t, what: Int32, context: UnsafeMutableRawPointer?,
    socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return -1 }
    Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().watch(socket, for: what)
    return 0
}
