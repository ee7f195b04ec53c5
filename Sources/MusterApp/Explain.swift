import Inventory
import Ledger
import Reports

/// `muster explain`: one finding by the beginning of its fingerprint.
public enum Explain {
    /// - Throws: `Problem` when no or more than one finding begins so.
    public static func report(_ prefix: String, in judgement: Judgement) throws -> ExplainReport {
        let wanted = prefix.lowercased()
        guard wanted.utf8.count >= 4, wanted.allSatisfy(\.isHexDigit) else {
            throw Problem(
                "\(prefix) is not the id of a finding",
                advice: "Give at least four of its hexadecimal digits, as muster findings prints them.", status: .usage)
        }
        let rows = judgement.rows.filter { $0.finding.fingerprint.hasPrefix(wanted) }
        guard let row = rows.first else { throw absence(wanted, judgement) }
        guard rows.count == 1 else {
            throw Problem(
                "\(rows.count) findings begin with \(prefix)", advice: "Give more of the digits.", status: .usage)
        }
        return ExplainReport(row)
    }

    private static func absence(_ prefix: String, _ judgement: Judgement) -> Problem {
        let past = judgement.history.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.first?.value
        let run = judgement.snapshot.info.run
        if let past, past.state == .resolved {
            return Problem(
                "the finding was closed; it stood last at \(past.lastSeen)",
                advice: "Explain it as of a run in which it stood: muster explain --at RUN.")
        }
        return Problem(
            "run \(run) has no finding that begins with \(prefix)", advice: "List them with muster findings.")
    }
}
