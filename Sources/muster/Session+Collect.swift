import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Transport

extension Session {
    /// A collection that has ended, and what it was judged by.
    struct Collected {
        var summary: CollectSummary
        var ledger: any Ledger
        var policy: Policy

        var failures: [ScreenOne.SourceFailure] {
            summary.sources.compactMap { source in
                let reason =
                    source.failure ?? source.postponed.map { "left to the next run, which begins with it: \($0)" }
                return reason.map { ScreenOne.SourceFailure(source: source.name, reason: $0) }
            }
        }
    }

    /// Collects, prints screen one or the summary, and says how it ended.
    /// - Parameter keeps: whether the ledger is still there afterwards, for the commands that show more.
    func collect(_ configuration: Configuration, _ options: CollectOptions, keeps: Bool = true) async throws
        -> ExitStatus
    {
        try await show(try await gather(configuration, options), options, keeps: keeps)
    }

    /// Collects, and prints nothing but progress.
    /// - Parameters:
    ///   - opened: the ledger of a collection just before; nil opens the configuration's.
    ///   - environment: where credentials are found.
    func gather(
        _ configuration: Configuration, _ options: CollectOptions, into opened: (any Ledger)? = nil,
        time: Timekeeper = .system, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> Collected {
        let policy = try PolicyFile.read(configuration)
        let ledger: any Ledger
        if let opened {
            ledger = opened
        } else {
            ledger = try await Parts.ledgerForWriting(configuration.ledger, waits: options.waits)
        }
        let collect = Collect(
            configuration: configuration, transport: try Parts.transport(configuration.network), ledger: ledger,
            policy: policy, time: time, environment: environment, progress: ProgressLine.show)
        do {
            let summary = try await collect.run(options)
            ProgressLine.clear()
            return Collected(summary: summary, ledger: ledger, policy: policy)
        } catch {
            // The message must not stand behind a line of progress.
            ProgressLine.clear()
            throw error
        }
    }

    /// Prints screen one or the summary, and says how it ended.
    func show(_ collected: Collected, _ options: CollectOptions, keeps: Bool = true) async throws -> ExitStatus {
        let (summary, failures) = (collected.summary, collected.failures)
        // Where a screen follows it says so itself.
        if self.options.format != .table || summary.run == nil {
            for failure in failures { Terminal.complain("\(failure.source): \(failure.reason)") }
        }
        if self.options.format == .table {
            if let run = summary.run,
                var screen = try await LatestScreen.of(
                    collected.ledger, policy: collected.policy, at: run, asOf: self.options.asOf,
                    changes: summary.changes, failures: failures,
                    outOfScope: summary.outOfScope.map { .init(source: $0.name, reason: $0.reason) })
            {
                screen.namesCommands = keeps
                try Terminal.output().appendAndFlush(screen.text(Terminal.pageStyle))
            }
        } else {
            try print(page: { _ in "" }, object: { summary.json(failOn: options.failOn) })
        }
        return summary.exitStatus(failOn: options.failOn)
    }
}

/// Progress on a terminal: one line that is written over, and nothing in a pipe.
enum ProgressLine {
    static let show: @Sendable (CollectProgress) -> Void = { progress in
        switch progress {
        case .sourceStarted(let source): Terminal.progress("\(source) …")
        case .page(let source, let stream, let records): Terminal.progress("\(source) \(stream): \(records) records")
        case .streamEnded(let source, let stream, let state):
            Terminal.progress("\(source) \(stream): \(state.rawValue)")
        case .waiting(let source, let stream, let reason, let seconds):
            Terminal.progress("\(source) \(stream): \(reason), waiting \(seconds) s")
        case .waitingForLedger(let holder): Terminal.progress("waiting for \(holder) …")
        }
    }

    static func clear() { Terminal.progress("") }
}
