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
                // Each page begins with a demonstration of its own.
                let place = muster.folder.appending(path: shown.page.replacing("/", with: "-"))
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let ledger = place.appending(path: "muster.sqlite").path
                if shown.arguments != ["demo"], !FileManager.default.fileExists(atPath: ledger) {
                    #expect(try muster.run(["--ledger", ledger, "demo", "--samples", samples]).status == 0)
                }
                let own = shown.arguments == ["demo"] ? ["--samples", samples] : []
                let outcome = try muster.run(
                    ["--ledger", ledger] + shown.arguments + own, environment: ["NO_COLOR": "1"])
                // A list that the sample's vendors deny is lost coverage, and the command says so.
                #expect(
                    outcome.status == 0 || (outcome.status == 3 && shown.arguments[0] == "leaver"),
                    "\(shown.command)\(outcome.errors)")
                let file = Self.root.appending(path: shown.page)
                let text = try String(contentsOf: file, encoding: .utf8)
                let start = try #require(text.range(of: "```console\n" + shown.command)?.upperBound, "\(shown.command)")
                let stop = try #require(text.range(of: "\n```", range: start..<text.endIndex)?.lowerBound)
                // Where the demonstration keeps its ledger unless it is told otherwise.
                let printed = outcome.output.trimmingCharacters(in: .newlines)
                    .replacing(place.path, with: "/tmp/muster-demo")
                if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                    try Data(text.replacingCharacters(in: start..<stop, with: printed).utf8).write(to: file)
                } else {
                    #expect(text[start..<stop] == printed, "\(shown.page): write it anew with RECORD=1")
                }
            }
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
