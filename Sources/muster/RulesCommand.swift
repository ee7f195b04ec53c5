import ArgumentParser
import ConnectorKit
import MusterApp
import Reconciler
import Reports

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules, or show what one claims, needs and leaves out.",
        discussion: """
            EXAMPLE:
              muster rules
              muster rules show STL-01
            """,
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the rules.",
            discussion: """
                EXAMPLE:
                  muster rules list --format csv
                """)

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let reporter = Session(global).reporter(RuleListing.layout)
            for rule in Rule.all { try reporter.write(rule) }
            try reporter.finish()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show claim, thresholds in force, needed data, guards, remediation and controls of a rule.",
            discussion: """
                EXAMPLE:
                  muster rules show STL-01
                """)

        @Argument(help: "The rule's id.")
        var id: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() throws {
            let session = Session(global)
            let rule = try RuleListing.rule(id)
            let policy = try session.policyInForce()
            let manifests = Parts.catalog.map(\.manifest)
            try session.print(
                page: { RuleListing.text(rule, policy: policy, manifests: manifests, $0) },
                object: { RuleListing.json(rule, policy: policy, manifests: manifests) })
        }
    }
}
