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
              muster show identity:AIDACKCEVSQ6C2EXAMPLE --source production
            """)

    @Argument(help: "A native id, a name, a person's address, or KIND:ID.")
    var record: String

    @Option(help: ArgumentHelp("In this source only.", valueName: "name"))
    var source: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() async throws {
        let session = Session(global)
        let (judgement, policy) = try await session.judgement()
        let report = try Show(query: record, source: source).report(
            judgement, policy: policy, holdings: Parts.holdings)
        try session.print(page: { report.text($0) }, object: { report.json })
    }
}
