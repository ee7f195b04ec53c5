import Foundation
import Testing

@Suite("Help")
struct HelpTests {
    static let commands: [[String]] = [
        [], ["try"], ["init"], ["check"], ["plan"], ["collect"], ["inventory"], ["findings"], ["show"], ["explain"],
        ["diff"], ["report"], ["query"], ["policy"], ["policy", "check"], ["connectors"], ["connectors", "list"],
        ["connectors", "show"],
        ["connectors", "setup"],
        ["demo"], ["ledger"], ["ledger", "runs"], ["ledger", "backup"],
        ["ledger", "prune"], ["version"],
    ]

    static let options = ["--config <file>", "--ledger <file>", "--at <run>", "--as-of <time>", "--format <format>"]

    @Test("every command has a help with an example and the global options", arguments: commands)
    func help(command: [String]) throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(command + ["--help"])
            #expect(outcome.status == 0)
            #expect(outcome.errors.isEmpty)
            #expect(outcome.output.contains("EXAMPLE:\n  muster "))
            // A command that only holds others has no options of its own.
            guard command != ["connectors"], command != ["ledger"], command != ["policy"] else { return }
            for option in Self.options { #expect(outcome.output.contains(option)) }
        }
    }

    @Test("the root's help lists every command")
    func list() throws {
        try Muster.withFolder { muster in
            let output = try muster.run(["--help"]).output
            for command in Self.commands where command.count == 1 { #expect(output.contains("\n  \(command[0]) ")) }
        }
    }

    @Test("the version is told both ways")
    func version() throws {
        try Muster.withFolder { muster in
            let version = try muster.run(["--version"]).output
            #expect(try muster.run(["version"]).output == "muster \(version)")
        }
    }
}
