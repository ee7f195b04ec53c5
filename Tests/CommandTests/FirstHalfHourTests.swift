import Foundation
import Testing

/// The commands of docs/first-half-hour.md that need no vendor, as they are run by a reader.
@Suite("The first half hour", .serialized)
struct FirstHalfHourTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/first-half-hour.md")

    private func withConfiguration(_ body: (Muster) throws -> Void) throws {
        try Muster.withFolder { muster in
            try muster.write(
                """
                sources:
                  people: {connector: people-file, settings: {path: people.csv}, authoritative_for: [people]}
                  production: {connector: aws, settings: {region: eu-west-1}}
                """, to: "muster.yaml")
            try body(muster)
        }
    }

    @Test(
        "the page shows what the program prints",
        arguments: [
            ["connectors", "setup", "people-file", "--set", "path=staff.csv"],
            ["plan", "--source", "production", "--assume", "users=5000", "--assume", "accessKeys=6000"],
        ])
    func transcript(arguments: [String]) throws {
        try withConfiguration { muster in
            let outcome = try muster.run(arguments, environment: ["NO_COLOR": "1"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let text = try String(contentsOf: Self.page, encoding: .utf8)
            let command = "```console\n$ muster \(arguments.joined(separator: " "))\n"
            let start = try #require(text.range(of: command)?.upperBound)
            let stop = try #require(text.range(of: "```", range: start..<text.endIndex)?.lowerBound)
            if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                try Data(text.replacingCharacters(in: start..<stop, with: outcome.output).utf8).write(to: Self.page)
            } else {
                #expect(text[start..<stop] == outcome.output, "write it anew with RECORD=1")
            }
        }
    }

    @Test("check reads a file's first rows, and says what is wrong with it")
    func checkFile() throws {
        try withConfiguration { muster in
            let missing = try muster.run(["check", "--source", "people"])
            #expect(missing.status == 3)
            #expect(missing.output.contains("failed       people:"))
            try muster.write("employee_id,email,status\n1,nora.ek@example.com,active\n", to: "people.csv")
            let there = try muster.run(["check", "--source", "people"])
            #expect(there.status == 0)
            #expect(
                there.output
                    == "people  people-file/people\n   as file\n   ok           people\n   1 list, nothing missing\n")
            #expect(there.errors.isEmpty)
            #expect(try muster.run(["check", "--source", "persons"]).status == 2)
            // Nothing is kept.
            #expect(!FileManager.default.fileExists(atPath: muster.folder.appending(path: "muster.sqlite").path))
        }
    }

    @Test("the file that setup writes is one that is read")
    func setupFile() throws {
        try withConfiguration { muster in
            let written = try muster.run(["connectors", "setup", "people-file", "--write", "."])
            #expect(written.status == 0)
            #expect(written.errors.hasPrefix("Wrote "))
            #expect(try muster.run(["collect", "--source", "people"]).status == 0)
            let again = try muster.run(["connectors", "setup", "people-file", "--write", "."])
            #expect(again.errors.contains("was there already"))
            try muster.write("employee_id,email,status\n", to: "people.csv")
            let refused = try muster.run(["connectors", "setup", "people-file", "--write", "."])
            #expect(refused.status == 2)
            #expect(try muster.read("people.csv") == "employee_id,email,status\n")
        }
    }

    @Test("plan and check are one object for programs")
    func json() throws {
        try withConfiguration { muster in
            for command in ["plan", "check"] {
                let outcome = try muster.run([command, "--source", "people", "--format", "json"])
                let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
                #expect((object?["sources"] as? [[String: Any]])?.first?["source"] as? String == "people")
            }
        }
    }
}
