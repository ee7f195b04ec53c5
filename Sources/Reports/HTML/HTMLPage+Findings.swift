import Inventory
import Reconciler

/// What is wrong, rule by rule, each finding with its evidence.
extension HTMLPage {
    func writeFindings(to output: ReportOutput) throws {
        let groups = RuleGroup.all(reconciliation)
        try output.append("<section id=\"findings\" aria-labelledby=\"findings-title\">\n")
        try output.append(Markup { writeOverview(groups, to: &$0) })
        for group in groups where !group.violations.isEmpty {
            try output.append(
                "<section id=\"\(group.anchor)\" class=\"rule\" aria-labelledby=\"\(group.anchor)-title\">\n")
            try output.append(Markup { writeIntroduction(of: group, to: &$0) })
            for finding in group.violations.prefix(Self.shown) {
                try output.append(Markup { write(finding, to: &$0) })
            }
            try output.append("</section>\n")
        }
        try output.append(Markup { writeMissing(groups, to: &$0) })
        try output.append("</section>\n")
    }

    // MARK: - All rules

    private func writeOverview(_ groups: [RuleGroup], to page: inout Markup) {
        page.element(.h2, .id("findings-title"), text: "Findings")
        page.element(
            .p,
            text: "\(counted(reconciliation.violations.count, "finding")). No rule fires on what is not known; what "
                + "could not be judged stands apart, below.")
        let hidden = reconciliation.belowFloor.values.reduce(0, +)
        if hidden > 0 {
            page.element(
                .p,
                text:
                    "\(counted(hidden, "finding")) below the policy's severity floor "
                    + "\(hidden == 1 ? "is" : "are") left out."
            )
        }
        let series = SeverityCounts.order.map { BarChart.Series(title: $0.rawValue, style: $0.rawValue) }
        if !reconciliation.violations.isEmpty { bySource(series).write(to: &page) }
        page.element(.div, .class("wide")) { page in
            page.element(.table, .class("rules")) { page in
                page.element(.caption, text: "Findings by rule")
                page.heads(
                    ("Rule", false), ("What it says", false), ("findings", true), ("looked at", true),
                    ("not judged", true))
                page.element(.tbody) { page in for group in groups { page.overview(group, reconciliation) } }
            }
        }
        writeTrend(to: &page)
    }

    private func bySource(_ series: [BarChart.Series]) -> BarChart {
        var counts: [String: SeverityCounts] = [:]
        for finding in reconciliation.violations {
            counts[finding.subject.source, default: SeverityCounts()].count(finding.severity)
        }
        let sorted = counts.map { BarChart.Row(label: $0.key, counts: $0.value.counts) }.sorted {
            $0.total == $1.total ? NativeID($0.label) < NativeID($1.label) : $0.total > $1.total
        }
        let limit = 30
        var rows = Array(sorted.prefix(limit))
        if sorted.count > limit {
            let rest = sorted.dropFirst(limit)
            rows.append(
                BarChart.Row(
                    label: "\(grouped(rest.count)) more",
                    counts: series.indices.map { place in rest.reduce(0) { $0 + $1.counts[place] } }))
        }
        return BarChart(caption: "Findings by source and severity", subject: "Source", series: series, rows: rows)
    }

    private func writeTrend(to page: inout Markup) {
        guard trend.count > 1 else { return }
        BarChart(
            caption: "Open findings over the runs, as each collection recorded them", subject: "Run",
            series: [BarChart.Series(title: "findings", style: "plain")],
            rows: trend.map {
                BarChart.Row(
                    label: "\($0.run), \(HTMLText.minute($0.publishedAt.description))", counts: [$0.open])
            }
        ).write(to: &page)
    }

    // MARK: - One rule

    private func writeIntroduction(of group: RuleGroup, to page: inout Markup) {
        page.element(.h3, .id("\(group.anchor)-title")) { page in
            page.element(.span, .class("code"), text: group.id)
            page.write(" \(group.rule?.title ?? "")")
        }
        if let rule = group.rule { page.element(.p, text: "\(rule.claim) \(rule.rationale)") }
        page.element(
            .p, text: "\(counted(group.violations.count, "finding")): \(SeverityCounts(group.violations).words).")
        if let rule = group.rule {
            page.element(.details, .class("about")) { page in
                page.element(.summary, text: "How it judges, and the controls it serves")
                page.element(.dl) { page in
                    page.fact("Severity", rule.severity)
                    page.fact("Goes away when", rule.falseWhen + ".")
                    page.element(.dt, text: "Does not fire")
                    page.element(.dd) { page in
                        page.element(.ul) { page in for text in rule.guards { page.element(.li, text: text) } }
                    }
                    page.element(.dt, text: "Controls")
                    page.element(.dd) { page in
                        page.element(.ul) { page in
                            for control in rule.controls.list {
                                page.element(.li, text: "\(control.standard): \(control.ids.joined(separator: ", "))")
                            }
                        }
                    }
                }
            }
        }
        page.rest(
            group.violations.count, beyond: Self.shown, command: "muster findings --rule \(group.id) --format csv")
    }
}

extension Markup {
    fileprivate mutating func overview(_ group: RuleGroup, _ reconciliation: Reconciliation) {
        element(.tr) { page in
            page.element(.th, .rowScope) { page in
                if group.violations.isEmpty {
                    page.element(.span, .class("code"), text: group.id)
                } else {
                    page.element(.a, .class("code"), .href("#" + group.anchor), text: group.id)
                }
            }
            page.element(.td) { page in
                page.write(group.rule?.title ?? "")
                guard !group.violations.isEmpty else { return }
                page.element(.span, .class("quiet below"), text: SeverityCounts(group.violations).words)
            }
            let counts = [group.violations.count, reconciliation.judged[group.id] ?? 0, group.missing.count]
            for count in counts {
                page.element(.td, .class(count == 0 ? "number none" : "number"), text: grouped(count))
            }
        }
    }
}
