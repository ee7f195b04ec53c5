import Inventory
import Ledger

/// The earlier end of a comparison, as people say it: `7d`, `2026-11-01`, or a run.
public enum Since: Sendable, Hashable {
    case secondsAgo(Int64)
    case time(Instant)
    case run(Int64)

    /// nil for what is none of the three.
    public init?(_ text: String) {
        if let run = Int64(text), run > 0 {
            self = .run(run)
        } else if let last = text.last, let unit = Self.units[last], let count = Int64(text.dropLast()), count > 0,
            count <= 100_000
        {
            self = .secondsAgo(count * unit)
        } else if let instant = Instant(text) {
            self = .time(instant)
        } else {
            return nil
        }
    }

    private static let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]

    /// The last run before `later` that was published at or before the time. A duration counts back from `asOf`, or
    /// from the later run, never from the clock on the wall: the same command gives the same answer tomorrow.
    /// - Throws: `Problem` where no run is that old.
    public func run(before later: RunInfo, in ledger: any Ledger, asOf: Instant?) async throws -> Int64 {
        let moment: Instant
        switch self {
        case .run(let run):
            guard run < later.run else {
                throw Problem(
                    "run \(run) is not before run \(later.run)", advice: "Name an earlier run.", status: .usage)
            }
            return run
        case .time(let instant): moment = instant
        case .secondsAgo(let seconds): moment = (asOf ?? later.publishedAt).advanced(bySeconds: -seconds)
        }
        let earlier = try await ledger.runs(limit: Self.runLimit).filter { $0.run < later.run }
        if let found = earlier.first(where: { $0.publishedAt <= moment }) { return found.run }
        guard let first = earlier.last else {
            throw Problem("there is no run before run \(later.run)", advice: "Collect again to see what changes.")
        }
        throw Problem(
            "no run is as old as \(moment)",
            advice: "The first is run \(first.run) of \(first.publishedAt): --since \(first.run).")
    }

    /// More runs than any ledger keeps.
    static let runLimit = 1_000_000
}
