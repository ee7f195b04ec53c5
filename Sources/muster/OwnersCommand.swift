import ArgumentParser
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports

extension OwnerRole: ExpressibleByArgument {}

struct OwnersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owners", abstract: "List who owns what and why, and record owners.",
        discussion: """
            EXAMPLE:
              muster owners list --unowned
              muster owners assign svc-report --owner nora.ek@example.com --reason "agreed in the team meeting"
              muster owners attest svc-report --owner nora.ek@example.com --by nora.ek@example.com
              muster owners import owners.csv
            """,
        subcommands: [List.self, Assign.self, Attest.self, Withdraw.self, Import.self], defaultSubcommand: List.self)

    // MARK: - Listing

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List every thing that should have an owner, and who that is.",
            discussion: """
                EXAMPLE:
                  muster owners list
                  muster owners list --unowned --source aws
                  muster owners list --owner nora.ek@example.com --claims
                  muster owners list --team payments --format csv > payments.csv
                """)

        @Option(help: ArgumentHelp("Of this source only; may be repeated.", valueName: "name"))
        var source: [String] = []

        @Option(help: ArgumentHelp("Owned by this person or group.", valueName: "who"))
        var owner: String?

        @Option(help: ArgumentHelp("Of this team.", valueName: "name"))
        var team: String?

        @Flag(help: "Only what nobody owns.")
        var unowned = false

        @Flag(help: "Every claim, with why it counts or does not.")
        var claims = false

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let session = Session(global)
            let listing = OwnerListing(
                sources: source, filter: OwnerFilter(owner: owner, team: team), unownedOnly: unowned)
            guard claims else {
                return try await NothingCollected.isReported(OwnerRow.layout, session) {
                    let reporter = session.reporter(OwnerRow.layout)
                    try await OwnersCommand.each(listing, session) { try reporter.write($0) }
                    try reporter.finish()
                }
            }
            try await NothingCollected.isReported(OwnerClaimRow.layout, session) {
                let reporter = session.reporter(OwnerClaimRow.layout)
                try await OwnersCommand.each(listing, session) { row in
                    for claim in row.claims + row.successors {
                        try reporter.write(OwnerClaimRow(subject: row.subject, claim: claim))
                    }
                }
                try reporter.finish()
            }
        }
    }

    private static func each(
        _ listing: OwnerListing, _ session: Session, _ body: (OwnerRow) throws -> Void
    ) async throws {
        let ground = try await Ground(session)
        try listing.forEach(
            in: ground.snapshot, policy: ground.policy, decisions: ground.decisions, asOf: ground.asOf, body)
    }

    // MARK: - Recording

    struct Who: ParsableArguments {
        @Option(help: ArgumentHelp("Who decides (default: your login name).", valueName: "who"))
        var by: String?

        @Option(help: ArgumentHelp("Why.", valueName: "text"))
        var reason: String?

        var name: String { by ?? NSUserName() }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assign", abstract: "Record who owns a thing, as a register would.",
            discussion: """
                EXAMPLE:
                  muster owners assign svc-report --owner nora.ek@example.com
                  muster owners assign identity:AIDACKCEVSQ6C2EXAMPLE --source aws --owner payments --role technical
                """)

        @Argument(help: "An id, a name, or KIND:ID.")
        var subject: String

        @Option(help: ArgumentHelp("An address, employee id or team.", valueName: "who"))
        var owner: String

        @Option(help: "accountable, technical, custodian or sponsor.")
        var role: OwnerRole = .accountable

        @Option(help: ArgumentHelp("In this source only.", valueName: "name"))
        var source: String?

        @OptionGroup var who: Who
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            try await OwnersCommand.record(Session(global), by: who.name) { decisions in
                try decisions.assign(subject, source: source, owner: owner, role: role, reason: who.reason)
            }
        }
    }

    struct Attest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "attest", abstract: "Record the owner's own word that a thing is theirs.",
            discussion: """
                An attestation fades: to 80 % at the end of the policy's attestation_cadence_days, and to nothing that
                makes an owner soon after. Only the owner can give it.

                EXAMPLE:
                  muster owners attest svc-report --owner nora.ek@example.com --by nora.ek@example.com
                """)

        @Argument(help: "An id, a name, or KIND:ID.")
        var subject: String

        @Option(help: ArgumentHelp("The owner, who is also the one who says so.", valueName: "who"))
        var owner: String

        @Option(help: "accountable, technical, custodian or sponsor.")
        var role: OwnerRole = .accountable

        @Option(help: ArgumentHelp("In this source only.", valueName: "name"))
        var source: String?

        @OptionGroup var who: Who
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            try await OwnersCommand.record(Session(global), by: who.name) { decisions in
                try decisions.attest(subject, source: source, owner: owner, role: role, reason: who.reason)
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "withdraw", abstract: "Take back an owner that was recorded; it stays in the log.",
            discussion: """
                EXAMPLE:
                  muster owners withdraw 12 --reason "wrong account"
                """)

        @Argument(help: "The decision's number, as muster owners list --claims prints it.")
        var number: Int64

        @OptionGroup var who: Who
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            try await OwnersCommand.record(Session(global), by: who.name) { decisions in
                try decisions.withdraw(number, reason: who.reason)
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Record the owners of a register: a CSV or YAML file.",
            discussion: """
                The columns are source, kind, id or name, owner, role and reason; a name may be a pattern (svc-pay-*). A
                file with one bad row records nothing, and one that was imported before changes nothing.

                EXAMPLE:
                  muster owners import owners.csv --dry-run
                  muster owners import owners.yaml --by cmdb
                """)

        @Argument(help: ArgumentHelp("The register, ending in .csv, .yaml or .yml.", valueName: "file"))
        var file: String

        @Flag(help: "Say what would be recorded, and record nothing.")
        var dryRun = false

        @Option(help: ArgumentHelp("Who decides (default: your login name).", valueName: "who"))
        var by: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() async throws {
            let session = Session(global)
            let register = try OwnerRegister(URL(filePath: file))
            let ground = try await Ground(session)
            let plan = try register.plan(
                in: ground.snapshot, policy: ground.policy, decisions: ground.decisions, asOf: ground.asOf,
                by: by ?? NSUserName())
            var recorded: [Decision] = []
            if !dryRun && !plan.drafts.isEmpty {
                let ledger = try await Parts.ledgerForWriting(
                    try session.configuration().ledger, command: "owners import", waits: false)
                recorded = try await ledger.append(plan.drafts, at: Parts.now())
            }
            let count = plan.drafts.count
            try session.print(
                page: { _ in
                    let verb = dryRun ? "would be recorded" : "recorded"
                    let numbers =
                        recorded.first.map { first in
                            recorded.count == 1
                                ? " as decision \(first.number)"
                                : " as decisions \(first.number) to \(first.number + Int64(recorded.count) - 1)"
                        } ?? ""
                    return "\(counted(plan.rows, "row")): \(counted(count, "owner")) \(verb)\(numbers), "
                        + "\(plan.unchanged) known already.\n"
                },
                object: {
                    .object([
                        .init("rows", .integer(Int64(plan.rows))), .init("new", .integer(Int64(count))),
                        .init("known", .integer(Int64(plan.unchanged))),
                        .init("decisions", .array(recorded.map { .integer($0.number) })),
                    ])
                })
        }
    }

    // MARK: - Parts

    /// What is judged when the question is who owns a thing: no rule.
    struct Ground {
        var snapshot: any Snapshot
        var policy: Policy
        var decisions: Decisions
        var asOf: Instant

        /// - Throws: `NothingCollected` where nothing was.
        init(_ session: Session) async throws {
            let configuration = try session.configuration()
            policy = try PolicyFile.read(configuration)
            let ledger = try await session.ledger(configuration)
            let options = session.options
            guard let snapshot = try await ledger.snapshot(at: options.at) else { throw NothingCollected() }
            self.snapshot = snapshot
            decisions = try await .of(ledger, at: options.at, asOf: options.asOf)
            asOf = options.asOf ?? snapshot.info.publishedAt
        }
    }

    /// Writes one decision and says its number.
    private static func record(
        _ session: Session, by: String, _ draft: (OwnerDecisions) throws -> OwnerDecisions.Draft
    ) async throws {
        let ground = try await Ground(session)
        let draft = try draft(
            OwnerDecisions(
                snapshot: ground.snapshot, policy: ground.policy, decisions: ground.decisions, asOf: ground.asOf, by: by
            ))
        let ledger = try await Parts.ledgerForWriting(
            try session.configuration().ledger, command: "owners", waits: false)
        let recorded = try await ledger.append(draft.decisions, at: Parts.now())
        guard let decision = recorded.first else { return }
        try session.print(
            page: { _ in draft.sentence(decision) + "\n" }, object: { draft.json(decision) })
    }
}
