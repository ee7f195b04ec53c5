import Inventory
import Ledger
import Reconciler
import Reports

/// `muster show`: one record by its id or name, with what is filed around it.
public struct Show: Sendable {
    /// A native id, a name, an address of a person, or `kind:id`.
    public var query: String
    /// Narrows to one source.
    public var source: String?

    public init(query: String, source: String? = nil) {
        self.query = query
        self.source = source
    }

    private struct Match {
        var holding: Holding
        var focus: InventoryRow?
        var row: InventoryRow
        var isByID: Bool
    }

    /// - Throws: `Problem` when nothing or more than one record answers to the query.
    public func report(_ judgement: Judgement, policy: Policy, holdings: HoldingReader) throws -> ShowReport {
        let match = try match(judgement, policy: policy, holdings: holdings)
        let findings = judgement.rows.filter { Self.concerns($0.finding, match.holding) }
        return ShowReport(holding: match.holding, focus: match.focus, findings: findings)
    }

    /// What happened to the record, to what is filed under it or says something about it, the oldest first.
    /// - Throws: as `report`, and what the ledger throws.
    public func history(
        _ judgement: Judgement, policy: Policy, holdings: HoldingReader, ledger: any Ledger
    ) async throws -> [HistoryEntry] {
        let row = try match(judgement, policy: policy, holdings: holdings).row
        let subject = SubjectKey(
            connector: row.connector, tenant: row.tenant, kind: row.kind.rawValue, nativeID: row.nativeID)
        return try await History.entries(
            of: subject, in: ledger, at: judgement.snapshot.info.run,
            decisions: try await ledger.decisions().filter { $0.number <= judgement.decisions.last })
    }

    private func match(_ judgement: Judgement, policy: Policy, holdings: HoldingReader) throws -> Match {
        let matches = try matches(judgement, policy: policy, holdings: holdings)
        let byID = matches.filter(\.isByID)
        let best = byID.isEmpty ? matches : byID
        guard let match = best.first else {
            throw Problem(
                "run \(judgement.snapshot.info.run) holds no record with the id or name \(query)",
                advice: "List what there is with muster inventory.")
        }
        guard best.count == 1 else {
            let names = best.prefix(5).map { "\($0.row.source) \($0.row.kind.rawValue):\($0.row.nativeID)" }
            throw Problem(
                "\(query) is the name of \(best.count == Self.limit ? "many" : String(best.count)) records: "
                    + names.joined(separator: ", "),
                advice: "Name one by KIND:ID, with --source NAME where sources share it.", status: .usage)
        }
        return match
    }

    private static var limit: Int { 20 }

    private func matches(
        _ judgement: Judgement, policy: Policy, holdings: HoldingReader
    ) throws -> [Match] {
        let snapshot = judgement.snapshot
        var found: [Match] = []
        let people = try snapshot.cursor(Person.self)
        while let person = try people.next() {
            let row = InventoryRow(person, in: snapshot.info)
            let hasAddress = person.record.emails.contains { $0.lowercased() == query.lowercased() }
            if let isByID = answer(row) ?? (hasAddress ? false : nil) {
                found.append(Match(holding: Holding(holder: row), row: row, isByID: isByID))
            }
        }
        try holdings.forEach(
            in: snapshot, policy: policy, decisions: judgement.decisions, asOf: judgement.reconciliation.asOf
        ) { holding in
            guard found.count < Self.limit else { return }
            if let holder = holding.holder, let isByID = answer(holder) {
                found.append(Match(holding: holding, row: holder, isByID: isByID))
            }
            for row in holding.held {
                guard let isByID = answer(row) else { continue }
                found.append(Match(holding: holding, focus: row, row: row, isByID: isByID))
            }
        }
        return found
    }

    /// Whether the row answers to the query by its id (true), by its name (false) or not at all (nil).
    private func answer(_ row: InventoryRow) -> Bool? {
        if let source, row.source != source { return nil }
        let id = NativeID(row.nativeID)
        if NativeID(query) == id || NativeID(query) == NativeID("\(row.kind.rawValue):\(row.nativeID)") { return true }
        return row.name == query ? false : nil
    }

    private static func concerns(_ finding: Finding, _ holding: Holding) -> Bool {
        let rows = (holding.holder.map { [$0] } ?? []) + holding.held
        // What could not be judged lists some of many; only a violation is about each of its members.
        let members = finding.result == .violation ? finding.members : []
        return ([finding.subject] + members).contains { subject in
            rows.contains { row in
                subject.connector == row.connector && subject.tenant == row.tenant
                    && subject.kind == row.kind.rawValue && subject.nativeID == row.nativeID
            }
        }
    }
}
