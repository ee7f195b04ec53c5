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

    @Test("screen one fits on one screen, however much is wrong", arguments: [(60, 54), (80, 48), (120, 45)])
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

    @Test("one finding over many accounts lists each of them, with what differs there")
    func merged() throws {
        var finding = Sample.finding
        finding.rule = "OWN-01"
        finding.subject = Subject(
            source: "organisation/111122223333", connector: "aws", tenant: "", kind: Subject.templateKind,
            nativeID: "0ddba11", name: "auditor")
        let members = ["111122223333", "444455556666"].map { account in
            Subject(
                source: "organisation/\(account)", connector: "aws", tenant: account, kind: "identity",
                nativeID: "AROA\(account)", name: "auditor")
        }
        finding.members = members
        finding.mergedFrom = members.map { member in
            FindingMember(
                subject: member, severity: .medium, summary: "auditor has no owner",
                evidence: [
                    Evidence(
                        field: "createdAt", value: Sample.daysAgo(90).description, source: member.source,
                        operation: "iam:ListRoles", run: 7, observedAt: Sample.daysAgo(1))
                ])
        }
        let row = Sample.row(finding)
        try Golden.expect(ExplainReport(row).text(), "merged.txt")
        for format in [ListFormat.table, .csv, .ndjson] {
            try Golden.expect(Sample.list(FindingRow.layout, format, [row]), "merged.\(format.rawValue)")
        }
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
        func entry(_ change: DiffEntry.Change, _ name: String, _ before: String?, _ after: String?, why: String? = nil)
            -> DiffEntry
        {
            DiffEntry(
                change, source: "production", tenant: "123456789012", kind: "identity", nativeID: "AIDA\(name)",
                name: name, cause: change == .mappingChanged ? "mapping" : "vendor", why: why, before: before,
                after: after)
        }
        let report = DiffReport(
            from: 6, to: 7, fromAt: Sample.daysAgo(7), toAt: Sample.asOf, rows: rows, isCut: false,
            opened: [Sample.finding], reopened: [Sample.finding], closed: [Sample.finding],
            widened: [entry(.widened, "deploy-bot", "low", "admin", why: "direct through AdministratorAccess")],
            ownerChanges: [entry(.ownerChanged, "deploy-bot", "Nora Ek", "nobody")],
            coverage: [entry(.coverageLost, "accessKeys", "complete", "denied", why: "needs iam:ListAccessKeys")],
            mapping: [entry(.mappingChanged, "users", "1", "2", why: "another version of the stream")])
        try Golden.expect(report.text(), "diff.txt")
        #expect(report.text().split(separator: "\n", omittingEmptySubsequences: false).count <= 33)
        try Golden.expect(Sample.list(DiffEntry.layout, .csv, report.entries), "diff.csv")
        try Golden.expect(Sample.list(DiffEntry.layout, .ndjson, report.entries), "diff.ndjson")
        let empty = DiffReport(from: 6, to: 7, rows: [], isCut: false, opened: [], closed: [])
        #expect(empty.text() == "Run 6 to run 7\n   Nothing changed.\n")
    }
}
