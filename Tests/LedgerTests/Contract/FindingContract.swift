import Inventory
import Ledger
import Testing

/// A finding closes when a later read shows the change, and each run's history can be asked for.
@Suite("Contract: findings")
struct FindingContract {
    private func finding(_ fingerprint: String, _ severity: Severity = .high) -> Finding {
        Finding(
            rule: "STL-01", result: .violation, severity: severity, fingerprint: fingerprint,
            subject: Subject(
                source: "acme", connector: "acme", tenant: "t-1", kind: "identity", nativeID: fingerprint, name: "n"),
            summary: "stale")
    }

    private typealias Subject = Inventory.Subject

    private func history(_ harness: Harness, _ run: Int64) async throws -> [String: FindingHistory] {
        try await harness.ledger.findingHistory(at: run)
    }

    @Test("a finding about a kind that shrank too much at once stays open", arguments: LedgerTests.Subject.all)
    func staysOpen(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        try await harness.run(["a"])
        let ledger = try harness.ledger
        _ = try await ledger.recordFindings([finding("x")], undecided: [], run: 1, at: Instant.day(0))
        try await harness.run(["a"], on: 1)
        let about = finding("x").subject
        let group = SubjectGroup(connector: about.connector, tenant: about.tenant, kind: about.kind)
        let changes = try await ledger.recordFindings(
            [], exempted: [], undecided: [], keptOpen: [group], run: 2, at: .day(1))
        #expect(changes == FindingChanges())
        #expect(try await ledger.findingHistory(at: 2)["x"]?.state == .open)
    }

