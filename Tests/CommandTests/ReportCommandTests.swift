import Foundation
import Testing

@Suite("The report's command")
struct ReportCommandTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Samples").path

    @Test("a collection becomes a page: a file with a word about it, and the same bytes on standard output")
    func written() throws {
        try Muster.withFolder { muster in
            _ = try muster.run(["--ledger", "demo.sqlite", "demo", "--samples", Self.samples])
            let told = try muster.run(["--ledger", "demo.sqlite", "report"])
            #expect(told.status == 0)
            #expect(told.errors.isEmpty)
            #expect(told.output.hasPrefix("muster-report.html: "))
            let page = try muster.read("muster-report.html")
            #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
            let printed = try muster.run(["--ledger", "demo.sqlite", "report", "--out", "-"])
            #expect(printed.output == page)

            try muster.write("mine", to: "notes.txt")
            let refused = try muster.run(["--ledger", "demo.sqlite", "report", "--out", "notes.txt"])
            #expect(refused.status == 2)
            #expect(refused.errors.contains("--force"))
            #expect(try muster.read("notes.txt") == "mine")
            let forced = try muster.run([
                "--ledger", "demo.sqlite", "report", "--out", "notes.txt", "--force", "--format", "json",
            ])
            #expect(forced.status == 0)
            #expect(forced.output.contains(#""bytes":\#(page.utf8.count)"#))
            #expect(try muster.read("notes.txt") == page)
        }
    }

    @Test("without a collection there is no page, and a table of commas is refused")
    func nothing() throws {
        try Muster.withFolder { muster in
            let outcome = try muster.run(["--ledger", "none.sqlite", "report"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("nothing has been collected yet"))
            #expect(try muster.run(["report", "--format", "csv"]).status == 2)
            let files = try FileManager.default.contentsOfDirectory(atPath: muster.folder.path)
            #expect(!files.contains { $0.hasSuffix("html") })
        }
    }
}
