import ConnectorCatalog
import ConnectorKit
import Inventory
import MusterApp
import Reconciler
import Reports
import Testing

@Suite("muster rules")
struct RuleListingTests {
    private let manifests = ConnectorCatalog.all.map(\.manifest)

    @Test(
        "every rule's page tells claim, guards, thresholds and who gives what it needs", arguments: Rule.all.map(\.id))
    func page(_ id: String) throws {
        let rule = try RuleListing.rule(id)
        let page = RuleListing.text(rule, policy: .standard, manifests: manifests)
        let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for text in [rule.title, rule.claim, rule.falseWhen] + rule.guards + rule.thresholds.map(\.rawValue) {
            #expect(words.contains(text), "\(text)")
        }
        #expect(!page.contains("no connector"))
    }

    @Test("the thresholds are those of the policy, not the usual ones")
    func thresholds() throws {
        var policy = Policy.standard
        policy[.staleAfterDays] = Threshold(77, [.admin: 11])
        let rule = try RuleListing.rule("stl-01")
        let page = RuleListing.text(rule, policy: policy, manifests: manifests)
        #expect(page.contains("stale_after_days 77 (admin 11)"))
        #expect(RuleListing.json(rule, policy: policy, manifests: manifests).line.contains("77 (admin 11)"))
    }

    @Test("an id that no rule has is told with the nearest one")
    func unknown() {
        let problem = #expect(throws: Problem.self) { try RuleListing.rule("STL-0") }
        #expect(problem?.advice.contains("STL-0") == true)
    }
}
