import Inventory

/// Whether "this person does not exist" can be said at all: every authoritative people source read to its end, and
/// none of them shrunk so much at once that absence means nothing yet.
struct PeopleCoverage: Sendable {
    var hasSource: Bool
    var gaps: [StreamInfo]
    var shrunk: [StreamInfo]

    init(_ book: StreamBook, policy: Policy) {
        let authorities = book.sources.filter { $0.authoritativeFor.contains(.person) }
        hasSource = !authorities.isEmpty
        gaps = []
        shrunk = []
        for source in authorities {
            let streams = book.books[source.id]?.ordered.filter { $0.yields.contains(.person) } ?? []
            gaps += streams.filter { !$0.coverage.state.provesAbsence }
            shrunk += streams.filter { MassChange.of(.person, in: $0, policy: policy) != nil }
            // An authority of which no stream of people was ever read says nothing either.
            if streams.isEmpty { unread.append(source) }
        }
    }

    private(set) var unread: [SourceInfo] = []

    var isComplete: Bool { hasSource && gaps.isEmpty && unread.isEmpty }

    /// Absence may be concluded.
    var provesAbsence: Bool { isComplete && shrunk.isEmpty }
}

/// A kind that lost many rows between two complete reads.
struct MassChange: Sendable, Hashable {
    var kind: RecordKind
    var before: Int
    var now: Int

    var lost: Int { before - now }

    /// Trips above both bounds of the policy: a share, and a number so that small lists may halve.
    static func of(_ kind: RecordKind, in stream: StreamInfo, policy: Policy) -> MassChange? {
        guard stream.coverage.state == .complete, let before = stream.rowsBefore[kind], before > 0 else { return nil }
        let change = MassChange(kind: kind, before: before, now: stream.rowsNow[kind] ?? 0)
        let share = policy[.massChangePercent].value
        guard change.lost > policy[.massChangeRows].value, change.lost * 100 > before * share else { return nil }
        return change
    }
}
