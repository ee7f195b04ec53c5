import Inventory
import Testing

@testable import Reconciler

@Suite("What always holds")
struct PropertyTests {
    static let seeds: [UInt64] = Array(1...6)
    /// What a worse read is for: these speak of it.
    static let aboutReading: Set<String> = ["COL-01", "COL-02"]

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
                let left = hurt.violations.filter { !Self.aboutReading.contains($0.rule) }
                let added = left.filter { !standing.contains($0.fingerprint) }
                #expect(added.isEmpty, "\(stream) \(state): \(added.map(\.summary))")
                let known = Set(left.map(\.fingerprint)).union(hurt.undecided)
                let lost = whole.violations.filter { !known.contains($0.fingerprint) }
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
            let added = hurt.violations.filter {
                !Self.aboutReading.contains($0.rule) && !standing.contains($0.fingerprint)
            }
            #expect(added.isEmpty, "\(stream): \(added.map { "\($0.rule) \($0.summary)" })")
        }
    }

    @Test(
        "these rules find something in the estates, so that what always holds is held against them",
        arguments: [
            "ACC-02", "ACC-03", "ORP-02", "ORP-06", "OWN-02", "OWN-04", "OWN-05", "OWN-06", "STL-04", "STL-05",
        ])
    func fires(_ rule: String) throws {
        let fired = try Self.seeds.contains { seed in
            try Reconciler.reconcile(GeneratedEstate(seed: seed).snapshot(), policy: .standard, asOf: ExampleEstate.now)
                .violations.contains { $0.rule == rule }
        }
        #expect(fired)
    }

    @Test("a leaver is one finding: ORP-01 and ORP-02 never stand at one thing", arguments: seeds)
    func oneLeaver(_ seed: UInt64) throws {
        let estate = GeneratedEstate(seed: seed)
        let result = try Reconciler.reconcile(estate.snapshot(), policy: .standard, asOf: ExampleEstate.now)
        func subjects(_ rule: String) -> Set<String> {
            Set(result.violations.filter { $0.rule == rule }.map { "\($0.subject.kind) \($0.subject.nativeID)" })
        }
        #expect(subjects("ORP-01").isDisjoint(with: subjects("ORP-02")))
        #expect(subjects("OWN-01").isDisjoint(with: subjects("OWN-02")))
        for rule in ["ORP-01", "ORP-02", "ORP-03"] {
            #expect(subjects(rule).isDisjoint(with: subjects("OWN-04").union(subjects("OWN-06"))), "\(rule)")
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
