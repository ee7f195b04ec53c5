import Inventory
import Reconciler

/// The screen after every collection: what could and could not be read, what to fix today, whom nobody could judge,
/// and what changed. It fits on one screen; each part names the command that shows the rest.
public struct ScreenOne: Sendable {
    public var info: SnapshotInfo
    public var asOf: Instant
    /// Ordered as the reconciler gives them: the worst first.
    public var violations: [Finding]
    /// How many more are borne until a day.
    public var exempted: Int
    /// How many answers are missing.
    public var indeterminate: [Finding]
    /// Some of them, in order.
    public var unlinked: [Subject]
    /// How many there are in all.
    public var unlinkedCount: Int
    /// nil for a first collection.
    public var changes: ChangeSummary?
    /// Sources of this collection that could not be read at all, and why.
    public var failures: [SourceFailure]
    /// Whether it names the commands that show more: they need a ledger that is kept.
    public var namesCommands = true
    /// What the sources reach and what is not to be read (suspended accounts, those left out), and why.
    public var outOfScope: [SourceFailure]

    /// Lists that were not read to their end, which someone decided to bear.
    public var accepted: [BorneGap]

    public struct SourceFailure: Sendable, Hashable {
        public var source: String
        public var reason: String

        public init(source: String, reason: String) {
            self.source = source
            self.reason = reason
        }
    }

    public init(
        info: SnapshotInfo, asOf: Instant, violations: [Finding], exempted: Int = 0, indeterminate: [Finding],
        unlinked: [Subject], unlinkedCount: Int, changes: ChangeSummary?, failures: [SourceFailure] = [],
        outOfScope: [SourceFailure] = [], accepted: [BorneGap] = []
    ) {
        self.info = info
        self.asOf = asOf
        self.violations = violations
        self.exempted = exempted
        self.indeterminate = indeterminate
        self.unlinked = unlinked
        self.unlinkedCount = unlinkedCount
        self.changes = changes
        self.failures = failures
        self.outOfScope = outOfScope
        self.accepted = accepted
    }

