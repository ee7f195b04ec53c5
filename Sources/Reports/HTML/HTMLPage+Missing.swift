import Inventory
import Reconciler

/// What could not be judged, and who can give what is missing.
extension HTMLPage {
    func writeMissing(_ groups: [RuleGroup], to page: inout Markup) {
        page.element(.h3, .id("missing"), text: "What could not be judged")
        let open = groups.filter { !$0.missing.isEmpty }
        guard !open.isEmpty else {
            page.element(.p, text: "Everything that was looked at could be judged.")
            return
        }
        page.element(
            .p,
            text: "\(counted(reconciliation.indeterminate.count, "answer")) missing: neither right nor wrong until "
                + "somebody gives what is missing.")
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

extension Markup {
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
}
