import ConnectorKit
import Foundation
import Inventory
import Transport

/// The sample organisation as a collection sees it: the configuration of `Samples/`, turned to where its vendors are
/// played, at one of its dates.
public struct Demo: Sendable {
    /// The folder that holds `muster.yaml` and `vendors/`.
    public let folder: URL

    /// - Parameter samples: nil looks in `Samples/` here, and beside the program's own folder.
    /// - Throws: `Problem` when there is no sample organisation.
    public init(samples: URL?, programFile: URL) throws {
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
                "there is no sample organisation in \(places[0].path(percentEncoded: false))",
                advice: "Run it from Muster's own folder, or name the folder with --samples.", status: .usage)
        }
        folder = found
    }

    /// The demonstration's own place in a folder for temporary files, emptied of the one before: where its ledger goes
    /// unless the user names one.
    /// - Throws: when it cannot be made or emptied.
    public static func ledgerFile(in temporaryDirectory: URL) throws -> URL {
        let place = temporaryDirectory.appending(path: "muster-demo")
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
        try FileManager.default.createDirectory(
            at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return place.appending(path: Configuration.ledgerDefault)
    }

    /// The organisation's configuration, with the addresses of the played vendors in place of those that stand there.
    /// - Parameters:
    ///   - origins: where each vendor listens, by the name of its source.
    ///   - people: the people file of the date, beside the configuration.
    ///   - environment: holds the credentials that the vendors accept.
    /// - Throws: `ConfigurationError`.
    public func configuration(
        origins: [String: URL], people: String, ledger: URL, catalog: [ConnectorDefinition],
        environment: [String: String]
    ) throws -> Configuration {
        var configuration = try ConfigurationReader.read(
            path: folder.appending(path: "muster.yaml").path(percentEncoded: false), catalog: catalog,
            environment: environment)
        configuration.ledger = ledger
        for index in configuration.sources.indices {
            let source = configuration.sources[index]
            var values = source.settings.values
            if let origin = origins[source.name] {
                for (name, value) in values {
                    guard case .text(let text) = value, text.hasPrefix("http://127.0.0.1") else { continue }
                    values[name] = .text(origin.absoluteString)
                }
            } else if values["path"] != nil {
                values["path"] = .text(people)
            }
            configuration.sources[index].settings = Settings(values)
        }
        return configuration
    }

    /// The clocks of a collection at a date of the sample. The date stands still, so that the same samples give the same
    /// ledger; and a wait for a vendor's limit is leapt over, because the played vendors count requests, not time.
    public static func clock(at date: Instant) -> Timekeeper {
        let leapt = Locked(Duration.zero)
        var time = Timekeeper.frozen(at: date)
        let elapsed = time.elapsed
        time.elapsed = { elapsed() + leapt.withLock { $0 } }
        time.sleep = { wait in
            try Task.checkCancellation()
            leapt.withLock { $0 += wait }
            // Lets those go on that the wait was for.
            await Task.yield()
        }
        return time
    }
}