    /// The page as text.
    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        page.line("Run \(info.run), judged as of \(asOf)", .faint)
        page.blank()
        writeCoverage(&page)
        page.blank()
        writeFixes(&page)
        page.blank()
        writeUnlinked(&page)
        page.blank()
        writeChanges(&page)
        return page.text
    }

    // MARK: - 1

    private static var shownSources: Int { 6 }
    private static var shownGaps: Int { 4 }
    private static var shownFailures: Int { 5 }
    private static var shownOutOfScope: Int { 3 }

    private func writeCoverage(_ page: inout TextPage) {
        page.heading("1. What could be read")
        for failure in failures.prefix(Self.shownFailures) {
            page.paragraph("not read: \(failure.source): \(failure.reason)", .red, indent: 3, hang: 2, maximumLines: 3)
        }
        if failures.count > Self.shownFailures {
            page.line("and \(counted(failures.count - Self.shownFailures, "source")) more not read", .red, indent: 3)
        }
        var gaps: [StreamInfo] = []
        var lines: [(text: String, isOpen: Bool)] = []
        for source in info.sources {
            let streams = info.streams.filter { $0.source == source.id }
            let open = streams.filter { !$0.coverage.state.provesAbsence }
            gaps += open.filter { stream in
                !accepted.contains { $0.source == stream.source && $0.stream == stream.stream }
            }
            let rows = streams.reduce(0) { $0 + $1.rowsNow.values.reduce(0, +) }
            let state =
                open.isEmpty
                ? "complete" : "\(streams.count - open.count) of \(counted(streams.count, "list")) complete"
            let age = source.lastRun < info.run ? ", as of run \(source.lastRun)" : ""
            lines.append(
                (
                    "\(source.name)  \(source.id)  \(state), \(counted(rows, "record"))\(age)",
                    !open.isEmpty || !age.isEmpty
                ))
        }
        // Where there are many, those with gaps come first.
        let shown = lines.count > Self.shownSources ? lines.filter(\.isOpen) + lines.filter { !$0.isOpen } : lines
        for line in shown.prefix(Self.shownSources) { page.line(line.text, line.isOpen ? .yellow : .green, indent: 3) }
        if shown.count > Self.shownSources {
            page.line("and \(counted(shown.count - Self.shownSources, "source")) more", .faint, indent: 3)
        }
        writeOutOfScope(&page)
        if info.sources.isEmpty { page.line("No source has been collected yet.", indent: 3) }
        let ordered = gaps.enumerated().sorted {
            let (left, right) = ($0.element.coverage.state.urgency, $1.element.coverage.state.urgency)
            return left == right ? $0.offset < $1.offset : left < right
        }.map(\.element)
        for gap in ordered.prefix(Self.shownGaps) {
            let name = info.source(gap.source)?.name ?? gap.source.description
            page.paragraph(
                "\(gap.coverage.state.rawValue): \(name) \(gap.stream)\(Self.reason(gap))", gap.coverage.state.ink,
                indent: 3, hang: 2, maximumLines: 2)
            if !gap.coverage.missingPermissions.isEmpty {
                // Never cut: it is copied into a policy.
                page.paragraph(
                    "to open it, allow \(gap.coverage.missingPermissions.joined(separator: ", "))", indent: 5, hang: 2)
            }
        }
        if gaps.count > Self.shownGaps {
            page.line(
                "and \(gaps.count - Self.shownGaps) more\(command("findings --rule COL-01"))", .faint, indent: 3)
        }
        writeAccepted(&page)
    }

    private static var shownAccepted: Int { 4 }

    private func writeAccepted(_ page: inout TextPage) {
        guard !accepted.isEmpty else { return }
        let names = accepted.prefix(Self.shownAccepted).map { gap in
            "\(info.source(gap.source)?.name ?? gap.source.description) \(gap.stream) (\(gap.state.rawValue))"
        }
        let rest = accepted.count - names.count
        page.paragraph(
            "accepted, and no loss: \(counted(accepted.count, "list")): " + names.joined(separator: ", ")
                + (rest > 0 ? ", and \(grouped(rest)) more" : "") + command("coverage list"), .faint, indent: 3, hang: 2
        )
    }

    private func writeOutOfScope(_ page: inout TextPage) {
        guard !outOfScope.isEmpty else { return }
        let shown = outOfScope.prefix(Self.shownOutOfScope).map { "\($0.source) (\($0.reason))" }
        let rest = outOfScope.count - shown.count
        page.paragraph(
            "out of scope: " + shown.joined(separator: ", ") + (rest > 0 ? ", and \(grouped(rest)) more" : ""), .faint,
            indent: 3, hang: 2)
    }

    private static func reason(_ gap: StreamInfo) -> String {
        var words = gap.coverage.reason.map { ": \($0)" } ?? ""
        if gap.coverage.rejected > 0 { words += ", \(counted(gap.coverage.rejected, "row")) rejected" }
        return words
    }

    // MARK: - 2

    private func writeFixes(_ page: inout TextPage) {
        let shown = Urgent.findings(violations, 5)
        guard !shown.isEmpty else {
            page.heading("2. To fix today")
            page.line("Nothing that Muster could judge is wrong.", .green, indent: 3)
            writeUndecided(&page)
            return
        }
        page.heading("2. To fix today: \(shown.count) of \(counted(violations.count, "finding"))")
        for (index, finding) in shown.enumerated() {
            page.paragraph(
                "\(index + 1). \(finding.severity.rawValue) \(finding.rule) \(finding.fingerprint.prefix(10))  "
                    + finding.summary, finding.severity.ink, indent: 3, hang: 3, maximumLines: 2)
            if let step = finding.remediation.first { page.paragraph("do: \(step)", indent: 6, maximumLines: 3) }
        }
        if namesCommands {
            page.line("the evidence of one: muster explain \(shown[0].fingerprint.prefix(10))", .faint, indent: 3)
        }
        writeUndecided(&page)
    }

    private func writeUndecided(_ page: inout TextPage) {
        if exempted > 0 {
            page.line(
                "\(counted(exempted, "finding")) exempt until a day\(command("findings --result exempt"))", .faint,
                indent: 3)
        }
        guard !indeterminate.isEmpty else { return }
        page.line(
            "\(counted(indeterminate.count, "answer")) missing\(command("findings --result indeterminate"))", .faint,
            indent: 3)
    }

    private func command(_ words: String) -> String { namesCommands ? ": muster \(words)" : "" }

    // MARK: - 3

    private func writeUnlinked(_ page: inout TextPage) {
        page.heading("3. Accounts not linked to a person, hence not judged as a person's: \(grouped(unlinkedCount))")
        guard !unlinked.isEmpty else { return }
        let names = unlinked.prefix(6).map { $0.name.isEmpty ? $0.nativeID : $0.name }.joined(separator: ", ")
        let rest = unlinkedCount > 6 ? ", and \(grouped(unlinkedCount - 6)) more" : ""
        page.paragraph(names + rest, indent: 3)
    }

    // MARK: - 4

    private func writeChanges(_ page: inout TextPage) {
        guard let changes else {
            page.heading("4. What changed")
            page.line("This is the first collection; the next one shows what changed.", indent: 3)
            return
        }
        page.heading("4. What changed since run \(changes.since)")
        if changes.isEmpty {
            page.line("Nothing.", indent: 3)
            return
        }
        page.line(
            "records: \(grouped(changes.added)) new, \(grouped(changes.retired)) gone, "
                + "\(grouped(changes.changed)) changed\(changes.isCut ? " (at least)" : "")", indent: 3)
        page.line(
            "findings: \(grouped(changes.opened)) opened, \(grouped(changes.reopened)) reopened, "
                + "\(grouped(changes.resolved)) closed", indent: 3)
        page.line("all of it: muster diff", .faint, indent: 3)
    }
}

/// What differs from the run before, in numbers.
public struct ChangeSummary: Sendable, Hashable {
    /// The earlier run.
    public var since: Int64
    public var added: Int
    public var retired: Int
    public var changed: Int
    /// The list of record changes was longer than what was looked at.
    public var isCut: Bool
    public var opened: Int
    public var reopened: Int
    public var resolved: Int

    public init(
        since: Int64, added: Int = 0, retired: Int = 0, changed: Int = 0, isCut: Bool = false, opened: Int = 0,
        reopened: Int = 0, resolved: Int = 0
    ) {
        self.since = since
        self.added = added
        self.retired = retired
        self.changed = changed
        self.isCut = isCut
        self.opened = opened
        self.reopened = reopened
        self.resolved = resolved
    }

    public var isEmpty: Bool { added + retired + changed + opened + reopened + resolved == 0 }
}

extension CoverageState {
    /// What a person should look at first.
    var urgency: Int {
        switch self {
        case .failed: 0
        case .denied: 1
        case .partial: 2
        case .truncated: 3
        case .notRead: 4
        case .unsupported: 5
        case .complete, .unchanged: 6
        }
    }
}
