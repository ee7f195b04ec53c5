import Inventory
import Ledger
import Testing

/// Readers see whole generations, and old ones as they were.
@Suite("Contract: generations")
struct GenerationContract {
    @Test("nothing of a run is seen before it is published", arguments: Subject.all)
    func unpublished(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a", name: "changed"), .user("c")], at: .day(1))
        let rows = try await harness.snapshot().rows(Identity.self)
        #expect(rows.map(\.record.nativeID) == ["a", "b"])
        #expect(rows[0].record.name == "name of a")
        #expect(try await harness.stream("users").run == 1)
    }

    @Test("an abandoned run has never been", arguments: Subject.all)
    func abandon(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"], shifting: true)
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a", name: "changed"), .user("c")], shifting: true, at: .day(1))
        try await harness.read([.key("k", of: "a")], scope: Harness.keys(of: "a"))
        try await harness.ledger.abandon(harness.lease)
        let before = try await harness.snapshot()
        #expect(before.info.run == 1)
        try await harness.run(["a", "b"], shifting: true, on: 2)
        let rows = try await harness.snapshot().rows(Identity.self)
        #expect(rows.map(\.record.nativeID) == ["a", "b"])
        #expect(rows.map(\.observedAt) == [.day(0), .day(0)] && rows.map(\.missingSince) == [nil, nil])
        #expect(try await harness.keys().isEmpty)
        #expect(try await harness.stream("keys").exceptions.isEmpty)
        let runs = try await harness.ledger.runs(limit: 10).map(\.run)
        #expect(try await harness.ledger.changes(from: 1, to: runs[0], limit: 10).isEmpty)
    }

