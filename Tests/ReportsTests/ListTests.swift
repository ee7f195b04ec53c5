import Foundation
import Inventory
import Testing

@testable import Reports

@Suite("Lists")
struct ListTests {
    @Test("an inventory in every format is what it always was", arguments: ListFormat.allCases)
    func inventory(format: ListFormat) throws {
        try Golden.expect(
            Sample.list(InventoryRow.layout, format, Sample.rows, width: format == .table ? 100 : nil),
            "inventory.\(format.rawValue)")
    }

    @Test("findings in every format are what they always were", arguments: ListFormat.allCases)
    func findings(format: ListFormat) throws {
        let rows = [Sample.row(Sample.finding), Sample.row(Sample.indeterminate)]
        try Golden.expect(
            Sample.list(FindingRow.layout, format, rows, width: format == .table ? 100 : nil),
            "findings.\(format.rawValue)")
    }

    @Test("an empty list is an empty array, a header or nothing")
    func empty() throws {
        #expect(try Sample.list(InventoryRow.layout, .json, []) == "[]\n")
        #expect(try Sample.list(InventoryRow.layout, .ndjson, []).isEmpty)
        #expect(try Sample.list(InventoryRow.layout, .table, []).isEmpty)
        let header = try Sample.list(InventoryRow.layout, .csv, [])
        #expect(header.hasPrefix("source,tenant,kind,type,nativeID,name,"))
        #expect(header.unicodeScalars.filter { $0 == "\n" }.count == 1)
    }

    @Test("the fields that others script against are in every NDJSON row")
    func stableFields() throws {
        let inventory = try object(Sample.list(InventoryRow.layout, .ndjson, [Sample.key]))
        let expected: Set = [
            "source", "tenant", "kind", "nativeID", "name", "createdAt", "lastUsed", "expiresAt", "status", "owners",
            "stream", "operation", "run", "observedAt", "firstSeen",
        ]
        #expect(expected.isSubset(of: Set(inventory.keys)))
        #expect((inventory["lastUsed"] as? [String: Any])?["state"] as? String == "observed")
        let finding = try object(Sample.list(FindingRow.layout, .ndjson, [Sample.row(Sample.finding)]))
        let findingKeys: Set = [
            "rule", "result", "severity", "fingerprint", "subject", "evidence", "coverage", "firstSeen", "lastSeen",
            "asOf", "run", "policy",
        ]
        #expect(findingKeys.isSubset(of: Set(finding.keys)))
        let subject = try #require(finding["subject"] as? [String: Any])
        #expect(Set(["source", "tenant", "kind", "nativeID", "name"]).isSubset(of: Set(subject.keys)))
    }

    @Test(
        "a cell that a spreadsheet would run gets an apostrophe",
        arguments: ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
    func formula(text: String) {
        let field = CSVField.quoted(text)
        #expect(field.hasPrefix("'") || field.hasPrefix("\"'"))
    }

    @Test(
        "fields are quoted as RFC 4180 says",
        arguments: [("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("", ""), ("e,\u{301}", "\"e,\u{301}\"")])
    func quoting(text: String, expected: String) {
        #expect(Array(CSVField.quoted(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("a list of any length is handed over in pieces of bounded size")
    func pieces() throws {
        var largest = 0
        let output = ReportOutput(pieceSize: 1_024) { largest = max(largest, $0.count) }
        let reporter = InventoryRow.layout.reporter(.ndjson, to: output)
        for _ in 0..<500 { try reporter.write(Sample.user) }
        try reporter.finish()
        #expect(largest > 1_024)
        #expect(largest < 4_096)
    }

    @Test("a table fits its terminal, with wide and combining characters counted as they show")
    func tableWidth() throws {
        var row = Sample.user
        row.name = "山田太郎の長い長いサービスアカウント名前です e\u{301}e\u{301} 👩‍💻"
        let text = try Sample.list(InventoryRow.layout, .table, [row, Sample.key], width: 80)
        for line in text.split(separator: "\n") { #expect(TextWidth.columns(String(line)) <= 80) }
        #expect(TextWidth.columns("e\u{301}") == 1)
        #expect(TextWidth.columns("山") == 2)
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
