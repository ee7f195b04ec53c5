import Inventory

/// The findings that are worth a look today.
enum Urgent {
    /// How many of one rule stand among them, while other rules of the same severity have something to say: five lines
    /// that say the same teach less than five that differ.
    static let ofOneRule = 2

    /// The worst first, as they are ordered; within one severity at most two of a rule before the others had their turn.
    static func findings(_ violations: [Finding], _ count: Int) -> [Finding] {
        var chosen: [Finding] = []
        var start = violations.startIndex
        while chosen.count < count, start < violations.endIndex {
            let severity = violations[start].severity
            let end = violations[start...].firstIndex { $0.severity != severity } ?? violations.endIndex
            var perRule: [String: Int] = [:]
            var others: [Finding] = []
            for finding in violations[start..<end] where chosen.count < count {
                if perRule[finding.rule, default: 0] < ofOneRule {
                    perRule[finding.rule, default: 0] += 1
                    chosen.append(finding)
                } else if others.count < count {
                    others.append(finding)
                }
            }
            chosen += others.prefix(count - chosen.count)
            start = end
        }
        return chosen
    }
}
