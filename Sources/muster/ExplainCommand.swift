import ArgumentParser
import MusterApp
import Reports

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show the evidence of one finding, and what would make it go away.",
        discussion: """
            EXAMPLE:
              muster explain 3f2a91c4d0
              muster --at 12 explain 3f2a91c4d0 --format json
            """)

    @Argument(help: "The beginning of the finding's id, as muster findings prints it.")
    var finding: String

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() async throws {
        let session = Session(global)
        let (judgement, _) = try await session.judgement()
        let report = try Explain.report(finding, in: judgement)
        try session.print(page: { report.text($0) }, object: { report.row.json })
    }
}
