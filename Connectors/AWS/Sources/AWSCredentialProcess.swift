import Dispatch
import Foundation
import Inventory
import Transport

/// `credential_process`: a command of the user's that prints credentials as JSON.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
enum AWSCredentialProcess {
    /// What a command may print.
    static let maximumBytes = 1 << 20
    static let timeLimitInSeconds = 60

    /// - Throws: `AWSCredentialProblem`; what the command printed is never part of it.
    static func run(_ command: String, place: String, environment: [String: String]) async throws
        -> AWSSessionCredentials
    {
        let words = split(command)
        guard let program = words.first else {
            throw AWSCredentialProblem(place, "credential_process is empty", advice: "Name a command")
        }
        let output = try await withCheckedThrowingContinuation { continuation in
            // A child process is waited for, which must not hold one of the few threads of the task pool.
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try runAndWait(program, Array(words.dropFirst()), place: place, environment: environment)
                    })
            }
        }
        return try decode(output, place: place)
    }

    private static func runAndWait(
        _ program: String, _ arguments: [String], place: String, environment: [String: String]
    ) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--", program] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw AWSCredentialProblem(
                place, "credential_process could not be started", advice: "Check that \(program) is installed")
        }
        let limit = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(timeLimitInSeconds), execute: limit)
        let output = try pipe.fileHandleForReading.read(upToCount: maximumBytes + 1) ?? Data()
        if output.count > maximumBytes { process.terminate() }
        process.waitUntilExit()
        limit.cancel()
        guard process.terminationReason == .exit, process.terminationStatus == 0, output.count <= maximumBytes else {
            throw AWSCredentialProblem(
                place, "credential_process failed or printed too much (status \(process.terminationStatus))",
                advice: "Run the command by hand and read its message")
        }
        return output
    }

    private struct Wire: Decodable {
        var version: Int
        var accessKeyID: String
        var secretAccessKey: String
        var sessionToken: String?
        var expiration: Instant?

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    static func decode(_ output: Data, place: String) throws -> AWSSessionCredentials {
        // The decoder's own message could repeat what was printed.
        guard let wire = try? JSONDecoder().decode(Wire.self, from: output), wire.version == 1 else {
            throw AWSCredentialProblem(
                place, "credential_process printed other than JSON of version 1 with AccessKeyId and SecretAccessKey",
                advice: "Check the command")
        }
        return AWSSessionCredentials(
            accessKeyID: try AWSCredentialProvider.checked(wire.accessKeyID, place: place),
            secretAccessKey: Secret(wire.secretAccessKey), sessionToken: wire.sessionToken.map { Secret($0) },
            expiresAt: wire.expiration, origin: place)
    }

    /// Words as a POSIX shell splits them, quotes and backslashes honoured, nothing expanded.
    static func split(_ command: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = command.makeIterator()
        while let character = characters.next() {
            switch (quote, character) {
            case (nil, "\\"): if let next = characters.next() { word = (word ?? "") + String(next) }
            case ("\"", "\\"):
                guard let next = characters.next() else { break }
                word = (word ?? "") + (next == "\"" || next == "\\" ? "" : "\\") + String(next)
            case (nil, "\""), (nil, "'"):
                quote = character
                word = word ?? ""
            case (let open?, let character) where open == character: quote = nil
            case (nil, let character) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}
