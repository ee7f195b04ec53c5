import Foundation
import Glibc
import Inventory
import Ledger
import Testing

/// Death at any instruction loses no committed page, and the run that goes on ends as if nothing had been.
@Suite("SQLite ledger: kill -9")
struct KillTests {
    @Test(
        "a process that is killed anywhere in a collection loses only the page in flight",
        arguments: [0, 50, 400, 1500, 4000, 9000, 15_000, 40_000])
    func kill(_ microseconds: Int) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("ledger.sqlite")
        var last = Collection(path: path, day: 0)
        try await last.run()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, microseconds = microseconds as Int] in
            let killer = Thread {
                usleep(useconds_t(microseconds))
                Glibc.kill(getpid(), SIGKILL)
            }
            var collection = Collection(path: path, day: 1)
            killer.start()
            try await collection.run()
            Glibc.kill(getpid(), SIGKILL)
        }
        last = Collection(path: path, day: 1)
        try await last.run()
        let ledger = try await SQLiteLedger.reading(path: path)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        // The child may have published before it died; then the last run is one of its own, and says the same.
        #expect(try snapshot.rows(Identity.self).map(\.record) == Collection.expected)
        #expect(last.askedAgain.isEmpty)
    }
}

/// A runner in small: ten pages of two streams, following what `begin` answers.
private struct Collection {
    let path: String
    let day: Int64
    /// Pages that were asked for although they had been committed.
    private(set) var askedAgain: [Int] = []

    private static let pages = 10
    private static let pageSize = 40

    init(path: String, day: Int64) {
        self.path = path
        self.day = day
    }

    /// On day 0 all records, on day 1 some renamed and some gone.
    private static func record(_ number: Int, _ day: Int64) -> Identity? {
        if day == 1 && number % 7 == 0 { return nil }
        let name = day == 1 && number % 5 == 0 ? "renamed" : "first"
        return Identity(nativeID: NativeID("u" + String(1000 + number)), type: "acme.user", name: name)
    }

    static var expected: [Identity] { (0..<pages * pageSize).compactMap { record($0, 1) } }

    mutating func run() async throws {
        let ledger = try await SQLiteLedger.writing(path: path, command: "test", now: .day(day))
        let lease = try await ledger.beginRun(RunRequest(sources: ["acme"], now: .day(day), programVersion: "1"))
        try await ledger.register(
            SourceRegistration(
                name: "acme", id: Harness.source, connectorVersion: "1", authoritativeFor: [],
                streams: [Harness.streams[0]]), lease: lease)
        let sink = try await ledger.sink(for: lease)
        let opening = ScopeOpening(scope: Harness.users, operation: "", fingerprint: "f", streamVersion: 1)
        var first = 0
        switch try await sink.begin(opening) {
        case .fresh: break
        case .resume(let checkpoint): first = checkpoint.isAtEnd ? Self.pages : Int(checkpoint.next) ?? 0
        case .alreadyEnded: first = .max
        }
        if first != .max {
            for ordinal in 0..<Self.pages where ordinal >= first {
                let numbers = ordinal * Self.pageSize..<(ordinal + 1) * Self.pageSize
                let next = ordinal + 1 < Self.pages ? String(ordinal + 1) : nil
                let receipt = try await sink.commit(
                    Page(
                        records: numbers.compactMap { Self.record($0, day).map { .identity($0) } }, ordinal: ordinal,
                        observedAt: .day(day),
                        checkpoint: next.map {
                            Checkpoint(next: $0, pages: ordinal + 1, rows: 0, rejected: 0, requests: ordinal + 1)
                        }), in: Harness.users)
                if receipt.duplicates > 0 { askedAgain.append(ordinal) }
            }
            try await sink.end(Harness.users, Coverage(.complete))
        }
        _ = try await ledger.publish(lease, at: .day(day))
    }
}
