import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Testing
import Transport

/// What the built program says and how it ends when something around it is broken.
@Suite("The program among broken things")
struct BrokenCommandTests {
    private func program(_ standing: StandingLedger) throws -> BuiltProgram {
        let program = try BuiltProgram()
        try program.configure(standing.account)
        try FileManager.default.copyItem(
            at: URL(filePath: standing.harness.ledgerPath), to: program.folder.appending(path: "muster.sqlite"))
        return program
    }

    @Test("a second collect at once ends in 1 and names the first; with --wait it takes its turn")
    func second() async throws {
        let standing = try await StandingLedger.shared.value
        let program = try program(standing)
        let holder = Locked<SQLiteLedger?>(
            try await SQLiteLedger.writing(
                path: program.folder.appending(path: "muster.sqlite").path, command: "first", now: MotoAccount.now))
        let refused = try await program.run(["collect"], for: standing.account)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("being written by") && refused.errors.contains("first"), "\(refused.errors)")
        #expect(refused.errors.contains("--wait"))
        let waited = try await program.run(["collect", "--wait"], for: standing.account) { process in
            // Long enough to see that it does not give up at once, as the one before did.
            try await Task.sleep(for: .milliseconds(400))
            #expect(process.isRunning)
            holder.withLock { $0 = nil }
        }
        #expect(waited.status == 0, "\(waited.errors)")
    }

    @Test("the ledger of a newer version is refused and left as it is")
    func newerLedger() async throws {
        let standing = try await StandingLedger.shared.value
        let program = try program(standing)
        let file = program.folder.appending(path: "muster.sqlite")
        try MotoAccount.run([
            "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"INSERT INTO grdb_migrations VALUES ('9 later')\"); c.commit(); c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.close()",
            file.path,
        ])
        let before = try Data(contentsOf: file)
        for command in ["collect", "findings", "inventory", "diff"] {
            let outcome = try await program.run([command], for: standing.account)
            #expect(outcome.status == 1, "\(command)")
            #expect(outcome.errors.contains("newer version"), "\(command): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try Data(contentsOf: file) == before)
    }

    @Test(
        "an unknown key of the configuration ends in 2, with its line",
        arguments: [
            ("polcy: x.yaml", "polcy"), ("network: {proxi: \"http://127.0.0.1:1\"}", "proxi"),
            ("  other: {connector: aws, regionn: x}", "regionn"),
            ("  other: {connector: aws, settings: {regionn: x}}", "regionn"),
            ("  other: {conector: aws}", "conector"),
        ])
    func unknownKey(extra: String, key: String) async throws {
        let standing = try await StandingLedger.shared.value
        let program = try program(standing)
        try program.configure(standing.account, extra: extra)
        let lines = try String(contentsOf: program.folder.appending(path: "muster.yaml"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let number = try #require(lines.firstIndex { $0.contains(key) }) + 1
        let outcome = try await program.run(["collect"], for: standing.account)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("muster.yaml:\(number):") && outcome.errors.contains(key), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("a missing variable and an unreadable file of a credential fail the source by name")
    func missingCredential() async throws {
        let standing = try await StandingLedger.shared.value
        let program = try program(standing)
        let outcome = try await program.run(["collect"])
        #expect(outcome.status == 1 || outcome.status == 2)
        #expect((outcome.output + outcome.errors).contains("MUSTER_TEST_ID"), "\(outcome.output)")
        let ledger = try await SQLiteLedger.reading(path: program.folder.appending(path: "muster.sqlite").path)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        #expect(try snapshot.contents == standing.contents)
    }

    /// Escape sequences, direction overrides, line and paragraph separators, the bell, a null, C1 and zero width.
    private static let hostile = "Eve\u{1B}[31m\u{202E}gnp\u{2066}\u{7}\u{9B}2J\u{200F}\u{2028}x\u{8}\u{7F}"

    @Test("names cannot act on the terminal or on another cell", arguments: ["table", "csv", "json", "ndjson"])
    func hostileNames(format: String) async throws {
        let standing = try await StandingLedger.shared.value
        let program = try BuiltProgram()
        let harness = try standing.copy()
        let people = harness.folder.appending(path: "people.csv")
        var text = try String(contentsOf: standing.account.folder.appending(path: "people.csv"), encoding: .utf8)
        text += "90001,eve@corp.example.com,\(Self.hostile),active,\n90002,mal@corp.example.com,=1+1,active,\n"
        try Data(text.utf8).write(to: people)
        var configuration = try harness.configuration()
        let index = try #require(configuration.sources.firstIndex { $0.name == "people" })
        configuration.sources[index].settings = .init(["path": .text(people.path)])
        let escaped = String(decoding: try JSONEncoder().encode(Self.hostile), as: UTF8.self).dropFirst().dropLast()
        let summary = try await harness.collect(
            configuration,
            through: harness.transport.answering { request, next in
                var response = try await next.send(request)
                let body = String(decoding: response.body, as: UTF8.self)
                if request.operation == "ListSecrets" {
                    response.body = Data(
                        body.replacingOccurrences(of: "api-key-0", with: "api-key-0\(escaped)").utf8)
                } else if request.operation == "GetAccountAuthorizationDetails/User" {
                    // XML can hold the overrides and C1, but no escape.
                    response.body = Data(
                        body.replacingOccurrences(
                            of: "<Value>staging</Value>", with: "<Value>st&#x202E;ag&#x9B;ing</Value>"
                        ).replacingOccurrences(of: "nobody.here", with: "no&#x202E;body.here").utf8)
                }
                return response
            })
        #expect(summary.gaps == [])
        for command in [
            ["inventory"], ["inventory", "people"], ["findings"], ["diff"], ["show", "90001"], ["show", "90002"],
        ] {
            // Commands about one thing have no CSV.
            if format == "csv", ["diff", "show"].contains(command[0]) { continue }
            let outcome = try await program.run(
                ["--ledger", harness.ledgerPath, "--format", format] + command, for: standing.account)
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
            let bad = (outcome.output + outcome.errors).unicodeScalars.filter { Self.acts($0) }
            #expect(bad.isEmpty, "\(command): \(bad.map { String($0.value, radix: 16) })")
            if format == "csv" { #expect(!outcome.output.contains(",=1+1") && !outcome.output.contains("\n=1+1")) }
        }
    }

    private static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D: false
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
