import ArgumentParser
import ConnectorKit
import Foundation
import MusterApp
import Reports

struct ConnectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connectors", abstract: "List the connectors, or show what one reads and needs.",
        discussion: """
            EXAMPLE:
              muster connectors
              muster connectors show aws
              muster connectors setup aws
            """,
        subcommands: [List.self, Show.self, Setup.self], defaultSubcommand: List.self)

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
                page: {
                    ConnectorListing.text(manifest, $0)
                        + "\nHow to make the credential: muster connectors setup \(name)\n"
                }, object: { ConnectorListing.json(manifest) })
        }
    }

    struct Setup: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "setup", abstract: "Show how a connector's read-only credential is made, ready to paste.",
            discussion: """
                EXAMPLE:
                  muster connectors setup people-file --set path=staff.csv
                  muster connectors setup aws --write aws-setup

                A setting that is required and not given stands with an example. --write puts the files into a folder
                and never over another file.
                """)

        @Argument(help: "The connector.")
        var name: String

        @Option(
            help: ArgumentHelp("A setting, NAME=VALUE, a list as NAME=A,B; may be repeated.", valueName: "name=value"))
        var set: [String] = []

        @Option(help: ArgumentHelp("Write the files into this folder.", valueName: "dir"))
        var write: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() throws {
            let setup = try ConnectorSetup(try ConnectorListing.definition(name, in: Parts.catalog), settings: set)
            let written = try write.map { try setup.write(to: URL(filePath: $0, directoryHint: .isDirectory)) }
            try Session(global).print(
                page: { setup.text($0, printsFiles: written == nil) }, object: { setup.json })
            for file in written ?? [] {
                switch file {
                case .written(let path): Terminal.complain("Wrote \(path)", prefix: "")
                case .there(let path): Terminal.complain("\(path) was there already, the same", prefix: "")
                }
            }
            if written?.isEmpty == true { Terminal.complain("\(name) needs no file", prefix: "") }
        }
    }
}
