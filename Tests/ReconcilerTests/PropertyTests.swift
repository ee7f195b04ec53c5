import Inventory
import Testing

@testable import Reconciler

@Suite("What always holds")
struct PropertyTests {
    static let seeds: [UInt64] = Array(1...6)

    @Test("the order in which rows were added changes nothing", arguments: seeds)
    func order(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        let first = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        var shuffled = estate
        var random = SeededGenerator(state: seed &* 31)
        shuffled.rows.shuffle(using: &random)
        shuffled.info.streams.shuffle(using: &random)
        shuffled.info.sources.shuffle(using: &random)
        let second = try Reconciler.reconcile(shuffled.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        #expect(first == second)
        #expect(!first.violations.isEmpty)
    }

    @Test("a worse read never adds a violation, and loses none without saying so", arguments: seeds)
    func injuries(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        let whole = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        let standing = Set(whole.violations.map(\.fingerprint))
        for stream in estate.info.streams.map(\.stream) {
            for state in [CoverageState.denied, .partial, .failed] {
                let snapshot = estate.snapshot(info: estate.injured(stream, state))
                let hurt = try Reconciler.reconcile(snapshot, policy: .standard, asOf: ExampleEstate.now)
                let left = hurt.violations.filter { $0.rule != "COL-01" }
                let added = left.filter { !standing.contains($0.fingerprint) }
                #expect(added.isEmpty, "\(stream) \(state): \(added.map(\.summary))")
                let known = Set(left.map(\.fingerprint)).union(hurt.undecided)
                let lost = whole.violations.filter { !known.contains($0.fingerprint) && $0.rule != "COL-01" }
                #expect(lost.isEmpty, "\(stream) \(state): \(lost.map { "\($0.rule) \($0.summary)" })")
            }
        }
    }

    @Test("a stream that was never read adds no violation either", arguments: seeds)
    func neverRead(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        let whole = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        let standing = Set(whole.violations.map(\.fingerprint))
        for stream in estate.info.streams.map(\.stream) {
            let snapshot = estate.snapshot(without: stream, info: estate.injured(stream, .denied))
            let hurt = try Reconciler.reconcile(snapshot, policy: .standard, asOf: ExampleEstate.now)
            let added = hurt.violations.filter { $0.rule != "COL-01" && !standing.contains($0.fingerprint) }
            #expect(added.isEmpty, "\(stream): \(added.map { "\($0.rule) \($0.summary)" })")
        }
    }

    @Test("fingerprints are unique, and no subject is both violation and undecided", arguments: seeds)
    func fingerprints(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        let result = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        let names = result.violations.map(\.fingerprint)
        #expect(Set(names).count == names.count)
        #expect(Set(names).isDisjoint(with: result.undecided))
        #expect(names.allSatisfy { $0.utf8.count == 64 })
    }

    @Test("findings keep their names when thresholds, labels and names change")
    func names() throws {
        let estate = GeneratedEstate(seed: 3)
        var policy = Policy.standard
        policy[.rotateAfterDays] = Threshold(30)
        var renamed = estate.info
        for index in renamed.sources.indices { renamed.sources[index].name += "-new" }
        let first = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        let second = try Reconciler.reconcile(estate.snapshot(info: renamed), policy: policy, asOf: ExampleEstate.now)
        let before = Set(first.violations.map(\.fingerprint))
        #expect(before.isSubset(of: Set(second.violations.map(\.fingerprint))))
        #expect(first.policyHash != second.policyHash)
    }
}
