import Inventory
import Reconciler
import Reports

/// Finds records that may have an owner, by what a user or a register calls them: all questions in one pass.
struct SubjectFinder {
    struct Question: Sendable, Hashable {
        var source: String?
        var kind: RecordKind?
        /// An id or a name; nil where a pattern asks.
        var exact: String?
        /// A pattern over names, with `*` for any run of characters.
        var pattern: String?
        /// Only the id counts.
        var isID = false
    }

    struct Match: Sendable, Hashable {
        var key: SubjectKey
        var source: String
        var name: String
        var isByID: Bool
    }

    private let questions: [Question]
    private var byText: [NativeID: [Int]] = [:]
    private var patterns: [(place: Int, list: PatternList)] = []

    init(_ questions: [Question]) {
        self.questions = questions
        for (place, question) in questions.enumerated() {
            if let exact = question.exact {
                byText[NativeID(exact), default: []].append(place)
            } else if let pattern = question.pattern {
                patterns.append((place, PatternList([pattern])))
            }
        }
    }

    /// The answers in the order of the questions. Where an id answers, names do not.
    /// - Throws: what the snapshot's cursors throw.
    func answers(
        in snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant
    ) throws -> [[Match]] {
        var found = [[Match]](repeating: [], count: questions.count)
        func ask(_ row: InventoryRow) {
            for text in Set([row.nativeID, "\(row.kind.rawValue):\(row.nativeID)", row.name].map { NativeID($0) }) {
                for place in byText[text] ?? [] {
                    let isByID = text != NativeID(row.name) || row.name == row.nativeID
                    if isByID || !questions[place].isID { note(row, place, isByID: isByID) }
                }
            }
            // Patterns are over things, not over each of their credentials.
            guard row.holder == nil else { return }
            for (place, list) in patterns where list.match(row.name) != nil { note(row, place, isByID: false) }
        }
        func note(_ row: InventoryRow, _ place: Int, isByID: Bool) {
            let question = questions[place]
            guard question.source.map({ $0 == row.source }) ?? true, question.kind.map({ $0 == row.kind }) ?? true
            else {
                return
            }
            let key = SubjectKey(
                connector: row.connector, tenant: row.tenant, kind: row.kind.rawValue, nativeID: row.nativeID)
            if let known = found[place].firstIndex(where: { $0.key == key }) {
                found[place][known].isByID = found[place][known].isByID || isByID
            } else {
                found[place].append(Match(key: key, source: row.source, name: row.name, isByID: isByID))
            }
        }
        try HoldingReader.reconciler.forEach(in: snapshot, policy: policy, decisions: decisions, asOf: asOf) {
            holding in
            if let holder = holding.holder { ask(holder) }
            for row in holding.held where row.kind != .entitlement { ask(row) }
        }
        return found.map { matches in
            let exact = matches.filter(\.isByID)
            return (exact.isEmpty ? matches : exact).sorted { $0.key < $1.key }
        }
    }
}
