import ArgumentParser
import Foundation
import Inventory
import MusterApp
import Reports

struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Read the sources into the ledger and show what to fix.",
        discussion: """
            EXAMPLE:
              muster collect
              muster collect --source production --fail-on high --format json
              muster collect --record recordings/    keep the exchanges, without secrets

            Ends in 0 complete, 1 failed, 2 usage or configuration, 3 coverage lost, 4 findings at or above --fail-on.
            """)

    @Option(help: ArgumentHelp("Read this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @Option(help: ArgumentHelp("Record the exchanges into a folder, without secrets.", valueName: "dir"))
    var record: String?

    @Option(help: ArgumentHelp("Answer from a recording instead of the network.", valueName: "dir"))
    var replay: String?

    @Flag(help: "Wait for another collection into this ledger to end.")
    var wait = false

    @Option(help: ArgumentHelp("End in 4 when findings of this severity or above stand.", valueName: "level"))
    var failOn: Severity?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if record != nil && replay != nil { throw ValidationError("--record and --replay exclude each other") }
        try global.refuseCSV()
        if global.at != nil { throw ValidationError("--at names a run that is there; collect makes a new one") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration(isOptional: false)
        let policy = try PolicyFile.read(configuration.policy)
        try requireSources(configuration)
        let ledger = try await Parts.ledgerForWriting(configuration.ledger, waits: wait)
        let collect = Collect(
            configuration: configuration, catalog: Parts.catalog,
            transport: try Parts.transport(configuration.network), ledger: ledger, policy: policy, now: Parts.now,
            progress: ProgressLine.show)
        let options = CollectOptions(
            sources: source, recordDirectory: record.map { URL(filePath: $0) },
            replayDirectory: replay.map { URL(filePath: $0) }, waits: wait, failOn: failOn)
        let summary: CollectSummary
        do {
            summary = try await collect.run(options)
        } catch {
            // The message must not stand behind a line of progress.
            ProgressLine.clear()
            throw error
        }
        ProgressLine.clear()
        let status = summary.exitStatus(failOn: failOn)
        for source in summary.sources {
            if let failure = source.failure { Terminal.complain("\(source.name): \(failure)") }
        }
        if global.format == .table {
            if let run = summary.run,
                let screen = try await LatestScreen.of(
                    ledger, policy: policy, at: run, asOf: global.asOf, changes: summary.changes)
            {
                try Terminal.output().appendAndFlush(screen.text(Terminal.pageStyle))
            }
        } else {
            try session.print(page: { _ in "" }, object: { summary.json(failOn: failOn) })
        }
        try Ended.with(status)
    }

    private func requireSources(_ configuration: Configuration) throws {
        for name in source where !configuration.sources.contains(where: { $0.name == name }) {
            throw Problem(
                "\(configuration.file) has no source \(name)",
                advice: "It has \(configuration.sources.map(\.name).joined(separator: ", ")).", status: .usage)
        }
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
        case .waitingForLedger(let holder): Terminal.progress("waiting for \(holder) …")
        }
    }

    static func clear() { Terminal.progress("") }
}
