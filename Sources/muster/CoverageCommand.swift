import ArgumentParser
import Inventory
import MusterApp
import Reports

struct CoverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Accept that a list cannot be read, or list what is accepted.",
        discussion: """
            EXAMPLE:
              muster coverage accept code webhooks --by jo.lund@example.com --reason "no plan that has it"
              muster coverage list
            """,
        subcommands: [Accept.self, List.self], defaultSubcommand: List.self)

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept", abstract: "Accept that a list is not read to its end: counted, shown, and no loss.",
            discussion: """
                The gap stays on screen one and in the report, its finding (COL-01) is exempt, and exit status 3 is for
                new loss only. Rules that need the list still say that they could not judge.

                EXAMPLE:
                  muster coverage accept code webhooks --by jo.lund@example.com --reason "no plan that has it"
                """)

        @Argument(help: "The source's name.")
        var source: String

        @Argument(help: "The list, as muster findings --rule COL-01 names it.")
        var stream: String

        @Option(help: ArgumentHelp("Why it is borne.", valueName: "text"))
        var reason: String

        @Option(
            help: ArgumentHelp("The day from which on it is a loss again.", valueName: "day"),
            transform: GlobalOptions.instant)
        var until: Instant?

        @Option(help: ArgumentHelp("Who decides.", valueName: "who"))
        var by: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            let session = Session(global)
            let (decision, state) = try await session.decide("coverage accept") { judgement, now in
                try CoverageDecisions(info: judgement.snapshot.info, now: now, by: by).accept(
                    source, stream, until: until, reason: reason)
            }
            try session.print(
                page: { _ in
                    "Decision \(decision.number): that \(source) \(stream) is \(state.rawValue) is accepted"
                        + (until.map { " until \($0.day)" } ?? "") + ".\n"
                },
                object: {
                    .object([
                        .init("decision", .integer(decision.number)), .init("source", .text(source)),
                        .init("stream", .text(stream)), .init("coverage", .text(state.rawValue)),
                        .init("until", .optional(until?.description)),
                    ])
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the gaps that are accepted, by whom and why.",
            discussion: """
                EXAMPLE:
                  muster coverage list
                """)

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let session = Session(global)
            try await NothingCollected.isReported(AcceptedGapRow.layout, session) {
                let (judgement, _) = try await session.judgement()
                let reporter = session.reporter(AcceptedGapRow.layout)
                for row in AcceptedGapRow.all(judgement) { try reporter.write(row) }
                try reporter.finish()
            }
        }
    }
}
