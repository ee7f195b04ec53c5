import Foundation
import Testing

@Suite("Command line")
struct CommandLineTests {
    @Test(
        "a wrong command line ends in 2, with the reason on standard error",
        arguments: [
            ["frobnicate"], ["findings", "--frobnicate"], ["findings", "--result", "wrong"], ["show"], ["explain"],
            ["--at", "x", "findings"], ["findings", "--as-of", "yesterday"], ["findings", "--format", "xml"],
            ["inventory", "widgets"], ["diff", "--from", "3", "--to", "3"], ["ledger", "prune", "--keep", "0"],
            ["ledger", "prune"], ["ledger", "backup"], ["leaver"], ["leaver", "x", "--markdown", "--format", "json"],
            ["leaver", "x", "--format", "csv"], ["owners", "assign", "x"], ["owners", "withdraw", "x"],
            ["owners", "import", "no-such-file.csv"], ["owners", "assign", "x", "--owner", "y", "--role", "boss"],
            ["collect", "--record", "a", "--replay", "b"],
            ["collect", "--at", "3"], ["connectors", "show", "no-such-connector"], ["--config"],
            ["version", "--format", "csv"], ["collect", "--format", "csv"], ["show", "x", "--format", "csv"],
            ["ledger", "backup", "x", "--format", "csv"],
            ["plan", "--share", "0"], ["plan", "--share", "1.5"], ["plan", "--answer-time", "-1"],
            ["check", "--at", "1"],
            ["connectors", "setup"], ["connectors", "setup", "no-such-connector"],
            ["connectors", "setup", "people-file", "--set", "path"],
            ["connectors", "setup", "people-file", "--set", "pth=x"], ["try"], ["try", "people-file"],
            ["try", "aws", "example"], ["try", "aws", "--ledger", "x.sqlite"],
            ["try", "aws", "--set", "access_key_id=x"],
        ])
    func usage(arguments: [String]) throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(arguments)
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            #expect(!outcome.errors.isEmpty)
        }
    }

    @Test(
        "global options stand before or after the command, and the last of two counts",
        arguments: [
            ["--format", "json", "version"], ["version", "--format", "json"], ["--format=json", "version"],
            ["--config", "none.yaml", "--format", "json", "version"],
            ["--format", "csv", "version", "--format", "json"],
        ])
    func placement(arguments: [String]) throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.output.hasPrefix(#"{"version":""#))
        }
    }

    @Test("global options reach a command of a command, also the default one")
    func nested() throws {
        try Muster.withFolder { muster in
            for arguments in [
                ["--format", "json", "connectors"], ["--format", "json", "connectors", "list"],
                ["connectors", "--format", "json"], ["connectors", "list", "--format", "json"],
            ] {
                let outcome = try muster.run(arguments)
                #expect(outcome.status == 0)
                #expect(outcome.output.hasPrefix("["))
            }
            let backup = try muster.run(["--config", "none.yaml", "ledger", "backup", "copy.sqlite"])
            #expect(backup.status == 2)
            #expect(backup.errors.hasPrefix("none.yaml: no such file"))
        }
    }

    @Test(
        "without a configuration every command that needs one says how to get one",
        arguments: [
            ["collect"], ["check"], ["plan"], ["findings"], ["inventory"], ["show", "x"], ["diff"],
            ["ledger", "prune", "--keep", "1"],
        ])
    func noConfiguration(command: [String]) throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(command)
            #expect(outcome.status == 2)
            let advice = "write one with `muster init`, or name another with --config FILE"
            #expect(outcome.errors == "muster.yaml: no such file; \(advice)\n")
        }
    }

    @Test("the mistakes of a configuration end in 2, each with its line")
    func mistakes() throws {
        try Muster.withFolder { muster in
            try muster.write("sources: {a: {conector: aws}}\nledgr: x\n", to: "muster.yaml")
            let outcome = try muster.run(["collect"])
            #expect(outcome.status == 2)
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.contains("muster.yaml:1: sources.a.conector: unknown key; did you mean connector?"))
            #expect(lines.last == "muster.yaml:2: ledgr: unknown key; did you mean ledger?")
        }
    }

    @Test("a message cannot act on the terminal, whatever the file holds")
    func hostileConfiguration() throws {
        try Muster.withFolder { muster in
            try muster.write("\"\\e[2Jledger\\u202E\": x\n", to: "muster.yaml")
            let outcome = try muster.run(["findings"])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("\\u{1B}[2Jledger\\u{202E}"))
            #expect(!outcome.errors.unicodeScalars.contains("\u{1B}"))
        }
    }

    @Test("a ledger that is not there is an empty inventory", arguments: ["findings", "inventory"])
    func emptyLedger(command: String) throws {
        try Muster.withFolder { muster in
            let table = try muster.run(["--ledger", "none.sqlite", command])
            #expect(table.status == 0)
            #expect(table.output.isEmpty)
            #expect(table.errors == "nothing has been collected yet; run muster collect\n")
            let json = try muster.run([command, "--ledger", "none.sqlite", "--format", "json"])
            #expect(json.output == "[]\n")
            #expect(!FileManager.default.fileExists(atPath: muster.folder.appending(path: "none.sqlite").path))
        }
    }

    @Test("asking for one thing in an empty ledger fails", arguments: [["show", "x"], ["explain", "abcd"], ["diff"]])
    func nothingToShow(command: [String]) throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(["--ledger", "none.sqlite"] + command)
            #expect(outcome.status == 1)
            #expect(outcome.errors == "muster: nothing has been collected yet. Run muster collect.\n")
        }
    }

    @Test("init writes a configuration once, and never over another")
    func initialise() throws {
        try Muster.withFolder { muster in
            #expect(try muster.run(["init"]).status == 0)
            let written = try muster.read("muster.yaml")
            #expect(written.contains("connector: aws"))
            let again = try muster.run(["init"])
            #expect(again.status == 2)
            #expect(again.errors.hasPrefix("muster: muster.yaml exists already."))
            #expect(try muster.read("muster.yaml") == written)
            #expect(try muster.run(["--config", "other.yaml", "init"]).status == 0)
            #expect(try muster.read("other.yaml") == written)
        }
    }

    @Test("init can print the standard policy and the schema")
    func schema() throws {
        try Muster.withFolder { muster in
            #expect(try muster.run(["init", "--policy"]).output.contains("thresholds:"))
            let output = try muster.run(["init", "--schema"]).output
            let schema = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
            #expect(schema?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        }
    }

    @Test("a reader that goes away ends the program quietly and well")
    func closedOutput() throws {
        try Muster.withFolder { muster in
            let pipe = Pipe()
            // Nobody reads: the first write fails, as it does behind `head`.
            try pipe.fileHandleForReading.close()
            let process = Process()
            process.executableURL = try Muster.program()
            process.arguments = ["init", "--schema"]
            process.currentDirectoryURL = muster.folder
            process.standardOutput = pipe
            try muster.write("", to: ".errors")
            process.standardError = try FileHandle(forWritingTo: muster.folder.appending(path: ".errors"))
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 0)
            #expect(try muster.read(".errors").isEmpty)
        }
    }
}
