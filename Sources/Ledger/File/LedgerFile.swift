import Foundation
import Glibc

/// The file itself, looked at before SQLite opens it: whether it is there, ours, and nobody else's to read.
struct LedgerFile {
    let path: String

    enum Content {
        case missing
        /// No byte was written yet.
        case empty
        /// Ours; connections to it are opened under the hold.
        case ledger(FileHold)
    }

    /// - Throws: `notALedger` for anything else.
    func content() throws -> Content {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .missing }
            throw LedgerError.system("The ledger \(path) cannot be looked at", errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw notALedger("it is not a regular file") }
        if status.st_size == 0 { return .empty }
        return .ledger(try FileHold(device: status.st_dev, inode: status.st_ino) { try checkHeader() })
    }

    private func checkHeader() throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError.system("The ledger \(path) cannot be opened", errno) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        guard read(descriptor, &header, 100) == 100, header.starts(with: "SQLite format 3\0".utf8) else {
            throw notALedger("it is not an SQLite file")
        }
        // Bytes 68 to 71 hold the application id (https://www.sqlite.org/fileformat.html, section 1.3).
        let id = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
        guard id == Schema.applicationID else { throw notALedger("it is an SQLite file of another program") }
    }

    /// Creates the file for its owner alone, before SQLite would create it for all that the umask allows. SQLite
    /// gives its side files the mode of this one.
    func create() throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw LedgerError(
                    .exists, "\(path) is there already", advice: "Name a file that does not exist yet.")
            }
            throw LedgerError.system("\(path) cannot be created", errno)
        }
        close(descriptor)
    }

    /// Takes away what others may do with it.
    func restrictToOwner() throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw LedgerError.system("The ledger \(path) cannot be looked at", errno)
        }
        if status.st_mode & 0o077 == 0 { return }
        guard chmod(path, 0o600) == 0 else {
            throw LedgerError.system("The ledger \(path) is readable by others, and its mode cannot be changed", errno)
        }
    }

    func refuseNetworkFilesystem() throws {
        let directory = (path as NSString).deletingLastPathComponent
        let isThere = access(path, F_OK) == 0
        guard let type = try NetworkFilesystem.type(of: isThere ? path : directory.isEmpty ? "." : directory),
            NetworkFilesystem.isRemote(type: type)
        else { return }
        throw LedgerError(
            .networkFilesystem, "\(path) lies on a network filesystem (\(type)), where SQLite's log is not safe",
            advice: "Put the ledger on a local disk, and copy it with `muster ledger backup`.")
    }

    private func notALedger(_ why: String) -> LedgerError {
        LedgerError(
            .notALedger, "\(path) is not a ledger of Muster: \(why)",
            advice: "Name another file; Muster creates it when it is not there.")
    }
}

extension LedgerError {
    /// An error of the operating system.
    static func system(_ what: String, _ code: Int32) -> LedgerError {
        let reason = String(cString: strerror(code))
        if code == ENOSPC || code == EDQUOT { return full("\(what): \(reason)") }
        return LedgerError(.ioError, "\(what): \(reason)", advice: "Check the path, the disk and the permissions.")
    }

    static func full(_ what: String) -> LedgerError {
        LedgerError(
            .diskFull, what,
            advice: "Free some space and collect again: all pages before this one are kept.")
    }
}
