import Inventory
import Testing

@testable import Reconciler

@Suite("Every rule, by its own examples")
struct RuleExampleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var example: RuleExample

        var testDescription: String { "\(rule), \(example.kind.rawValue): \(example.title)" }
    }

    static let cases = Rule.all.flatMap { rule in rule.examples.map { Case(rule: rule.id, example: $0) } }

    @Test("an example is answered as the rule's page says", arguments: cases)
    func answers(_ example: Case) throws {
        let result = try Reconciler.reconcile(
            example.example.snapshot, previous: example.example.previous, policy: example.example.policy,
            decisions: example.example.decisions, asOf: example.example.asOf)
        let violations = result.violations.filter { $0.rule == example.rule }
        let doubts = result.indeterminate.filter { $0.rule == example.rule }
        switch example.example.kind {
        case .flagged:
            #expect(!violations.isEmpty)
            for violation in violations {
                #expect(!violation.evidence.isEmpty)
                #expect(!violation.coverage.isEmpty)
                #expect(!violation.remediation.isEmpty)
                #expect(!violation.falseWhen.isEmpty)
                #expect(violation.evidence.contains { $0.source != nil && $0.operation != nil && $0.run != nil })
            }
        case .notFlagged:
            #expect(violations.isEmpty)
            #expect(doubts.isEmpty)
        case .indeterminate:
            #expect(violations.isEmpty)
            #expect(!doubts.isEmpty)
            for doubt in doubts { #expect(doubt.missing?.what.isEmpty == false) }
        }
    }

    @Test("ids are unique, and every rule shows all three answers")
    func registry() {
        #expect(Set(Rule.all.map(\.id)).count == Rule.all.count)
        #expect(Rule.all.count == 40)
        for rule in Rule.all {
            #expect(Set(rule.examples.map(\.kind)) == Set(RuleExample.Kind.allCases), "\(rule.id)")
            #expect(!rule.controls.list.isEmpty, "\(rule.id)")
            #expect(rule.judgesSomething, "\(rule.id)")
        }
    }
}

extension Rule {
    fileprivate var judgesSomething: Bool {
        examples.contains { example in
            let result = try? Reconciler.reconcile(
                example.snapshot, previous: example.previous, policy: example.policy,
                decisions: example.decisions, asOf: example.asOf)
            // An example that cannot be judged at all fails here as one that judges nothing.
            return (result?.judged[id] ?? 0) > 0
        }
    }
}
