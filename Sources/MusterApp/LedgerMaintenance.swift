import Inventory
import Ledger
import Reports

/// `muster ledger`: listing its runs, copying it while it is in use, and forgetting what no kept run can
/// see.
public enum LedgerMaintenance {
    /// Copies the ledger into a new file.
    public static func backup(_ ledger: any Ledger, to path: String) async throws { try await ledger.backup(to: path) }

    /// The published runs, for `--at`, `--from` and `--to`.
    public static let runs = ListLayout<RunInfo>(
        table: [
            .init("run") { String($0.run) }, .init("published", minimumWidth: 20) { $0.publishedAt.description },
            .init("sources", maximumWidth: 60) { $0.sources.joined(separator: ", ") },
        ],
        csv: [
            .init("run") { String($0.run) }, .init("startedAt") { $0.startedAt.description },
            .init("publishedAt") { $0.publishedAt.description },
            .init("sources") { $0.sources.joined(separator: "; ") },
        ],
        object: { run in
            .object([
                .init("run", .integer(run.run)), .init("startedAt", .text(run.startedAt.description)),
                .init("publishedAt", .text(run.publishedAt.description)), .init("sources", .texts(run.sources)),
            ])
        })

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
