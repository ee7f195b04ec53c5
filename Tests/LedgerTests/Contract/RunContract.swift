import Inventory
import Ledger
import Testing

/// Runs, leases and going on after a death.
@Suite("Contract: runs")
struct RunContract {
    @Test("a run interrupted less than an hour ago goes on in its generation under a new epoch", arguments: Subject.all)
    func resume(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        let first = try await harness.begin()
        try await harness.crash()
        let second = try await harness.begin(at: .day(0).minutes(59))
        #expect(second.run == first.run && second.epoch > first.epoch && second.isResumed && !first.isResumed)
    }

    @Test("the hour counts from the last page, not from the start", arguments: Subject.all)
    func resumeAfterLongRun(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2", at: .day(0).minutes(300))
        try await harness.crash()
        #expect(try await harness.begin(at: .day(0).minutes(330)).isResumed)
    }

    @Test(
        "an older run, one of other sources, or one from the future is abandoned", arguments: Subject.all,
        [(60, "acme"), (3000, "acme"), (5, "other"), (-2, "acme"), (-100_000, "acme")] as [(Int64, String)])
    func noResume(_ subject: Subject, _ change: (minutes: Int64, source: String)) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"], on: -1)
        let first = try await harness.begin()
        try await harness.read([.user("b")], Coverage(.partial))
        try await harness.crash()
        let second = try await harness.begin(at: .day(0).minutes(change.minutes), sources: [change.source])
        #expect(second.run > first.run && !second.isResumed)
        try await harness.publish()
        #expect(try await harness.users() == ["a"])
    }

    @Test("a clock set back by seconds does not cost a run", arguments: Subject.all)
    func jitter(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.crash()
        #expect(try await harness.begin(at: .day(0).advanced(bySeconds: -20)).isResumed)
    }

    @Test("runs are ordered by counter whatever the clock says", arguments: Subject.all)
    func backwardClock(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"], on: 10)
        try await harness.run(["b"], on: 5)
        try await harness.run(["b", "c"], on: -7)
        #expect(try await harness.users() == ["b", "c"])
        #expect(try await harness.users(at: 1) == ["a"])
        #expect(try await harness.ledger.runs(limit: 10).map(\.run) == [3, 2, 1])
        #expect(try await harness.ledger.runs(limit: 2).map(\.publishedAt) == [.day(-7), .day(5)])
        #expect(try await harness.ledger.runs(limit: 1).map(\.sources) == [["acme"]])
    }

    @Test("a scope that had ended answers how, and is not read again", arguments: Subject.all)
    func alreadyEnded(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.read([.user("a")], Coverage(.partial, reason: "why", requests: 3))
        try await harness.crash()
        try await harness.begin()
        let entry = try await harness.beginScope()
        #expect(entry == .alreadyEnded(Coverage(.partial, reason: "why", requests: 3)))
        try await harness.publish()
        #expect(try await harness.users() == ["a"])
    }

    @Test(
        "a half-read scope goes on from its checkpoint, and what was seen before the death counts",
        arguments: Subject.all)
    func resumeScope(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b", "c", "d"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a"), .user("new")], next: "cursor-2")
        try await harness.crash()
        try await harness.begin(at: .day(1))
        let checkpoint = Checkpoint(next: "cursor-2", pages: 1, rows: 0, rejected: 0, requests: 1)
        #expect(try await harness.beginScope() == .resume(checkpoint))
        #expect(try await harness.page([.user("a"), .user("b")], 1).duplicates == 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(1))
        #expect(try await harness.users() == ["a", "b", "new"])
    }

    @Test("when only the end was missing, the checkpoint says that nothing is to be asked for", arguments: Subject.all)
    func resumeAtEnd(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2")
        try await harness.page([.user("b")], 1, rejected: 2)
        try await harness.crash()
        try await harness.begin()
        guard case .resume(let checkpoint) = try await harness.beginScope() else {
            Issue.record("the pages are in and must not be read again")
            return
        }
        #expect(checkpoint.isAtEnd)
        #expect(checkpoint == Checkpoint(next: "", pages: 2, rows: 1, rejected: 2, requests: 2))
    }

    @Test("a scope whose fingerprint changed since the death is read anew", arguments: Subject.all)
    func resumeWithOtherFingerprint(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b"], fingerprint: "f2")
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2")
        try await harness.crash()
        try await harness.begin(at: .day(1))
        #expect(try await harness.beginScope(fingerprint: "f2") == .fresh)
        #expect(try await harness.page([.user("b")]).duplicates == 0)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(1))
        #expect(try await harness.users() == ["a", "b"])
    }

    @Test(
        "a refused cursor restarts the scope without duplicates, in this process or the next", arguments: Subject.all,
        [false, true])
    func restart(_ subject: Subject, _ dies: Bool) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b", "c"])
        try await harness.begin(at: .day(1))
        try await harness.beginScope()
        try await harness.page([.user("a"), .user("b")], next: "2")
        #expect(try await harness.page([.user("a")], next: "2").duplicates == 0)
        if dies {
            try await harness.crash()
            try await harness.begin(at: .day(1))
            try await harness.beginScope()
        }
        #expect(try await harness.page([.user("b"), .user("a")], 1).duplicates == 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(1))
        #expect(try await harness.users() == ["a", "b"])
    }

    @Test("every write of a lost lease is refused", arguments: Subject.all)
    func lostLease(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        let old = try await harness.begin()
        let oldPages = try harness.pages
        try await harness.beginScope()
        try await harness.begin()
        let ledger = try harness.ledger
        let scope = Harness.users
        let registration = SourceRegistration(
            name: "acme", id: Harness.source, connectorVersion: "1", authoritativeFor: [], streams: [])
        let opening = ScopeOpening(scope: scope, operation: "", fingerprint: "f1", streamVersion: 1)
        let page = Page(records: [], ordinal: 0, observedAt: .day(0))
        let isLost = { @Sendable (error: any Error) in LedgerError.Code.leaseLost.matches(error) }
        await #expect { _ = try await oldPages.begin(opening) } throws: { isLost($0) }
        await #expect { _ = try await oldPages.commit(page, in: scope) } throws: { isLost($0) }
        await #expect { try await oldPages.end(scope, Coverage(.complete)) } throws: { isLost($0) }
        await #expect { try await oldPages.endParentGone(scope) } throws: { isLost($0) }
        await #expect { try await ledger.register(registration, lease: old) } throws: { isLost($0) }
        await #expect { _ = try await ledger.sink(for: old) } throws: { isLost($0) }
        await #expect { _ = try await ledger.publish(old, at: .day(0)) } throws: { isLost($0) }
        await #expect { try await ledger.abandon(old) } throws: { isLost($0) }
        try await harness.publish()
    }

    @Test("a published or abandoned run cannot be written any more", arguments: Subject.all, [false, true])
    func ended(_ subject: Subject, _ abandons: Bool) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        try await harness.beginScope()
        if abandons { try await harness.ledger.abandon(harness.lease) } else { try await harness.publish() }
        await #expect { try await harness.page([.user("a")]) } throws: { LedgerError.Code.leaseLost.matches($0) }
    }

    @Test("a page for a scope that is not open is refused", arguments: Subject.all)
    func notOpen(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.begin()
        await #expect { try await harness.page([.user("a")]) } throws: { LedgerError.Code.misuse.matches($0) }
        try await harness.read([.user("a")])
        await #expect { try await harness.page([.user("b")]) } throws: { LedgerError.Code.misuse.matches($0) }
    }

    @Test("a label that stood for another tenant stops the run", arguments: Subject.all)
    func otherTenant(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        try await harness.begin(at: .day(1))
        let other = SourceID(connector: "acme", tenant: "t-2")
        await #expect { try await harness.register("acme", other) } throws: {
            LedgerError.Code.otherTenant.matches($0)
        }
        try await harness.register("second", other)
        try await harness.ledger.abandon(harness.lease)
        try await harness.begin(at: .day(1))
        try await harness.register("third", other)
        try await harness.publish(at: .day(1))
        #expect(try await harness.snapshot().info.sources.map(\.name) == ["acme", "third"])
    }

    @Test("renaming a source keeps its history", arguments: Subject.all)
    func rename(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        _ = try await harness.ledger.beginRun(RunRequest(sources: ["x"], now: .day(1), programVersion: "1"))
        let lease = try await harness.ledger.beginRun(
            RunRequest(sources: ["new name"], now: .day(1), programVersion: "1"))
        try await harness.ledger.register(
            SourceRegistration(
                name: "new name", id: Harness.source, connectorVersion: "2", authoritativeFor: [],
                streams: Harness.streams), lease: lease)
        _ = try await harness.ledger.publish(lease, at: .day(1))
        #expect(try await harness.snapshot().info.sources.map(\.name) == ["new name"])
        #expect(try await harness.snapshot(at: 1).info.sources.map(\.name) == ["acme"])
        #expect(try await harness.users() == ["a"])
    }

    @Test(
        "there is no snapshot before the first run, and none of a run that was never published", arguments: Subject.all)
    func noSnapshot(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        #expect(try await harness.ledger.snapshot(at: nil) == nil)
        let lease = try await harness.begin()
        #expect(try await harness.ledger.snapshot(at: nil) == nil)
        for run in [lease.run, 77, -1] {
            await #expect { _ = try await harness.ledger.snapshot(at: run) } throws: {
                LedgerError.Code.noSuchRun.matches($0)
            }
        }
    }
}
