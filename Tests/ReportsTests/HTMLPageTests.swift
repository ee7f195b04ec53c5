import Crypto
import Foundation
import Inventory
import Reconciler
import Testing

@testable import Reports

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("The page for a browser")
struct HTMLPageTests {
    @Test("a small organisation as a page")
    func golden() throws { try Golden.expect(try Sample.html(Sample.page), "report.html") }

    @Test("the same inputs give the same bytes")
    func sameBytes() throws {
        #expect(try Sample.htmlBytes(Sample.page) == Sample.htmlBytes(Sample.page))
        // Counted in another order, as hashing may.
        var page = Sample.page
        page.census = Sample.census(reversed: true)
        #expect(try Sample.htmlBytes(page) == Sample.htmlBytes(Sample.page))
    }

    @Test(
        "the page is well-formed XML: headings go down step by step, tables are named, anchors lead somewhere"
    )
    func structure() throws {
        let outline = try Outline(Sample.html(Sample.page))
        #expect(outline.headings.first == 1)
        #expect(outline.headings.filter { $0 == 1 }.count == 1)
        for (before, after) in zip(outline.headings, outline.headings.dropFirst()) { #expect(after <= before + 1) }
        #expect(outline.tables == outline.captions && outline.tables > 0)
        #expect(outline.pictures == outline.describedPictures && outline.pictures > 0)
        for anchor in outline.links where anchor.hasPrefix("#") {
            #expect(outline.ids.contains(String(anchor.dropFirst())), "\(anchor) leads nowhere")
        }
        #expect(Set(outline.ids).count == outline.ids.count)
    }

    @Test("nothing is run and nothing is loaded")
    func standsAlone() throws {
        let outline = try Outline(Sample.html(Sample.page))
        #expect(
            outline.elements.isDisjoint(with: ["script", "link", "img", "iframe", "object", "form", "base", "video"]))
        let loading = ["src", "srcset", "style", "action", "background", "poster", "data", "xlink:href"]
        #expect(outline.attributes.isDisjoint(with: loading))
        #expect(!outline.attributes.contains { $0.hasPrefix("on") })
        #expect(outline.links.filter { !$0.hasPrefix("#") } == ["https://docs.example.com/iam"])
        for word in ["url(", "@import", "<", "&"] { #expect(!HTMLPage.styleSheet.contains(word), "\(word)") }
    }

    @Test("the content policy names the style sheet's hash, and allows nothing else")
    func contentPolicy() throws {
        let page = try Sample.html(Sample.page)
        let start = try #require(page.range(of: "<style>")?.upperBound)
        let stop = try #require(page.range(of: "</style>", range: start..<page.endIndex)?.lowerBound)
        let hash = Data(SHA256.hash(data: Data(page[start..<stop].utf8))).base64EncodedString()
        #expect(
            page.contains(
                "content=\"default-src &#39;none&#39;; style-src &#39;sha256-\(hash)&#39;; base-uri &#39;none&#39;; "
                    + "form-action &#39;none&#39;\""))
    }

    @Test("a file is known as a report by its first bytes")
    func mark() throws { #expect(try Sample.html(Sample.page).prefix(1_000).contains(HTMLPage.mark)) }

    @Test("an empty ledger's page says so and is well-formed")
    func empty() throws {
        let page = HTMLPage(
            info: SnapshotInfo(run: 1, publishedAt: Sample.asOf, sources: [], streams: []),
            reconciliation: Reconciliation(asOf: Sample.asOf, policyHash: ""), firstSeen: [:],
            census: Census(asOf: Sample.asOf), changes: nil, trend: [], connectors: [], programVersion: "0.0.0")
        let text = try Sample.html(page)
        _ = try Outline(text)
        #expect(text.contains("No source has been collected yet."))
        #expect(text.contains("This is the first collection"))
        #expect(text.contains("Nothing that Muster could judge is wrong."))
    }

    @Test("it tells the gap, the permission that opens it, the revoke step, who is not linked, and what it rests on")
    func contents() throws {
        let page = try Sample.html(Sample.page)
        for words in [
            "AccessDenied for 1,200 users", "<code>iam:GetAccessKeyLastUsed</code>",
            "Name a new owner in the tag owner of user deploy-bot.", "Nora Ek (left 2026-09-30), by tag, 90 % sure",
            "production, iam:ListUserTags, run 7, 2026-10-31 00:00 UTC", "from people.endedAt and the judging clock",
            "<bdi>kim</bdi>", "3 findings below the policy", "SHA-256 c0ffee", "muster 0.0.0", "Who made a key",
            "ISO/IEC 27001:2022: A.5.11", "staging: the credential is refused", "1 opened, 0 reopened, 4 closed",
        ] { #expect(page.contains(words), "\(words)") }
    }
}
