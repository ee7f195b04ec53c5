import Inventory
import Ledger
import Reconciler
import Reports

/// Which findings are wanted; an empty list takes all.
public struct FindingsFilter: Sendable, Hashable {
    /// Rule ids, in any case.
    public var rules: [String]
    /// Labels of sources.
    public var sources: [String]
    public var results: [FindingResult]
    /// An address, a name, an employee id or the owner as a tag writes it, in any case.
    public var owner: String?
    public var team: String?

    public init(
        rules: [String] = [], sources: [String] = [], results: [FindingResult] = [], owner: String? = nil,
        team: String? = nil
    ) {
        self.rules = rules
        self.sources = sources
        self.results = results
        self.owner = owner
        self.team = team
    }

    public func admits(_ finding: Finding) -> Bool {
        guard rules.isEmpty || rules.contains(where: { Self.same($0, finding.rule) }),
            sources.isEmpty || sources.contains(finding.subject.source)
                || finding.members.contains(where: { sources.contains($0.source) }),
            results.isEmpty || results.contains(finding.result)
        else { return false }
        return OwnerFilter(owner: owner, team: team).admits(finding.owners, teams: finding.teams)
    }

    private static func same(_ left: String, _ right: String) -> Bool { left.lowercased() == right.lowercased() }
}

/// `muster findings`: the judged snapshot, filtered.
public enum Findings {
    /// - Throws: `Problem` for a source that the snapshot does not know, which would otherwise look like good news.
    public static func list(_ judgement: Judgement, _ filter: FindingsFilter) throws -> [FindingRow] {
        try requireSources(filter.sources, in: judgement.snapshot.info)
        return judgement.rows.filter { filter.admits($0.finding) }
    }

    /// Fingerprints of what stood in the run that `since` names.
    /// - Throws: `Problem` where no run is that old.
    public static func standing(
        _ since: Since, before judgement: Judgement, in ledger: any Ledger, asOf: Instant?
    ) async throws -> Set<String> {
        let info = judgement.snapshot.info
        let later = RunInfo(
            run: info.run, startedAt: info.publishedAt, publishedAt: info.publishedAt, sources: info.sources.map(\.name)
        )
        let run = try await since.run(before: later, in: ledger, asOf: asOf)
        let history = try await ledger.findingHistory(at: run)
        return Set(history.filter { $0.value.state == .open }.keys)
    }

    /// `muster findings` ends in 4 when a violation at or above `failOn` is among what it lists.
    public static func exitStatus(_ rows: [FindingRow], failOn: Severity?) -> ExitStatus {
        let severities = rows.filter { $0.finding.result == .violation }.map(\.finding.severity)
        return ExitStatus.of(states: [], severities: Set(severities), failOn: failOn)
    }

    /// What stands under the table: how many of how many, and what was left out; never silently.
    public static func footnote(_ judgement: Judgement, _ rows: [FindingRow]) -> String {
        let violations = rows.filter { $0.finding.result == .violation }.count
        let exempt = rows.filter { $0.finding.result == .exempt }.count
        let reconciliation = judgement.reconciliation
        let hidden = reconciliation.belowFloor.values.reduce(0, +)
        return "\(counted(violations, "finding")), " + (exempt > 0 ? "\(exempt) exempt, " : "")
            + "\(counted(rows.count - violations - exempt, "missing answer")), run "
            + "\(judgement.snapshot.info.run), as of \(reconciliation.asOf)"
            + (hidden > 0 ? "; \(counted(hidden, "finding")) below the policy's severity floor" : "")
    }

    static func requireSources(_ names: [String], in info: SnapshotInfo) throws {
        let known = info.sources.map(\.name)
        for name in names where !known.contains(name) {
            throw Problem(
                "run \(info.run) knows no source \(name)",
                advice: known.isEmpty ? "Collect first." : "It knows \(ConfigurationSuggestion.list(known)).",
                status: .usage)
        }
    }
}
