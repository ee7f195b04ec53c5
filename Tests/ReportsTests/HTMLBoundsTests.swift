import Foundation
import Inventory
import Reconciler
import Testing

@testable import Reports

/// The page is read by a person, whatever the organisation.
@Suite("Bounds of the page")
struct HTMLBoundsTests {
    @Test("of 100,000 findings the first 100 a rule are shown, every total is exact, and the page stays small")
    func manyFindings() throws {
        let rules = Rule.all.map(\.id)
        var page = Sample.page
        let number = 100_000
        page.reconciliation.violations = (0..<number).map { index in
            var finding = Sample.finding
            finding.rule = rules[index % rules.count]
            finding.severity = .medium
            finding.fingerprint =
                String(repeating: "0", count: 8) + String(index + 1_000_000) + String(repeating: "a", count: 49)
            return finding
        }
        let bytes = try Sample.htmlBytes(page)
        #expect(bytes.count < 8 << 20)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<b>100,000</b>"))
        let outline = try Outline(text)
        #expect(outline.findings == rules.count * HTMLPage.shown)
        let first = grouped((number + rules.count - 1) / rules.count)
        #expect(
            text.contains(
                "The first 100 of \(first) are shown. All of them: "
                    + "<code>muster findings --rule \(rules[0]) --format csv</code>"
            ))
    }

    @Test("one finding over 50,000 subjects, facts and owners, with a value of a megabyte, stays small")
    func hugeFinding() throws {
        var page = Sample.page
        var finding = Sample.finding
        finding.members = Array(repeating: finding.subject, count: 50_000)
        finding.evidence = Array(
            repeating: Evidence(field: "tag", value: "a" + String(repeating: "\u{301}", count: 20_000)), count: 500)
        finding.evidence[0].value = String(repeating: "x", count: 1 << 20)
        finding.owners = Array(repeating: Sample.nora, count: 5_000)
        finding.coverage = Array(repeating: finding.coverage[0], count: 5_000)
        page.reconciliation.violations = [finding]
        let text = try Sample.html(page)
        #expect(text.utf8.count < 300_000)
        #expect(text.contains("and 49,980 more"))
        #expect(text.contains("(1,047,976 more characters)"))
        #expect(text.contains("The first 20 of 500 are shown."))
        #expect(text.contains("and 4,990 more"))
    }

    @Test("of 1,000 accounts with the same gap, screen one tells it once, and 100 are told one by one")
    func manySources() throws {
        var page = Sample.page
        let ids = (0..<1_000).map { SourceID(connector: "aws", tenant: String(100_000_000_000 + $0)) }
        page.info.sources = ids.map { SourceInfo(id: $0, name: "a/\($0.tenant)", connectorVersion: "1", lastRun: 7) }
        page.info.streams = ids.map { id in
            StreamInfo(
                source: id, stream: "users", operation: "iam:ListUsers", yields: [.identity],
                coverage: Coverage(.denied, reason: "refused", missingPermissions: ["iam:ListUsers"]), run: 7,
                readAt: Sample.asOf)
        }
        let text = try Sample.html(page)
        #expect(text.contains("a/100000000000, users, and the same in 999 further sources"))
        #expect(text.contains("And 900 sources more, 900 of them with gaps"))
        #expect(text.utf8.count < 200_000)
    }
}
