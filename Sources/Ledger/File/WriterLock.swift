import Foundation
import Glibc
import Inventory

/// The right to write: an flock(2) on a file beside the ledger. The kernel gives it back when its holder dies, however
/// it dies. The file names the holder for those who wait; what it says counts only while it is locked.
final class WriterLock: Sendable {
    private let descriptor: Int32

    struct Holder: Codable, Sendable {
        var process: Int32
        var host: String
        var since: Instant
        var command: String

        init(command: String, now: Instant) {
            process = getpid()
            host = Self.hostName
            since = now
            self.command = command
        }

        /// gethostname(2): Foundation's may ask the network.
        private static var hostName: String {
            var name = [CChar](repeating: 0, count: 256)
            guard gethostname(&name, name.count - 1) == 0 else { return "this machine" }
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// - Throws: `busy` when another holds it.
    convenience init(besides ledger: String, holder: Holder) throws {
        let path = ledger + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LedgerError.system("The lock \(path) cannot be opened", errno) }
        // From here on `deinit` closes it, also when this throws; nothing else may, or it would close a descriptor
        // that is someone else's by then.
        self.init(descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            guard code == EWOULDBLOCK else { throw LedgerError.system("The lock \(path) cannot be taken", code) }
            throw LedgerError(
                .busy, "The ledger is being written by \(Self.holder(descriptor))",
                advice: "Wait for it to end, or add --wait.")
        }
        try write(holder, path)
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing the only descriptor of this open file gives the lock back.
        close(descriptor)
    }

    private func write(_ holder: Holder, _ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(holder)) + [UInt8(ascii: "\n")]
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw LedgerError.system("The lock \(path) cannot be written", errno)
        }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        // Between taking the lock and writing the name the file is empty or old; then nobody is named.
        guard count > 0, let holder = try? JSONDecoder().decode(Holder.self, from: Data(bytes[..<count])) else {
            return "another process"
        }
        return "process \(holder.process) on \(holder.host), \(holder.command), since \(holder.since)"
    }
}
