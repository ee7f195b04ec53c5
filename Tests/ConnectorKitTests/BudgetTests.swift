import Foundation
import Testing
import Transport

@Suite("Rate budgets")
struct BudgetTests {
    @Test("no more requests are under way than the window allows, and all get their turn")
    func boundsConcurrency() async throws {
        let budget = RateBudget(requestsPerSecond: nil, concurrency: 6, time: TestTime().keeper)
        let state = Locked((now: 0, most: 0, done: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    try await budget.acquire()
                    state.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    await Task.yield()
                    state.withLock {
                        $0.now -= 1
                        $0.done += 1
                    }
                    await budget.release(.success)
                }
            }
            try await group.waitForAll()
        }
        #expect(state.withLock { $0.done } == 500)
        #expect(state.withLock { $0.most } <= 6)
        #expect(await budget.currentWindow == 6)
    }

    @Test("the window is halved when the vendor says so, and grows again")
    func adapts() async throws {
        let budget = RateBudget(requestsPerSecond: nil, concurrency: 8, time: TestTime().keeper)
        #expect(await budget.currentWindow == 4)
        try await budget.acquire()
        await budget.release(.throttled(wait: .seconds(1)))
        #expect(await budget.currentWindow == 2)
        for _ in 0..<40 {
            try await budget.acquire()
            await budget.release(.success)
        }
        #expect(await budget.currentWindow == 8)
    }

    @Test("requests start no faster than the rate")
    func keepsTheRate() async throws {
        let time = TestTime()
        let budget = RateBudget(requestsPerSecond: 10, concurrency: 4, time: time.keeper)
        for _ in 0..<21 {
            try await budget.acquire()
            await budget.release(.success)
        }
        #expect(time.keeper.elapsed() == .seconds(2))
    }

    @Test("a cancelled waiter leaves its place to the others")
    func survivesCancellation() async throws {
        let budget = RateBudget(requestsPerSecond: nil, concurrency: 1, time: TestTime().keeper)
        try await budget.acquire()
        let waiter = Task { try await budget.acquire() }
        await Task.yield()
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        await budget.release(.success)
        try await budget.acquire()
        await budget.release(.success)
    }

    @Test("waits grow to a cap", arguments: [(1, 250), (2, 500), (3, 1000), (30, 30_000)])
    func growsWaits(attempt: Int, milliseconds: Int) {
        #expect(Backoff().wait(after: attempt, jitter: 0) == .milliseconds(milliseconds))
    }
}
