import Foundation
import Glibc
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing

/// The built program, killed at a hundred random points: the run that is left alone ends where an undisturbed one does.
@Suite("Death at any instruction")
struct KillTests {
    private struct Seen: Equatable {
        var contents: Set<Record>
        var findings: Set<String>
    }

    private static func seen(_ program: BuiltProgram) async throws -> Seen {
        let ledger = try await SQLiteLedger.reading(path: program.folder.appending(path: "muster.sqlite").path)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        let result = try Reconciler.reconcile(snapshot, policy: .standard, asOf: MotoAccount.now)
        let gaps = snapshot.info.streams.filter { ![.complete, .unsupported].contains($0.coverage.state) }
        #expect(gaps.map(\.stream) == [])
        let history = try await ledger.findingHistory(at: snapshot.info.run)
        #expect(history.values.allSatisfy { $0.state == .open })
        return Seen(contents: try snapshot.contents, findings: Set(result.violations.map(\.fingerprint)))
    }

    /// A small linear congruential generator (Knuth's MMIX constants), so that a failure can be had again.
    private struct Dice {
        var state: UInt64
        mutating func fraction() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(UInt64(1) << 53)
        }
    }

    @Test("kill -9 at a hundred random points, then collect: the same inventory and findings")
    func killed() async throws {
        let account = try MotoAccount(users: 8, seed: 5)
        let undisturbed = try BuiltProgram()
        try undisturbed.configure(account)
        var usual = Duration.zero
        // The second run tells how long one takes when all is warm.
        for _ in 0..<2 {
            usual = try await ContinuousClock().measure {
                let outcome = try await undisturbed.run(["collect", "--format", "json"], for: account)
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
        }
        // On a busy machine the points lie in a run's first second. As each run goes on where the one before was
        // killed, they reach its end all the same.
        usual = min(usual, .seconds(1))
        let expected = try await Self.seen(undisturbed)
        try #require(expected.findings.count > 5)

        // Two at a time, each with points of its own.
        let kills = try await withThrowingTaskGroup(of: Int.self) { group in
            for seed: UInt64 in [42, 43] {
                group.addTask { [usual] in
                    var dice = Dice(state: seed)
                    var kills = 0
                    while kills < 50 {
                        let program = try BuiltProgram()
                        try program.configure(account)
                        kills += try await Self.kill(program, 10, within: usual, &dice, account)
                        let last = try await program.run(["collect", "--format", "json"], for: account)
                        #expect(last.status == 0, "\(last.errors)")
                        let seen = try await Self.seen(program)
                        #expect(seen.contents == expected.contents)
                        #expect(seen.findings == expected.findings)
                    }
                    return kills
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(kills >= 100)
    }

    /// Starts the program again and again and kills it at random points. Returns how often that came before its end.
    private static func kill(
        _ program: BuiltProgram, _ times: Int, within usual: Duration, _ dice: inout Dice, _ account: MotoAccount
    ) async throws -> Int {
        var kills = 0
        for _ in 0..<times {
            let delay = usual * dice.fraction()
            let outcome = try await program.run(["collect", "--format", "json"], for: account) { process in
                try await Task.sleep(for: delay)
                Glibc.kill(process.processIdentifier, SIGKILL)
            }
            if outcome.wasKilled { kills += 1 } else { #expect(outcome.status == 0, "\(outcome.errors)") }
        }
        return kills
    }
}
