import ArgumentParser
import Foundation
import MusterApp
import Reconciler

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check a policy, and see what it comes to.",
        discussion: """
            EXAMPLE:
              muster policy check policy.yaml
            """,
        subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check a policy file and print every value that holds, and the hash.",
            discussion: """
                Ends in 2 where anything is wrong, with all that is.

                EXAMPLE:
                  muster policy check                checks what the configuration names
                  muster policy check policy.yaml
                """)

        @Argument(help: "The policy file (default: the one that the configuration names, or none).")
        var file: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseCSV() }

        func run() throws {
            let session = Session(global)
            let policy = try file.map { try PolicyFile.read(URL(filePath: $0)) } ?? session.policyInForce()
            try session.print(
                page: { _ in PolicyListing.text(policy) }, object: { PolicyListing.json(policy) })
        }
    }
}