    @Test("an older run's snapshot stays what it was", arguments: Subject.all)
    func old(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["b", "c"], on: 1)
        try await harness.run(["c", "d"], on: 2)
        #expect(try await harness.users(at: 1) == ["a", "b"])
        #expect(try await harness.users(at: 2) == ["b", "c"])
        #expect(try await harness.users(at: 3) == ["c", "d"])
        #expect(try await harness.snapshot(at: 2).info.publishedAt == .day(1))
    }

    @Test("an open snapshot does not see what happens after it, and neither do its cursors", arguments: Subject.all)
    func immutable(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        let names = (0..<1000).map { "u\($0)" }
        try await harness.run(names)
        let snapshot = try await harness.snapshot()
        let cursor = try snapshot.cursor(Identity.self)
        var seen = [try #require(try cursor.next()).record.nativeID.string]
        try await harness.run(["u1"], on: 1)
        let last = try await harness.run(["u2"], on: 2)
        _ = try await harness.ledger.prune(keepingSince: last)
        while let row = try cursor.next() { seen.append(row.record.nativeID.string) }
        #expect(seen == names.sorted())
        #expect(try snapshot.rows(Identity.self).count == 1000)
        #expect(snapshot.info.run == 1)
    }

    @Test("the version that stands tells when it was read; the first sight survives retirement", arguments: Subject.all)
    func provenance(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["a"], on: 1)
        try await harness.begin(at: .day(2))
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2", at: .day(2))
        try await harness.page([.user("b", name: "back")], 1, at: .day(2))
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(2))
        let rows = try await harness.snapshot().rows(Identity.self)
        #expect(rows.map(\.firstSeen) == [.day(0), .day(0)])
        #expect(rows.map(\.observedAt) == [.day(0), .day(2)])
        #expect(rows.map(\.run) == [1, 3])
        #expect(rows.map(\.page) == [0, 1])
        #expect(rows.map(\.stream) == ["users", "users"])
    }

    @Test("a record that changes twice in one generation is one version, the last", arguments: Subject.all)
    func twice(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a", name: "one"), .user("n", name: "one")], next: "2")
        try await harness.page([.user("a", name: "two"), .user("n", name: "two")], 1, at: .day(1))
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(1))
        #expect(try await harness.snapshot().rows(Identity.self).map(\.record.name) == ["two", "two"])
        let changes = try await harness.ledger.changes(from: 1, to: 2, limit: 10)
        #expect(
            changes.map(\.change) == [
                .changed(from: .user("a"), to: .user("a", name: "two")), .added(.user("n", name: "two")),
            ])
    }

    @Test("a row of this very run that its own restart no longer saw goes without a trace", arguments: Subject.all)
    func neverVisible(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.begin(at: .day(1))
        try await harness.read([.user("a"), .user("b"), .user("c")])
        try await harness.pages.endParentGone(Harness.users)
        try await harness.publish(at: .day(1))
        #expect(try await harness.users().isEmpty)
        #expect(try await harness.stream().rowsNow == [:])
        let changes = try await harness.ledger.changes(from: 1, to: 2, limit: 10)
        #expect(
            changes.map(\.change) == [
                .retired(.user("a"), why: "parentGone"), .retired(.user("b"), why: "parentGone"),
            ])
    }

    @Test("changes say whether the vendor, the mapping or the coverage is the cause", arguments: Subject.all)
    func causes(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        let newer = [StreamRegistration(stream: "users", operation: "ListUsers", version: 2, yields: [.identity])]
        try await harness.run(["a"])  // 1
        try await harness.run(["a", "b"], on: 1)  // 2: the vendor's
        try await harness.run(["b", "c"], fingerprint: "f2", on: 2)  // 3: seen with other eyes
        try await harness.run([], Coverage(.denied), fingerprint: "f2", on: 3)  // 4
        try await harness.run(["a", "b", "c", "d"], fingerprint: "f2", on: 4)  // 5: may have been there at 4
        try await harness.begin(at: .day(5), streams: newer)
        try await harness.read([.user("d", name: "mapped")], fingerprint: "f3", version: 2)
        try await harness.publish(at: .day(5))  // 6
        func causes(_ from: Int64, _ to: Int64) async throws -> [RecordChange.Cause] {
            try await harness.ledger.changes(from: from, to: to, limit: 10).map(\.cause)
        }
        #expect(try await causes(1, 2) == [.vendor])
        #expect(try await causes(2, 3) == [.coverage])
        #expect(try await causes(4, 5) == [.coverage])
        #expect(try await causes(5, 6) == [.mapping])
        #expect(try await causes(3, 3).isEmpty)
        let change = try #require(try await harness.ledger.changes(from: 1, to: 2, limit: 10).first)
        #expect(change.sourceName == "acme" && change.source == Harness.source && change.stream == "users")
    }

    @Test("changes are limited and in order", arguments: Subject.all)
    func limited(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        try await harness.run(["e", "d", "c", "b", "a"], on: 1)
        let changes = try await harness.ledger.changes(from: 1, to: 2, limit: 3)
        #expect(changes.map(\.change) == [.added(.user("b")), .added(.user("c")), .added(.user("d"))])
        await #expect { _ = try await harness.ledger.changes(from: 1, to: 9, limit: 3) } throws: {
            LedgerError.Code.noSuchRun.matches($0)
        }
    }

    @Test("pruning forgets what no kept run can see, and nothing else", arguments: Subject.all)
    func prune(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"])
        try await harness.run(["b", "c"], on: 1)
        try await harness.run(["c", "d"], on: 2)
        #expect(try await harness.ledger.prune(keepingSince: 2) == 1)
        #expect(try await harness.users(at: 2) == ["b", "c"])
        #expect(try await harness.users(at: 3) == ["c", "d"])
        await #expect { _ = try await harness.ledger.snapshot(at: 1) } throws: {
            LedgerError.Code.noSuchRun.matches($0)
        }
        #expect(try await harness.ledger.runs(limit: 9).map(\.run) == [3, 2])
        #expect(try await harness.ledger.prune(keepingSince: 2) == 0)
        await #expect { _ = try await harness.ledger.prune(keepingSince: 50) } throws: {
            LedgerError.Code.noSuchRun.matches($0)
        }
    }
}
