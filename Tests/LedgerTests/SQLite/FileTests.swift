import Foundation
import GRDB
import Glibc
import Inventory
import Testing

@testable import Ledger

/// The file: whose it is, who may read it, and what is refused.
@Suite("SQLite ledger: file")
struct FileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("ledger.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func write() async throws -> SQLiteLedger {
        try await SQLiteLedger.writing(path: path, command: "muster collect", now: .day(0))
    }

    private func fill(_ ledger: SQLiteLedger, _ names: [String], on day: Int64 = 0) async throws {
        let lease = try await ledger.beginRun(RunRequest(sources: ["acme"], now: .day(day), programVersion: "1"))
        try await ledger.register(
            SourceRegistration(
                name: "acme", id: Harness.source, connectorVersion: "1", authoritativeFor: [],
                streams: [Harness.streams[0]]), lease: lease)
        let sink = try await ledger.sink(for: lease)
        let scope = Harness.users
        _ = try await sink.begin(ScopeOpening(scope: scope, operation: "", fingerprint: "f", streamVersion: 1))
        _ = try await sink.commit(
            Page(records: names.map { .user($0) }, ordinal: 0, observedAt: .day(day)), in: scope)
        try await sink.end(scope, Coverage(.complete))
        _ = try await ledger.publish(lease, at: .day(day))
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    private func mode(_ name: String) throws -> mode_t {
        var status = stat()
        #expect(stat(directory.file(name), &status) == 0)
        return status.st_mode & 0o777
    }

    @Test("all its files are their owner's alone, whatever the umask was, and others lose what they had")
    func modes() async throws {
        var ledger: SQLiteLedger? = try await write()
        try await fill(try #require(ledger), ["a"])
        for name in try files() { #expect(try mode(name) == 0o600, "\(name)") }
        #expect(try files().contains("ledger.sqlite-wal"))
        ledger = nil
        chmod(path, 0o644)
        ledger = try await write()
        #expect(try mode("ledger.sqlite") == 0o600)
    }

    @Test("reading creates nothing: neither a ledger, nor a lock, nor files of the log")
    func readingCreatesNothing() async throws {
        await #expect {
            _ = try await SQLiteLedger.reading(path: path)
        } throws: { LedgerError.Code.missing.matches($0) }
        #expect(try files().isEmpty)
        try await { try await fill(write(), ["a"]) }()
        try FileManager.default.removeItem(atPath: path + ".lock")
        #expect(try files() == ["ledger.sqlite"])
        try await {
            let ledger = try await SQLiteLedger.reading(path: path)
            #expect(try await ledger.snapshot(at: nil)?.rows(Identity.self).count == 1)
        }()
        #expect(try files() == ["ledger.sqlite"])
    }

    @Test("a ledger that is open for reading refuses to write")
    func readOnly() async throws {
        try await { try await fill(write(), ["a"]) }()
        let ledger = try await SQLiteLedger.reading(path: path)
        await #expect {
            _ = try await ledger.beginRun(RunRequest(sources: [], now: .day(0), programVersion: ""))
        } throws: { LedgerError.Code.readOnly.matches($0) }
        #expect(throws: LedgerError.self) {
            try ledger.reader.sync { try $0.execute(sql: "DELETE FROM run") }
        }
    }

    @Test("another file is not touched", arguments: ["text", "sqlite", "directory"])
    func notALedger(_ what: String) async throws {
        switch what {
        case "text": try Data("name,email\n".utf8).write(to: URL(fileURLWithPath: path))
        case "sqlite":
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { try $0.execute(sql: "CREATE TABLE mine (x)") }
            try queue.close()
        default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        let before = what == "directory" ? nil : try Data(contentsOf: URL(fileURLWithPath: path))
        await #expect { _ = try await write() } throws: { LedgerError.Code.notALedger.matches($0) }
        await #expect { _ = try await SQLiteLedger.reading(path: path) } throws: {
            LedgerError.Code.notALedger.matches($0)
        }
        #expect(try files() == ["ledger.sqlite"])
        if let before { #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before) }
    }

    @Test("an empty file becomes a ledger")
    func emptyFile() async throws {
        try Data().write(to: URL(fileURLWithPath: path))
        try await fill(write(), ["a"])
        #expect(try mode("ledger.sqlite") == 0o600)
    }

    @Test("the ledger of a newer program is refused, for reading and for writing")
    func newer() async throws {
        try await { try await fill(write(), ["a"]) }()
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 from the future')") }
        try queue.close()
        await #expect { _ = try await write() } throws: { LedgerError.Code.newerVersion.matches($0) }
        await #expect { _ = try await SQLiteLedger.reading(path: path) } throws: {
            LedgerError.Code.newerVersion.matches($0)
        }
    }

    @Test("damage is named as damage", arguments: ["cut", "overwritten", "word"])
    func damaged(_ how: String) async throws {
        try await { try await fill(write(), (0..<3000).map { "user \($0)" }) }()
        if how == "word" {
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { try $0.execute(sql: "UPDATE record_identity SET status = 'zombie'") }
            try queue.close()
        } else {
            let size = try #require(
                try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
            let handle = try #require(FileHandle(forUpdatingAtPath: path))
            if how == "cut" {
                try handle.truncate(atOffset: UInt64(size / 2))
            } else {
                try handle.seek(toOffset: 8192)
                try handle.write(contentsOf: Data(repeating: 0xA5, count: size - 8192))
            }
            try handle.close()
        }
        await #expect {
            let ledger = try await SQLiteLedger.reading(path: path)
            _ = try await ledger.snapshot(at: nil)?.rows(Identity.self)
        } throws: { LedgerError.Code.damaged.matches($0) }
    }

    @Test("a full disk is said, loses no committed page, and the run goes on when there is room")
    func diskFull() async throws {
        let ledger = try await write()
        try await fill(ledger, ["a"])
        let lease = try await ledger.beginRun(RunRequest(sources: ["acme"], now: .day(1), programVersion: "1"))
        try await ledger.register(
            SourceRegistration(
                name: "acme", id: Harness.source, connectorVersion: "1", authoritativeFor: [],
                streams: [Harness.streams[0]]), lease: lease)
        let sink = try await ledger.sink(for: lease)
        let scope = Harness.users
        _ = try await sink.begin(ScopeOpening(scope: scope, operation: "", fingerprint: "f", streamVersion: 1))
        let checkpoint = Checkpoint(next: "2", pages: 1, rows: 2, rejected: 0, requests: 1)
        _ = try await sink.commit(
            Page(records: [.user("a"), .user("b")], ordinal: 0, observedAt: .day(1), checkpoint: checkpoint), in: scope)
        try await ledger.limitPages(spare: 0)
        let big = Page(records: (0..<5000).map { .user("c\($0)") }, ordinal: 1, observedAt: .day(1))
        await #expect { _ = try await sink.commit(big, in: scope) } throws: {
            LedgerError.Code.diskFull.matches($0)
        }
        #expect(try await ledger.snapshot(at: nil)?.rows(Identity.self).count == 1)
        try await ledger.limitPages(spare: 100_000)
        #expect(try await sink.commit(big, in: scope) == PageReceipt(duplicates: 0))
        try await sink.end(scope, Coverage(.complete))
        _ = try await ledger.publish(lease, at: .day(1))
        #expect(try await ledger.snapshot(at: nil)?.rows(Identity.self).count == 5002)
    }

    @Test("a backup is made while a writer works, is its owner's alone, and is a ledger by itself")
    func backup() async throws {
        let ledger = try await write()
        try await fill(ledger, ["a", "b"])
        let lease = try await ledger.beginRun(RunRequest(sources: ["acme"], now: .day(1), programVersion: "1"))
        let copy = directory.file("copy.sqlite")
        try await ledger.backup(to: copy)
        #expect(try mode("copy.sqlite") == 0o600)
        #expect(try files().filter { $0.hasPrefix("copy") } == ["copy.sqlite"])
        await #expect { try await ledger.backup(to: copy) } throws: { LedgerError.Code.exists.matches($0) }
        _ = try await ledger.publish(lease, at: .day(1))
        let opened = try await SQLiteLedger.reading(path: copy)
        #expect(try await opened.snapshot(at: nil)?.info.run == 1)
        #expect(try await opened.snapshot(at: nil)?.rows(Identity.self).count == 2)
    }

    /// A migration that has shipped is never edited. If this fails, put the change into a migration of its own (a new
    /// column with `since:`), and leave the digest as it is.
    @Test("the tables of the first migration are what shipped")
    func firstMigration() async throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "1 generations")
        let schema = try await queue.read {
            try String.fetchAll($0, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        }
        // FNV-1a, 64 bits.
        let digest = schema.joined(separator: ";").utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        #expect(String(digest, radix: 16) == "e48164bbe754bfb3")
    }

    @Test(
        "network filesystems are known by their type", arguments: ["nfs4", "cifs", "9p", "fuse.sshfs", "fuse.unheard"])
    func remote(_ type: String) { #expect(NetworkFilesystem.isRemote(type: type)) }

    @Test("local ones too", arguments: ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "fuse.fuse-overlayfs"])
    func local(_ type: String) { #expect(!NetworkFilesystem.isRemote(type: type)) }

    @Test("the type of a mount is read where proc(5) says it stands")
    func mountType() throws {
        let table = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            98 22 0:44 / /home/x/share rw,nosuid shared:2 master:3 - nfs4 server:/x rw,vers=4.2
            """
        #expect(NetworkFilesystem.type(ofMount: "98", in: table) == "nfs4")
        #expect(NetworkFilesystem.type(ofMount: "22", in: table) == "ext4")
        #expect(NetworkFilesystem.type(ofMount: "9", in: table) == nil)
        #expect(try NetworkFilesystem.type(of: "/proc") == "proc")
    }
}

extension SQLiteLedger {
    /// Lets the file grow by so many pages and no more, as a full disk would.
    fileprivate func limitPages(spare: Int) async throws {
        try await limitForTesting { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(count + spare)")
        }
    }
}