    @Test(
        "what is borne is neither open nor resolved, and comes back when its day has come",
        arguments: LedgerTests.Subject.all)
    func exemption(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        for day in 0..<6 as Range<Int64> { try await harness.run(["a"], on: day) }
        let ledger = try harness.ledger
        func record(_ run: Int64, standing: [String] = [], exempt: [String] = [], undecided: Set<String> = [])
            async throws -> FindingChanges
        {
            try await ledger.recordFindings(
                standing.map { finding($0) }, exempted: exempt.map { finding($0) }, undecided: undecided, keptOpen: [],
                run: run, at: .day(run - 1))
        }
        #expect(
            try await record(1, standing: ["x"], exempt: ["new"]) == FindingChanges(opened: ["x"], exempted: ["new"]))
        #expect(try await record(2, exempt: ["x", "new"]) == FindingChanges(exempted: ["x"]))
        // That it could not be judged does not make it stand.
        #expect(try await record(3, exempt: ["new"], undecided: ["x"]) == FindingChanges())
        #expect(try await history(harness, 3)["x"]?.state == .exempt)
        #expect(try await record(4, standing: ["x", "new"]) == FindingChanges(reopened: ["new", "x"]))
        #expect(try await record(5, standing: ["x"], exempt: ["new"]) == FindingChanges(exempted: ["new"]))
        #expect(try await record(6) == FindingChanges(resolved: ["new", "x"]))
        #expect(try await history(harness, 1).mapValues(\.state) == ["x": .open, "new": .exempt])
        #expect(try await history(harness, 5).mapValues(\.state) == ["x": .open, "new": .exempt])
        #expect(try await history(harness, 6).mapValues(\.state) == ["x": .resolved, "new": .resolved])
    }

    @Test(
        "findings open, stand, resolve and reopen, and every run keeps its history", arguments: LedgerTests.Subject.all)
    func life(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        for day in 0..<5 as Range<Int64> { try await harness.run(["a"], on: day) }
        let ledger = try harness.ledger
        var changes = try await ledger.recordFindings([finding("x"), finding("y")], undecided: [], run: 1, at: .day(0))
        #expect(changes == FindingChanges(opened: ["x", "y"]))
        changes = try await ledger.recordFindings([finding("x")], undecided: [], run: 2, at: .day(1))
        #expect(changes == FindingChanges(resolved: ["y"]))
        changes = try await ledger.recordFindings([finding("y"), finding("x")], undecided: [], run: 3, at: .day(2))
        #expect(changes == FindingChanges(reopened: ["y"]))
        changes = try await ledger.recordFindings([], undecided: [], run: 4, at: .day(3))
        #expect(changes == FindingChanges(resolved: ["x", "y"]))
        #expect(
            try await history(harness, 1) == [
                "x": FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(0), reopenings: 0),
                "y": FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(0), reopenings: 0),
            ])
        #expect(
            try await history(harness, 2) == [
                "x": FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(1), reopenings: 0),
                "y": FindingHistory(state: .resolved, firstSeen: .day(0), lastSeen: .day(0), reopenings: 0),
            ])
        #expect(
            try await history(harness, 5) == [
                "x": FindingHistory(state: .resolved, firstSeen: .day(0), lastSeen: .day(2), reopenings: 0),
                "y": FindingHistory(state: .resolved, firstSeen: .day(0), lastSeen: .day(2), reopenings: 1),
            ])
    }

    @Test("what could not be judged stays as it was", arguments: LedgerTests.Subject.all)
    func undecided(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        for day in 0..<4 as Range<Int64> { try await harness.run(["a"], on: day) }
        let ledger = try harness.ledger
        _ = try await ledger.recordFindings([finding("x"), finding("y")], undecided: [], run: 1, at: .day(0))
        _ = try await ledger.recordFindings([finding("x")], undecided: [], run: 2, at: .day(1))
        var changes = try await ledger.recordFindings([], undecided: ["x", "y", "z"], run: 3, at: .day(2))
        #expect(changes == FindingChanges())
        let third = try await history(harness, 3)
        #expect(third["x"] == FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(1), reopenings: 0))
        #expect(third["y"]?.state == .resolved)
        #expect(third["z"] == nil)
        changes = try await ledger.recordFindings([finding("x")], undecided: [], run: 4, at: .day(3))
        #expect(changes == FindingChanges())
        let fourth = try await history(harness, 4)
        #expect(fourth["x"] == FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(3), reopenings: 0))
    }

    @Test("recording a run again replaces what was recorded for it", arguments: LedgerTests.Subject.all)
    func again(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        for day in 0..<3 as Range<Int64> { try await harness.run(["a"], on: day) }
        let ledger = try harness.ledger
        _ = try await ledger.recordFindings([finding("x"), finding("y")], undecided: [], run: 1, at: .day(0))
        for _ in 0..<2 {
            let changes = try await ledger.recordFindings(
                [finding("y"), finding("z", .low)], undecided: [], run: 2, at: .day(1))
            #expect(changes == FindingChanges(opened: ["z"], resolved: ["x"]))
        }
        let changes = try await ledger.recordFindings([finding("x")], undecided: ["y"], run: 2, at: .day(1))
        #expect(changes == FindingChanges())
        let second = try await history(harness, 2)
        #expect(second["z"] == nil)
        #expect(second["y"] == FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(0), reopenings: 0))
        #expect(second["x"] == FindingHistory(state: .open, firstSeen: .day(0), lastSeen: .day(1), reopenings: 0))
    }

    @Test(
        "findings of a run that is not there, or older than what is recorded, are refused",
        arguments: LedgerTests.Subject.all)
    func refused(_ subject: LedgerTests.Subject) async throws {
        let harness = try await Harness(subject)
        for day in 0..<2 as Range<Int64> { try await harness.run(["a"], on: day) }
        let ledger = try harness.ledger
        _ = try await ledger.recordFindings([], undecided: [], run: 2, at: .day(0))
        await #expect { _ = try await ledger.recordFindings([], undecided: [], run: 1, at: .day(0)) } throws: {
            LedgerError.Code.misuse.matches($0)
        }
        await #expect { _ = try await ledger.recordFindings([], undecided: [], run: 9, at: .day(0)) } throws: {
            LedgerError.Code.noSuchRun.matches($0)
        }
        await #expect { _ = try await ledger.findingHistory(at: 9) } throws: {
            LedgerError.Code.noSuchRun.matches($0)
        }
    }
}
