import ConnectorKit
import Foundation
import Transport

/// Fetches credentials from where their references point, at the moment they are needed. What it fetches goes into a
/// `Secret` and nowhere else; its errors name the reference, never the value.
public struct CredentialResolver: Sendable {
    private let environment: [String: String]
    private let commandTimeLimit: Duration
    private let warn: @Sendable (String) -> Void

    /// No vendor's credential is longer; a service account's JSON key has some 2.4 KB.
    static let maximumBytes = 64 << 10

    /// - Parameters:
    ///   - commandTimeLimit: how long a program may take to print a credential.
    ///   - warn: told of a credential file that its group can read.
    public init(
        environment: [String: String], commandTimeLimit: Duration = .seconds(30),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.environment = environment
        self.commandTimeLimit = commandTimeLimit
        self.warn = warn
    }

    /// A source that fetches anew when it is asked, so that a rotated credential is picked up. What a program prints
    /// is kept for a minute: it is asked for each request, and a program a request would be slower than the vendor.
    public func source(for reference: CredentialReference) -> CredentialSource {
        guard case .command = reference else { return { try await resolve(reference) } }
        let kept = KeptCredential()
        return { try await kept.value { try await resolve(reference) } }
    }

    /// - Throws: `CredentialProblem`.
    public func resolve(_ reference: CredentialReference) async throws -> Secret {
        switch reference {
        case .environment(let name):
            guard let value = environment[name] else {
                throw CredentialProblem(
                    "the environment variable \(name) is not set", advice: "Set it for the process that runs muster.")
            }
            return try Self.secret(Data(value.utf8), from: "the environment variable \(name)")
        case .file(let url):
            return try Self.secret(try read(url), from: url.path(percentEncoded: false))
        case .command(let words):
            let output: Data
            do {
                output = try await CredentialCommand(
                    words: words, environment: environment, timeLimit: commandTimeLimit,
                    maximumBytes: Self.maximumBytes
                ).output()
            } catch let failure as CredentialCommand.Failure {
                throw CredentialProblem(failure.detail, advice: failure.advice)
            }
            return try Self.secret(output, from: "the output of \(words.first ?? "")")
        case .entry(let url, let keys):
            return try entry(keys, of: try read(url), url.path(percentEncoded: false))
        }
    }

    private func entry(_ keys: [String], of bytes: Data, _ path: String) throws -> Secret {
        let problem = CredentialProblem(
            "\(path) has no \(keys.joined(separator: "."))", advice: "Write it with the program that owns the file.")
        var element: ConfigurationDocument.Element
        do { element = try ConfigurationDocument.read(bytes, file: path) } catch {
            throw CredentialProblem("\(path) is not YAML", advice: "Write it with the program that owns the file.")
        }
        for key in keys {
            guard case .map(let entries) = element.content, let entry = entries.first(where: { $0.key == key }) else {
                throw problem
            }
            element = entry.value
        }
        guard case .scalar(let text, _) = element.content else { throw problem }
        return try Self.secret(Data(text.utf8), from: "\(keys.joined(separator: ".")) of \(path)")
    }

    /// Takes one trailing line end away: editors and `echo` add it, and no credential ends with it.
    private static func secret(_ bytes: Data, from place: String) throws -> Secret {
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw CredentialProblem("\(place) is not UTF-8 text", advice: "Put the credential there as plain text.")
        }
        if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
        if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
        guard !text.isEmpty else {
            throw CredentialProblem("\(place) is empty", advice: "Put the credential there.")
        }
        return Secret(text)
    }

    private func read(_ url: URL) throws -> Data {
        let path = url.path(percentEncoded: false)
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: url)
        } catch {
            throw CredentialProblem(
                "\(path) cannot be opened", advice: "Check that it exists and that muster may read it.")
        }
        // The open file is asked, not the path, so that it cannot be exchanged in between.
        var status = stat()
        guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CredentialProblem(
                "\(path) is not a plain file", advice: "Name a file that holds the credential alone.")
        }
        if status.st_mode & 0o007 != 0 || status.st_mode & 0o020 != 0 {
            throw CredentialProblem(
                "\(path) is open to other users of this machine", advice: "Close it: chmod 600 \(path)")
        }
        if status.st_mode & 0o040 != 0 { warn("\(path) can be read by its group; to close it: chmod 600 \(path)") }
        guard let bytes = try? handle.read(upToCount: Self.maximumBytes + 1) else {
            // The system's own words add nothing to what the user can do about it.
            throw CredentialProblem("\(path) cannot be read", advice: "Check the disk and its permissions.")
        }
        guard bytes.count <= Self.maximumBytes else {
            throw CredentialProblem(
                "\(path) is longer than 64 KiB", advice: "Name a file that holds the credential alone.")
        }
        return bytes
    }
}

/// A credential that is fetched at most once a minute, and once for all who ask meanwhile.
private actor KeptCredential {
    private var underWay: Task<Secret, any Error>?
    private var kept: (value: Secret, until: ContinuousClock.Instant)?

    func value(_ fetch: @escaping CredentialSource) async throws -> Secret {
        if let kept, ContinuousClock.now < kept.until { return kept.value }
        if let underWay { return try await underWay.value }
        let task = Task { try await fetch() }
        underWay = task
        defer { underWay = nil }
        let value = try await task.value
        kept = (value, .now.advanced(by: .seconds(60)))
        return value
    }
}

/// Why a credential could not be had, and what to do; never the credential.
public struct CredentialProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public var detail: String
    public var advice: String

    public init(_ detail: String, advice: String) {
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(detail). \(advice)" }
}
