import Foundation
import Inventory

/// One request and its answer, as a recording keeps them. No credential, no signature, no cookie: the request is
/// written down before it is signed.
public struct RecordedExchange: Sendable, Codable, Hashable {
    public struct Ask: Sendable, Codable, Hashable {
        public var method: String
        public var url: String
        public var body: String?
        /// The header that names the operation where URL and body do not (`X-Amz-Target`); nil where there is none.
        public var target: String?
    }

    public struct Answer: Sendable, Codable, Hashable {
        public var status: Int
        public var headers: [String: [String]]
        public var body: String
    }

    public var request: Ask
    public var response: Answer

    public init(request: Ask, response: Answer) {
        self.request = request
        self.response = response
    }
}

/// What stands in `recording.json`, beside one file of exchanges a stream.
public struct RecordingInfo: Sendable, Codable, Hashable {
    /// The format's version; a reader refuses a later one.
    public var version: Int
    public var source: String
    public var connector: String
    /// Replaying happens at this time, so that ages mean what they meant.
    public var recordedAt: Instant
    /// The vendor's id of the credential that asked, where it has one and requests do not tell it; never the credential.
    public var credentialID: String?

    public static let currentVersion = 1

    public init(source: String, connector: String, recordedAt: Instant) {
        version = Self.currentVersion
        self.source = source
        self.connector = connector
        self.recordedAt = recordedAt
    }
}

/// Writes exchanges to a folder: `recording.json`, and `<stream>.ndjson` with one exchange a line.
public actor Recorder {
    private let folder: URL
    private var info: RecordingInfo
    private var redactor: Redactor
    private var files: [String: FileHandle] = [:]

    /// The response headers that paging, limits and decoding read; no other is kept.
    static let keptHeaders: Set<String> = [
        "content-type", "date", "link", "retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset",
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-resource", "x-rate-limit-limit",
        "x-rate-limit-remaining", "x-rate-limit-reset", "x-next-page", "x-total", "x-total-pages",
        // What the credential may do and until when, as GitHub tells it.
        "x-oauth-scopes", "x-accepted-oauth-scopes", "x-accepted-github-permissions",
        "github-authentication-token-expiration",
    ]

    /// - Parameter keepsPeople: leaves names and addresses as they are: for invented data only.
    /// - Throws: when the folder exists already with something in it, or cannot be made.
    public init(folder: URL, info: RecordingInfo, keepsPeople: Bool = false) throws {
        let manager = FileManager.default
        if let present = try? manager.contentsOfDirectory(atPath: folder.path), !present.isEmpty {
            // A folder that cannot be listed is made or refused by the next line.
            throw RecordingError(folder.path, "the folder is not empty", "Name a new folder for the recording.")
        }
        try manager.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder
        self.info = info
        redactor = Redactor(keepsPeople: keepsPeople)
        try Self.write(info, to: folder)
    }

    /// Notes which credential asked: a replay signs with none, and its own stands in the inventory too.
    public func note(credentialID: String) throws {
        info.credentialID = credentialID
        try Self.write(info, to: folder)
    }

    private static func write(_ info: RecordingInfo, to folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(info).write(to: folder.appendingPathComponent("recording.json"))
    }

    /// - Parameters:
    ///   - request: as the connector stated it, before it was signed.
    ///   - stream: the file's name.
    public func record(_ request: Request, _ response: Response, stream: String, rules: RedactionRules) throws {
        let body = redactor.redact(response.body, contentType: response.headers["Content-Type"], rules: rules)
        var headers: [String: [String]] = [:]
        for field in response.headers.fields where Self.keptHeaders.contains(field.name.lowercased()) {
            headers[field.name.lowercased(), default: []].append(redactor.scrub(field.value))
        }
        let exchange = RecordedExchange(
            request: .init(
                method: request.method.rawValue, url: redactor.scrub(request.url.absoluteString),
                body: request.body.map { redactor.scrub(String(decoding: $0, as: UTF8.self)) },
                target: request.headers["X-Amz-Target"]),
            response: .init(status: response.status, headers: headers, body: String(decoding: body, as: UTF8.self)))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try handle(for: stream).write(contentsOf: try encoder.encode(exchange) + Data("\n".utf8))
    }

    private func handle(for stream: String) throws -> FileHandle {
        if let handle = files[stream] { return handle }
        let url = folder.appendingPathComponent(stream + ".ndjson")
        guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw RecordingError(url.path, "the file cannot be made", "Check the folder's permissions and free space.")
        }
        let handle = try FileHandle(forWritingTo: url)
        files[stream] = handle
        return handle
    }
}

public struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    public var place: String
    public var detail: String
    public var advice: String

    public init(_ place: String, _ detail: String, _ advice: String) {
        self.place = place
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(place): \(detail). \(advice)" }
}
