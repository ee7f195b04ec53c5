import Foundation
import Testing

/// `docs/exemptions.md` shows what the commands print, one after the other over one demonstration.
@Suite("docs/exemptions.md")
struct ExemptionTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// The day on which the page is written: days to come are held against it, whenever the test runs.
    private static let today = ["--as-of", "2026-11-02T06:00:00Z"]

    @Test("the page shows what the program prints; RECORD=1 writes it anew")
    func transcripts() throws {
        try Muster.withFolder { muster in
            let ledger = try Self.demonstration(muster)
            let file = Self.root.appending(path: "docs/exemptions.md")
            var text = try String(contentsOf: file, encoding: .utf8)
            var place = text.startIndex
            var count = 0
            while let start = text.range(of: "```console\n$ muster ", range: place..<text.endIndex) {
                let lineEnd = try #require(text.range(of: "\n", range: start.upperBound..<text.endIndex)).lowerBound
                let stop = try #require(text.range(of: "\n```", range: lineEnd..<text.endIndex)).lowerBound
                let words = Self.words(String(text[start.upperBound..<lineEnd]))
                let clock = words.contains("add") || words.contains("accept") ? Self.today : []
                let outcome = try muster.run(
                    ["--ledger", ledger] + clock + words, environment: ["NO_COLOR": "1"])
                #expect(outcome.status == 0, "\(words): \(outcome.errors)")
                let printed = "\n" + outcome.output.trimmingCharacters(in: .newlines)
                if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                    let offset = text.distance(from: text.startIndex, to: lineEnd)
                    text.replaceSubrange(lineEnd..<stop, with: printed)
                    place = text.index(text.startIndex, offsetBy: offset + printed.count)
                } else {
                    #expect(text[lineEnd..<stop] == printed, "\(words): write it anew with RECORD=1")
                    place = stop
                }
                count += 1
            }
            #expect(count == 5)
            if ProcessInfo.processInfo.environment["RECORD"] == "1" { try Data(text.utf8).write(to: file) }
        }
    }

    @Test("what may not be borne is refused, and nothing is kept of it")
    func refusals() throws {
        try Muster.withFolder { muster in
            let ledger = try Self.demonstration(muster)
            let findings = try muster.run(
                ["--ledger", ledger, "findings", "--result", "violation", "--rule", "STL-01", "--format", "ndjson"])
            let line = try #require(findings.output.split(separator: "\n").first)
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let subject = try #require(row["fingerprint"] as? String)
            func add(
                rule: String = "STL-01", subject: String, approver: String = "cleo.ray@example.com",
                until: String = "2027-03-31"
            ) throws -> Muster.Outcome {
                try muster.run(
                    ["--ledger", ledger] + Self.today + [
                        "exempt", "add", "--rule", rule, "--subject", subject, "--approver", approver, "--until", until,
                        "--by", "jo.lund@example.com", "--reason", "as agreed",
                    ])
            }
            #expect(try add(rule: "STL-99", subject: subject).status == 2)
            #expect(try add(subject: "nobody-knows-this").status == 2)
            #expect(try add(subject: subject, approver: "Jo.Lund@example.com").status == 2)
            #expect(try add(subject: subject, until: "2026-11-01").status == 2)
            #expect(try add(subject: subject, until: "2027-11-04").status == 2)
            let without = try muster.run(
                ["--ledger", ledger, "exempt", "add", "--rule", "STL-01", "--subject", subject, "--approver", "a"])
            #expect(without.status == 2)
            let list = try muster.run(["--ledger", ledger, "exempt", "list", "--format", "ndjson"])
            #expect(list.output.isEmpty)

            #expect(try add(subject: subject).status == 0)
            let borne = try muster.run(
                ["--ledger", ledger, "findings", "--result", "exempt", "--format", "ndjson"])
            #expect(borne.output.contains(subject))
            let unread = try muster.run(
                ["--ledger", ledger, "coverage", "accept", "people", "people", "--by", "a", "--reason", "b"])
            #expect(unread.status == 2, "a list that was read to its end")
        }
    }

    private static func demonstration(_ muster: Muster) throws -> String {
        let ledger = muster.folder.appending(path: "muster.sqlite").path
        let outcome = try muster.run(
            ["--ledger", ledger, "demo", "--samples", root.appending(path: "Samples").path],
            environment: ["NO_COLOR": "1"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return ledger
    }

    /// As a shell parts them: quotes hold spaces.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
