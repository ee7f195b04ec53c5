import Foundation
import Inventory
import Testing

@testable import Reports

/// Names come from outside; whatever they hold, a row stays a row and a terminal stays as it was.
@Suite("Hostile text")
struct HostileTextTests {
    /// SplitMix64: the same strings in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static func text(_ generator: inout Generator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...24, using: &generator) {
            let ranges: [ClosedRange<UInt32>] = [
                0...0x7F, 0...0x1F, 0x7F...0x9F, 0x200B...0x206F, 0...0xFFFF, 0...0x10FFFF, 0xE0000...0xE007F,
            ]
            let range = ranges[Int.random(in: 0..<ranges.count, using: &generator)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    static func row(named name: String) -> InventoryRow {
        var row = Sample.key
        row.name = name
        row.source = name
        row.status = name
        row.owners[0].reference = name
        row.owners[0].name = name
        return row
    }

    @Test("any name leaves no control or hidden character in a table or a CSV, and one row is one line")
    func tablesAndCSV() throws {
        var generator = Generator(state: 1)
        for _ in 0..<2_000 {
            let row = Self.row(named: Self.text(&generator))
            for format in [ListFormat.table, .csv] {
                let output = try Sample.list(InventoryRow.layout, format, [row], width: format == .table ? 100 : nil)
                let lines = output.unicodeScalars.split(separator: "\n")
                #expect(lines.count == 2)
                for line in lines {
                    let body = format == .csv ? line.dropLast() : line  // the carriage return of RFC 4180
                    #expect(!body.contains(where: SafeText.isUnsafe))
                }
            }
        }
    }

    @Test("any name is the same name after NDJSON, and nothing in the line can act on a terminal")
    func json() throws {
        var generator = Generator(state: 2)
        for _ in 0..<2_000 {
            let name = Self.text(&generator)
            let line = try Sample.list(InventoryRow.layout, .ndjson, [Self.row(named: name)])
            #expect(!line.unicodeScalars.dropLast().contains(where: SafeText.isUnsafe))
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let parsed = try #require(object?["name"] as? String)
            #expect(Array(parsed.unicodeScalars) == Array(name.unicodeScalars))
        }
    }

    @Test("a page shows a hostile name written out")
    func page() {
        var finding = Sample.finding
        finding.summary = "bot\u{1B}[2J\u{202E}txt.exe\nviolation nothing"
        let text = ExplainReport(Sample.row(finding)).text()
        #expect(!text.unicodeScalars.contains { $0 != "\n" && SafeText.isUnsafe($0) })
        #expect(text.contains("bot\\u{1B}[2J\\u{202E}txt.exe\\u{A}violation nothing"))
    }

    @Test(
        "every control, bidi and zero-width character is unsafe",
        arguments: [
            "\u{0}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{200E}", "\u{202E}", "\u{2028}",
            "\u{2066}", "\u{FEFF}", "\u{E0041}", "\u{61C}", "\u{180E}", "\u{3164}",
        ] as [Unicode.Scalar])
    func unsafe(scalar: Unicode.Scalar) { #expect(SafeText.isUnsafe(scalar)) }

    @Test("letters of all scripts are left alone", arguments: ["Ä", "ß", "山", "א", "e\u{301}", "💳", "~", " "])
    func safe(text: String) { #expect(SafeText.escaped(text) == text) }
}
