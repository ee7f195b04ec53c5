import Inventory

/// Writes `docs/rules/` from the rules themselves: an index, and a page for each.
public enum RuleDocumentation {
    /// File name and content, in the order of the rules, the index first.
    public static var files: [(name: String, text: String)] {
        [("README.md", index)] + Rule.all.map { ("\($0.id).md", page($0).joined(separator: "\n") + "\n") }
    }

    private static var index: String {
        var lines = [
            "# Rules", "",
            "What Muster looks for. Written from the rules themselves; the examples of each are its tests. Thresholds "
                + "are set in the [policy](../policy.md). `muster rules show ID` prints the same with the thresholds "
                + "that are in force.", "",
            "Each answer is one of `violation`, `indeterminate` (something is missing: the finding says what, and who "
                + "can give it), or nothing. No rule fires on what is not known.", "",
            "| Rule | Title | Severity |", "|---|---|---|",
        ]
        lines += Rule.all.map { "| [\($0.id)](\($0.id).md) | \($0.title) | \($0.severity) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func page(_ rule: Rule) -> [String] {
        var lines = ["# \(rule.id) \(rule.title)", "", rule.claim, "", rule.rationale, ""]
        lines.append("- **Severity:** \(rule.severity)")
        lines.append("- **Needs:** \(rule.needs.isEmpty ? "coverage alone" : list(rule.needs.map(\.rawValue)))")
        if !rule.thresholds.isEmpty { lines.append("- **Thresholds:** \(list(rule.thresholds.map(describe)))") }
        lines.append("- **Goes away when** \(rule.falseWhen).")
        lines += ["", "Where it does not fire:", ""] + rule.guards.map { "- \($0)" }
        lines += ["", "What to do:", ""] + rule.remediation.map { "- \($0)" }
        lines += ["", "| Example | Answer |", "|---|---|"]
        for kind in RuleExample.Kind.allCases {
            lines += rule.examples.filter { $0.kind == kind }.map { "| \($0.title) | \(kind.answer) |" }
        }
        lines += ["", "| Standard | Controls |", "|---|---|"]
        lines += rule.controls.list.map { "| \($0.standard) | \($0.ids.joined(separator: ", ")) |" }
        return lines
    }

    private static func describe(_ name: ThresholdName) -> String {
        let threshold = name.standard
        let others = Privilege.allCases.compactMap { privilege in
            threshold.byPrivilege[privilege].map { "\(privilege.rawValue) \($0)" }
        }
        return "`\(name.rawValue)` \(threshold.value)" + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
