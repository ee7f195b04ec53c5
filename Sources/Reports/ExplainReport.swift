import Inventory

/// One finding in full: the claim, each value and where it came from, the reads it rests on, what would make it go
/// away, and what to do.
public struct ExplainReport: Sendable {
    public var row: FindingRow

    public init(_ row: FindingRow) { self.row = row }

    public func text(_ style: PageStyle = PageStyle()) -> String {
        let finding = row.finding
        var page = TextPage(style)
        page.line("\(finding.severity.rawValue) \(finding.rule) \(finding.result.rawValue)", finding.severity.ink)
        page.paragraph(finding.summary, .bold)
        page.blank()
        if finding.mergedFrom.isEmpty {
            page.labelled("subject", "\(finding.subject.kind) \(finding.subject.displayName)", column: 12)
            page.labelled(
                "source", "\(finding.subject.source) (\(finding.subject.connector)/\(finding.subject.tenant))",
                column: 12)
        } else {
            let places = finding.members.count
            page.labelled(
                "subject",
                finding.subject.name + (places > 1 ? ", made from one template in \(counted(places, "place"))" : ""),
                column: 12)
        }
        page.labelled("id", finding.fingerprint, column: 12)
        if let firstSeen = row.firstSeen { page.labelled("first seen", firstSeen.description, column: 12) }
        page.labelled("judged", "run \(row.run), as of \(row.asOf), policy \(row.policy.prefix(12))", column: 12)
        for owner in finding.owners {
            page.labelled(
                "owner",
                "\(FactText.owner(owner)), by \(owner.evidence.rawValue), \(FactText.percent(owner.confidence)) sure",
                column: 12)
        }
        if finding.mergedFrom.isEmpty {
            for member in finding.members { page.labelled("also", member.displayName, column: 12) }
        }
        if let exemption = finding.exemption { write(exemption, &page) }
        writeEvidence(&page)
        writeMembers(&page)
        writeCoverage(&page)
        if let missing = finding.missing { write(missing, &page) }
        if !finding.falseWhen.isEmpty {
            page.blank()
            page.heading("What would make it go away")
            page.paragraph(finding.falseWhen, indent: 3)
        }
        if !finding.remediation.isEmpty {
            page.blank()
            page.heading("What to do (Muster itself changes nothing)")
            for (index, step) in finding.remediation.enumerated() {
                page.labelled("\(index + 1).", step, indent: 3, column: 3)
            }
        }
        return page.text
    }

    private func write(_ exemption: ExemptionNote, _ page: inout TextPage) {
        page.blank()
        page.heading("Borne until \(exemption.until.day)")
        page.paragraph(
            "approved by \(exemption.approver), entered by \(exemption.by), decision \(exemption.decision)", indent: 3)
        if let reason = exemption.reason { page.paragraph(reason, indent: 3) }
        if let control = exemption.compensatingControl { page.paragraph("instead: \(control)", indent: 3, hang: 2) }
    }

    private func writeEvidence(_ page: inout TextPage) {
        guard !row.finding.evidence.isEmpty else { return }
        page.blank()
        page.heading("Why")
        for fact in row.finding.evidence { write(fact, indent: 3, &page) }
    }

    private func write(_ fact: Evidence, indent: Int, _ page: inout TextPage) {
        page.paragraph("\(fact.field) = \(fact.value)", indent: indent, hang: 2)
        var origin: [String] = []
        if let source = fact.source { origin.append(source) }
        if let operation = fact.operation { origin.append(operation) }
        if let run = fact.run { origin.append("run \(run)") }
        if let observedAt = fact.observedAt { origin.append("read \(observedAt)") }
        if let note = fact.note { origin.append(note) }
        if !origin.isEmpty { page.paragraph(origin.joined(separator: ", "), .faint, indent: indent + 2) }
    }

    /// One thing in many accounts: each of them, with what of it is not as in the others.
    private func writeMembers(_ page: inout TextPage) {
        guard !row.finding.mergedFrom.isEmpty else { return }
        page.blank()
        page.heading("Where: \(counted(row.finding.mergedFrom.count, "place"))")
        for member in row.finding.mergedFrom {
            page.paragraph(
                "\(member.severity.rawValue)  \(member.subject.source) (\(member.subject.connector)/"
                    + "\(member.subject.tenant)): \(member.subject.displayName)", member.severity.ink, indent: 3,
                hang: 2)
            for fact in member.evidence { write(fact, indent: 5, &page) }
        }
    }

    private func writeCoverage(_ page: inout TextPage) {
        guard !row.finding.coverage.isEmpty else { return }
        page.blank()
        page.heading("Resting on")
        for citation in row.finding.coverage {
            page.line(
                "\(citation.source) \(citation.stream): \(citation.state.rawValue), run \(citation.run), "
                    + "read \(citation.readAt)", citation.state.ink, indent: 3)
        }
    }

    private func write(_ missing: MissingKnowledge, _ page: inout TextPage) {
        page.blank()
        page.heading("What is missing")
        page.paragraph(missing.what, indent: 3)
        if let giver = missing.whoCanGiveIt { page.paragraph("can be given by: \(giver)", indent: 3, hang: 2) }
        if let instant = missing.judgeableAt { page.line("can be judged from \(instant)", indent: 3) }
    }
}
