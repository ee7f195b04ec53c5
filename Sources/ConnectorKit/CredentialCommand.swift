import Dispatch
import Foundation

/// Runs a program that prints a credential: no shell, no input, a time limit, bounded output. What it prints on
/// standard error is dropped, since helpers are known to print secrets there too.
public struct CredentialCommand: Sendable {
    /// What went wrong and what to do; never what the program printed.
    public struct Failure: Error, Sendable, Hashable {
        public var detail: String
        public var advice: String

        init(_ detail: String, advice: String) {
            self.detail = detail
            self.advice = advice
        }
    }

    private let words: [String]
    private let environment: [String: String]
    private let timeLimit: Duration
    private let maximumBytes: Int

    /// - Parameters:
    ///   - words: the program and its arguments. A name without a slash is looked up on PATH.
    ///   - environment: the program's.
    ///   - timeLimit: how long it may take; it is then killed.
    ///   - maximumBytes: how much it may print, at least 1,024.
    public init(
        words: [String], environment: [String: String], timeLimit: Duration = .seconds(30), maximumBytes: Int = 64 << 10
    ) {
        self.words = words
        self.environment = environment
        self.timeLimit = timeLimit
        self.maximumBytes = max(1024, maximumBytes)
    }

    /// - Throws: `Failure`.
    public func output() async throws -> Data {
        // Waiting for a program blocks; it must not take one of the few threads that tasks share.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run() })
            }
        }
    }

    private var name: String { words.first ?? "" }

    private func run() throws -> Data {
        guard let program = located() else {
            throw Failure(
                "the program \(name) is not found", advice: "Write its full path, or put its folder on PATH.")
        }
        let process = Process()
        process.executableURL = program
        process.arguments = Array(words.dropFirst())
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw Failure(
                "the program \(name) cannot be started", advice: "Check that muster may run it.")
        }
        try? pipe.fileHandleForWriting.close()  // Ours is a copy; the program keeps its own.
        do {
            let output = try read(pipe.fileHandleForReading.fileDescriptor)
            process.waitUntilExit()
            guard process.terminationStatus == 0, process.terminationReason == .exit else {
                throw Failure(
                    "the program \(name) failed with status \(process.terminationStatus)",
                    advice: "Run it by hand to see why.")
            }
            return output
        } catch {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            throw error
        }
    }

    /// A name without a slash is looked up on PATH, as a shell would.
    private func located() -> URL? {
        guard !name.isEmpty else { return nil }
        if name.contains("/") {
            return FileManager.default.isExecutableFile(atPath: name) ? URL(filePath: name) : nil
        }
        for folder in (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            var isDirectory: ObjCBool = false
            if FileManager.default.isExecutableFile(atPath: path),
                FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
            {
                return URL(filePath: path)
            }
        }
        return nil
    }

    /// Reads to the end, the bound or the time limit. A child of the program that keeps the pipe open cannot hold us
    /// beyond the limit.
    private func read(_ descriptor: Int32) throws -> Data {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeLimit)
        var output = Data()
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = clock.now.duration(to: deadline)
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > .zero, poll(&entry, 1, Int32(clamping: max(1, milliseconds))) != 0 else {
                throw Failure(
                    "the program \(name) did not end within \(timeLimit.components.seconds) seconds",
                    advice: "Use a program that prints the credential and ends, without asking anybody.")
            }
            let count = Foundation.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure("the output of \(name) cannot be read", advice: "Run it by hand to see why.")
            }
            if count == 0 { return output }
            output.append(contentsOf: piece[..<count])
            guard output.count <= maximumBytes else {
                throw Failure(
                    "the program \(name) printed more than \(maximumBytes >> 10) KiB",
                    advice: "Use a program that prints the credential alone.")
            }
        }
    }
}
