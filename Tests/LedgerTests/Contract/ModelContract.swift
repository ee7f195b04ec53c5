import Inventory
import Ledger
import Testing

/// The ledger against a model of some sixty lines: whatever sequence of runs, pages, coverages, deaths and
/// abandonments, each published snapshot is the model's.
@Suite("Contract: model")
struct ModelContract {
    @Test("random histories give the model's snapshots", arguments: Subject.all, 1...40 as ClosedRange<UInt64>)
    func random(_ subject: Subject, _ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let harness = try await Harness(subject)
        var model = Model()
        var published: [Int64: Model] = [:]
        var day: Int64 = 0
        for _ in 0..<12 {
            // Never the same day: then a run that died would be gone on with.
            day += random.pick([-1, 1, 2, 3])
            try await run(harness, &model, &random, day: day, &published)
        }
        for (run, model) in published { try await compare(harness, model, run) }
    }

    private let scopes = [
        Harness.users, Harness.keys(of: "u1"), Harness.keys(of: "u2"),
    ]

    private func run(
        _ harness: Harness, _ model: inout Model, _ random: inout SeededGenerator, day: Int64,
        _ published: inout [Int64: Model]
    ) async throws {
        var draft = model
        try await harness.begin(at: .day(day))
        for scope in scopes {
            if random.chance(15) { continue }
            let fingerprint = random.pick(["f1", "f1", "f1", "f2"])
            let shifting = scope.partition == "u2"
            var reading = Model.Reading(scope: scope, fingerprint: fingerprint, shifting: shifting)
            try await harness.beginScope(scope, fingerprint: fingerprint, shifting: shifting)
            let pages = Int.random(in: 1...3, using: &random)
            var ordinal = 0
            while ordinal < pages {
                let records = (0..<Int.random(in: 0...4, using: &random)).map { _ in draw(scope, &random) }
                let next = ordinal + 1 < pages ? "next" : nil
                let receipt = try await harness.page(records, ordinal, next: next, scope: scope, at: .day(day))
                let duplicates = draft.commit(records, &reading, at: .day(day))
                #expect(receipt.duplicates == duplicates)
                ordinal += 1
                if random.chance(10) {
                    // The process dies, the next one goes on.
                    try await harness.crash()
                    #expect(try await harness.begin(at: .day(day)).isResumed)
                    let entry = try await harness.beginScope(scope, fingerprint: fingerprint, shifting: shifting)
                    guard case .resume(let checkpoint) = entry else {
                        Issue.record("pages were committed: \(entry)")
                        return
                    }
                    #expect(checkpoint.isAtEnd == (next == nil))
                }
            }
            let state = random.pick([CoverageState.complete, .complete, .complete, .partial, .failed, .unchanged])
            try await harness.pages.end(scope, Coverage(state))
            draft.end(&reading, state, at: .day(day))
            if random.chance(10) {
                try await harness.crash()
                try await harness.begin(at: .day(day))
                guard case .alreadyEnded = try await harness.beginScope(scope, fingerprint: fingerprint) else {
                    Issue.record("the scope had ended")
                    return
                }
            }
        }
        if random.chance(15) { return try await harness.ledger.abandon(harness.lease) }
        if random.chance(10) {
            // Died and found too late: the next run begins from what was published.
            try await harness.crash()
            return
        }
        draft.closeChildren()
        let run = try await harness.publish(at: .day(day))
        model = draft
        published[run] = model
        try await compare(harness, model, run)
    }

    private func draw(_ scope: Scope, _ random: inout SeededGenerator) -> Record {
        if scope == Harness.users {
            return .user("u\(Int.random(in: 1...4, using: &random))", name: random.pick(["one", "two"]))
        }
        return .key("k\(Int.random(in: 1...4, using: &random))", of: random.pick(["u1", "u2"]))
    }

