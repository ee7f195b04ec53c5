import ConnectorKit
import Inventory
import Ledger
import Reconciler
import Transport

// SEAM: `Collect.swift` brings the real one; this file goes then.

/// Reads the configured sources into the ledger.
public struct Collect: Sendable {
    public init(
        configuration: Configuration, catalog: [ConnectorDefinition], transport: Transport, ledger: any Ledger,
        policy: Policy, now: @escaping @Sendable () -> Instant,
        progress: @escaping @Sendable (CollectProgress) -> Void
    ) {}

    public func run(_ options: CollectOptions) async throws -> CollectSummary {
        throw NotJoined(what: "collect")
    }
}

/// A part of the program that is not there.
public struct NotJoined: Error, CustomStringConvertible {
    public var what: String

    public init(what: String) { self.what = what }

    public var description: String { "\(what) is not part of this build" }
}
