import ArgumentParser
import ConnectorKit
import Foundation
import MusterApp
import Reports

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write one page for a browser: coverage, inventory, findings, evidence.",
        discussion: """
            The page needs no network and no script, and prints well. It holds names and evidence, so only you may
            read the file.

            EXAMPLE:
              muster report
              muster report --out october.html --at 12
              muster report --out data.html --team data
              muster report --out - --as-of 2026-12-31T00:00:00Z > report.html
            """)

    @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var out = "muster-report.html"

    @Option(help: ArgumentHelp("Only what this person owns.", valueName: "who"))
    var owner: String?

    @Option(help: ArgumentHelp("Only what this team owns.", valueName: "name"))
    var team: String?

    @Flag(help: "Overwrite a file that is no report.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseCSV() }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration()
        let policy = try PolicyFile.read(configuration)
        let ledger = try await session.ledger(configuration)
        guard let judgement = try await Judgement.of(ledger, policy: policy, at: global.at, asOf: global.asOf)
        else { throw NothingCollected() }
        let manifests = Parts.catalog.map(\.manifest)
        let whose = OwnerFilter(owner: owner, team: team)
        guard out != "-" else {
            let page = try await HTMLReport.page(
                judgement, policy: policy, ledger: ledger, manifests: manifests, of: whose)
            return try page.write(to: Terminal.output())
        }
        let written = try await HTMLReport.write(
            judgement, policy: policy, ledger: ledger, manifests: manifests, of: whose, to: URL(filePath: out),
            isForced: force)
        try session.print(
            page: { _ in
                "\(SafeText.escaped(out)): \(counted(written.findings, "finding")) of run \(written.run), "
                    + "\(counted((written.bytes + 1_023) / 1_024, "KiB", "KiB"))\n"
            }, object: { written.json })
    }
}
