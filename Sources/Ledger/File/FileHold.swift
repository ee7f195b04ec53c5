import Glibc
import Synchronization

/// Says that this process has a ledger open by SQLite, so that nothing else in it opens the file.
///
/// POSIX takes *all* of a process's locks on a file away when *any* of its descriptors of the file is closed
/// (<https://www.sqlite.org/howtocorrupt.html>, section 2.2): to look into the header of a ledger that SQLite has open
/// would unlock it, and another process could take the log away from under it.
final class FileHold: Sendable {
    private struct Key: Hashable {
        var device: dev_t
        var inode: ino_t
    }

    private static let holds = Mutex<[Key: Int]>([:])
    private let key: Key

    /// - Parameter check: looks into the file; called only while nobody in this process holds it.
    init(device: dev_t, inode: ino_t, check: () throws -> Void) throws {
        let key = Key(device: device, inode: inode)
        try Self.holds.withLock { holds in
            if holds[key] == nil { try check() }
            holds[key, default: 0] += 1
        }
        self.key = key
    }

    deinit {
        Self.holds.withLock { holds in
            let count = holds[key, default: 1] - 1
            holds[key] = count == 0 ? nil : count
        }
    }
}
