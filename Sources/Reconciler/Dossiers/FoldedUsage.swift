import Inventory

/// What all usage records of one subject say together.
///
/// The precedence: an observed use beats none, the latest one counts. Whether the silence since then is known is
/// another question: it is vouched for only by a record that saw that use (or none at all) and whose stream was read
/// to its end. A record of a stream that is denied today keeps its value "as of" its older read, and what is only
/// as old as that is never called idle.
public struct FoldedUsage: Sendable {
    public var lastUse: LastUse
    /// The record that decides value and freshness; nil where there is none.
    public var decisive: Filed<Usage>?
    /// The others, in the snapshot's order.
    public var others: [Filed<Usage>]

    public static let unknown = FoldedUsage(lastUse: .unknown, decisive: nil, others: [])

    /// Whether the silence since `lastUse` is vouched for up to `asOf`.
    public var current: Bool { decisive?.coverage.current ?? false }
    /// The moment that the answer speaks for.
    public var asOf: Instant? { decisive?.coverage.asOf }
    public var meaning: UseMeaning { decisive?.record.meaning ?? .unknown }

    init(lastUse: LastUse, decisive: Filed<Usage>?, others: [Filed<Usage>]) {
        self.lastUse = lastUse
        self.decisive = decisive
        self.others = others
    }

    init(_ records: [Filed<Usage>]) {
        guard let first = records.first else {
            self = .unknown
            return
        }
        if records.count == 1 {
            self.init(lastUse: first.record.lastUse, decisive: first, others: [])
            return
        }
        let chosen = Self.chooseObserved(records) ?? Self.chooseNone(records) ?? Self.chooseSilent(records)
        self.init(
            lastUse: chosen.value, decisive: records[chosen.index],
            others: records.indices.filter { $0 != chosen.index }.map { records[$0] })
    }

    private typealias Choice = (value: LastUse, index: Int)

    /// The latest use, with the freshest of the records that saw it (within both clocks' steps).
    private static func chooseObserved(_ records: [Filed<Usage>]) -> Choice? {
        var latest: (at: Instant, step: Int64)?
        for entry in records {
            guard case .observed(let at) = entry.record.lastUse else { continue }
            if latest.map({ at > $0.at }) ?? true { latest = (at, entry.record.granularityInSeconds) }
        }
        guard let latest else { return nil }
        let witnesses = records.indices.filter { index in
            guard case .observed(let at) = records[index].record.lastUse else { return false }
            return latest.at.seconds(since: at) <= max(latest.step, records[index].record.granularityInSeconds)
        }
        return freshest(witnesses, in: records).map { (.observed(latest.at), $0) }
    }

    /// "None" counts only where no record observed a use: the longest silence of those that are current.
    private static func chooseNone(_ records: [Filed<Usage>]) -> Choice? {
        var best: (since: Instant, index: Int)?
        for index in records.indices {
            guard case .noneSince(let since) = records[index].record.lastUse else { continue }
            guard let known = best else {
                best = (since, index)
                continue
            }
            let (left, right) = (records[index].coverage, records[known.index].coverage)
            if left.current != right.current {
                if left.current { best = (since, index) }
            } else if since < known.since || (since == known.since && left.asOf > right.asOf) {
                best = (since, index)
            }
        }
        return best.map { (.noneSince($0.since), $0.index) }
    }

    /// Unknown beats unsupported: one of the streams could have told.
    private static func chooseSilent(_ records: [Filed<Usage>]) -> Choice {
        let index = records.firstIndex { $0.record.lastUse == .unknown } ?? 0
        return (records[index].record.lastUse, index)
    }

    private static func freshest(_ indices: [Int], in records: [Filed<Usage>]) -> Int? {
        indices.max { left, right in
            let (first, second) = (records[left].coverage, records[right].coverage)
            if first.current != second.current { return !first.current }
            if first.asOf != second.asOf { return first.asOf < second.asOf }
            // Equal in all that counts: the earlier in the snapshot's order.
            return left > right
        }
    }
}

/// How long something has lain idle, as far as it is known.
enum Idleness: Equatable {
    /// Idle for more than the limit, vouched for.
    case beyond(since: Instant, days: Int64)
    case within
    /// It may be idle for longer than the limit: what is known is too old to say.
    case stale
    case unsupported
    case unknown
}

extension FoldedUsage {
    /// Compares idle time with a limit.
    ///
    /// What is known ends at the read, less the vendor's lag; a use may lie up to one step of the vendor's clock after
    /// the time it reports. "None since" counts from there, or from when the thing came to be if that is later.
    /// - Parameters:
    ///   - existedSince: creation, or the first sight of it; nil where neither says.
    ///   - limitInDays: idle means more than this.
    func idleness(existedSince: Instant?, limitInDays: Int, asOf: Instant) -> Idleness {
        let start: Instant
        var step: Int64 = 0
        switch lastUse {
        case .unsupported: return .unsupported
        case .unknown: return .unknown
        case .observed(let at):
            start = at
            step = decisive?.record.granularityInSeconds ?? 0
        case .noneSince(let since):
            guard let existedSince else { return .unknown }
            start = max(since, existedSince)
        }
        let from = start.advanced(bySeconds: step)
        let lag = decisive?.record.lagInSeconds ?? 0
        let limit = Int64(limitInDays) * 86_400
        let knownUntil = min(self.asOf ?? start, asOf).advanced(bySeconds: -lag)
        if knownUntil.seconds(since: from) > limit {
            return current ? .beyond(since: start, days: knownUntil.days(since: from)) : .stale
        }
        return asOf.advanced(bySeconds: -lag).seconds(since: from) > limit ? .stale : .within
    }
}
