import ConnectorKit
import Foundation
import Inventory
import Testing

@Suite("Tolerant decoding")
struct TolerantDecodingTests {
    /// Its `init(from:)` is the compiler's.
    private struct Row: Decodable {
        var id: WireText
        var at: WireTime
        var names: WireTexts?
    }

    private func row(_ fields: String) throws -> Row {
        try JSONDecoder().decode(Row.self, from: Data("{\(fields)}".utf8))
    }

    private static let day = Instant("2026-11-01T00:00:00Z")

    @Test(
        "a time that is left out, null, there or of another form is four different things",
        arguments: [
            (#""id":1"#, WireTime.absent), (#""id":1,"at":null"#, .null), (#""id":1,"at":"yesterday""#, .unreadable),
            (#""id":1,"at":1793491200"#, .unreadable), (#""id":1,"at":{"x":1}"#, .unreadable),
            (#""id":1,"at":"""#, .unreadable),
        ])
    func times(_ fields: String, _ expected: WireTime) throws { #expect(try row(fields).at == expected) }

    @Test(
        "a time is a moment with a zone, or a day",
        arguments: ["2026-11-01T00:00:00Z", "2026-11-01", "2026-11-01T01:00:00.000+0100"])
    func moments(_ text: String) throws {
        let time = try row(#""id":1,"at":"\#(text)""#).at
        #expect(time.instant == Self.day)
        #expect(time.isTold)
    }

    @Test("null is without end and not since; what was not told is unknown")
    func meanings() throws {
        let day = try #require(Self.day)
        #expect(
            [WireTime.at(day), .null, .absent, .unreadable].map(\.expiry) == [.at(day), .never, .unknown, .unknown])
        #expect(
            [WireTime.at(day), .null, .absent, .unreadable].map { $0.lastUse(since: day) }
                == [.observed(day), .noneSince(day), .unknown, .unknown])
        #expect(WireTime.null.lastUse(since: nil) == .unknown)
        #expect([WireTime.null, .absent, .unreadable].map(\.isTold) == [true, false, false])
    }

    @Test(
        "an id is the same text whether it stands as a text, a number or a flag",
        arguments: [
            (#""0042""#, "0042"), ("42", "42"), ("9007199254740993", "9007199254740993"), ("true", "true"),
            ("1.5", "1.5"), ("7.0", "7"), (#""""#, ""),
        ])
    func texts(_ json: String, _ expected: String) throws { #expect(try row(#""id":\#(json)"#).id.text == expected) }

    @Test("what is neither costs its row", arguments: ["{}", "[1]", "null"])
    func noText(_ json: String) { #expect(throws: DecodingError.self) { try row(#""id":\#(json)"#) } }

    @Test(
        "one or several are several",
        arguments: [
            (#""a""#, ["a"]), (#"["a","b"]"#, ["a", "b"]), (#"[1,true,["x"]]"#, ["1", "true", "x"]), ("[]", []),
        ])
    func several(_ json: String, _ expected: [String]) throws {
        #expect(try row(#""id":1,"names":\#(json)"#).names?.values == expected)
        #expect(try row(#""id":1,"names":null"#).names == nil)
    }
}
