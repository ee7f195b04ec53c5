import Inventory
import Reconciler
import Reports

/// `muster coverage`: lists that cannot be read, and that somebody bears.
public struct CoverageDecisions: Sendable {
    public var info: SnapshotInfo
    public var now: Instant
    /// Who decides, as they name themselves.
    public var by: String

    public init(info: SnapshotInfo, now: Instant, by: String) {
        self.info = info
        self.now = now
        self.by = by
    }

    /// - Returns: the decision, and how the list ended at the last read.
    /// - Throws: `Problem` for a source or list that the snapshot does not know, one that is read to its end, and a day
    ///   that is past.
    public func accept(
        _ source: String, _ stream: String, until: Instant?, reason: String
    ) throws -> (draft: DecisionDraft, state: CoverageState) {
        try DecisionText.check(by, "--by")
        try DecisionText.check(reason, "--reason")
        try Findings.requireSources([source], in: info)
        let sources = info.sources.filter { $0.name == source }.map(\.id)
        let streams = info.streams.filter { sources.contains($0.source) }
        guard let found = streams.first(where: { $0.stream == stream }) else {
            let open = streams.filter(\.coverage.state.isLoss).map(\.stream)
            throw Problem(
                "\(source) has no list \(stream)",
                advice: open.isEmpty
                    ? "All of its lists were read to their end."
                    : "Not read to their end: \(open.joined(separator: ", ")).",
                status: .usage)
        }
        guard found.coverage.state.isLoss else {
            throw Problem(
                "\(source) \(stream) is \(found.coverage.state.rawValue): there is nothing to accept",
                advice: "Accept what is missing when it is: a gap that is not there yet would come unseen.",
                status: .usage)
        }
        if let until, until <= now {
            throw Problem("--until \(until.day) is past", advice: "Name a day to come, or none.", status: .usage)
        }
        let gap = AcceptedGap(source: found.source, stream: stream, until: until)
        return (DecisionDraft(by: by, reason: reason, act: .acceptGap(gap)), found.coverage.state)
    }
}

/// One accepted gap as a row of `muster coverage list`.
public struct AcceptedGapRow: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// The list is not read to its end, and that is borne.
        case inForce
        /// The day has come.
        case ended
        /// The list is read to its end again.
        case idle
    }

    public var decision: Decision
    public var gap: AcceptedGap
    public var source: String
    /// How the list ended at the last read; nil where the snapshot does not know it.
    public var coverage: CoverageState?
    public var state: State

    /// Every acceptance that was not taken back, in the order of the log.
    public static func all(_ judgement: Judgement) -> [AcceptedGapRow] {
        let (info, asOf) = (judgement.snapshot.info, judgement.reconciliation.asOf)
        return judgement.decisions.acceptedGaps.sorted { $0.decision.number < $1.decision.number }.map { ruling in
            let gap = ruling.terms
            let coverage = info.stream(gap.stream, of: gap.source)?.coverage.state
            let isEnded = gap.until.map { asOf >= $0 } ?? false
            return AcceptedGapRow(
                decision: ruling.decision, gap: gap, source: info.source(gap.source)?.name ?? gap.source.description,
                coverage: coverage, state: isEnded ? .ended : coverage?.isLoss ?? false ? .inForce : .idle)
        }
    }

    public static let layout = ListLayout<AcceptedGapRow>(
        table: [
            .init("decision") { String($0.decision.number) }, .init("state") { $0.state.rawValue },
            .init("source") { $0.source }, .init("list", minimumWidth: 16) { $0.gap.stream },
            .init("coverage") { $0.coverage?.rawValue ?? "" },
            .init("until", minimumWidth: 10) { $0.gap.until?.day ?? "" },
            .init("by") { $0.decision.by }, .init("reason", maximumWidth: 50) { $0.decision.reason ?? "" },
        ],
        csv: [
            .init("decision") { String($0.decision.number) }, .init("state") { $0.state.rawValue },
            .init("source") { $0.source }, .init("connector") { $0.gap.source.connector },
            .init("tenant") { $0.gap.source.tenant }, .init("stream") { $0.gap.stream },
            .init("coverage") { $0.coverage?.rawValue ?? "" }, .init("until") { $0.gap.until?.description ?? "" },
            .init("by") { $0.decision.by }, .init("decidedAt") { $0.decision.at.description },
            .init("reason") { $0.decision.reason ?? "" },
        ],
        object: { row in
            .object([
                .init("decision", .integer(row.decision.number)), .init("state", .text(row.state.rawValue)),
                .init("source", .text(row.source)), .init("connector", .text(row.gap.source.connector)),
                .init("tenant", .text(row.gap.source.tenant)), .init("stream", .text(row.gap.stream)),
                .init("coverage", .optional(row.coverage?.rawValue)),
                .init("until", .optional(row.gap.until?.description)), .init("by", .text(row.decision.by)),
                .init("decidedAt", .text(row.decision.at.description)), .init("reason", .optional(row.decision.reason)),
            ])
        })
}
