import Foundation
import GRDB
import Inventory

/// The log of decisions: rows are added and never changed.
struct DecisionStore {
    let database: Database

    /// All of them or none.
    /// - Returns: the decisions as they now stand in the log.
    /// - Throws: `LedgerError.misuse` for taking back what is not in the log.
    func append(_ drafts: [DecisionDraft], at now: Instant) throws -> [Decision] {
        var number = try Int64.fetchOne(database, sql: "SELECT coalesce(max(number), 0) FROM decision") ?? 0
        return try drafts.map { draft in
            if case .withdraw(let earlier) = draft.act, !(1...max(1, number)).contains(earlier) || number == 0 {
                throw LedgerError(
                    .misuse, "There is no decision \(earlier) to take back",
                    advice: "The numbers are those of `muster owners list` and the lists of exemptions.")
            }
            number += 1
            let decision = Decision(number: number, at: now, by: draft.by, reason: draft.reason, act: draft.act)
            try database.execute(
                sql:
                    "INSERT INTO decision (number, decided_at, decided_by, reason, act, body) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    number, now.milliseconds, draft.by, draft.reason, draft.act.word,
                    String(decoding: try Self.encoder.encode(draft.act), as: UTF8.self),
                ])
            return decision
        }
    }

    /// In the order of the log.
    func all() throws -> [Decision] {
        let decoder = JSONDecoder()
        return try Row.fetchAll(
            database, sql: "SELECT number, decided_at, decided_by, reason, body FROM decision ORDER BY number"
        ).map { row in
            let number: Int64 = row["number"]
            do {
                let act = try decoder.decode(DecisionAct.self, from: Data((row["body"] as String).utf8))
                return Decision(
                    number: number, at: Instant(milliseconds: row["decided_at"]), by: row["decided_by"],
                    reason: row["reason"], act: act)
            } catch is DecodingError {
                throw LedgerError(
                    .damaged, "Decision \(number) cannot be read",
                    advice: "Restore the ledger from a backup, or update this program.")
            }
        }
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
