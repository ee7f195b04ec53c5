import Inventory
import Reconciler

/// How far each source could be read.
extension HTMLPage {
    /// Sources that are told one by one, and the parts of a list that are named.
    private static var shownSources: Int { 100 }
    private static var shownParts: Int { 5 }

    func writeCoverage(to page: inout Markup) {
        page.element(.section, .id("coverage"), .labelledBy("coverage-title")) { page in
            page.element(.h2, .id("coverage-title"), text: "Coverage")
            page.element(
                .p,
                text: "What was not read is neither there nor gone. Only a list that was read to its end can show "
                    + "that something is gone. Left out is what the system does not offer, or nobody asked for.")
            let sources = sourcesByNeed
            guard !sources.isEmpty else {
                page.element(.p, text: "No source has been collected yet.")
                return
            }
            chart(sources.prefix(Self.shownSources)).write(to: &page)
            if sources.count > Self.shownSources {
                let rest = sources.dropFirst(Self.shownSources)
                let open = rest.filter(\.isOpen).count
                page.element(
                    .p, .class("quiet"),
                    text: "And \(counted(rest.count, "source")) more, \(grouped(open)) of them with "
                        + "gaps: muster findings --rule COL-01")
            }
            for source in sources.prefix(Self.shownSources) { write(source, to: &page) }
            writeBlocked(to: &page)
        }
    }

    private struct SourceCoverage {
        var source: SourceInfo
        var streams: [StreamInfo]
        var isOpen: Bool { streams.contains { !$0.coverage.state.provesAbsence } }
    }

    /// In the order of the snapshot; where there are more than can be shown, those with gaps come first.
    private var sourcesByNeed: [SourceCoverage] {
        let streams = Dictionary(grouping: info.streams, by: \.source)
        let all = info.sources.map { SourceCoverage(source: $0, streams: streams[$0.id] ?? []) }
        return all.count > Self.shownSources ? all.filter(\.isOpen) + all.filter { !$0.isOpen } : all
    }

    private func chart(_ sources: ArraySlice<SourceCoverage>) -> BarChart {
        let styles = [
            ("to the end", "good"), ("in part", "part"), ("unread", "bad"), ("left out", "off"),
        ]
        return BarChart(
            caption: "Lists by how far they were read",
            subject: "Source",
            series: styles.map { BarChart.Series(title: $0.0, style: $0.1) },
            further: ["rows", "last run"],
            rows: sources.map { entry in
                BarChart.Row(
                    label: entry.source.name,
                    counts: styles.map { style in entry.streams.filter { $0.coverage.state.style == style.1 }.count },
                    rest: [
                        grouped(entry.streams.reduce(0) { $0 + $1.records }), String(entry.source.lastRun),
                    ])
            }, isProportional: true)
    }

    private func write(_ entry: SourceCoverage, to page: inout Markup) {
        page.element(.details) { page in
            page.element(.summary) { page in
                page.value(entry.source.name)
                page.element(.span, .class("quiet")) { page in
                    page.write(" ")
                    page.value(entry.source.id.description)
                    page.write(", \(counted(entry.streams.count, "list"))")
                    if entry.source.lastRun < info.run { page.write(", as of run \(entry.source.lastRun)") }
                }
            }
            page.element(.div, .class("wide")) { page in
                page.element(.table) { page in
                    page.element(.caption, .class("spoken"), text: "Lists of \(entry.source.name)")
                    page.heads(
                        ("List", false), ("State", false), ("Operation", false), ("Rows", true), ("Read", false))
                    page.element(.tbody) { page in for stream in entry.streams { write(stream, to: &page) } }
                }
            }
        }
    }

    private func write(_ stream: StreamInfo, to page: inout Markup) {
        page.element(.tr) { page in
            page.element(.th, .rowScope) { $0.value(stream.stream) }
            page.element(.td, .class("long")) { page in
                page.state(stream.coverage.state)
                page.gap(stream.coverage, lead: " ")
                if let note = reconciliation.acceptedGap(stream)?.note {
                    page.element(.p, .class("quiet")) { page in
                        page.value(
                            "accepted by \(note.by), decision \(note.decision)" + (note.reason.map { ": \($0)" } ?? ""))
                    }
                }
                guard !stream.exceptions.isEmpty else { return }
                page.element(.p, .class("quiet")) { page in
                    page.write(
                        "\(grouped(stream.completePartitions)) parts read to their end, "
                            + "\(grouped(stream.exceptions.count)) "
                            + "not: ")
                    page.value(stream.exceptions.prefix(Self.shownParts).map(\.partition).joined(separator: ", "))
                    if stream.exceptions.count > Self.shownParts { page.write(" and more") }
                }
            }
            page.element(.td) { $0.value(stream.operation) }
            page.element(.td, .class("number"), text: grouped(stream.records))
            page.element(.td) { page in
                page.time(stream.readAt)
                page.element(.span, .class("quiet below"), text: "run \(stream.run)")
            }
        }
    }

    private func writeBlocked(to page: inout Markup) {
        let blocks = reconciliation.closingBlocked
        for block in blocks.prefix(Self.shownParts) {
            page.element(
                .p,
                text: "So many records of kind \(block.kind.rawValue) went from \(block.connector)/\(block.tenant) "
                    + "at once that no finding about them is closed by it.")
        }
        page.rest(blocks.count, beyond: Self.shownParts, command: "muster findings --rule COL-03")
    }
}

extension StreamInfo {
    fileprivate var records: Int { rowsNow.values.reduce(0, +) }
}
