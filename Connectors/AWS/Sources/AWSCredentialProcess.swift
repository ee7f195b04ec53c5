import ConnectorKit
import Foundation
import Inventory
import Transport

/// `credential_process`: a command of the user's that prints credentials as JSON.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
enum AWSCredentialProcess {
    /// What a command may print.
    static let maximumBytes = 1 << 20
    static let timeLimit = Duration.seconds(60)

    /// - Throws: `AWSCredentialProblem`; what the command printed is never part of it.
    static func run(_ command: String, place: String, environment: [String: String]) async throws
        -> AWSSessionCredentials
    {
        let words = split(command)
        guard !words.isEmpty else {
            throw AWSCredentialProblem(place, "credential_process is empty", advice: "Name a command")
        }
        do {
            let program = CredentialCommand(
                words: words, environment: environment, timeLimit: timeLimit, maximumBytes: maximumBytes)
            return try decode(try await program.output(), place: place)
        } catch let failure as CredentialCommand.Failure {
            throw AWSCredentialProblem(
                place, "credential_process failed: \(failure.detail)",
                advice: "Run the command by hand and read its message")
        }
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
