import Inventory

/// One record, and where it is an identity or application all that is filed under it, with the findings about them.
public struct ShowReport: Sendable {
    public var holding: Holding
    /// The row that was asked for, where it is not the holder.
    public var focus: InventoryRow?
    public var findings: [FindingRow]

    public init(holding: Holding, focus: InventoryRow? = nil, findings: [FindingRow] = []) {
        self.holding = holding
        self.focus = focus
        self.findings = findings
    }

    public var json: JSONValue {
        .object([
            .init("holder", holding.holder?.json ?? .null), .init("focus", focus?.json ?? .null),
            .init("held", .array(holding.held.map(\.json))), .init("person", .optional(holding.person)),
            .init("chain", holding.chain?()?.json ?? .null),
            .init("coverage", .array(holding.coverage.map(FactJSON.coverage))),
            .init("findings", .array(findings.map(\.json))),
        ])
    }

    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        if let focus { write(focus, &page) }
        if let holder = holding.holder {
            if focus != nil {
                page.blank()
                page.heading("Filed under")
            }
            write(holder, &page)
        }
        if let person = holding.person { page.labelled("person", person, indent: 3, column: 12) }
        holding.chain?()?.write(to: &page)
        for (kind, title) in [
            (RecordKind.credential, "Credentials"), (.grant, "Grants"), (.entitlement, "Entitlements"),
        ] {
            let rows = holding.rows(of: kind)
            guard !rows.isEmpty, holding.holder != nil else { continue }
            page.blank()
            page.heading("\(title): \(grouped(rows.count))")
            for row in rows.prefix(50) { page.paragraph(summary(row), indent: 3, hang: 2) }
            if rows.count > 50 { page.line("and \(grouped(rows.count - 50)) more: --format ndjson", .faint, indent: 3) }
        }
        if !holding.coverage.isEmpty {
            page.blank()
            page.heading("Resting on")
            for citation in holding.coverage {
                page.line(
                    "\(citation.stream): \(citation.state.rawValue), run \(citation.run)", citation.state.ink, indent: 3
                )
            }
        }
        page.blank()
        page.heading("Findings: \(grouped(findings.count))")
        for row in findings {
            page.paragraph(
                "\(row.finding.severity.rawValue) \(row.finding.rule)  \(row.finding.summary)",
                row.finding.severity.ink, indent: 3, hang: 2)
            let places = row.finding.mergedFrom.map(\.subject.source)
            if places.count > 1 {
                let rest = places.count > 6 ? " and \(grouped(places.count - 6)) more" : ""
                page.paragraph("in \(places.prefix(6).joined(separator: ", "))\(rest)", .faint, indent: 5, hang: 2)
            }
            page.line("why: muster explain \(row.finding.fingerprint.prefix(10))", .faint, indent: 5)
        }
        return page.text
    }

    private func write(_ row: InventoryRow, _ page: inout TextPage) {
        page.line("\(row.kind.rawValue) \(row.displayName)", .bold)
        var facts = [
            ("source", "\(row.source) (\(row.connector)/\(row.tenant))"), ("type", row.type),
            ("id", row.nativeID), ("status", row.status), ("created", row.createdAt?.description ?? "unknown"),
        ]
        if row.kind != .person && row.kind != .entitlement {
            facts.append(("last used", FactText.lastUse(row.lastUsed)))
        }
        if row.kind == .credential || row.kind == .grant { facts.append(("expires", FactText.expiry(row.expiresAt))) }
        for detail in row.details {
            switch detail.value {
            case .text(let text): facts.append((detail.name, text))
            case .texts(let texts): facts.append((detail.name, texts.joined(separator: ", ")))
            case .map(let map):
                let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                facts.append((detail.name, sorted.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))
            }
        }
        facts.append(
            (
                "read by",
                "\(row.provenance.operation ?? row.provenance.stream), run \(row.provenance.run), "
                    + "\(row.provenance.observedAt)"
            ))
        facts.append(("first seen", row.provenance.firstSeen.description))
        let column = 2 + (facts.map { TextWidth.columns($0.0) }.max() ?? 0)
        for (label, value) in facts where !value.isEmpty { page.labelled(label, value, indent: 3, column: column) }
        if row.kind != .person {
            if row.owners.isEmpty { page.labelled("owner", "nobody known", .yellow, indent: 3, column: column) }
            for owner in row.owners {
                page.labelled(
                    "owner",
                    "\(FactText.owner(owner)), by \(owner.evidence.rawValue)"
                        + (holding.decisions[owner.reference].map { " (decision \($0))" } ?? "")
                        + ", \(FactText.percent(owner.confidence)) sure", indent: 3, column: column)
            }
        }
    }

    private func summary(_ row: InventoryRow) -> String {
        var parts = [row.displayName, row.type, row.status]
        if row.kind == .credential {
            parts.append("created \(row.createdAt?.day ?? "unknown")")
            parts.append("last used \(FactText.lastUse(row.lastUsed))")
        }
        if row.kind == .entitlement {
            for detail in row.details where detail.name == "privilege" {
                if case .text(let privilege) = detail.value { parts.append("privilege \(privilege)") }
            }
        }
        return parts.joined(separator: ", ")
    }
}
