import Inventory

/// One finding: who, what to do, what it rests on, and each value with where it came from.
extension HTMLPage {
    /// Bounds within one finding: thousands may share a key.
    private static var shownFacts: Int { 20 }
    private static var shownMembers: Int { 20 }
    private static var shownOwners: Int { 10 }
    static var shownSteps: Int { 10 }

    func write(_ finding: Finding, to page: inout Markup) {
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
                            finding.members.prefix(Self.shownMembers).map { member in
                                // Made from one template they share a name, and differ in where they are.
                                finding.mergedFrom.isEmpty
                                    ? member.displayName : "\(member.displayName) in \(member.source)"
                            }.joined(separator: ", ")
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
