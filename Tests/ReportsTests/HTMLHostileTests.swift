import Foundation
import Inventory
import Reconciler
import Testing

@testable import Reports

/// Names, tags and descriptions come from whoever could write them.
@Suite("Hostile text on the page")
struct HTMLHostileTests {
    static let texts = [
        "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' autofocus='",
        "javascript:alert(1)",
        "</style><script>alert(1)</script>", "</title><img src=x onerror=alert(1)>", "<!-- ", "]]>", "&lt;script&gt;",
        "{{7*7}}", "a\u{202E}gpj.exe", "line\nbreak\u{2028}and\u{0}nul\u{1B}[2J\u{7F}\u{85}", "\u{FFFE}\u{FFFF}",
        "zero\u{200B}width\u{FEFF}", "אבגדה", "\u{E0041}tag", "<svg/onload=alert(1)>", "%3Cscript%3E",
        "</details></section>",
    ]

    /// The text in every place that something from outside can reach.
    private static func page(_ text: String) -> HTMLPage {
        var page = Sample.page
        let subject = Subject(source: text, connector: text, tenant: text, kind: text, nativeID: text + "1", name: text)
        var owner = Sample.nora
        (owner.reference, owner.name, owner.email) = (text, text, text)
        var unknownOwner = owner
        unknownOwner.state = .unknown
        var finding = Finding(
            rule: text, result: .violation, severity: .high, fingerprint: text, subject: subject, summary: text,
            evidence: [
                Evidence(
                    field: text, value: text, source: text, operation: text, run: 1, observedAt: Sample.asOf, note: text
                )
            ],
            coverage: [CoverageCitation(source: text, stream: text, state: .denied, run: 1, readAt: Sample.asOf)],
            remediation: [text, "aws " + text], falseWhen: text, owners: [owner, unknownOwner], teams: [text],
            members: [subject])
        page.reconciliation.violations = [finding]
        finding.result = .indeterminate
        finding.missing = MissingKnowledge(what: text, whoCanGiveIt: text, judgeableAt: Sample.asOf)
        page.reconciliation.indeterminate = [finding]
        page.reconciliation.unlinked = [subject]
        page.reconciliation.policyHash = text
        page.reconciliation.closingBlocked = [ClosingBlock(connector: text, tenant: text, kind: .grant)]
        page.failures = [ScreenOne.SourceFailure(source: text, reason: text)]
        let id = SourceID(connector: text, tenant: text)
        page.info.sources = [SourceInfo(id: id, name: text, connectorVersion: text, lastRun: 1)]
        page.info.streams = [
            StreamInfo(
                source: id, stream: text, operation: text, yields: [.identity],
                coverage: Coverage(.denied, reason: text, missingPermissions: [text]),
                exceptions: [PartitionCoverage(partition: text, coverage: Coverage(.denied))], run: 1,
                readAt: Sample.asOf)
        ]
        page.census = Census(asOf: Sample.asOf)
        page.census.count(
            Credential(nativeID: "x", type: text, form: .password, holder: nil), lastUse: .unknown, of: text)
        page.census.count(.service, isVendorManaged: false, owners: [owner], of: text)
        page.changes?.opened = [finding]
        page.changes?.records = [
            ChangeRow(
                source: text, tenant: text, stream: text, kind: .identity, type: text, nativeID: text, name: text,
                change: .retired, cause: text, why: text, fields: [text])
        ]
        page.connectors = [
            HTMLPage.ConnectorNotes(
                id: text, product: text, version: text, documentation: text, blindSpots: [.init(text, text)],
                usageMeanings: [.init(text, text)])
        ]
        page.programVersion = text
        return page
    }

    @Test("no text becomes markup, an attribute, a link or an unseen character", arguments: texts)
    func harmless(text: String) throws {
        let html = try Sample.html(Self.page(text))
        let outline = try Outline(html)
        let plain = try Outline(Sample.html(Self.page("plain")))
        // The same page as with a harmless word: no element and no attribute more or less.
        #expect(outline.shape == plain.shape)
        #expect(outline.links.allSatisfy { $0.hasPrefix("#") })
        #expect(!html.unicodeScalars.contains { $0 != "\n" && SafeText.isUnsafe($0) })
        #expect(!html.contains("<script") && !html.contains("<img"))
        // Nothing is lost either: it reads as it was written, with what cannot be seen written out.
        #expect(outline.texts.contains { $0.contains(SafeText.escaped(text)) })
    }

    @Test(
        "only web addresses become links",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com/x",
            "https:", "https://", "https://user:pass@example.com/", "https://example.com/a b", " https://example.com",
            "https://ex\u{202E}ample.com", "ftp://example.com/", "vbscript:x", "https://example.com/\n", "",
        ])
    func noLink(address: String) {
        var page = Markup()
        page.link("word", to: address)
        #expect(page.text == "word")
    }

    @Test("a link names no referrer and gives no handle, and its address is escaped")
    func link() {
        var page = Markup()
        page.link("word", to: "https://example.com/?a=1&b='2'")
        #expect(
            page.text == "<a href=\"https://example.com/?a=1&amp;b=&#39;2&#39;\" rel=\"noreferrer noopener\">word</a>")
    }
}
