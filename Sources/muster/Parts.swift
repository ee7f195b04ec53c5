import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Transport

/// The parts that only the command line knows: which connectors exist, that curl sends the requests, and that SQLite
/// keeps the ledger.
enum Parts {
    /// SEAM: `ConnectorCatalog`.
    static var catalog: [ConnectorDefinition] { [] }

    /// SEAM: `CurlTransport`.
    static func transport(_ network: NetworkConfiguration) throws -> Transport { throw NotJoined(what: "the network") }

    /// Opens a ledger for reading.
    /// - Returns: nil while there is none, which is an empty inventory and no error.
    static func ledgerForReading(_ url: URL) async throws -> (any Ledger)? {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return nil }
        throw NotJoined(what: "the ledger")  // SEAM: `SQLiteLedger`.
    }

    /// Opens a ledger for a collection, making it where there is none.
    static func ledgerForWriting(_ url: URL, waits: Bool) async throws -> any Ledger {
        throw NotJoined(what: "the ledger")  // SEAM: `SQLiteLedger`.
    }

    static let holdings = HoldingReader.reconciler

    static var now: @Sendable () -> Instant { { Instant(Date()) } }
}
