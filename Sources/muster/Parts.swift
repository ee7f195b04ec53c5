import ConnectorCatalog
import ConnectorKit
import CurlTransport
import Foundation
import Inventory
import Ledger
import MusterApp
import Transport

/// The parts that only the command line knows: which connectors exist, that curl sends the requests, and that SQLite
/// keeps the ledger.
enum Parts {
    static var catalog: [ConnectorDefinition] { ConnectorCatalog.all }

    /// - Throws: `TransportError` for a certificate file or proxy that cannot be used.
    static func transport(_ network: NetworkConfiguration) throws -> Transport {
        var configuration = CurlTransport.Configuration()
        configuration.certificateAuthorityFile = network.certificateFile?.path(percentEncoded: false)
        configuration.userAgent = "muster/" + MusterVersion.current
        if let url = network.proxy {
            configuration.proxy = .proxy(try Proxy(url: url), except: network.proxyExceptions)
        }
        return try CurlTransport(configuration: configuration).transport
    }

    /// Opens a ledger for reading.
    /// - Returns: nil while there is none, which is an empty inventory and no error.
    static func ledgerForReading(_ url: URL) async throws -> (any Ledger)? {
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try await SQLiteLedger.reading(path: path)
    }

    /// Opens a ledger for a collection, making it where there is none.
    static func ledgerForWriting(_ url: URL, command: String = "collect", waits: Bool) async throws -> any Ledger {
        try await SQLiteLedger.writing(
            path: url.path(percentEncoded: false), command: command, now: now(),
            wait: waits ? .seconds(24 * 3600) : nil)
    }

    static let holdings = HoldingReader.reconciler

    static var now: @Sendable () -> Instant { { Instant(Date()) } }
}
