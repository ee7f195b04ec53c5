import Inventory
import Reconciler

/// What a person reads first: the same four parts as screen one of the terminal.
extension HTMLPage {
    private static var shownGaps: Int { 8 }
    private static var shownFixes: Int { 5 }
    private static var shownNames: Int { 12 }

    func writeScreenOne(to page: inout Markup) {
        page.element(.section, .id("today"), .labelledBy("today-title")) { page in
            page.element(.h2, .id("today-title"), .class("spoken"), text: "Today")
            writeFigures(to: &page)
            writeReadable(to: &page)
            writeFixes(to: &page)
            writeUnlinkedNames(to: &page)
            writeChanges(to: &page)
        }
    }

    private func writeFigures(to page: inout Markup) {
        let streams = info.streams.filter { $0.coverage.state != .unsupported }
        let read = streams.filter(\.coverage.state.provesAbsence).count
        let severities = SeverityCounts(reconciliation.violations)
        page.element(.ul, .class("figures")) { page in
            page.figure(
                "\(grouped(read)) of \(grouped(streams.count))", "lists read to their end", to: "#coverage")
            page.figure(
                grouped(reconciliation.violations.count),
                reconciliation.violations.count == 1 ? "finding" : "findings", severities.words, to: "#findings")
            page.figure(
                grouped(reconciliation.unlinkedCount),
                reconciliation.unlinkedCount == 1
                    ? "account not linked to a person" : "accounts not linked to a person",
                to: "#unlinked")
            page.figure(grouped(records), "records in \(counted(info.sources.count, "source"))", to: "#inventory")
        }
    }

    private var records: Int { RecordKind.allCases.reduce(0) { $0 + census.total($1) } }

    // MARK: - 1

    private func writeReadable(to page: inout Markup) {
        page.element(.h3, text: "1. What could be read, and what could not")
        for failure in failures {
            page.element(.p) { page in
                page.element(.span, .class("tag bad"), text: "not read")
                page.write(" ")
                page.value("\(failure.source): \(failure.reason)")
            }
        }
        let gaps = self.gaps
        if info.sources.isEmpty {
            page.element(.p, text: "No source has been collected yet.")
        } else if gaps.isEmpty && failures.isEmpty && reconciliation.acceptedGaps.isEmpty {
            page.element(.p, text: "Every list of \(counted(info.sources.count, "source")) was read to its end.")
        }
        writeAccepted(to: &page)
        guard !gaps.isEmpty else { return }
        page.element(.ul, .class("gaps")) { page in
            for gap in gaps.prefix(Self.shownGaps) {
                page.element(.li) { page in
                    page.state(gap.stream.coverage.state)
                    page.write(" ")
                    page.value(gap.title(info))
                    page.gap(gap.stream.coverage)
                }
            }
        }
        if gaps.count > Self.shownGaps {
            page.element(.p, .class("quiet")) { page in
                page.write("And \(grouped(gaps.count - Self.shownGaps)) more, by source under ")
                page.element(.a, .href("#coverage"), text: "Coverage")
                page.write(".")
            }
        }
    }

    /// Known and borne: counted and named, and not among what is to be opened.
    private func writeAccepted(to page: inout Markup) {
        let accepted = reconciliation.acceptedGaps
        guard !accepted.isEmpty else { return }
        page.element(.p, .class("quiet")) { page in
            page.write("Accepted, and no loss: \(counted(accepted.count, "list")): ")
            for (index, gap) in accepted.prefix(Self.shownGaps).enumerated() {
                if index > 0 { page.write(", ") }
                page.value("\(info.name(of: gap.source)), \(gap.stream) (\(gap.state.rawValue))")
            }
            if accepted.count > Self.shownGaps { page.write(", and \(grouped(accepted.count - Self.shownGaps)) more") }
            page.write(": muster coverage list")
        }
    }

