import Foundation
import Glibc
import Inventory
import Ledger
import Testing

/// One writer at a time, named to those who wait.
@Suite("SQLite ledger: lock")
struct LockTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("ledger.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    @Test("a second writer is told who holds the ledger")
    func busy() async throws {
        let first = try await SQLiteLedger.writing(path: path, command: "muster collect --all", now: .day(3))
        await #expect {
            _ = try await SQLiteLedger.writing(path: path, command: "other", now: .day(3))
        } throws: { error in
            guard let error = error as? LedgerError, error.code == .busy else { return false }
            return error.detail.contains("process \(ProcessInfo.processInfo.processIdentifier) on ")
                && error.detail.contains("muster collect --all") && error.detail.contains(Instant.day(3).description)
        }
        withExtendedLifetime(first) {}
    }

    @Test("a reader needs no lock")
    func readers() async throws {
        let writer = try await SQLiteLedger.writing(path: path, command: "w", now: .day(0))
        let reader = try await SQLiteLedger.reading(path: path)
        #expect(try await reader.runs(limit: 5).isEmpty)
        withExtendedLifetime(writer) {}
    }

    @Test("to look at a ledger that this process has open does not unlock it")
    func looking() async throws {
        let writer = try await SQLiteLedger.writing(path: path, command: "w", now: .day(0))
        let lease = try await writer.beginRun(RunRequest(sources: [], now: .day(0), programVersion: "1"))
        for _ in 0..<3 { #expect(try await SQLiteLedger.reading(path: path).runs(limit: 1).isEmpty) }
        let path = path
        // Another process asks for the lock that SQLite takes to find out whether it is alone: 510 bytes that begin two
        // after the pending byte at 1 GiB (https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST).
        await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
            let descriptor = open(path, O_RDWR)
            var lock = flock()
            lock.l_type = Int16(F_WRLCK)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = 0x4000_0002
            lock.l_len = 510
            guard descriptor >= 0, fcntl(descriptor, F_GETLK, &lock) == 0 else { exit(1) }
            exit(lock.l_type == Int16(F_UNLCK) ? 2 : 7)
        }
        _ = try await writer.publish(lease, at: .day(0))
    }

    @Test("one that waits gets it when it is given back")
    func waits() async throws {
        var first: SQLiteLedger? = try await SQLiteLedger.writing(path: path, command: "first", now: .day(0))
        let path = path
        let second = Task {
            try await SQLiteLedger.writing(path: path, command: "second", now: .day(0), wait: .seconds(60))
        }
        #expect(try await first?.runs(limit: 1).isEmpty == true)
        first = nil
        let ledger = try await second.value
        #expect(try await ledger.runs(limit: 1).isEmpty)
    }

    @Test("one that waits can be cancelled")
    func cancelled() async throws {
        let first = try await SQLiteLedger.writing(path: path, command: "first", now: .day(0))
        let path = path
        let second = Task {
            _ = try await SQLiteLedger.writing(path: path, command: "second", now: .day(0), wait: .seconds(600))
        }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        withExtendedLifetime(first) {}
    }

    @Test("a lock file that is a link is refused")
    func link() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: path + ".lock", withDestinationPath: directory.file("elsewhere"))
        await #expect {
            _ = try await SQLiteLedger.writing(path: path, command: "x", now: .day(0))
        } throws: { LedgerError.Code.ioError.matches($0) }
        #expect(!FileManager.default.fileExists(atPath: directory.file("elsewhere")))
    }
}
