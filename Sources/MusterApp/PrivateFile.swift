import Foundation
@preconcurrency import Glibc
import Reports

/// A report's file: readable by its owner alone, and there as a whole or not at all.
struct PrivateFile {
    private let path: String
    /// How far into a file its mark is looked for.
    private static let searchedBytes = 4_096

    /// - Parameter mark: by which a file is known as one that may be overwritten.
    /// - Throws: `Problem` where something else stands there that nobody asked to lose.
    init(_ url: URL, mark: String, isForced: Bool) throws {
        path = url.path(percentEncoded: false)
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure("looked at", errno) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Problem(
                "\(path) is no plain file", advice: "Name another one, or --out - for standard output.", status: .usage)
        }
        guard !isForced, status.st_size > 0, try !beginning().contains(mark) else { return }
        throw Problem(
            "\(path) is there and is no report", advice: "Name another file, or overwrite it with --force.",
            status: .usage)
    }

    /// Writes beside the file, and takes its place when all is on disk.
    /// - Returns: how many bytes were written.
    func write(_ body: (ReportOutput) throws -> Void) throws -> Int {
        let draft = "\(path).\(getpid()).part"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("written", errno) }
        var isPlaced = false
        var isOpen = true
        defer {
            if isOpen { close(descriptor) }
            if !isPlaced { unlink(draft) }
        }
        var written = 0
        try body(
            ReportOutput { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                    if count < 0 {
                        if errno == EINTR { continue }
                        throw failure("written", errno)
                    }
                    rest = rest.dropFirst(count)
                    written += count
                }
            })
        guard fsync(descriptor) == 0 else { throw failure("written", errno) }
        isOpen = false
        guard close(descriptor) == 0, rename(draft, path) == 0 else { throw failure("written", errno) }
        isPlaced = true
        return written
    }

    private func beginning() throws -> String {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("read", errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.searchedBytes)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw failure("read", errno) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func failure(_ what: String, _ code: Int32) -> Problem {
        Problem(
            "\(path) cannot be \(what): \(String(cString: strerror(code)))",
            advice: "Choose another place with --out, or free space there.")
    }
}
