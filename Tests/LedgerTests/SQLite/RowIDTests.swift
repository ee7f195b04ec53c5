import Testing

@testable import Ledger

@Suite("Sets of row ids")
struct RowIDTests {
    @Test("a set holds what was put in, and nothing else", arguments: 1...5 as ClosedRange<UInt64>)
    func set(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var set = RowIDSet()
        var model: Set<Int64> = []
        for _ in 0..<3000 {
            let id = Int64.random(in: 1...random.pick([100, 5000, 1 << 40]), using: &random)
            #expect(set.insert(id) == model.insert(id).inserted)
        }
        for id in 1...6000 as ClosedRange<Int64> { #expect(set.contains(id) == model.contains(id)) }
        #expect(!set.isEmpty && RowIDSet().isEmpty)
    }

    @Test("a blob gives back its ids", arguments: 1...5 as ClosedRange<UInt64>)
    func blob(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ids = (0..<500).map { _ in Int64.random(in: 0...random.pick([10, 1000, Int64.max]), using: &random) }
        #expect(RowIDBlob.decode(RowIDBlob.encode(ids)) == ids)
    }

    @Test("a thousand neighbours take little more than a thousand bytes")
    func small() { #expect(RowIDBlob.encode(Array(900_000..<901_000)).count < 1010) }
}
