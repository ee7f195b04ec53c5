import Foundation
@preconcurrency import Glibc
import Reports

/// Standard output and standard error, and what is known of the terminal behind them.
enum Terminal {
    /// Buffered standard output.
    /// - Throws on use: `OutputClosed` when nobody reads any more.
    static func output() -> ReportOutput { ReportOutput { try write($0, to: STDOUT_FILENO) } }

    /// Columns; nil where output is no terminal.
    static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Colour only for people, and not for those who asked for none (https://no-color.org).
    static var pageStyle: PageStyle {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return PageStyle(width: width ?? 80, isColoured: width != nil && !isPlain)
    }

    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// One message on standard error, made safe: it may quote names from outside.
    static func complain(_ message: String, prefix: String = "muster: ") {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { SafeText.escaped(String($0)) }.joined(separator: "\n")
        // Where even standard error is gone, the exit status is all that is left to tell.
        try? write(Array((prefix + text + "\n").utf8), to: STDERR_FILENO)
    }

    /// A line beside the answer, for people: on standard error, and only where that is a terminal.
    static func note(_ message: String) {
        guard showsProgress else { return }
        complain(message, prefix: "")
    }

    /// A line of progress that the next one overwrites.
    static func progress(_ message: String) {
        guard showsProgress else { return }
        // Progress is worth no error.
        try? write(Array("\r\u{1B}[K\(SafeText.escaped(message))".utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { throw OutputClosed() }
                throw OutputFailed(reason: String(cString: strerror(errno)))
            }
            rest = rest.dropFirst(count)
        }
    }
}

/// The reader of standard output went away.
struct OutputClosed: Error {}

/// Standard output cannot be written.
struct OutputFailed: Error, CustomStringConvertible {
    var reason: String

    var description: String { "the output cannot be written: \(reason). Free space or choose another place." }
}

extension ReportOutput {
    func appendAndFlush(_ text: String) throws {
        try append(text)
        try flush()
    }
}
