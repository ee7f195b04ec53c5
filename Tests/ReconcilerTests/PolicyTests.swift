import Foundation
import Inventory
import Testing

@testable import Reconciler

@Suite("The policy file")
struct PolicyTests {
    @Test("the template means what holds without a file")
    func template() throws {
        let policy = try Policy(yaml: Policy.template, file: "policy.yaml")
        #expect(policy == .standard || policy.hash == Policy.standard.hash)
        #expect(try Policy(yaml: "", file: "policy.yaml").hash == Policy.standard.hash)
        #expect(try Policy(yaml: "# nothing\n", file: "policy.yaml").hash == Policy.standard.hash)
    }

    @Test("values are read, by privilege and for all")
    func values() throws {
        let policy = try Policy(
            yaml: """
                thresholds:
                  rotate_after_days: 90
                  stale_after_days: {default: 60, admin: 30}
                break_glass: [emergency-*]
                ownership_tags: {person: [Besitzer], team: []}
                owner_domains: [Example.COM]
                severity_floor: medium
                """, file: "policy.yaml")
        for privilege in Privilege.allCases { #expect(policy[.rotateAfterDays][privilege] == 90) }
        #expect(policy[.staleAfterDays][.admin] == 30)
        #expect(policy[.staleAfterDays][.high] == 45)
        #expect(policy[.staleAfterDays][.low] == 60)
        #expect(policy.breakGlass.match("emergency-1") == "emergency-*")
        #expect(policy.ownershipTags.person == ["Besitzer"])
        #expect(policy.ownerDomains == ["example.com"])
        #expect(policy.severityFloor == .medium)
        #expect(policy.hash != Policy.standard.hash)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var yaml: String
        var line: Int
        var key: String
        var expected: String
        var testDescription: String { yaml }
    }

    static let mistakes = [
        Mistake(yaml: "tresholds: {}", line: 1, key: "tresholds", expected: "one of thresholds"),
        Mistake(yaml: "thresholds:\n  idle: 3", line: 2, key: "thresholds.idle", expected: "one of stale_after_days"),
        Mistake(
            yaml: "thresholds:\n  stale_after_days: soon", line: 2, key: "thresholds.stale_after_days",
            expected: "a whole number from 0"),
        Mistake(
            yaml: "thresholds:\n  stale_after_days: \"90\"", line: 2, key: "thresholds.stale_after_days",
            expected: "a whole number from 0"),
        Mistake(
            yaml: "thresholds:\n  rotate_after_days:\n    root: 9", line: 3, key: "thresholds.rotate_after_days.root",
            expected: "one of default, admin"),
        Mistake(
            yaml: "thresholds:\n  mass_change_rows: {admin: 9}", line: 2, key: "thresholds.mass_change_rows",
            expected: "a whole number"),
        Mistake(
            yaml: "thresholds:\n  mass_change_percent: 0", line: 2, key: "thresholds.mass_change_percent",
            expected: "from 1 to 100"),
        Mistake(yaml: "break_glass: root", line: 1, key: "break_glass", expected: "a list"),
        Mistake(yaml: "owner_domains:\n  - example.com\n  - [x]", line: 3, key: "owner_domains[1]", expected: "a text"),
        Mistake(yaml: "severity_floor: severe", line: 1, key: "severity_floor", expected: "one of info"),
        Mistake(yaml: "environment_tag:", line: 1, key: "environment_tag", expected: "a text"),
        Mistake(yaml: "environment_tag: true", line: 1, key: "environment_tag", expected: "a text"),
        Mistake(
            yaml: "thresholds:\n  stale_after_days:\n    when:\n      - {class: robot, value: 3}", line: 4,
            key: "thresholds.stale_after_days.when[0].class", expected: "one of human"),
        Mistake(
            yaml: "thresholds:\n  stale_after_days:\n    when:\n      - {class: service}", line: 4,
            key: "thresholds.stale_after_days.when[0]", expected: "a value"),
        Mistake(
            yaml: "expected_intervals:\n  job-*: 0", line: 2, key: "expected_intervals.job-*",
            expected: "a whole number from 1"),
        Mistake(yaml: "domain_aliases: [[a.example]]", line: 1, key: "domain_aliases[0]", expected: "at least two"),
        Mistake(
            yaml: "allow:\n  - {rule: STL-1}", line: 2, key: "allow[0].rule",
            expected: "the id of a rule, such as STL-01"
        ),
        Mistake(yaml: "allow:\n  - {rule: STL-01}", line: 2, key: "allow[0].names", expected: "a names"),
        Mistake(yaml: "- a", line: 1, key: "", expected: "a mapping"),
        Mistake(yaml: "break_glass: []\nbreak_glass: []", line: 1, key: "", expected: "each key once"),
        Mistake(yaml: "break_glass: [", line: 1, key: "", expected: "YAML"),
    ]

    @Test("a mistake names file, line, key and what was expected", arguments: mistakes)
    func placesMistakes(_ mistake: Mistake) throws {
        let problem = try #require(throws: PolicyProblem.self) {
            try Policy(yaml: mistake.yaml, file: "policy.yaml")
        }
        #expect(problem.file == "policy.yaml")
        #expect(problem.line == mistake.line || mistake.key.isEmpty)
        #expect(problem.line != nil)
        #expect(problem.key == mistake.key)
        #expect(problem.expected.contains(mistake.expected))
        #expect(problem.description.hasPrefix("policy.yaml:"))
    }

    @Test("all mistakes of a file are found at once")
    func all() {
        #expect(Policy.problems(yaml: "a: 1\nb: 2\nseverity_floor: x", file: "p").count == 3)
    }

    @Test("the schema knows the keys that the parser knows, and no others")
    func schema() throws {
        let root = try #require(
            JSONSerialization.jsonObject(with: Data(Policy.schema.utf8)) as? [String: Any])
        func keys(_ node: Any?) -> Set<String> {
            Set(((node as? [String: Any])?["properties"] as? [String: Any] ?? [:]).keys)
        }
        let properties = try #require(root["properties"] as? [String: Any])
        #expect(keys(root) == Set(PolicyParser.Key.allCases.map(\.rawValue)))
        #expect(keys(properties["thresholds"]) == Set(ThresholdName.allCases.map(\.rawValue)))
        #expect(keys(properties["ownership_tags"]) == Set(PolicyParser.TagKey.allCases.map(\.rawValue)))
        let thresholds = try #require((properties["thresholds"] as? [String: Any])?["properties"] as? [String: Any])
        for name in ThresholdName.allCases {
            let entry = try #require(thresholds[name.rawValue] as? [String: Any])
            let choices = entry["oneOf"] as? [[String: Any]]
            #expect((choices != nil) == name.takesPrivileges)
            let number = choices?.first ?? entry
            #expect(number["minimum"] as? Int == name.range.lowerBound)
            #expect(number["maximum"] as? Int == name.range.upperBound)
            if let mapping = choices?.last {
                #expect(keys(mapping) == Set(PolicyParser.thresholdKeys))
            }
            #expect(entry["default"] as? Int == name.standard.value)
        }
    }

    @Test(
        "patterns match whole names",
        arguments: [
            ("svc-*", "svc-a", true), ("svc-*", "svc", false), ("*-bot", "a-bot", true), ("*-bot", "a-bots", false),
            ("a*b*c", "aXbYc", true), ("a*b*c", "acb", false), ("", "", true), ("*", "", true), ("a", "A", false),
        ])
    func patterns(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect((PatternList([pattern]).match(name) != nil) == matches)
    }
}
