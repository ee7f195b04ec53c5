import Inventory

/// The rows of one system, written as a table: `scope | as a user | as the app | what it allows | why that is a risk`.
///
/// A dash stands for a form that the scope does not have; one star in a scope stands for any run of characters. A line
/// that begins with `@` names the page that the rows below it were held against.
struct ScopeTable: Sendable {
    let system: ScopeSystem
    let asOf: String
    let rows: [Row]
    /// Lines that are no row: none, as a test makes sure.
    let problems: [String]
    private let byScope: [String: Int]
    private let patterns: [(prefix: String, suffix: String, row: Int)]

    struct Row: Sendable, Hashable {
        var scope: String
        var delegated: ScopeRisk?
        var application: ScopeRisk?
        var meaning: String
        var reason: String
        var page: String
        var asOf: String

        func entry(_ system: ScopeSystem, _ scope: String, _ form: ScopeForm) -> ScopeEntry? {
            let risk: ScopeRisk? =
                switch form {
                case .delegated: delegated
                case .application: application
                case .unknown: [delegated, application].compactMap { $0 }.min()
                }
            guard let risk else { return nil }
            return ScopeEntry(
                system: system, scope: scope, form: form, risk: risk, meaning: meaning, reason: reason, page: page,
                asOf: asOf)
        }
    }

    init(_ system: ScopeSystem, asOf: String, _ text: String) {
        self.system = system
        self.asOf = asOf
        var rows: [Row] = []
        var problems: [String] = []
        var byScope: [String: Int] = [:]
        var patterns: [(prefix: String, suffix: String, row: Int)] = []
        var page = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("@") {
                page = Self.trimmed(line.dropFirst())
                continue
            }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
            guard cells.count == 5, let delegated = Self.risk(cells[1]), let application = Self.risk(cells[2]),
                cells.allSatisfy({ !$0.isEmpty }), byScope[cells[0]] == nil
            else {
                problems.append(String(line))
                continue
            }
            let parts = cells[0].split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { patterns.append((String(parts[0]), String(parts[1]), rows.count)) }
            byScope[cells[0]] = rows.count
            rows.append(
                Row(
                    scope: cells[0], delegated: delegated.risk, application: application.risk, meaning: cells[3],
                    reason: cells[4], page: page, asOf: asOf))
        }
        self.rows = rows
        self.problems = problems
        self.byScope = byScope
        self.patterns = patterns
    }

    func entry(_ scope: String, _ form: ScopeForm) -> ScopeEntry? {
        if let place = byScope[scope] { return rows[place].entry(system, scope, form) }
        let pattern = patterns.first { pattern in
            scope.utf8.count > pattern.prefix.utf8.count + pattern.suffix.utf8.count
                && scope.hasPrefix(pattern.prefix) && scope.hasSuffix(pattern.suffix)
        }
        return pattern.flatMap { rows[$0.row].entry(system, scope, form) }
    }

    /// nil for a word that is none; a risk of nil for a dash.
    private static func risk(_ word: String) -> (risk: ScopeRisk?, Void)? {
        if word == "-" { return (nil, ()) }
        return ScopeRisk(rawValue: word).map { ($0, ()) }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
