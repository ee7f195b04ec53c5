import Foundation
import Testing
import Transport

@testable import CurlTransport

@Suite("Response heads")
struct ResponseHeadTests {
    private func read(_ lines: [String], maximumBytes: Int = 1000) -> ResponseHead? {
        var head = ResponseHead()
        for line in lines {
            let isTaken = Data(line.utf8).withUnsafeBytes { head.take($0, maximumBytes: maximumBytes) }
            if !isTaken { return nil }
        }
        return head
    }

    @Test("a status line with a colon is no field")
    func statusLine() throws {
        let head = try #require(read(["HTTP/1.1 200 OK: fine\r\n", "A: b\r\n", "\r\n"]))
        #expect(head.headers().fields.map(\.name) == ["A"])
        #expect(head.isComplete)
    }

    @Test("a later status line starts anew, and bytes before it still count")
    func interim() throws {
        let lines = ["HTTP/1.1 103 Hints\r\n", "A: b\r\n", "\r\n", "HTTP/2 200\r\n", "C: d\r\n", "\r\n"]
        #expect(try #require(read(lines)).headers().fields.map(\.name) == ["C"])
        let total = lines.reduce(0) { $0 + $1.utf8.count }
        #expect(read(lines, maximumBytes: total) != nil)
        #expect(read(lines, maximumBytes: total - 1) == nil)
    }

    @Test("lines without a colon, bare line ends and a leading fold harm nothing")
    func oddLines() throws {
        let head = try #require(read(["HTTP/1.1 200\n", " fold\n", "none\n", ":empty name\n", "A:\t b \t\n", "\n"]))
        #expect(head.headers()["A"] == "b")
    }
}
