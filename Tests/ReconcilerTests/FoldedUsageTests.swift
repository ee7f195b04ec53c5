import Inventory
import Testing

@testable import Reconciler

@Suite("Usage of several streams, folded")
struct FoldedUsageTests {
    static let now = ExampleEstate.now

    static func day(_ ago: Int64) -> Instant { ExampleEstate.ago(days: ago) }

    /// One usage record: what it says, how old the read that vouches for it is, and whether that was the last read.
    struct Fact: Sendable {
        var use: LastUse
        var readDaysAgo: Int64 = 0
        var current = true
        var step: Int64 = 1
        var lag: Int64 = 0

        var filed: Filed<Usage> {
            let usage = Usage(
                subject: .credential("k"), holder: .identity("u"), lastUse: use, meaning: .success, lagInSeconds: lag,
                granularityInSeconds: step)
            let stored = Stored(
                record: usage, source: ExampleEstate.aws, stream: "s", firstSeen: now, observedAt: now, run: 1)
            return Filed(
                stored: stored,
                coverage: PartCoverage(
                    state: current ? .complete : .denied, asOf: day(readDaysAgo), current: current))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var facts: [Fact]
        var lastUse: LastUse
        var idleness: Idleness
        var testDescription: String { name }
    }

    static func observed(_ ago: Int64) -> LastUse { .observed(day(ago)) }
    static func none(_ ago: Int64) -> LastUse { .noneSince(day(ago)) }

    static let table: [Case] = [
        Case(name: "nothing", facts: [], lastUse: .unknown, idleness: .unknown),
        Case(
            name: "one current use, long ago", facts: [Fact(use: observed(200))], lastUse: observed(200),
            idleness: .beyond(since: day(200), days: 199)),
        Case(name: "one current use, lately", facts: [Fact(use: observed(5))], lastUse: observed(5), idleness: .within),
        Case(
            name: "one use long ago, of a stream that is denied today",
            facts: [Fact(use: observed(200), readDaysAgo: 30, current: false)], lastUse: observed(200),
            idleness: .stale),
        Case(
            name: "a use lately, of a stream that is denied today: not idle whatever came after",
            facts: [Fact(use: observed(35), readDaysAgo: 30, current: false)], lastUse: observed(35), idleness: .within),
        Case(
            name: "within the limit when it was read, beyond it by today's clock: later use may have followed",
            facts: [Fact(use: observed(100), readDaysAgo: 30, current: false)], lastUse: observed(100),
            idleness: .stale),
        Case(
            name: "two current streams: the later use counts",
            facts: [Fact(use: observed(200)), Fact(use: observed(5))], lastUse: observed(5), idleness: .within),
        Case(
            name: "an observed use beats none", facts: [Fact(use: none(300)), Fact(use: observed(5))],
            lastUse: observed(5), idleness: .within),
        Case(
            name: "an older observed use of a denied stream beats none, and is only as old as its read",
            facts: [Fact(use: none(300)), Fact(use: observed(120), readDaysAgo: 30, current: false)],
            lastUse: observed(120), idleness: .stale),
        Case(
            name: "a denied stream and a current one agree on the use: the current one vouches for the silence",
            facts: [Fact(use: observed(120), readDaysAgo: 30, current: false), Fact(use: observed(120))],
            lastUse: observed(120), idleness: .beyond(since: day(120), days: 119)),
        Case(
            name: "they agree within the step of the coarser clock",
            facts: [
                Fact(use: .observed(day(120).advanced(bySeconds: 600)), readDaysAgo: 30, current: false, step: 900),
                Fact(use: observed(120), step: 900),
            ], lastUse: .observed(day(120).advanced(bySeconds: 600)),
            idleness: .beyond(since: day(120).advanced(bySeconds: 600), days: 119)),
        Case(
            name: "a current stream that saw less does not vouch for what a denied one saw",
            facts: [Fact(use: observed(120), readDaysAgo: 30, current: false), Fact(use: observed(200))],
            lastUse: observed(120), idleness: .stale),
        Case(
            name: "none and none: the longer silence of the current ones",
            facts: [Fact(use: none(300)), Fact(use: none(400))], lastUse: none(400),
            idleness: .beyond(since: day(350), days: 350)),
        Case(
            name: "a current none beats a longer one that is stale",
            facts: [Fact(use: none(400), readDaysAgo: 30, current: false), Fact(use: none(300))], lastUse: none(300),
            idleness: .beyond(since: day(300), days: 300)),
        Case(
            name: "none of a denied stream", facts: [Fact(use: none(400), readDaysAgo: 30, current: false)],
            lastUse: none(400), idleness: .stale),
        Case(
            name: "unknown beats unsupported", facts: [Fact(use: .unsupported), Fact(use: .unknown)],
            lastUse: .unknown, idleness: .unknown),
        Case(
            name: "unsupported alone", facts: [Fact(use: .unsupported)], lastUse: .unsupported, idleness: .unsupported),
        Case(
            name: "a use beats unknown and unsupported",
            facts: [Fact(use: .unknown), Fact(use: .unsupported), Fact(use: observed(200))], lastUse: observed(200),
            idleness: .beyond(since: day(200), days: 199)),
        Case(
            name: "lag and step shorten what is known", facts: [Fact(use: observed(91), step: 86_400, lag: 14_400)],
            lastUse: observed(91), idleness: .within),
        Case(
            name: "silence counts only up to the read, even a complete one",
            facts: [Fact(use: observed(100), readDaysAgo: 20)], lastUse: observed(100), idleness: .stale),
    ]

    @Test("each combination of answers and coverage", arguments: table)
    func folds(_ row: Case) {
        for facts in [row.facts, row.facts.reversed()] {
            let folded = FoldedUsage(facts.map(\.filed))
            #expect(folded.lastUse == row.lastUse)
            let idleness = folded.idleness(existedSince: Self.day(350), limitInDays: 90, asOf: Self.now)
            #expect(idleness == row.idleness)
        }
    }
}
