import Inventory
import Reconciler
import Reports

extension LeaverReport {
    private static let shown = 50

    /// For a terminal.
    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        page.line("\(person.described), leaving \(on.day)", .bold)
        page.paragraph(heading, .faint)
        page.blank()
        page.paragraph(Leaver.verdict(self), .bold)
        for list in Leaver.lists(self) where !list.items.isEmpty {
            page.blank()
            page.heading("\(list.title): \(grouped(list.items.count))")
            for item in list.items.prefix(Self.shown) {
                page.paragraph(item.sentence, item.fate.ink, indent: 3, hang: 2)
            }
            if list.items.count > Self.shown {
                page.line("and \(grouped(list.items.count - Self.shown)) more: --format json", .faint, indent: 3)
            }
        }
        page.blank()
        page.heading("What this may have missed")
        for line in missed { page.paragraph(line, isComplete ? .plain : .yellow, indent: 3, hang: 2) }
        page.blank()
        page.heading("Checklist")
        for (place, phase) in phases.enumerated() {
            page.line("\(place + 1). \(phase.phase.title)", .bold, indent: 3)
            for step in phase.steps {
                page.paragraph("[ ] \(step.what)", indent: 6, hang: 4)
                for line in step.how { page.paragraph(line, .faint, indent: 10, hang: 2) }
            }
        }
        return page.text
    }

    /// For a ticket.
    public var markdown: String {
        var lines = ["# \(Self.plain(person.described)), leaving \(on.day)", "", Self.plain(heading), ""]
        lines += ["**\(Self.plain(Leaver.verdict(self)))**", ""]
        for list in Leaver.lists(self) where !list.items.isEmpty {
            lines += ["## \(list.title): \(grouped(list.items.count))", ""]
            lines += list.items.map { "- \(Self.plain($0.sentence))" } + [""]
        }
        lines +=
            ["## What this may have missed", ""] + missed.map { "- \(Self.plain($0))" } + ["", "## Checklist", ""]
        for (place, phase) in phases.enumerated() {
            lines += ["### \(place + 1). \(phase.phase.title)", ""]
            for step in phase.steps {
                lines.append("- [ ] \(Self.plain(step.what))")
                lines += step.how.map { "  - \(Self.code($0))" }
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init(
                "person",
                .object([
                    .init("nativeID", .text(person.nativeID)), .init("employeeID", .optional(person.employeeID)),
                    .init("name", .optional(person.name)), .init("email", .optional(person.email)),
                    .init("department", .optional(person.department)),
                    .init("state", .text(person.standing.state.rawValue)),
                    .init("status", .text(person.standing.status.rawValue)),
                    .init("conflict", .optional(person.standing.conflict)),
                    .init("sources", .texts(person.sources)),
                ])), .init("on", .text(on.description)), .init("run", .integer(run)),
            .init("asOf", .text(asOf.description)), .init("complete", .flag(isComplete)),
            .init("verdict", .text(Leaver.verdict(self))),
        ]
        let names = ["accounts", "possibleAccounts", "credentials", "consents", "owned", "created"]
        for (name, list) in zip(names, Leaver.lists(self)) {
            members.append(.init(name, .array(list.items.map(\.json))))
        }
        members.append(.init("gaps", .array(gaps.map(\.json))))
        members.append(
            .init(
                "unlinkedAccounts",
                .object(unlinked.map { .init($0.source, .integer(Int64($0.count))) })))
        members.append(
            .init(
                "checklist",
                .array(
                    checklist.map {
                        .object([
                            .init("phase", .text($0.phase.rawValue)), .init("what", .text($0.what)),
                            .init("how", .texts($0.how)),
                        ])
                    })))
        return .object(members)
    }

    private var heading: String {
        var parts = ["\(person.standing.status.rawValue) by \(person.sources.joined(separator: ", "))"]
        if let department = person.department { parts.append("department \(department)") }
        if let conflict = person.standing.conflict { parts.append("though \(conflict)") }
        return parts.joined(separator: "; ") + "; run \(run), as of \(asOf)"
    }

    /// Never empty: what no list can show is said too.
    private var missed: [String] {
        var lines = gaps.filter(\.isLoss).map(\.sentence)
        let unsupported = gaps.filter { !$0.isLoss }
        if !unsupported.isEmpty {
            let names = unsupported.map { "\($0.source) \($0.stream)" }
            lines.append("The systems do not offer, so nothing is known of: \(names.joined(separator: ", ")).")
        }
        if !unlinked.isEmpty {
            let counts = unlinked.map { "\(grouped($0.count)) in \($0.source)" }
            lines.append(
                "Accounts in use that are linked to nobody, of which some may be theirs: "
                    + "\(counts.joined(separator: ", ")).")
        }
        if isComplete { lines.insert("Every list that the sources offer was read to its end.", at: 0) }
        lines.append("What is in no configured source, and secrets that they know by heart, stand in no list.")
        return lines
    }

    private var phases: [(phase: LeaverStep.Phase, steps: [LeaverStep])] {
        LeaverStep.Phase.allCases.map { phase in (phase, checklist.filter { $0.phase == phase }) }
            .filter { !$0.steps.isEmpty }
    }

    /// Text from outside must not become markup: what Markdown or HTML would read is escaped.
    private static func plain(_ text: String) -> String {
        var result = ""
        for character in SafeText.escaped(text) {
            if "\\`*_{}[]<>#|~!&".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// A code span with more backticks around it than stand in it (CommonMark 0.31 section 6.1).
    private static func code(_ text: String) -> String {
        let text = SafeText.escaped(text)
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + space + text + space + fence
    }
}

extension LeaverItem {
    var json: JSONValue {
        .object([
            .init("subject", FactJSON.subject(subject)), .init("type", .text(type)), .init("holder", .optional(holder)),
            .init("fate", .text(fate.rawValue)), .init("reason", .text(reason)), .init("how", .text(how)),
            .init("privilege", .text(privilege.rawValue)), .init("secrets", .texts(secrets)),
            .init("otherOwners", .array(others.map(FactJSON.owner))),
            .init("successors", .array(successors.map(\.json))),
        ])
    }
}

extension LeaverItem.Fate {
    var ink: TextPage.Ink {
        switch self {
        case .ends, .inactive: .plain
        case .survives: .red
        case .unknown, .stays: .yellow
        }
    }
}

extension LeaverGap {
    var json: JSONValue {
        .object([
            .init("source", .text(source)), .init("stream", .text(stream)), .init("state", .text(state.rawValue)),
            .init("kinds", .texts(kinds.map(\.rawValue))), .init("reason", .optional(reason)),
            .init("missingPermissions", .texts(missingPermissions)),
        ])
    }
}
