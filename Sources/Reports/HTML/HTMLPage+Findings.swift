import Inventory
import Reconciler

/// What is wrong, rule by rule, each finding with its evidence.
extension HTMLPage {
    /// Bounds within one finding: thousands may share a key.
    private static var shownFacts: Int { 20 }
    private static var shownMembers: Int { 20 }
    private static var shownOwners: Int { 10 }
    static var shownSteps: Int { 10 }

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
                    "\(counted(hidden, "finding")) below the policy's severity floor \(hidden == 1 ? "is" : "are") left out."
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

    // MARK: - One finding

    private func write(_ finding: Finding, to page: inout Markup) {
        page.element(.details, .class("finding")) { page in
            page.element(.summary) { page in
                page.severity(finding.severity)
                page.write(" ")
                page.value(finding.summary)
            }
            page.element(.div, .id(finding.anchor)) { page in
                page.element(.dl) { page in
                    page.fact("About", "\(finding.subject.kind) \(finding.subject.displayName)")
                    page.fact(
                        "Source", "\(finding.subject.source) (\(finding.subject.connector)/\(finding.subject.tenant))")
                    writeOwners(of: finding, to: &page)
                    if !finding.teams.isEmpty { page.fact("Team", finding.teams.joined(separator: ", ")) }
                    if !finding.members.isEmpty {
                        let rest = finding.members.count - Self.shownMembers
                        page.fact(
                            "Also",
                            finding.members.prefix(Self.shownMembers).map(\.displayName).joined(separator: ", ")
                                + (rest > 0 ? ", and \(grouped(rest)) more" : ""))
                    }
                    if let firstSeen = firstSeen[finding.fingerprint] {
                        page.fact("Since", HTMLText.minute(firstSeen.description))
                    }
                    if !finding.remediation.isEmpty {
                        page.element(.dt, text: "Do")
                        page.element(.dd) { $0.steps(finding.remediation) }
                    }
                    writeCoverage(of: finding, to: &page)
                    page.fact("Id", String(finding.fingerprint.prefix(16)))
                }
                writeEvidence(of: finding, to: &page)
            }
        }
    }

    private func writeOwners(of finding: Finding, to page: inout Markup) {
        guard !finding.owners.isEmpty else { return page.fact("Owner", "nobody known") }
        for owner in finding.owners.prefix(Self.shownOwners) {
            page.fact(
                "Owner",
                "\(FactText.owner(owner)), by \(owner.evidence.rawValue), \(FactText.percent(owner.confidence)) sure")
        }
        let rest = finding.owners.count - Self.shownOwners
        if rest > 0 { page.fact("Owner", "and \(grouped(rest)) more") }
    }

    private func writeEvidence(of finding: Finding, to page: inout Markup) {
        guard !finding.evidence.isEmpty else { return }
        page.element(.table, .class("evidence")) { page in
            page.element(.caption, text: "Evidence")
            page.heads(("Fact", false), ("Value", false), ("Where it comes from", false))
            page.element(.tbody) { page in
                for fact in finding.evidence.prefix(Self.shownFacts) {
                    page.element(.tr) { page in
                        page.element(.th, .rowScope) { $0.value(fact.field) }
                        page.element(.td) { $0.value(fact.value) }
                        page.element(.td) { $0.value(fact.origin) }
                    }
                }
            }
        }
        page.rest(
            finding.evidence.count, beyond: Self.shownFacts,
            command: "muster explain \(HTMLText.anchor(String(finding.fingerprint.prefix(10))))")
    }

    private func writeCoverage(of finding: Finding, to page: inout Markup) {
        guard !finding.coverage.isEmpty else { return }
        page.element(.dt, text: "Rests on")
        page.element(.dd) { page in
            page.element(.ul) { page in
                for citation in finding.coverage.prefix(Self.shownFacts) {
                    page.element(.li) { page in
                        page.value("\(citation.source)/\(citation.stream)")
                        page.write(": \(citation.state.words), run \(citation.run), ")
                        page.write(HTMLText.minute(citation.readAt.description))
                    }
                }
                let rest = finding.coverage.count - Self.shownFacts
                if rest > 0 { page.element(.li, text: "and \(grouped(rest)) more") }
            }
        }
    }

    // MARK: - Not judged

    private func writeMissing(_ groups: [RuleGroup], to page: inout Markup) {
        page.element(.h3, .id("missing"), text: "What could not be judged")
        let open = groups.filter { !$0.missing.isEmpty }
        guard !open.isEmpty else {
            page.element(.p, text: "Everything that was looked at could be judged.")
            return
        }
        page.element(
            .p,
            text:
                "\(counted(reconciliation.indeterminate.count, "answer")) missing: neither right nor wrong until somebody gives what is missing."
        )
        page.element(.div, .class("wide")) { page in
            page.element(.table) { page in
                page.element(.caption, .class("spoken"), text: "Missing answers")
                page.heads(("Rule", false), ("About", false), ("What is missing", false), ("Who can give it", false))
                page.element(.tbody) { page in
                    for group in open {
                        for finding in group.missing.prefix(Self.shown) { page.missing(finding) }
                    }
                }
            }
        }
        for group in open {
            page.rest(
                group.missing.count, beyond: Self.shown,
                command: "muster findings --rule \(group.id) --result indeterminate")
        }
    }
}

/// What one rule said.
private struct RuleGroup {
    var id: String
    /// nil for a rule that this program does not know.
    var rule: Rule?
    var violations: [Finding] = []
    var missing: [Finding] = []
    var anchor: String { "rule-" + HTMLText.anchor(id) }

    /// Every rule, those with the worst findings first, then by id.
    static func all(_ reconciliation: Reconciliation) -> [RuleGroup] {
        var groups: [String: RuleGroup] = [:]
        for rule in Rule.all { groups[rule.id] = RuleGroup(id: rule.id, rule: rule) }
        for finding in reconciliation.violations {
            groups[finding.rule, default: RuleGroup(id: finding.rule)].violations.append(finding)
        }
        for finding in reconciliation.indeterminate {
            groups[finding.rule, default: RuleGroup(id: finding.rule)].missing.append(finding)
        }
        return groups.values.sorted {
            let (left, right) = ($0.violations.first?.severity, $1.violations.first?.severity)
            if left != right { return left.map { left in right.map { left > $0 } ?? true } ?? false }
            return NativeID($0.id) < NativeID($1.id)
        }
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

    fileprivate mutating func missing(_ finding: Finding) {
        element(.tr) { page in
            page.element(.th, .rowScope) { $0.element(.span, .class("code"), text: finding.rule) }
            page.element(.td, .class("long")) { $0.value("\(finding.subject.source), \(finding.subject.displayName)") }
            page.element(.td, .class("long")) { $0.value(finding.missing?.what ?? finding.summary) }
            page.element(.td) { page in
                let missing = finding.missing
                if let giver = missing?.whoCanGiveIt { page.value(giver) }
                if let instant = missing?.judgeableAt {
                    page.write(missing?.whoCanGiveIt == nil ? "can be judged from " : "; can be judged from ")
                    page.time(instant)
                }
            }
        }
    }

    mutating func fact(_ label: String, _ value: String) {
        element(.dt, text: label)
        element(.dd) { $0.value(value) }
    }
}

extension Evidence {
    fileprivate var origin: String {
        var parts: [String] = []
        if let source { parts.append(source) }
        if let operation { parts.append(operation) }
        if let run { parts.append("run \(run)") }
        if let observedAt { parts.append(HTMLText.minute(observedAt.description)) }
        if let note { parts.append(note) }
        return parts.joined(separator: ", ")
    }
}
