import ArgumentParser
import Inventory
import Ledger
import MusterApp
import Reports

extension InventoryKind: ExpressibleByArgument {}

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory", abstract: "List people, identities, applications, credentials, grants, entitlements.",
        discussion: """
            EXAMPLE:
              muster inventory credentials
              muster inventory --source production --format csv > inventory.csv
              muster --at 12 inventory identities --owner nora.ek@example.com
            """)

    @Argument(help: "What to list; everything where none is named.")
    var kinds: [InventoryKind] = []

    @Option(help: ArgumentHelp("Of this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @Option(help: ArgumentHelp("Owned by this person or group.", valueName: "who"))
    var owner: String?

    @Option(help: ArgumentHelp("Of this team.", valueName: "name"))
    var team: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let session = Session(global)
        try await NothingCollected.isReported(InventoryRow.layout, session) {
            let configuration = try session.configuration()
            let policy = try PolicyFile.read(configuration)
            let ledger = try await session.ledger(configuration)
            guard let snapshot = try await ledger.snapshot(at: global.at) else { throw NothingCollected() }
            try InventoryListing(kinds: kinds, sources: source, owner: owner, team: team).write(
                snapshot, policy: policy, decisions: try await .of(ledger, at: global.at, asOf: global.asOf),
                asOf: global.asOf ?? snapshot.info.publishedAt, holdings: Parts.holdings,
                to: session.reporter(InventoryRow.layout))
        }
    }
}
