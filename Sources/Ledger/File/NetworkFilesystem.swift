import Foundation
import Glibc

/// Where a ledger must not lie: write-ahead logging shares memory between processes, which no network filesystem
/// gives (<https://www.sqlite.org/wal.html>, "does not work over a network filesystem").
enum NetworkFilesystem {
    /// Filesystem types as /proc/self/mountinfo writes them.
    private static let remote: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "coda", "ceph", "ncpfs", "lustre", "ocfs2", "gfs2",
        "gpfs", "beegfs", "glusterfs", "orangefs", "pvfs2", "vboxsf", "vmhgfs", "davfs", "prl_fs", "acfs",
    ]

    private static let localFUSE: Set<String> = [
        "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.mergerfs", "fuse.bindfs",
        "fuse.ntfs-3g", "fuse.lxcfs",
    ]

    /// Whether a filesystem of this type lies on another machine. An unknown kind of FUSE counts as one: a wrong
    /// refusal costs a message, a wrong trust a ledger.
    static func isRemote(type: String) -> Bool {
        if type.hasPrefix("fuse.") { return !localFUSE.contains(type) }
        return remote.contains(type)
    }

    /// O_PATH of <fcntl.h>, which Swift's Glibc does not show: opens without the right to read.
    private static let openPath: Int32 = 0o10000000

    /// The filesystem type of a file or directory; nil where /proc is not there to tell.
    static func type(of path: String) throws -> String? {
        let descriptor = open(path, openPath | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError.system("\(path) cannot be opened", errno) }
        defer { close(descriptor) }
        // proc(5): fdinfo names the mount that the file was opened through. Without /proc nothing is known.
        guard let information = try? String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8),
            let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        else { return nil }
        let line = information.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }
        guard let mount = line?.split(separator: "\t").last?.trimmingCharacters(in: .whitespaces) else { return nil }
        return type(ofMount: String(mount), in: table)
    }

    /// proc(5): the first field is the mount's id; the type follows the separator `-`.
    static func type(ofMount mount: String, in table: String) -> String? {
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let id = fields.first, id == mount, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
            else { continue }
            return String(fields[dash + 1])
        }
        return nil
    }
}
