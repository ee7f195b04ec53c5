import ConnectorKit
import Inventory
import Reconciler
import Reports

/// `muster rules`: what is looked for, by the policy that is in force.
public enum RuleListing {
    public static let layout = ListLayout<Rule>(
        table: [
            .init("rule", maximumWidth: 8) { $0.id }, .init("title", minimumWidth: 20, maximumWidth: 50) { $0.title },
            .init("severity", maximumWidth: 70) { $0.severity },
        ],
        csv: [
            .init("rule") { $0.id }, .init("title") { $0.title }, .init("severity") { $0.severity },
            .init("claim") { $0.claim },
        ],
        object: { json($0, policy: nil, manifests: []) })

    /// - Throws: `Problem` for an id that no rule has.
    public static func rule(_ id: String) throws -> Rule {
        if let rule = Rule.named(id.uppercased()) { return rule }
        throw Problem(
            "there is no rule \(id)",
            advice: ConfigurationSuggestion.nearest(to: id.uppercased(), among: Rule.all.map(\.id)).map {
                "Did you mean \($0)?"
            } ?? "List them with muster rules.", status: .usage)
    }

    public static func text(_ rule: Rule, policy: Policy, manifests: [Manifest], _ style: PageStyle = PageStyle())
        -> String
    {
        var page = TextPage(style)
        page.line("\(rule.id): \(rule.title)", .bold)
        page.paragraph(rule.claim)
        page.paragraph(rule.rationale, .faint)
        func list(_ heading: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            page.blank()
            page.heading(heading)
            for line in lines { page.paragraph(line, indent: 3, hang: 2) }
        }
        list("Severity", [rule.severity])
        list("Thresholds in force", rule.thresholds.map { "\($0.rawValue) \(value($0, policy)): \($0.meaning)" })
        list("Needs", rule.needs.map { "\($0.rawValue), from \(givers(of: $0, manifests))" })
        list("Where it does not fire", rule.guards)
        list("What to do", rule.remediation)
        list("Goes away when", [rule.falseWhen])
        list("Examples", examples(rule).map { "\($0.answer): \($0.title)" })
        list("Controls", rule.controls.list.map { "\($0.standard): \($0.ids.joined(separator: ", "))" })
        return page.text
    }

    /// - Parameter policy: nil where thresholds are not asked for.
    public static func json(_ rule: Rule, policy: Policy?, manifests: [Manifest]) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("rule", .text(rule.id)), .init("title", .text(rule.title)), .init("severity", .text(rule.severity)),
            .init("claim", .text(rule.claim)),
        ]
        guard let policy else { return .object(members) }
        members += [
            .init("rationale", .text(rule.rationale)),
            .init(
                "thresholds",
                .array(
                    rule.thresholds.map {
                        .object([
                            .init("name", .text($0.rawValue)), .init("value", .text(value($0, policy))),
                            .init("meaning", .text($0.meaning)),
                        ])
                    })),
            .init(
                "needs",
                .array(
                    rule.needs.map { kind in
                        .object([
                            .init("kind", .text(kind.rawValue)),
                            .init("connectors", .texts(connectors(giving: kind, manifests))),
                        ])
                    })),
            .init("guards", .texts(rule.guards)), .init("remediation", .texts(rule.remediation)),
            .init("falseWhen", .text(rule.falseWhen)),
            .init(
                "examples",
                .array(
                    examples(rule).map {
                        .object([.init("title", .text($0.title)), .init("answer", .text($0.answer))])
                    })),
            .init(
                "controls",
                .array(
                    rule.controls.list.map {
                        .object([.init("standard", .text($0.standard)), .init("ids", .texts($0.ids))])
                    })),
            .init("policy", .text(policy.hash)),
        ]
        return .object(members)
    }

    private static func value(_ name: ThresholdName, _ policy: Policy) -> String {
        let threshold = policy[name]
        let others = Privilege.allCases.compactMap { privilege in
            threshold.byPrivilege[privilege].map { "\(privilege.rawValue) \($0)" }
        }
        let cases = threshold.cases.isEmpty ? "" : ", and in \(counted(threshold.cases.count, "case")) of its own"
        return "\(threshold.value)" + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))") + cases
    }

    private static func connectors(giving kind: RecordKind, _ manifests: [Manifest]) -> [String] {
        manifests.filter { $0.streams.contains { $0.yields.contains(kind) } }.map(\.id)
    }

    private static func givers(of kind: RecordKind, _ manifests: [Manifest]) -> String {
        let names = connectors(giving: kind, manifests)
        return names.isEmpty ? "no connector" : names.joined(separator: ", ")
    }

    private static func examples(_ rule: Rule) -> [(title: String, answer: String)] {
        RuleExample.Kind.allCases.flatMap { kind in
            rule.examples.filter { $0.kind == kind }.map { ($0.title, kind.answer) }
        }
    }
}
