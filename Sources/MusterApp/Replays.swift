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
        guard let folder else { return nil }
        if let replay = replays[source] { return replay.transport }
        let part = folder.appending(path: source)
        if FileManager.default.fileExists(atPath: part.path) { return try Replay(folder: part).transport }
        return Transport { request in
            throw TransportError(
                .notRecorded, place: source, detail: "the recording holds nothing of this source",
                advice: "Record again with this source.")
        }
    }
}