    private func compare(_ harness: Harness, _ model: Model, _ run: Int64) async throws {
        let snapshot = try await harness.snapshot(at: run)
        var found: [Model.Key: Model.Row] = [:]
        for row in try snapshot.rows(Identity.self) {
            found[Model.Key(scope: row.scope, id: row.record.nativeID)] = Model.Row(
                record: .identity(row.record), firstSeen: row.firstSeen, missing: row.missingSince)
        }
        for row in try snapshot.rows(Credential.self) {
            found[Model.Key(scope: row.scope, id: row.record.nativeID)] = Model.Row(
                record: .credential(row.record), firstSeen: row.firstSeen, missing: row.missingSince)
        }
        // What only the model knows is no part of the comparison.
        #expect(
            found == model.rows.mapValues { Model.Row(record: $0.record, firstSeen: $0.firstSeen, missing: $0.missing) }
        )
        for (stream, kind) in [("users", RecordKind.identity), ("keys", .credential)] {
            let info = try #require(snapshot.info.stream(stream, of: Harness.source))
            let count = model.rows.keys.count { $0.scope.stream == stream }
            #expect(info.rowsNow == (count == 0 ? [:] : [kind: count]))
        }
    }
}

/// What the ledger promises, in memory and without a thought for speed.
private struct Model {
    struct Key: Hashable {
        var scope: Scope
        var id: NativeID
    }

    struct Row: Equatable {
        var record: Record
        var firstSeen: Instant
        var missing: Instant?
        /// Not seen since another reader took over: its absence proves nothing.
        var isUnseenByReader = false
    }

    struct Reading {
        let scope: Scope
        let fingerprint: String
        let shifting: Bool
        var seen: Set<NativeID> = []
        var hasPages = false
    }

    private(set) var rows: [Key: Row] = [:]
    private var everSeen: [Key: Instant] = [:]
    /// nil inside: spoilt.
    private var baselines: [Scope: String?] = [:]
    private var readNow: Set<Scope> = []
    private var retiredNow: Set<NativeID> = []
    private var goneScopes: Set<Scope> = []

    /// Returns how many had been seen before.
    mutating func commit(_ records: [Record], _ reading: inout Reading, at: Instant) -> Int {
        readNow.insert(reading.scope)
        reading.hasPages = true
        var duplicates = 0
        for record in records {
            let key = Key(scope: reading.scope, id: record.nativeID)
            if !reading.seen.insert(record.nativeID).inserted { duplicates += 1 }
            let firstSeen = everSeen[key] ?? at
            everSeen[key] = firstSeen
            rows[key] = Row(record: record, firstSeen: firstSeen)
        }
        return duplicates
    }

    mutating func end(_ reading: inout Reading, _ state: CoverageState, at: Instant) {
        let scope = reading.scope
        readNow.insert(scope)
        if state == .complete {
            let known = baselines[scope]
            let isNewReader = known.map { $0 != nil && $0 != reading.fingerprint } ?? false
            if !isNewReader && known != .some(reading.fingerprint) {
                for key in rows.keys where key.scope == scope { rows[key]?.isUnseenByReader = false }
            }
            for (key, row) in rows where key.scope == scope && !reading.seen.contains(key.id) {
                if isNewReader {
                    rows[key]?.missing = row.missing ?? at
                    rows[key]?.isUnseenByReader = true
                } else if known == .some(reading.fingerprint), !row.isUnseenByReader {
                    if reading.shifting && row.missing == nil {
                        rows[key]?.missing = at
                    } else {
                        rows[key] = nil
                        retiredNow.insert(key.id)
                    }
                }
            }
            baselines[scope] = .some(reading.fingerprint)
        } else if state != .unchanged {
            switch baselines[scope] {
            case nil: baselines[scope] = .some(reading.fingerprint)
            case .some(let known): if known != reading.fingerprint { baselines[scope] = .some(nil) }
            }
        }
    }

    mutating func closeChildren() {
        let users = Set(rows.keys.filter { $0.scope == Harness.users }.map(\.id))
        for parent in retiredNow where !users.contains(parent) {
            let scope = Harness.keys(of: parent.string)
            if readNow.contains(scope) { continue }
            for key in rows.keys where key.scope == scope { rows[key] = nil }
        }
        readNow = []
        retiredNow = []
    }
}
