import Inventory
import Reconciler
import Reports

/// Hands over every identity and application with what is filed under it, in the order of the snapshot.
public struct HoldingReader: Sendable {
    public typealias Body = (Holding) throws -> Void
    public typealias Read = @Sendable (any Snapshot, Policy, Decisions, Instant, Body) throws -> Void
    private let read: Read

    public init(_ read: @escaping Read) { self.read = read }

    public func forEach(
        in snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant, _ body: Body
    ) throws { try read(snapshot, policy, decisions, asOf, body) }
}
