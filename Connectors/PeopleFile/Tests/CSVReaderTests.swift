import Testing

@testable import PeopleFileConnector

@Suite("The CSV reader")
struct CSVReaderTests {
    static let documents: [(text: String, rows: [[String]])] = [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("\"a\",\"b,c\"\n", [["a", "b,c"]]),
        ("\"say \"\"hi\"\"\",x\n", [["say \"hi\"", "x"]]),
        ("\"two\r\nlines\",x\n", [["two\r\nlines", "x"]]),
        ("a,,\n", [["a", "", ""]]),
        (",\n", [["", ""]]),
        ("\"\"\n", [[""]]),
        ("a\n\n\nb\n", [["a"], ["b"]]),
        (" a ,b\n", [[" a ", "b"]]),
        ("é,日本\n", [["é", "日本"]]),
        ("", []),
    ]

    @Test("a document gives its rows", arguments: documents)
    func rows(_ document: (text: String, rows: [[String]])) {
        var reader = CSVReader()
        reader.feed(document.text.utf8)
        reader.finish()
        let rows = reader.take()
        #expect(rows.map(\.fields) == document.rows)
        #expect(rows.allSatisfy { $0.problem == nil })
    }

    @Test("where the chunks are cut makes no difference", arguments: documents)
    func chunks(_ document: (text: String, rows: [[String]])) {
        for size in 1...5 {
            var reader = CSVReader()
            let bytes = Array(document.text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.feed(bytes[start..<min(start + size, bytes.count)])
            }
            reader.finish()
            #expect(reader.take().map(\.fields) == document.rows)
        }
    }

    @Test("any fields come back as they were written")
    func roundTrip() {
        var random = SystemRandomNumberGenerator()
        let alphabet = ["a", ",", "\"", "\n", "\r\n", " ", "é", "", "0"]
        for _ in 0..<500 {
            let rows = (0..<3).map { _ in
                ["x"] + (0..<3).map { _ in (0..<4).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined() }
            }
            let text = rows.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\r\n"
            }.joined()
            var reader = CSVReader()
            reader.feed(text.utf8)
            reader.finish()
            #expect(reader.take().map(\.fields) == rows)
        }
    }

    @Test(
        "a row that cannot be trusted says why",
        arguments: [
            ("a\"b,c\n", "a quote stands inside"), ("\"a\"b\n", "text follows a closing quote"),
            ("\"open\n", "a quote is not closed"),
            ("\"" + String(repeating: "x", count: 70_000) + "\n1,2\n", "longer than 64 KiB"),
            (String(repeating: ",", count: 600) + "\n", "more than 500 fields"),
        ])
    func problems(_ text: String, _ reason: String) throws {
        var reader = CSVReader()
        reader.feed(text.utf8)
        reader.finish()
        let row = try #require(reader.take().first)
        #expect(row.problem?.contains(reason) == true)
    }

    @Test("bytes that are not UTF-8 spoil their row only")
    func encoding() {
        var reader = CSVReader()
        reader.feed([0x61, 0xFF, 0x0A, 0x62, 0x0A])
        reader.finish()
        #expect(reader.take().map(\.problem) == ["is not UTF-8", nil])
    }

    @Test("a row is named by the line on which it begins")
    func lines() {
        var reader = CSVReader()
        reader.feed("h\r\n\"a\r\nb\"\r\n\r\nc\r\n".utf8)
        reader.finish()
        #expect(reader.take().map(\.line) == [1, 2, 5])
    }
}
