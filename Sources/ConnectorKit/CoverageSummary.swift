import Inventory

/// The coverage of a stream over its partitions: the worst state with its reason, sums of the counts.
public struct CoverageSummary: Sendable, Hashable {
    public private(set) var coverage = Coverage(.complete)
    public private(set) var partitions = 0
    public private(set) var completePartitions = 0

    public init() {}

    public func adding(_ other: Coverage) -> CoverageSummary {
        var sum = self
        sum.partitions += 1
        if other.state.provesAbsence { sum.completePartitions += 1 }
        if Self.rank(other.state) > Self.rank(coverage.state) {
            sum.coverage.state = other.state
            sum.coverage.reason = other.reason
        }
        for permission in other.missingPermissions where !coverage.missingPermissions.contains(permission) {
            sum.coverage.missingPermissions.append(permission)
        }
        sum.coverage.requests += other.requests
        sum.coverage.pages += other.pages
        sum.coverage.rows += other.rows
        sum.coverage.rejected += other.rejected
        sum.coverage.asOf = [coverage.asOf, other.asOf].compactMap { $0 }.min()
        return sum
    }

    /// Worse is higher.
    private static func rank(_ state: CoverageState) -> Int {
        switch state {
        case .complete: 0
        case .unchanged: 1
        case .unsupported: 2
        case .notRead: 3
        case .truncated: 4
        case .partial: 5
        case .denied: 6
        case .failed: 7
        }
    }
}
