import Foundation
import Testing

@testable import Reconciler

@Suite("docs/rules.md")
struct DocumentationTests {
    @Test("the page is what the rules say; RECORD=1 writes it anew")
    func page() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/rules.md")
        let written = RuleDocumentation.markdown()
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(written.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == written)
    }
}
