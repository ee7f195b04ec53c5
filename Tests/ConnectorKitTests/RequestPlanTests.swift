import ConnectorKit
import Inventory
import Testing

@Suite("Request plan")
struct RequestPlanTests {
    private static func stream(
        _ id: String, each parent: String? = nil, prefix: String = "", pageSize: Int? = nil, bucket: String = "default"
    ) -> StreamDescriptor {
        StreamDescriptor(
            id: id, title: id, operation: id, yields: [.identity], permissions: [],
            partitions: parent.map { .each(stream: $0, kind: .identity, typePrefix: prefix) } ?? .whole,
            bucket: bucket, pageSize: pageSize)
    }

    private static let streams = [
        stream("users", pageSize: 200), stream("groups"), stream("keys", each: "users", prefix: "acme.user"),
        stream("grants", each: "users", pageSize: 100), stream("secrets", each: "users", prefix: "acme.robot"),
        stream("keyUse", each: "keys", prefix: "acme.key", bucket: "slow"),
    ]

    private func requests(_ plan: RequestPlan) -> [String: Int?] {
        Dictionary(uniqueKeysWithValues: plan.lines.map { ($0.stream.id, $0.requests) })
    }

    @Test("formulas are told in the words that figures are given by")
    func formulas() {
        let plan = RequestPlan(Self.streams, prepared: ["groups"])
        #expect(
            plan.lines.map(\.formula) == ["users ÷ 200", "2", "users", "users + grants ÷ 100", "robots", "keys"])
        #expect(
            RequestPlan.formula(Self.streams, prepared: ["groups"])
                == "users × 2 + robots + keys + users ÷ 200 + grants ÷ 100 + 4")
    }

    @Test(
        "a type says what a list is read for only where its parents' name does not",
        arguments: [
            ("apps", "okta.app.oauth", "apps.oauth"), ("apps", "okta.app", "apps"), ("apps", "", "apps"),
            ("organization", "github.organization", "organization"), ("members", "github.user", "users"),
            ("accessKeys", "aws.iam.accessKey", "accessKeys"), ("sshKeys", "aws.iam.sshPublicKey", "sshPublicKeys"),
            ("policies", "acme.policy", "policies"),
        ])
    func nouns(parent: String, prefix: String, noun: String) {
        #expect(
            RequestPlan.nouns([Self.stream(parent), Self.stream("child", each: parent, prefix: prefix)])
                == ["child": noun])
    }

    @Test("with nothing known, what is read whole counts one and the rest says what is missing")
    func unknown() {
        let plan = RequestPlan(Self.streams)
        #expect(
            requests(plan) == ["users": 1, "groups": 1, "keys": nil, "grants": nil, "secrets": nil, "keyUse": nil])
        #expect(plan.unknown == ["users", "robots", "keys", "grants"])
        #expect(plan.requests == 2)
        #expect(plan.lines.map(\.isWhole) == [false, true, false, false, false, false])
    }

    @Test("suppositions fill the formulas, and a narrower kind falls back to all of its parents")
    func assumed() {
        let plan = RequestPlan(
            Self.streams, figures: .init(assumed: ["users": 5000, "grants": 1000, "keys": 6000]))
        #expect(
            requests(plan)
                == ["users": 25, "groups": 1, "keys": 5000, "grants": 5010, "secrets": 5000, "keyUse": 6000])
        #expect(plan.unknown.isEmpty)
        #expect(plan.requests(in: "slow") == 6000)
        let narrowed = RequestPlan(Self.streams, figures: .init(assumed: ["users": 5000, "robots": 20]))
        #expect(requests(narrowed)["secrets"] == 20)
        #expect(narrowed.unknown == ["keys", "grants"])
    }

    @Test("what the last run saw is repeated, and grows in its ratios where a number is supposed")
    func seen() {
        let seen: [String: RequestPlan.Figures.Seen] = [
            "users": .init(rows: 1000, partitions: 1), "groups": .init(rows: 10, partitions: 1),
            "keys": .init(rows: 1200, partitions: 1000), "grants": .init(rows: 500, partitions: 1000),
            "secrets": .init(rows: 3, partitions: 100), "keyUse": .init(rows: 1200, partitions: 1200),
        ]
        let same = RequestPlan(Self.streams, figures: .init(seen: seen))
        #expect(
            requests(same) == ["users": 5, "groups": 1, "keys": 1000, "grants": 1005, "secrets": 100, "keyUse": 1200])
        #expect(same.unknown.isEmpty)
        let tenfold = RequestPlan(Self.streams, figures: .init(assumed: ["users": 10_000], seen: seen))
        #expect(
            requests(tenfold)
                == ["users": 50, "groups": 1, "keys": 10_000, "grants": 10_050, "secrets": 1000, "keyUse": 12_000])
    }

    @Test("no plan is below what pages and parts take at least", arguments: 0..<50)
    func isUpperBound(seed: Int) {
        // Parts of any size: each takes a page, and one more for each page that it fills.
        var state = UInt64(seed + 1)
        func next(_ limit: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % limit)
        }
        let size = 2 + next(50)
        let parts = (0..<next(40)).map { _ in next(200) }
        let needed = parts.reduce(0) { $0 + max(1, ($1 + size - 1) / size) }
        let plan = RequestPlan(
            [Self.stream("users"), Self.stream("grants", each: "users", pageSize: size)],
            figures: .init(assumed: ["users": parts.count, "grants": parts.reduce(0, +)]))
        #expect(requests(plan)["grants"].flatMap { $0 } ?? -1 >= needed)
    }

    @Test("the least time is the slower of rate and answers")
    func leastTime() {
        let slow = QuotaBucket(requestsPerSecond: 10, concurrency: 4, source: "test")
        #expect(
            RequestPlan.leastTime(1000, in: slow, pace: Pace(share: 1), answerTime: .milliseconds(100)) == .seconds(100)
        )
        #expect(
            RequestPlan.leastTime(1000, in: slow, pace: Pace(share: 0.5), answerTime: .milliseconds(100))
                == .seconds(200))
        #expect(
            RequestPlan.leastTime(1000, in: slow, pace: Pace(share: 1), answerTime: .seconds(1)) == .seconds(250))
        let unlimited = QuotaBucket(requestsPerSecond: nil, concurrency: 8, source: "test")
        #expect(
            RequestPlan.leastTime(800, in: unlimited, pace: Pace(share: 1), answerTime: .milliseconds(100))
                == .seconds(10))
    }

    @Test("a manifest without a formula of its own has the one of its streams")
    func manifest() {
        let manifest = Manifest(
            id: "acme", product: "Acme", version: "1", documentation: "", settings: [], credentials: [],
            streams: Self.streams, buckets: [], blindSpots: [])
        #expect(manifest.requestFormula == RequestPlan.formula(Self.streams))
    }
}
