import ArgumentParser
import MusterApp

/// The root: what stands before the subcommand.
struct MusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Calls every identity to the roll: who and what has access, and what nobody owns or uses.",
        discussion: """
            EXAMPLE:
              muster try github example-org      look at an organisation and keep nothing
              muster init                        write a configuration to fill in
              muster check                       see whether every list can be read
              muster collect                     read the sources and show what to fix
              muster findings --rule STL-01      list what stands
              muster explain 3f2a91              show the evidence of one finding

            EXIT STATUS: 0 complete, 1 failed, 2 usage or configuration, 3 coverage lost, 4 findings at or above
            --fail-on; the lowest that applies.
            """,
        version: MusterVersion.current,
        subcommands: [
            TryCommand.self, InitCommand.self, CheckCommand.self, PlanCommand.self, CollectCommand.self,
            InventoryCommand.self, FindingsCommand.self, ShowCommand.self, ExplainCommand.self, DiffCommand.self,
            OwnersCommand.self, LeaverCommand.self, ExemptCommand.self, ReportCommand.self, RulesCommand.self,
            PolicyCommand.self, QueryCommand.self, CoverageCommand.self, ConnectorsCommand.self, DemoCommand.self,
            LedgerCommand.self,
            VersionCommand.self,
        ])

    @OptionGroup(title: "Global options (before or after the command)") var global: GlobalOptions
}
