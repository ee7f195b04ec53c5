import Ledger

/// `muster ledger`: copying a ledger while it is in use, and forgetting what no kept run can see.
public enum LedgerMaintenance {
    /// Copies the ledger into a new file.
    public static func backup(_ ledger: any Ledger, to path: String) async throws { try await ledger.backup(to: path) }

    /// What a pruning did.
    public struct Pruning: Sendable, Hashable {
        /// The oldest run that can still be read.
        public var oldestRun: Int64
        public var rows: Int
    }

    /// Keeps the newest runs and forgets versions that none of them can see.
    /// - Parameter runs: how many to keep, at least 1.
    /// - Returns: nil when there are no more runs than that, and nothing was touched.
    public static func prune(_ ledger: any Ledger, keeping runs: Int) async throws -> Pruning? {
        guard runs >= 1 else {
            throw Problem("cannot keep \(runs) runs", advice: "Keep at least one.", status: .usage)
        }
        let published = try await ledger.runs(limit: runs + 1)
        guard published.count > runs else { return nil }
        let oldest = published[runs - 1].run
        return Pruning(oldestRun: oldest, rows: try await ledger.prune(keepingSince: oldest))
    }
}
