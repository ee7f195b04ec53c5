import Foundation
import Glibc
import Inventory
import Ledger
import MusterApp
import Testing

enum SmallDisk {
    /// Tried, because a container's root often may not.
    static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)").path
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
        umount(folder)
        return true
    }()
}

/// A ledger on a small filesystem of its own, which only root may mount.
@Suite("A full disk", .enabled(if: SmallDisk.canMount, "mounting a small filesystem needs root"))
struct DiskFullTests {
    @Test("a full disk ends the run in 1 and says so; with room again it is gone on with, and nothing is lost")
    func full() async throws {
        let standing = try await StandingLedger.shared.value
        let program = try BuiltProgram()
        let disk = program.folder.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let file = disk.appending(path: "muster.sqlite")
        let size = try Data(contentsOf: URL(filePath: standing.harness.ledgerPath)).count
        // Room for the ledger and its shared memory, and too little for the pages of another run.
        try #require(mount("tmpfs", disk.path, "tmpfs", 0, "size=\(size + (48 << 10))") == 0)
        defer { umount2(disk.path, Int32(MNT_DETACH)) }
        try FileManager.default.copyItem(at: URL(filePath: standing.harness.ledgerPath), to: file)
        try program.configure(standing.account, extra: "ledger: \(file.path)")

        let refused = try await program.run(["collect"], for: standing.account)
        #expect(refused.status == 1, "\(refused.errors)")
        #expect(refused.errors.contains("disk is full") || refused.errors.contains("No space"), "\(refused.errors)")
        #expect(refused.errors.contains("Free some space"), "\(refused.errors)")

        try #require(mount("tmpfs", disk.path, "tmpfs", UInt(MS_REMOUNT), "size=64m") == 0)
        do {
            let ledger = try await SQLiteLedger.reading(path: file.path)
            #expect(try await ledger.runs(limit: 5).map(\.run) == [1])
            #expect(try #require(try await ledger.snapshot(at: nil)).contents == standing.contents)
        }
        let again = try await program.run(["collect"], for: standing.account)
        #expect(again.status == 0, "\(again.errors)")
        let ledger = try await SQLiteLedger.reading(path: file.path)
        #expect(try #require(try await ledger.snapshot(at: nil)).contents == standing.contents)
    }
}
