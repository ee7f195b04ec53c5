import Inventory
import Testing

@testable import Reports

@Suite("Pages")
struct PageTests {
    static func screen(_ violations: [Finding], changes: ChangeSummary?) -> ScreenOne {
        ScreenOne(
            info: Sample.info, asOf: Sample.asOf, violations: violations, indeterminate: [Sample.indeterminate],
            unlinked: (1...9).map {
                Subject(
                    source: "production", connector: "aws", tenant: "123456789012", kind: "identity",
                    nativeID: "AIDA\($0)", name: "user-\($0)")
            }, unlinkedCount: 1_234, changes: changes)
    }

    @Test("screen one shows what was read, what to fix, whom nobody judged and what changed")
    func screenOne() throws {
        let changes = ChangeSummary(since: 6, added: 12, retired: 3, changed: 1_040, opened: 2, resolved: 1)
        try Golden.expect(
            Self.screen(Array(repeating: Sample.finding, count: 7), changes: changes).text(), "screen-one.txt")
    }

    @Test("a first collection with nothing wrong says so")
    func firstScreen() throws {
        var screen = Self.screen([], changes: nil)
        screen.info.streams = [screen.info.streams[0], screen.info.streams[3]]
        screen.indeterminate = []
        screen.unlinked = []
        screen.unlinkedCount = 0
        try Golden.expect(screen.text(), "screen-one-first.txt")
    }

    @Test("screen one fits on one screen, however much is wrong", arguments: [(60, 52), (80, 48), (120, 45)])
    func screenHeight(width: Int, limit: Int) {
        var screen = Self.screen(
            Array(repeating: Sample.finding, count: 5_000), changes: ChangeSummary(since: 6, added: 1))
        screen.info.streams = (0..<200).map { index in
            var stream = Sample.info.streams[1]
            stream.stream = "stream\(index)"
            return stream
        }
        screen.info.sources = (0..<30).map { index in
            var source = Sample.info.sources[0]
            source.name = "source\(index)"
            return source
        }
        let lines = screen.text(PageStyle(width: width)).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= limit)
        for line in lines { #expect(TextWidth.columns(String(line)) <= width) }
    }

    @Test("colour is only added, never a word changed")
    func colour() {
        let plain = Self.screen([Sample.finding], changes: nil).text()
        let coloured = Self.screen([Sample.finding], changes: nil).text(PageStyle(isColoured: true))
        #expect(coloured.contains("\u{1B}[31m"))
        var stripped = coloured
        for code in ["0", "1", "2", "31", "32", "33"] {
            stripped = stripped.replacing("\u{1B}[\(code)m", with: "")
        }
        #expect(stripped == plain)
    }

    @Test("an explanation traces every value to its request")
    func explain() throws {
        try Golden.expect(ExplainReport(Sample.row(Sample.finding)).text(), "explain.txt")
        try Golden.expect(ExplainReport(Sample.row(Sample.indeterminate)).text(), "explain-indeterminate.txt")
    }

    @Test("a record is shown with what is filed under it")
    func show() throws {
        let holding = Holding(
            holder: Sample.user, held: [Sample.key], person: nil, coverage: Sample.finding.coverage)
        let report = ShowReport(holding: holding, focus: Sample.key, findings: [Sample.row(Sample.finding)])
        try Golden.expect(report.text(), "show.txt")
        try Golden.expect(report.json.line + "\n", "show.json")
    }

    @Test("a diff names each change and its cause")
    func diff() throws {
        func row(_ change: ChangeRow.Change, _ name: String, cause: String = "vendor") -> ChangeRow {
            ChangeRow(
                source: "production", tenant: "123456789012", stream: "users", kind: .identity,
                type: "aws.iam.user", nativeID: "AIDA\(name)", name: name, change: change, cause: cause,
                why: change == .retired ? "not in a complete read" : nil,
                fields: change == .changed ? ["status", "tags"] : [])
        }
        let rows =
            (1...7).map { row(.added, "user-\($0)") } + [
                row(.retired, "old-bot"), row(.changed, "deploy-bot", cause: "mapping"),
            ]
        let report = DiffReport(
            from: 6, to: 7, rows: rows, isCut: false, opened: [Sample.finding], closed: [Sample.finding])
        try Golden.expect(report.text(), "diff.txt")
        try Golden.expect(Sample.list(ChangeRow.layout, .csv, rows), "diff.csv")
        let empty = DiffReport(from: 6, to: 7, rows: [], isCut: false, opened: [], closed: [])
        #expect(empty.text() == "Run 6 to run 7\n   Nothing changed.\n")
    }
}
