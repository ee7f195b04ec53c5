import Foundation
import Testing

@testable import Reconciler

@Suite("docs/rules/")
struct DocumentationTests {
    @Test("each page is what its rule says, and none is of a rule that is no more; RECORD=1 writes them anew")
    func pages() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/rules", directoryHint: .isDirectory)
        let written = RuleDocumentation.files
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in written { try Data(text.utf8).write(to: folder.appending(path: name)) }
        }
        let there = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(there.sorted() == written.map(\.name).sorted())
        for (name, text) in written {
            #expect(try String(contentsOf: folder.appending(path: name), encoding: .utf8) == text, "\(name)")
        }
    }
}
