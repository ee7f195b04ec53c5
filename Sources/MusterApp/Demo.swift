import ConnectorKit
import Foundation
import Inventory
import Ledger
import Reconciler
import Transport

/// Collects the recorded organisation of `Samples/` into a ledger of its own: the same way as a real collection, with
/// answers from the recording, at the recording's date.
public struct Demo: Sendable {
    /// The folder that holds `muster.yaml` and `recordings/`.
    public let folder: URL
    /// Where the demonstration's ledger is kept; made anew each time.
    public let ledgerFile: URL

    /// - Parameter samples: nil looks in `Samples/` here, and beside the program's own folder.
    /// - Throws: `Problem` when there is no sample organisation.
    public init(samples: URL?, programFile: URL, temporaryDirectory: URL) throws {
        let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
        let program = programFile.resolvingSymlinksInPath().deletingLastPathComponent()
        let places =
            samples.map { [$0] } ?? [
                here.appending(path: "Samples"), program.appending(path: "../share/muster/Samples"),
                program.appending(path: "../../../Samples"),
            ]
        guard
            let found = places.map({ $0.appending(path: "organisation") })
                .first(where: { FileManager.default.fileExists(atPath: $0.appending(path: "muster.yaml").path) })
        else {
            throw Problem(
                "there is no sample organisation in \(places[0].path)",
                advice: "Run it from Muster's own folder, or name the folder with --samples.", status: .usage)
        }
        folder = found
        ledgerFile = temporaryDirectory.appending(path: "muster-demo/muster.sqlite")
    }

    public var configurationFile: URL { folder.appending(path: "muster.yaml") }

    public var options: CollectOptions { CollectOptions(replayDirectory: folder.appending(path: "recordings")) }

    /// Makes room for the demonstration's ledger.
    /// - Throws: when the folder cannot be made or emptied.
    public func prepare() throws {
        let place = ledgerFile.deletingLastPathComponent()
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
        try FileManager.default.createDirectory(
            at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
