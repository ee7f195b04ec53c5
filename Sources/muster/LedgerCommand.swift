import ArgumentParser
import Foundation
import Ledger
import MusterApp
import Reports

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "List the runs, back up the ledger, or forget old runs.",
        discussion: """
            EXAMPLE:
              muster ledger runs
              muster ledger backup muster-2026-11-01.sqlite
              muster ledger prune --keep 90
            """,
        subcommands: [Runs.self, Backup.self, Prune.self])

    struct Runs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "runs", abstract: "List the runs, the newest first.",
            discussion: """
                EXAMPLE:
                  muster ledger runs --limit 10
                """)

        @Option(help: ArgumentHelp("How many to list.", valueName: "runs"))
        var limit = 100

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit must be at least 1") }
        }

        func run() async throws {
            let session = Session(global)
            try await NothingCollected.isReported(LedgerMaintenance.runs, session) {
                let runs = try await LedgerCommand.ledger(global).runs(limit: limit)
                let reporter = session.reporter(LedgerMaintenance.runs)
                for run in runs { try reporter.write(run) }
                try reporter.finish()
            }
        }
    }

    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup", abstract: "Copy the ledger to a new file, also while it is written.",
            discussion: """
                EXAMPLE:
                  muster ledger backup muster-2026-11-01.sqlite
                """)

        @Argument(help: "The file to make; one that exists is refused.")
        var file: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            let ledger = try await LedgerCommand.ledger(global)
            try await LedgerMaintenance.backup(ledger, to: file)
            try Session(global).print(
                page: { _ in "Copied to \(file).\n" },
                object: { .object([.init("file", .text(file))]) })
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Keep the newest runs and forget what only older ones can see.",
            discussion: """
                EXAMPLE:
                  muster ledger prune --keep 90
                """)

        @Option(help: ArgumentHelp("How many runs to keep.", valueName: "runs"))
        var keep: Int

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            try global.refuseCSV()
            if keep < 1 { throw ValidationError("--keep must be at least 1") }
        }

        func run() async throws {
            let ledger = try await LedgerCommand.ledger(global)
            let pruning = try await LedgerMaintenance.prune(ledger, keeping: keep)
            try Session(global).print(
                page: { _ in
                    pruning.map { "Forgot \($0.rows) rows; the oldest run is now \($0.oldestRun).\n" }
                        ?? "There are no more than \(keep) runs; nothing to forget.\n"
                },
                object: {
                    .object([
                        .init("rows", .integer(Int64(pruning?.rows ?? 0))),
                        .init("oldestRun", pruning.map { .integer($0.oldestRun) } ?? .null),
                    ])
                })
        }
    }

    private static func ledger(_ global: GlobalOptions) async throws -> any Ledger {
        let session = Session(global)
        return try await session.ledger(try session.configuration())
    }
}
