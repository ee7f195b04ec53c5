import Inventory
import Ledger
import Reconciler
import Reports

/// Screen one of a ledger: shown after every collection.
public enum LatestScreen {
    /// How many record changes are counted; more is said as "at least".
    static var changeLimit: Int { 10_000 }

    /// - Parameter changes: of the findings, as the collection recorded them.
    /// - Returns: nil while nothing has been collected.
    public static func of(
        _ ledger: any Ledger, policy: Policy, at run: Int64? = nil, asOf: Instant? = nil, changes: FindingChanges,
        failures: [ScreenOne.SourceFailure] = [], outOfScope: [ScreenOne.SourceFailure] = []
    ) async throws -> ScreenOne? {
        guard let judgement = try await Judgement.of(ledger, policy: policy, at: run, asOf: asOf) else { return nil }
        let info = judgement.snapshot.info
        let earlier = try await ledger.runs(limit: 100).map(\.run).first { $0 < info.run }
        var summary: ChangeSummary?
        if let earlier {
            let records = try await ledger.recordChanges(from: earlier, to: info.run, limit: changeLimit)
            var counts = ChangeSummary(
                since: earlier, isCut: records.count >= changeLimit, opened: changes.opened.count,
                reopened: changes.reopened.count, resolved: changes.resolved.count)
            for record in records {
                switch record.change {
                case .added: counts.added += 1
                case .retired: counts.retired += 1
                case .changed: counts.changed += 1
                }
            }
            summary = counts
        }
        let reconciliation = judgement.reconciliation
        return ScreenOne(
            info: info, asOf: reconciliation.asOf, violations: reconciliation.violations,
            exempted: reconciliation.exempted.count,
            indeterminate: reconciliation.indeterminate, unlinked: reconciliation.unlinked,
            unlinkedCount: reconciliation.unlinkedCount, changes: summary, failures: failures,
            outOfScope: outOfScope, accepted: reconciliation.acceptedGaps)
    }
}
