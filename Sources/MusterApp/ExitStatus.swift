import Inventory

/// What a run ends in. The lowest that applies first.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything was read and judged.
    case complete = 0
    case failed = 1
    /// The command line or the configuration is wrong.
    case usage = 2
    /// Something could not be read that the system does offer.
    case coverageLost = 3
    /// A finding at or above `--fail-on` stands.
    case findings = 4

    /// The status of a collection.
    /// - Parameters:
    ///   - states: how each list of each source ended; what a system does not offer is no loss.
    ///   - didFail: a source could not be read at all, or the run was not published.
    ///   - severities: of the violations that stand.
    ///   - failOn: nil where findings do not fail a run.
    public static func of(
        states: [CoverageState], didFail: Bool = false, severities: Set<Severity> = [], failOn: Severity? = nil
    ) -> ExitStatus {
        if didFail { return .failed }
        if states.contains(where: \.isLoss) { return .coverageLost }
        if let failOn, severities.contains(where: { $0 >= failOn }) { return .findings }
        return .complete
    }
}
