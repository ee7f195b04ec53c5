import Inventory
import Reconciler

/// What one rule said.
struct RuleGroup {
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
