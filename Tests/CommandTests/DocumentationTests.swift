import Foundation
import Testing

/// What the documentation shows is what the program prints.
@Suite("Documentation")
struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The commands that pages show, and how they are run over the demonstration's ledger. `Scripts/demo` ends in
    /// `muster demo`.
    private static let shown: [(page: String, command: String, arguments: [String])] = [
        ("README.md", "$ Scripts/demo\n", ["demo"]),
        ("docs/get-started.md", "$ muster demo\n", ["demo"]),
        ("docs/get-started.md", "$ muster explain 02ea4ab309\n", ["explain", "02ea4ab309"]),
        ("docs/get-started.md", "$ muster show svc-report\n", ["show", "svc-report"]),
        ("docs/get-started.md", "$ muster diff --since 7d\n", ["diff", "--since", "7d"]),
        ("docs/get-started.md", "$ muster connectors list\n", ["connectors", "list"]),
        ("docs/correlation.md", "$ muster show AIDA6GZNK3EQVBLVSQWL\n", ["show", "AIDA6GZNK3EQVBLVSQWL"]),
        (
            "docs/history.md", "$ muster show identity:00uLr3AVCCcQEOSFRrZo --history\n",
            ["show", "identity:00uLr3AVCCcQEOSFRrZo", "--history"]
        ),
        ("docs/policy.md", "$ muster policy check broken.yaml\n", ["policy", "check", "broken.yaml"]),
        (
            "docs/query.md",
            ##"$ muster query "SELECT source, count(*) AS keys FROM v1_credentials WHERE form = 'staticSecret' GROUP BY source""##
                + "\n",
            [
                #"query"#,
                #"SELECT source, count(*) AS keys FROM v1_credentials WHERE form = 'staticSecret' GROUP BY source"#,
            ]
        ),
        (
            "docs/query.md",
            ##"$ muster query "SELECT i.source, i.name, i.privilege, c.id AS key, c.last_used_at AS not_used_since FROM v1_identities i JOIN v1_credentials c ON c.source = i.source AND c.holder_id = i.id WHERE i.class = 'service' AND c.last_used_state = 'none_since' ORDER BY i.privilege, i.name LIMIT 5""##
                + "\n",
            [
                #"query"#,
                #"SELECT i.source, i.name, i.privilege, c.id AS key, c.last_used_at AS not_used_since FROM v1_identities i JOIN v1_credentials c ON c.source = i.source AND c.holder_id = i.id WHERE i.class = 'service' AND c.last_used_state = 'none_since' ORDER BY i.privilege, i.name LIMIT 5"#,
            ]
        ),
        (
            "docs/query.md",
            ##"$ muster query --format ndjson "SELECT rule, result, count(*) AS n, max(policy) AS policy FROM v1_findings GROUP BY rule, result ORDER BY n DESC, rule LIMIT 3""##
                + "\n",
            [
                #"query"#, #"--format"#, #"ndjson"#,
                #"SELECT rule, result, count(*) AS n, max(policy) AS policy FROM v1_findings GROUP BY rule, result ORDER BY n DESC, rule LIMIT 3"#,
            ]
        ),
        (
            "docs/query.md",
            ##"$ muster query "DELETE FROM v1_people""## + "\n",
            [#"query"#, #"DELETE FROM v1_people"#]
        ),
        (
            "docs/owners.md", "$ muster owners list --source okta\n", ["owners", "list", "--source", "okta"]
        ),
        (
            "docs/owners.md", "$ muster owners list --claims --source okta\n",
            ["owners", "list", "--claims", "--source", "okta"]
        ),
        ("docs/leaver.md", "$ muster leaver fay.moss@example.com\n", ["leaver", "fay.moss@example.com"]),
    ]

    @Test("pages show what the program prints")
    func transcripts() throws {
        try Muster.withFolder { muster in
            let samples = Self.root.appending(path: "Samples").path
            for shown in Self.shown {
                // Each page begins with a demonstration of its own; where it shows none, one is made.
                let place = muster.folder.appending(path: shown.page.replacing("/", with: "-"))
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let ledger = place.appending(path: "muster.sqlite").path
                if shown.arguments != ["demo"], !FileManager.default.fileExists(atPath: ledger) {
                    let made = try muster.run(["--ledger", ledger, "demo", "--samples", samples])
                    #expect(made.status == 0, "\(made.errors)")
                }
                if shown.page == "docs/policy.md" { try muster.write(try Self.brokenPolicy(), to: "broken.yaml") }
                let own = shown.arguments == ["demo"] ? ["--samples", samples] : []
                let outcome = try muster.run(
                    ["--ledger", ledger] + shown.arguments + own, environment: ["NO_COLOR": "1"])
                // What is shown as refused is printed on standard error; a list that the sample's vendors deny is lost
                // coverage, and the command says so.
                let isRefused = shown.command.contains("DELETE") || shown.command.contains("broken")
                let expected: Set<Int32> =
                    isRefused ? [2] : shown.arguments[0] == "leaver" ? [0, 3] : [0]
                #expect(expected.contains(outcome.status), "\(shown.command)\(outcome.errors)")
                let file = Self.root.appending(path: shown.page)
                let text = try String(contentsOf: file, encoding: .utf8)
                let start = try #require(text.range(of: "```console\n" + shown.command)?.upperBound, "\(shown.command)")
                let stop = try #require(text.range(of: "\n```", range: start..<text.endIndex)?.lowerBound)
                // Where the demonstration keeps its ledger unless it is told otherwise.
                let printed = (isRefused ? outcome.errors : outcome.output).trimmingCharacters(in: .newlines)
                    .replacing(place.path, with: "/tmp/muster-demo")
                    .replacing(muster.folder.path + "/", with: "")
                if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                    try Data(text.replacingCharacters(in: start..<stop, with: printed).utf8).write(to: file)
                } else {
                    #expect(text[start..<stop] == printed, "\(shown.page): write it anew with RECORD=1")
                }
            }
        }
    }

    /// The file that docs/policy.md shows, and checks.
    private static func brokenPolicy() throws -> String {
        let text = try String(contentsOf: root.appending(path: "docs/policy.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
        return try #require(blocks.compactMap { $0.components(separatedBy: "```").first }.dropFirst().first)
    }

    @Test("the policy that docs/policy.md shows is one")
    func policy() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/policy.md"), encoding: .utf8)
        let example = try #require(
            text.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "```").first)
        try Muster.withFolder { muster in
            try muster.write(example, to: "policy.yaml")
            let outcome = try muster.run(["policy", "check", "policy.yaml"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("# valid; hash "))
            let schema = try muster.run(["init", "--policy", "--schema"])
            #expect(schema.output.hasPrefix("{\n"))
        }
    }

    @Test("every link between pages leads somewhere")
    func links() throws {
        let pages =
            ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
            + (try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "docs").path))
            .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        for page in pages {
            let file = Self.root.appending(path: page)
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
                let target = file.deletingLastPathComponent().appending(path: String(match.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
            }
        }
    }

    @Test("the README stays a page")
    func length() throws {
        let lines = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 130)
    }
}
