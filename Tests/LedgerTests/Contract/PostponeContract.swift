import Inventory
import Ledger
import Testing

/// Lists that a run had no time for: the next one goes on with them.
@Suite("Contract: postponed scopes")
struct PostponeContract {
    /// Run 1 holds a, b and c. Run 2 sees a on its first page, and then its time is over.
    private func halfRead(_ subject: Subject) async throws -> Harness {
        let harness = try await Harness(subject)
        try await harness.run(["a", "b", "c"], on: -1)
        try await harness.begin()
        try await harness.read([.key("k1", of: "a")], Coverage(.complete, requests: 4), scope: Harness.keys(of: "a"))
        try await harness.read([], Coverage(.denied), scope: Harness.keys(of: "b"))
        try await harness.beginScope()
        try await harness.page([.user("a"), .user("n")], next: "2")
        try await harness.pages.postpone(Harness.users, Coverage(.partial, reason: "the limit is used up", pages: 1))
        try await harness.publish()
        return harness
    }

    @Test("readers see what came, and that it is not all", arguments: Subject.all)
    func isPartial(_ subject: Subject) async throws {
        let harness = try await halfRead(subject)
        #expect(try await harness.users() == ["a", "b", "c", "n"])
        let users = try await harness.stream()
        #expect(users.coverage.state == .partial && users.coverage.reason == "the limit is used up")
    }

    @Test("the next run goes on from the checkpoint, and retires only what neither half saw", arguments: Subject.all)
    func goesOn(_ subject: Subject) async throws {
        let harness = try await halfRead(subject)
        #expect(try await harness.begin(at: .day(0).minutes(70)).isResumed == false)
        guard case .resume(let checkpoint) = try await harness.beginScope() else {
            Issue.record("it did not go on")
            return
        }
        #expect(checkpoint.next == "2" && checkpoint.pages == 1)
        try await harness.page([.user("b", name: "new name")], 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(0).minutes(75))
        #expect(try await harness.users() == ["a", "b", "n"])
        #expect(try await harness.stream().coverage.state == .complete)
    }

    @Test("what came to its end is not asked for again; what was refused is", arguments: Subject.all)
    func keepsWhatEnded(_ subject: Subject) async throws {
        let harness = try await halfRead(subject)
        try await harness.begin(at: .day(0).minutes(70))
        #expect(isComplete(try await harness.beginScope(Harness.keys(of: "a"))))
        #expect(try await harness.beginScope(Harness.keys(of: "b")) == .fresh)
    }

    private func isComplete(_ entry: ScopeEntry) -> Bool {
        if case .alreadyEnded(let coverage) = entry {
            return coverage.state == .complete && coverage.requests == 0 && coverage.asOf == .day(0)
        }
        return false
    }

    @Test(
        "what hangs on a parent that the second half proves gone goes with it, though it was read",
        arguments: Subject.all)
    func childrenOfTheGone(_ subject: Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a", "c"], on: -1)
        try await harness.begin()
        for user in ["a", "c"] {
            try await harness.read([.key("k" + user, of: user)], scope: Harness.keys(of: user))
        }
        try await harness.beginScope()
        try await harness.page([.user("a")], next: "2")
        try await harness.pages.postpone(Harness.users, Coverage(.partial, reason: "later", pages: 1))
        try await harness.publish()
        try await harness.begin(at: .day(0).minutes(70))
        try await harness.beginScope()
        try await harness.page([], 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        _ = try await harness.beginScope(Harness.keys(of: "a"))
        try await harness.publish(at: .day(0).minutes(75))
        #expect(try await harness.users() == ["a"])
        #expect(try await harness.keys() == ["ka"])
        #expect(try await harness.stream("keys").coverage.state == .complete)
    }

    @Test("once all is read, the run after it begins anew", arguments: Subject.all)
    func endsCarrying(_ subject: Subject) async throws {
        let harness = try await halfRead(subject)
        try await harness.begin(at: .day(0).minutes(70))
        _ = try await harness.beginScope(Harness.keys(of: "a"))
        try await harness.beginScope()
        try await harness.page([.user("b")], 1)
        try await harness.pages.end(Harness.users, Coverage(.complete))
        try await harness.publish(at: .day(0).minutes(75))
        try await harness.begin(at: .day(0).minutes(80))
        #expect(try await harness.beginScope() == .fresh)
        #expect(try await harness.beginScope(Harness.keys(of: "a")) == .fresh)
    }

    @Test("what waited for more than three hours is read anew", arguments: Subject.all, [179, 181] as [Int64])
    func expires(_ subject: Subject, minutes: Int64) async throws {
        let harness = try await halfRead(subject)
        try await harness.begin(at: .day(0).minutes(minutes))
        #expect((try await harness.beginScope() == .fresh) == (minutes > 180))
    }

    @Test("another principal or mapping does not go on with it", arguments: Subject.all, [("f2", 1), ("f1", 2)])
    func refusesOthers(_ subject: Subject, _ reader: (fingerprint: String, version: Int)) async throws {
        let harness = try await halfRead(subject)
        try await harness.begin(at: .day(0).minutes(70))
        let keys = Harness.keys(of: "a")
        for scope in [Harness.users, keys] {
            let entry = try await harness.beginScope(scope, fingerprint: reader.fingerprint, version: reader.version)
            #expect(entry == .fresh)
        }
    }

    @Test("a run of other sources in between leaves it waiting", arguments: Subject.all)
    func survivesOthers(_ subject: Subject) async throws {
        let harness = try await halfRead(subject)
        let lease = try await harness.ledger.beginRun(
            RunRequest(sources: ["other"], now: .day(0).minutes(30), programVersion: "1.0"))
        try await harness.ledger.register(
            SourceRegistration(
                name: "other", id: SourceID(connector: "acme", tenant: "t-2"), connectorVersion: "1.0",
                authoritativeFor: [], streams: Harness.streams), lease: lease)
        _ = try await harness.ledger.publish(lease, at: .day(0).minutes(31))
        try await harness.begin(at: .day(0).minutes(70))
        guard case .resume = try await harness.beginScope() else {
            Issue.record("it did not go on")
            return
        }
    }
}
