import Foundation
import Testing

/// Compares a text with a checked-in file; `RECORD=1 swift test` writes the file anew, and the diff is reviewed.
enum Golden {
    static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(text.utf8).write(to: file)
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(
            Array(text.utf8) == Array(expected.utf8), "differs from \(name):\n\(text)", sourceLocation: sourceLocation)
    }
}
