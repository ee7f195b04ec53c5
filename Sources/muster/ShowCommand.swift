import ArgumentParser
import MusterApp
import Reports

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one record with all that belongs to it.",
        discussion: """
            EXAMPLE:
              muster show deploy-bot
              muster show AKIAIOSFODNN7EXAMPLE --format json
              muster show deploy-bot --history
              muster show identity:AIDACKCEVSQ6C2EXAMPLE --source production
            """)

    @Argument(help: "A native id, a name, a person's address, or KIND:ID.")
    var record: String

    @Option(help: ArgumentHelp("In this source only.", valueName: "name"))
    var source: String?

    @Flag(help: "What happened to it and to what is filed under it, run by run.")
    var history = false

    @OptionGroup var global: GlobalOptions

    func validate() throws { if !history { try global.refuseCSV() } }

    func run() async throws {
        let session = Session(global)
        let (judgement, policy) = try await session.judgement()
        let show = Show(query: record, source: source)
        if history {
            let ledger = try await session.ledger(try session.configuration())
            let reporter = session.reporter(HistoryEntry.layout)
            for entry in try await show.history(judgement, policy: policy, holdings: Parts.holdings, ledger: ledger) {
                try reporter.write(entry)
            }
            return try reporter.finish()
        }
        let report = try show.report(judgement, policy: policy, holdings: Parts.holdings)
        try session.print(page: { report.text($0) }, object: { report.json })
    }
}