    /// What was not read, the most urgent first; the same gap in many accounts is one.
    private var gaps: [Gap] {
        var places: [Gap.Key: Int] = [:]
        var gaps: [Gap] = []
        for stream in info.streams
        where !stream.coverage.state.provesAbsence && reconciliation.acceptedGap(stream) == nil {
            let key = Gap.Key(stream)
            if let place = places[key] {
                gaps[place].others.append(stream.source)
            } else {
                places[key] = gaps.count
                gaps.append(Gap(stream: stream))
            }
        }
        return gaps.enumerated().sorted {
            let (left, right) = ($0.element.stream.coverage.state.urgency, $1.element.stream.coverage.state.urgency)
            return left == right ? $0.offset < $1.offset : left < right
        }.map(\.element)
    }

    private struct Gap {
        var stream: StreamInfo
        /// Further sources with the same gap.
        var others: [SourceID] = []

        struct Key: Hashable {
            var connector: String
            var stream: String
            var state: CoverageState
            var reason: String?
            var permissions: [String]

            init(_ info: StreamInfo) {
                connector = info.source.connector
                stream = info.stream
                state = info.coverage.state
                reason = info.coverage.reason
                permissions = info.coverage.missingPermissions
            }
        }

        func title(_ info: SnapshotInfo) -> String {
            var words = "\(info.name(of: stream.source)), \(stream.stream)"
            if !others.isEmpty { words += ", and the same in \(counted(others.count, "further source"))" }
            return words
        }
    }

    // MARK: - 2

    private func writeFixes(to page: inout Markup) {
        let fixes = Urgent.findings(reconciliation.violations, Self.shownFixes)
        guard !fixes.isEmpty else {
            page.element(.h3, text: "2. To fix today")
            page.element(.p, text: "Nothing that Muster could judge is wrong.")
            return writeUndecided(to: &page)
        }
        page.element(
            .h3, text: "2. To fix today: \(fixes.count) of \(counted(reconciliation.violations.count, "finding"))")
        page.element(.ol, .class("fixes")) { page in
            for finding in fixes {
                page.element(.li) { page in
                    page.element(.p, .class("what")) { page in
                        page.severity(finding.severity)
                        page.write(" ")
                        page.element(.a, .href("#" + finding.anchor)) { $0.value(finding.summary) }
                    }
                    if let rule = Rule.named(finding.rule) {
                        page.element(.p, .class("quiet")) { page in
                            page.element(.a, .href("#" + rule.anchor), text: rule.id)
                            page.write(" \(rule.title). \(rule.rationale)")
                        }
                    }
                    page.steps(finding.remediation)
                }
            }
        }
        writeUndecided(to: &page)
    }

    private func writeUndecided(to page: inout Markup) {
        if !reconciliation.exempted.isEmpty {
            page.element(
                .p, .class("quiet"),
                text:
                    "\(counted(reconciliation.exempted.count, "finding")) exempt until a day: muster findings --result exempt"
            )
        }
        guard !reconciliation.indeterminate.isEmpty else { return }
        page.element(.p, .class("quiet")) { page in
            page.write("\(counted(reconciliation.indeterminate.count, "answer")) missing: ")
            page.element(.a, .href("#missing"), text: "what could not be judged, and who can say")
            page.write(".")
        }
    }

    // MARK: - 3

    private func writeUnlinkedNames(to page: inout Markup) {
        page.element(
            .h3,
            text: "3. Accounts not linked to a person, hence not judged as a person's: "
                + grouped(reconciliation.unlinkedCount))
        guard !reconciliation.unlinked.isEmpty else {
            page.element(.p, text: "None.")
            return
        }
        page.element(.p) { page in
            for (index, subject) in reconciliation.unlinked.prefix(Self.shownNames).enumerated() {
                if index > 0 { page.write(", ") }
                page.value(subject.name.isEmpty ? subject.nativeID : subject.name)
            }
            guard reconciliation.unlinkedCount > Self.shownNames else { return }
            page.write(", and ")
            page.element(
                .a, .href("#unlinked"), text: "\(grouped(reconciliation.unlinkedCount - Self.shownNames)) more")
        }
    }
}

extension Markup {
    fileprivate mutating func figure(_ number: String, _ words: String, _ detail: String = "", to anchor: String) {
        element(.li) { page in
            page.element(.a, .href(anchor)) { page in
                page.element(.b, text: number)
                page.write(" ")
                page.element(.span, text: words)
                if !detail.isEmpty { page.element(.span, .class("quiet"), text: detail) }
            }
        }
    }
}
