import Inventory
import Reconciler
import Reports

/// Hands over every identity and application with what is filed under it, in the order of the snapshot.
public struct HoldingReader: Sendable {
    public typealias Body = (Holding) throws -> Void
    private let read: @Sendable (any Snapshot, Policy, Instant, Body) throws -> Void

    public init(_ read: @escaping @Sendable (any Snapshot, Policy, Instant, Body) throws -> Void) { self.read = read }

    public func forEach(
        in snapshot: any Snapshot, policy: Policy, asOf: Instant, _ body: Body
    ) throws { try read(snapshot, policy, asOf, body) }
}
