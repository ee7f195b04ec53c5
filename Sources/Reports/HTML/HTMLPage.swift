import Crypto
import Foundation
import Inventory
import Reconciler

/// A snapshot and its judgement as one page: no script, nothing loaded from anywhere, the same bytes for the same
/// inputs. It is HTML that is also well-formed XML.
///
/// The page is bounded whatever the organisation: at most `shown` findings a rule, sources and rows up to their own
/// limits; totals are exact, and each cut is stated with the command that lists the rest.
public struct HTMLPage: Sendable {
    public var info: SnapshotInfo
    public var reconciliation: Reconciliation
    /// When findings were first recorded, by fingerprint.
    public var firstSeen: [String: Instant]
    public var census: Census
    /// nil for a first collection.
    public var changes: Changes?
    /// Earlier runs and this one, the oldest first.
    public var trend: [TrendPoint]
    /// The connectors in use.
    public var connectors: [ConnectorNotes]
    /// Sources of the collection that could not be read at all, where the page is made right after it.
    public var failures: [ScreenOne.SourceFailure]
    public var programVersion: String
    /// Whose things alone the page tells of, in words; nil for everybody's.
    public var audience: String?

    public init(
        info: SnapshotInfo, reconciliation: Reconciliation, firstSeen: [String: Instant], census: Census,
        changes: Changes?, trend: [TrendPoint], connectors: [ConnectorNotes],
        failures: [ScreenOne.SourceFailure] = [], programVersion: String, audience: String? = nil
    ) {
        self.info = info
        self.reconciliation = reconciliation
        self.firstSeen = firstSeen
        self.census = census
        self.changes = changes
        self.trend = trend
        self.connectors = connectors
        self.failures = failures
        self.programVersion = programVersion
        self.audience = audience
    }

    /// What differs from the run before.
    public struct Changes: Sendable {
        public var summary: ChangeSummary
        /// Findings that stand now and did not, in the reconciler's order.
        public var opened: [Finding]
        /// The first record changes.
        public var records: [ChangeRow]

        public init(summary: ChangeSummary, opened: [Finding], records: [ChangeRow]) {
            self.summary = summary
            self.opened = opened
            self.records = records
        }
    }

    /// How many findings stood after a run, as its collection recorded them.
    public struct TrendPoint: Sendable, Hashable {
        public var run: Int64
        public var publishedAt: Instant
        public var open: Int

        public init(run: Int64, publishedAt: Instant, open: Int) {
            self.run = run
            self.publishedAt = publishedAt
            self.open = open
        }
    }

    /// What a connector says of itself: what it cannot see, and what its "last used" means.
    public struct ConnectorNotes: Sendable, Hashable {
        public var id: String
        public var product: String
        public var version: String
        public var documentation: String
        public var blindSpots: [Note]
        public var usageMeanings: [Note]

        public struct Note: Sendable, Hashable {
            public var what: String
            public var why: String

            public init(_ what: String, _ why: String) {
                self.what = what
                self.why = why
            }
        }

        public init(
            id: String, product: String, version: String, documentation: String, blindSpots: [Note],
            usageMeanings: [Note]
        ) {
            self.id = id
            self.product = product
            self.version = version
            self.documentation = documentation
            self.blindSpots = blindSpots
            self.usageMeanings = usageMeanings
        }
    }

    /// Findings that are shown of one rule.
    public static let shown = 100

    /// By this a file is known as a report, and may be overwritten by the next one.
    public static let mark = "<meta name=\"generator\" content=\"Muster report\" />"

    /// Writes the page piece by piece.
    /// - Throws: what the output throws.
    public func write(to output: ReportOutput) throws {
        try output.append("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\" xmlns=\"http://www.w3.org/1999/xhtml\">\n")
        try output.append(Markup { writeHead(to: &$0) })
        try output.append("<body>\n")
        try output.append(Markup { writeHeader(to: &$0) })
        try output.append("<main>\n")
        try output.append(Markup { writeScreenOne(to: &$0) })
        try output.append(Markup { writeCoverage(to: &$0) })
        try output.append(Markup { writeInventory(to: &$0) })
        try writeFindings(to: output)
        try output.append(Markup { writeUnlinked(to: &$0) })
        try output.append("</main>\n")
        try output.append(Markup { writeFooter(to: &$0) })
        try output.append("</body>\n</html>\n")
        try output.flush()
    }

    // MARK: - Head

    static var styleSheet: String { String(decoding: PackageResources.report_css, as: UTF8.self) }

    /// Nothing may be loaded, run or sent; the one style sheet is known by its hash (Content Security Policy Level 3).
    static func contentPolicy(_ styleSheet: String) -> String {
        let hash = Data(SHA256.hash(data: Data(styleSheet.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'"
    }

    private func writeHead(to page: inout Markup) {
        let sheet = Self.styleSheet
        page.element(.head) { page in
            page.void(.meta, .init("charset", "utf-8"))
            page.void(.meta, .name("generator"), .content("Muster report"))
            page.void(
                .meta, .init("http-equiv", "Content-Security-Policy"), .content(Self.contentPolicy(sheet)))
            page.void(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
            page.void(.meta, .name("color-scheme"), .content("light dark"))
            page.void(.meta, .name("referrer"), .content("no-referrer"))
            page.void(.meta, .name("robots"), .content("noindex"))
            page.element(.title, text: "Muster report, run \(info.run)")
            page.verbatim("\n")
            page.style(sheet)
        }
    }

    private func writeHeader(to page: inout Markup) {
        page.element(.header) { page in
            page.element(.h1, text: "Who and what has access")
            if let audience {
                page.element(.p) { page in
                    page.write("Only what \(audience) owns; coverage and what could not be judged are everybody's.")
                }
            }
            page.element(.p, .class("quiet")) { page in
                page.write("Run \(info.run), judged as of ")
                page.time(reconciliation.asOf)
                page.write(". This page names people, accounts and evidence: keep it as you keep those.")
            }
            page.element(.nav, .label("Parts of the report")) { page in
                page.element(.ul) { page in
                    for (anchor, title) in [
                        ("today", "Today"), ("coverage", "Coverage"), ("inventory", "Inventory"),
                        ("findings", "Findings"), ("unlinked", "Not linked"), ("about", "About"),
                    ] {
                        page.element(.li) { $0.element(.a, .href("#\(anchor)"), text: title) }
                    }
                }
            }
        }
    }
}

extension ReportOutput {
    func append(_ markup: Markup) throws { try append(markup.text) }
}
