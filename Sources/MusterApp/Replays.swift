import Foundation
import Inventory
import Transport

/// The recordings that answer instead of the network.
struct Replays: Sendable {
    private let replays: [String: Replay]
    private let folder: URL?

    var isReplaying: Bool { folder != nil }

    /// - Throws: `RecordingError` when the folder holds no recording of any of the sources.
    init(_ folder: URL?, sources: [String]) throws {
        self.folder = folder
        guard let folder else {
            replays = [:]
            return
        }
        var found: [String: Replay] = [:]
        for name in sources {
            let part = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: part.path) else { continue }
            found[name] = try Replay(folder: part)
        }
        guard !found.isEmpty else {
            throw RecordingError(
                folder.path, "it holds no recording of " + sources.joined(separator: ", "),
                "Name the folder that was given to collect --record.")
        }
        replays = found
    }

    /// The replay's date: the latest of its recordings.
    var recordedAt: Instant? { replays.values.map(\.info.recordedAt).max() }

    /// nil when nothing is replayed; a source without a recording is answered by nobody. A member's recording lies in the
    /// folder of its source.
    /// - Throws: `RecordingError` for a recording that cannot be read.
    func transport(for source: String) throws -> Transport? {
        guard isReplaying else { return nil }
        if let replay = try replay(of: source) { return replay.transport }
        return Transport { request in
            throw TransportError(
                .notRecorded, place: source, detail: "the recording holds nothing of this source",
                advice: "Record again with this source.")
        }
    }

    /// The vendor's id of the credential that the recording was made with.
    /// - Throws: `RecordingError` for a recording that cannot be read.
    func credentialID(of source: String) throws -> String? { try replay(of: source)?.info.credentialID }

    private func replay(of source: String) throws -> Replay? {
        if let replay = replays[source] { return replay }
        guard let part = folder?.appending(path: source), FileManager.default.fileExists(atPath: part.path) else {
            return nil
        }
        return try Replay(folder: part)
    }
}
