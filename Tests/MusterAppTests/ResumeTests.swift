import ConnectorCatalog
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

/// A run that stops after its nth request is gone on with: the same inventory and findings, and no page is asked for
/// twice.
@Suite("Interrupted runs")
struct ResumeTests {
    /// What must be asked anew in every run: whose data it is. The report's making is no page either.
    private static let unpaged: Set<String> = ["GetCallerIdentity", "GenerateCredentialReport"]

    private struct Asked: Sendable {
        /// Answered, by body.
        var answered: Set<Data> = []
        var count = 0
        var underWay = 0
        var mostUnderWay = 0
        var again = 0
    }

    @Test(
        "stopped after any request, a run goes on where it was", arguments: stride(from: 1, to: 200, by: 7).map { $0 })
    func stopped(after limit: Int) async throws {
        let standing = try await StandingLedger.shared.value
        let tape = standing.tape
        // Beyond the last request there is nothing to stop.
        guard limit <= tape.count else { return }
        let harness = try CollectHarness(standing.account)
        let state = Locked(Asked())
        let task = Locked<Task<Void, any Error>?>(nil)
        let stopping = Transport { request in
            let isOver = state.withLock { state in
                state.count += 1
                state.underWay += 1
                state.mostUnderWay = max(state.mostUnderWay, state.underWay)
                return state.count > limit
            }
            defer { state.withLock { $0.underWay -= 1 } }
            if isOver {
                task.withLock { $0?.cancel() }
                throw CancellationError()
            }
            let response = try await tape.transport.send(request)
            if !Self.unpaged.contains(request.operation) {
                state.withLock { _ = $0.answered.insert(Tape.key(request)) }
            }
            return response
        }
        let run = task.withLock { task in
            let run = Task<Void, any Error> { try await harness.collect(through: stopping) }
            task = run
            return run
        }
        await #expect(throws: CancellationError.self) { try await run.value }

        let finishing = Transport { request in
            state.withLock { if $0.answered.contains(Tape.key(request)) { $0.again += 1 } }
            return try await tape.transport.send(request)
        }
        let summary = try await harness.collect(through: finishing)
        #expect(summary.run == 1)
        #expect(summary.gaps == [])
        // Only what had been answered and not yet stored when the run stopped.
        let (again, most) = state.withLock { ($0.again, $0.mostUnderWay) }
        #expect(again <= most, "\(again) asked again, at most \(most) were under way")
        let (snapshot, result) = try await harness.judge()
        #expect(try snapshot.contents == standing.contents)
        #expect(Set(result.violations.map(\.fingerprint)) == standing.fingerprints)
    }
}
