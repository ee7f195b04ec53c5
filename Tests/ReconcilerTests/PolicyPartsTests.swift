import Foundation
import Inventory
import Testing

@testable import Reconciler

@Suite("What a policy says of single things")
struct PolicyPartsTests {
    private static let full = """
        thresholds:
          stale_after_days:
            default: 60
            admin: 30
            when:
              - {class: service, environment: production, privilege: [admin, high], value: 20}
              - {environment: non_production, value: 200}
          dormant_after_days: {default: 80, admin: 40}
        break_glass: {names: [emergency-*], rotate_after_days: 500}
        domain_aliases: [[Example.com, example.org]]
        environments: {production: [Live], non_production: [lab]}
        expected_intervals: {"quarterly-*": 100, "*-report": 400, 123456789012: 7}
        allow:
          - rule: STL-01
            names: [legacy-*]
            reason: replaced in spring
            approved_by: nora.ek@example.com
            until: 2027-03-31
        """

    @Test("the first case that matches decides, then the privilege, then the one value")
    func precedence() throws {
        let stale = try Policy(yaml: Self.full, file: "p")[.staleAfterDays]
        #expect(stale.value(.admin, .service, .production) == 20)
        #expect(stale.value(.high, .service, .production) == 20)
        #expect(stale.value(.admin, .service, .nonProduction) == 200)
        #expect(stale.value(.admin, .service, .unknown) == 30)
        #expect(stale.value(.low, .service, .production) == 60)
        // What the mapping leaves out keeps its standard.
        #expect(stale.value(.high, .role, .production) == 45)
    }

    @Test("an environment's label is read in any case, and one that is not known is unknown")
    func environments() throws {
        let words = try Policy(yaml: Self.full, file: "p").environments
        #expect(words.environment(of: "LIVE") == .production)
        #expect(words.environment(of: "lab") == .nonProduction)
        #expect(words.environment(of: "prod") == .unknown)
        #expect(words.environment(of: nil) == .unknown)
    }

    @Test("the other parts are read")
    func parts() throws {
        let policy = try Policy(yaml: Self.full, file: "p")
        #expect(policy.breakGlass.match("emergency-1") != nil)
        #expect(policy.breakGlassRotateAfterDays == 500)
        #expect(policy.domainAliases == [["example.com", "example.org"]])
        #expect(policy.expectedIntervals.map(\.days).sorted() == [7, 100, 400])
        #expect(policy.allowances.map(\.rule) == ["STL-01"])
        #expect(policy.allowances.first?.until == Instant("2027-03-31"))
    }

    @Test("each part changes the hash, and a policy keeps it when it is printed and read again")
    func hash() throws {
        let policy = try Policy(yaml: Self.full, file: "p")
        #expect(try Policy(yaml: policy.yaml, file: "p").hash == policy.hash)
        var hashes: Set<String> = [Policy.standard.hash]
        for part in [
            "thresholds: {stale_after_days: {when: [{class: service, value: 9}]}}",
            "thresholds: {stale_after_days: {when: [{class: role, value: 9}]}}",
            "thresholds: {dormant_after_days: {admin: 9}}", "break_glass: {rotate_after_days: 9}",
            "domain_aliases: [[a, b]]", "environments: {production: [x]}", "expected_intervals: {x: 9}",
            "allow: [{rule: STL-01, names: [x], reason: r, approved_by: a, until: 2027-01-01}]",
        ] {
            let policy = try Policy(yaml: part, file: "p")
            #expect(hashes.insert(policy.hash).inserted, "\(part)")
            #expect(try Policy(yaml: policy.yaml, file: "p").hash == policy.hash, "\(part)")
        }
    }

    @Test(
        "an unknown key is told with the nearest known one",
        arguments: [
            ("tresholds: {}", "thresholds"), ("thresholds: {stale_after_day: 3}", "stale_after_days"),
            ("expected_interval: {}", "expected_intervals"),
        ])
    func nearest(_ yaml: String, _ known: String) throws {
        let problem = try #require(throws: PolicyProblem.self) { try Policy(yaml: yaml, file: "p") }
        #expect(problem.description.hasSuffix("found an unknown key (did you mean \(known)?)"))
        #expect(problem.line == 1)
    }

    private func stale(_ policy: Policy) throws -> Reconciliation {
        var estate = ExampleEstate()
        estate.user("svc-quarterly", createdDaysAgo: 900)
        estate.key("AKIAEXAMPLE1", of: "svc-quarterly", lastUse: .observed(ExampleEstate.ago(days: 95)))
        return try Reconciler.reconcile(estate.snapshot, policy: policy, asOf: ExampleEstate.now)
    }

    private func rules(_ findings: [Finding]) -> Set<String> { Set(findings.map(\.rule)) }

    @Test("a quarterly job is not stale before its interval is over")
    func intervals() throws {
        #expect(rules(try stale(.standard).violations).contains("STL-01"))
        let quarterly = try Policy(yaml: "expected_intervals: {svc-quarterly: 100}", file: "p")
        #expect(!rules(try stale(quarterly).violations).contains("STL-01"))
        let short = try Policy(yaml: "expected_intervals: {svc-quarterly: 10}", file: "p")
        #expect(rules(try stale(short).violations).contains("STL-01"))
    }

    @Test("what is allowed is shown as exempt until its day, and stands again from then on")
    func allowed() throws {
        func policy(_ day: String) throws -> Policy {
            try Policy(
                yaml: "allow: [{rule: STL-01, names: [svc-*], reason: r, approved_by: nora, until: \(day)}]", file: "p")
        }
        let borne = try stale(try policy("2999-01-01"))
        #expect(!rules(borne.violations).contains("STL-01"))
        #expect(borne.exempted.map(\.rule) == ["STL-01"])
        #expect(borne.exempted.first?.exemption?.approver == "nora")
        #expect(rules(try stale(try policy("2001-01-01")).violations).contains("STL-01"))
    }

    @Test("a class has a threshold of its own")
    func classes() throws {
        let others = try Policy(yaml: "thresholds: {stale_after_days: {when: [{class: role, value: 999}]}}", file: "p")
        #expect(rules(try stale(others).violations).contains("STL-01"))
        let services = try Policy(
            yaml: "thresholds: {stale_after_days: {when: [{class: service, value: 999}]}}", file: "p")
        #expect(!rules(try stale(services).violations).contains("STL-01"))
    }
}

@Suite("Broken policies")
struct PolicyFuzzTests {
    @Test("no mutation of the template crashes, is half applied, or is read in two ways", arguments: 0..<40)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for _ in 0..<25 {
            var bytes = Array(Policy.template.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let length = min(Int.random(in: 0...12, using: &random), bytes.count - place)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes.removeSubrange(place..<place + length)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2: bytes[place] = Array("{}[]:,-#&*!|>'\"%@` \n\t0aé".utf8).randomElement(using: &random) ?? 0
                case 3: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: bytes.count / 2)
                default: bytes.swapAt(place, bytes.count / 3)
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let problems = Policy.problems(yaml: text, file: "p")
            do {
                let policy = try Policy(yaml: text, file: "p")
                #expect(problems.isEmpty)
                #expect(try Policy(yaml: policy.yaml, file: "p").hash == policy.hash, "\(text)")
            } catch let problem as PolicyProblem {
                #expect(problems.first == problem)
            }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same mutations on every machine.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
