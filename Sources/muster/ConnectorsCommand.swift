import ArgumentParser
import ConnectorKit
import MusterApp
import Reports

struct ConnectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connectors", abstract: "List the connectors, or show what one reads and needs.",
        discussion: """
            EXAMPLE:
              muster connectors
              muster connectors show aws
            """,
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the connectors.",
            discussion: """
                EXAMPLE:
                  muster connectors list --format json
                """)

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let reporter = Session(global).reporter(ConnectorListing.layout)
            for definition in Parts.catalog { try reporter.write(definition.manifest) }
            try reporter.finish()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show operations, permissions, what use means and what cannot be seen.",
            discussion: """
                EXAMPLE:
                  muster connectors show aws
                """)

        @Argument(help: "The connector.")
        var name: String

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() throws {
            let manifest = try ConnectorListing.manifest(name, in: Parts.catalog)
            try Session(global).print(
                page: { ConnectorListing.text(manifest, $0) }, object: { ConnectorListing.json(manifest) })
        }
    }
}
