import ArgumentParser
import Inventory
import Ledger
import MusterApp
import Reports

struct ExemptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exempt", abstract: "Bear a finding until a day, list what is borne, or end it.",
        discussion: """
            EXAMPLE:
              muster exempt add --rule STL-01 --subject AKIAIOSFODNN7EXAMPLE --approver nora.ek@example.com \\
                --until 2027-03-31 --by jo.lund@example.com --reason "yearly closing runs in March"
              muster exempt list
              muster exempt end 3 --by jo.lund@example.com --reason "the job is gone"
            """,
        subcommands: [Add.self, List.self, End.self], defaultSubcommand: List.self)

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Bear a finding until a day, with an approver and a reason.",
            discussion: """
                The finding is shown as exempt and stands again from that day on. Refused: a day that is past or more
                than 366 days away, an approver who enters it or owns the thing, and what no finding stands about.

                EXAMPLE:
                  muster exempt add --rule STL-01 --subject AKIAIOSFODNN7EXAMPLE --approver nora.ek@example.com \\
                    --until 2027-03-31 --by jo.lund@example.com --reason "yearly closing runs in March"
                """)

        @Option(help: ArgumentHelp("The rule.", valueName: "id"))
        var rule: String

        @Option(
            help: ArgumentHelp("What the finding is about: id, name, KIND:ID, or its fingerprint.", valueName: "id"))
        var subject: String

        @Option(help: ArgumentHelp("Where sources share the id.", valueName: "name"))
        var source: String?

        @Option(help: ArgumentHelp("Who takes the risk: neither who enters it nor an owner.", valueName: "who"))
        var approver: String

        @Option(
            help: ArgumentHelp("The day on which the finding stands again.", valueName: "day"),
            transform: GlobalOptions.instant)
        var until: Instant

        @Option(help: ArgumentHelp("Why it is borne.", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("What is done instead.", valueName: "text"))
        var instead: String?

        @Option(help: ArgumentHelp("Who enters it.", valueName: "who"))
        var by: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            let session = Session(global)
            let (decision, finding) = try await session.decide("exempt add") { judgement, now in
                try ExemptionDecisions(judgement: judgement, now: now, by: by).add(
                    rule: rule, subject: subject, source: source, approver: approver, until: until, reason: reason,
                    instead: instead)
            }
            try session.print(
                page: { _ in
                    "Decision \(decision.number): \(finding.rule) \(finding.subject.name) is exempt until \(until.day), "
                        + "approved by \(approver).\n"
                },
                object: {
                    .object([
                        .init("decision", .integer(decision.number)), .init("rule", .text(finding.rule)),
                        .init("fingerprint", .text(finding.fingerprint)), .init("until", .text(until.description)),
                    ])
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the exemptions: in force, ended, or without anything to cover.",
            discussion: """
                EXAMPLE:
                  muster exempt list --format csv
                """)

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let session = Session(global)
            try await NothingCollected.isReported(ExemptionRow.layout, session) {
                let (judgement, _) = try await session.judgement()
                let reporter = session.reporter(ExemptionRow.layout)
                for row in ExemptionRow.all(judgement) { try reporter.write(row) }
                try reporter.finish()
            }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end", abstract: "End an exemption before its day.",
            discussion: """
                EXAMPLE:
                  muster exempt end 3 --by jo.lund@example.com --reason "the job is gone"
                """)

        @Argument(help: "The decision's number.")
        var number: Int64

        @Option(help: ArgumentHelp("Why it ends.", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("Who ends it.", valueName: "who"))
        var by: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            let session = Session(global)
            let (decision, _) = try await session.decide("exempt end") { judgement, now in
                (try ExemptionDecisions(judgement: judgement, now: now, by: by).end(number, reason: reason), number)
            }
            try session.print(
                page: { _ in "Decision \(decision.number) ends decision \(number): the finding stands again.\n" },
                object: {
                    .object([.init("decision", .integer(decision.number)), .init("ends", .integer(number))])
                })
        }
    }
}
