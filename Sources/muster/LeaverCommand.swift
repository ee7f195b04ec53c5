import ArgumentParser
import Inventory
import MusterApp
import Reports

struct LeaverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaver",
        abstract: "Show all that a person leaves behind, what survives them, and what to do in which order.",
        discussion: """
            EXAMPLE:
              muster leaver nora.ek@example.com
              muster leaver "Nora Ek" --on 2026-12-31 --markdown > nora.md
              muster leaver 00042 --format json

            It ends in 3 where a list was not read to its end, since something may be missing then.
            """)

    @Argument(help: "An address, an employee id or a name.")
    var person: String

    @Option(
        help: ArgumentHelp(
            "The day on which they go (default: their last day where a source tells it, else the judging clock).",
            valueName: "date"), transform: GlobalOptions.instant)
    var on: Instant?

    @Flag(help: "Write Markdown, for a ticket.")
    var markdown = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseCSV()
        if markdown && global.format != .table { throw ValidationError("give --markdown or --format, not both") }
    }

    func run() async throws {
        let session = Session(global)
        let ground = try await OwnersCommand.Ground(session)
        let report = try Leaver.report(
            person, on: on, in: ground.snapshot, policy: ground.policy, decisions: ground.decisions, asOf: ground.asOf)
        if markdown {
            try Terminal.output().appendAndFlush(report.markdown)
        } else {
            try session.print(page: { report.text($0) }, object: { report.json })
        }
        try Ended.with(Leaver.status(report))
    }
}
