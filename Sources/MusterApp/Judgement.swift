import Inventory
import Ledger
import Reconciler
import Reports

/// A snapshot judged: what every reading command starts from.
public struct Judgement: Sendable {
    public var snapshot: any Snapshot
    public var reconciliation: Reconciliation
    /// What people decided, as far as it was taken into account.
    public var decisions: Decisions
    /// By fingerprint, as of the snapshot's run.
    public var history: [String: FindingHistory]

    /// Opens and judges the snapshot of a run.
    /// - Parameters:
    ///   - run: nil for the newest.
    ///   - asOf: the judging clock; nil for the moment at which the run was published, so that the same command gives
    ///     the same answer tomorrow.
    /// - Returns: nil while nothing has been collected.
    public static func of(
        _ ledger: any Ledger, policy: Policy, at run: Int64? = nil, asOf: Instant? = nil
    ) async throws -> Judgement? {
        guard let snapshot = try await ledger.snapshot(at: run) else { return nil }
        let decisions = try await Decisions.of(ledger, at: run, asOf: asOf)
        let reconciliation = try Reconciler.reconcile(
            snapshot, previous: try await ledger.snapshot(before: snapshot.info.run), policy: policy,
            decisions: decisions, asOf: asOf ?? snapshot.info.publishedAt)
        return Judgement(
            snapshot: snapshot, reconciliation: reconciliation, decisions: decisions,
            history: try await ledger.findingHistory(at: snapshot.info.run))
    }

    /// Violations, what is borne, then what could not be judged, each in the reconciler's order.
    public var rows: [FindingRow] {
        (reconciliation.violations + reconciliation.exempted + reconciliation.indeterminate).map(row)
    }

    public func row(_ finding: Finding) -> FindingRow {
        let past = history[finding.fingerprint]
        return FindingRow(
            finding: finding, firstSeen: past?.firstSeen, lastSeen: past?.lastSeen, asOf: reconciliation.asOf,
            run: snapshot.info.run, policy: reconciliation.policyHash)
    }
}

extension Decisions {
    /// What counts for a judgement: everything decided so far, unless an older run or another clock is asked for; then
    /// what was decided by the time that the judging clock shows.
    public static func of(_ ledger: any Ledger, at run: Int64?, asOf: Instant?) async throws -> Decisions {
        let log = try await ledger.decisions()
        if let asOf { return .made(by: asOf, of: log) }
        guard let run, let newest = try await ledger.runs(limit: 1).first, newest.run > run,
            let snapshot = try await ledger.snapshot(at: run)
        else { return Decisions(log) }
        return .made(by: snapshot.info.publishedAt, of: log)
    }
}

extension Ledger {
    /// The snapshot of the run that was published before; nil where there is none, or it was pruned.
    func snapshot(before run: Int64) async throws -> (any Snapshot)? {
        let newest = try await runs(limit: 2)
        var earlier = newest.first { $0.run < run }
        // Only for an older run does one look further back.
        if newest.first?.run ?? 0 > run { earlier = try await runs(limit: Int.max).first { $0.run < run } }
        guard let earlier else { return nil }
        do {
            return try await snapshot(at: earlier.run)
        } catch let error as LedgerError where error.code == .noSuchRun {
            return nil
        }
    }
}
