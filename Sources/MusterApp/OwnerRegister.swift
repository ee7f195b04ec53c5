import Foundation
import Inventory
import Reconciler

/// A register of owners as a file: CSV or YAML, one row a thing or a pattern of names.
public struct OwnerRegister: Sendable {
    /// One row as it is written, by the names of the columns.
    struct Row: Sendable {
        var line: Int
        var values: [String: String]
        var problem: String?
    }

    public static let columns = ["source", "kind", "id", "name", "owner", "role", "reason"]
    public static let maximumBytes = 16 << 20
    public static let maximumRows = 100_000

    let file: String
    let rows: [Row]

    /// - Throws: `Problem` for a file that is no register.
    public init(_ url: URL) throws {
        let path = url.path(percentEncoded: false)
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: url)
            bytes = try handle.read(upToCount: Self.maximumBytes + 1) ?? Data()
            try handle.close()
        } catch {
            throw Problem("the register \(path) cannot be read", advice: "Check its name.", status: .usage)
        }
        try self.init(bytes, file: path)
    }

    /// - Throws: `Problem` for bytes that are no register.
    public init(_ bytes: Data, file: String) throws {
        self.file = file
        guard bytes.count <= Self.maximumBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(
                "the register \(file) is not UTF-8 text of at most \(Self.maximumBytes >> 20) MiB",
                advice: "docs/owners.md shows what it holds.", status: .usage)
        }
        let name = file.lowercased()
        rows = name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? try Self.yaml(bytes, file) : try Self.csv(text, file)
        guard rows.count <= Self.maximumRows else {
            throw Problem(
                "the register \(file) has more than \(Self.maximumRows) rows", advice: "Split it.", status: .usage)
        }
    }

    private static func csv(_ text: String, _ file: String) throws -> [Row] {
        var lines = CommaSeparated.rows(text)
        guard !lines.isEmpty else { return [] }
        let header = lines.removeFirst()
        let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        let unknown = names.filter { !columns.contains($0) }
        guard header.problem == nil, unknown.isEmpty, Set(names).count == names.count, names.contains("owner") else {
            let what =
                unknown.first.map { "no column is called \($0)" } ?? header.problem
                ?? (names.contains("owner") ? "a column stands there twice" : "the column owner is missing")
            throw Problem(
                "\(file):\(header.line): \(what)",
                advice: "The first row names the columns: \(columns.joined(separator: ",")).", status: .usage)
        }
        return lines.map { line in
            var row = Row(line: line.line, values: [:], problem: line.problem)
            if line.fields.count > names.count { row.problem = row.problem ?? "has more fields than the first row" }
            for (name, value) in zip(names, line.fields) {
                let value = value.trimmingCharacters(in: .whitespaces)
                if !value.isEmpty { row.values[name] = value }
            }
            return row
        }
    }

    private static func yaml(_ bytes: Data, _ file: String) throws -> [Row] {
        let document: ConfigurationDocument.Element
        do {
            document = try ConfigurationDocument.read(bytes, file: file)
        } catch {
            throw Problem(error.description, advice: "Nothing was recorded.", status: .usage)
        }
        if case .null = document.content { return [] }
        guard case .list(let elements) = document.content else {
            throw Problem(
                "\(file):\(document.line): expected a list of owners", advice: "docs/owners.md shows one.",
                status: .usage)
        }
        return elements.map { element in
            var row = Row(line: element.line, values: [:])
            guard case .map(let entries) = element.content else {
                row.problem = "is no mapping of \(columns.joined(separator: ", "))"
                return row
            }
            for entry in entries {
                guard columns.contains(entry.key) else {
                    row.problem = row.problem ?? "no key is called \(entry.key)"
                    continue
                }
                switch entry.value.content {
                case .scalar(let text, _): row.values[entry.key] = text
                case .null: break
                case .list, .map: row.problem = row.problem ?? "\(entry.key) is no text"
                }
            }
            return row
        }
    }

    // MARK: - Reading the rows

    /// What an import would record.
    public struct Plan: Sendable {
        public var drafts: [DecisionDraft]
        public var rows: Int
        /// Assignments that stand in the log already, word for word.
        public var unchanged: Int
    }

    private struct Entry {
        var line: Int
        var question: SubjectFinder.Question
        var owner: String
        var role: OwnerRole
        var reason: String?
    }

    /// - Throws: `Problem` that names every bad row with its line; then nothing is to be recorded.
    public func plan(
        in snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant, by: String
    ) throws -> Plan {
        if let problem = OwnerText.problem(by) {
            throw Problem("--by \(problem)", advice: "Say who decides: --by ADDRESS.", status: .usage)
        }
        var mistakes: [(line: Int, text: String)] = []
        var entries: [Entry] = []
        let sources = Set(snapshot.info.sources.map(\.name))
        for row in rows {
            switch entry(row, sources) {
            case .success(let entry): entries.append(entry)
            case .failure(let mistake): mistakes.append((row.line, mistake.text))
            }
        }
        let answers = try SubjectFinder(entries.map(\.question)).answers(
            in: snapshot, policy: policy, decisions: decisions, asOf: asOf)
        var plan = Plan(drafts: [], rows: rows.count, unchanged: 0)
        var planned: Set<OwnerAssignment> = []
        for (entry, found) in zip(entries, answers) {
            guard !found.isEmpty else {
                mistakes.append((entry.line, "names nothing in run \(snapshot.info.run)"))
                continue
            }
            guard found.count == 1 || entry.question.pattern != nil else {
                let names = found.prefix(3).map { "\($0.source) \($0.key.kind):\($0.key.nativeID)" }
                mistakes.append(
                    (
                        entry.line,
                        "names \(found.count) records: \(names.joined(separator: ", ")); give source, kind and id"
                    ))
                continue
            }
            for match in found {
                let assignment = OwnerAssignment(
                    subject: match.key, owner: entry.owner, evidence: .register, role: entry.role)
                guard planned.insert(assignment).inserted else { continue }
                let stands = decisions.owners(of: match.key).contains {
                    $0.terms == assignment && $0.decision.reason == entry.reason
                }
                if stands {
                    plan.unchanged += 1
                } else {
                    plan.drafts.append(DecisionDraft(by: by, reason: entry.reason, act: .own(assignment)))
                }
            }
        }
        guard mistakes.isEmpty else { throw refusal(mistakes) }
        return plan
    }

    private func refusal(_ mistakes: [(line: Int, text: String)]) -> Problem {
        let ordered = mistakes.sorted { $0.line < $1.line }
        let shown = ordered.prefix(100).map { "\(file):\($0.line): \($0.text)" }
        let more = ordered.count > shown.count ? ["and \(ordered.count - shown.count) more"] : []
        return Problem(
            (shown + more).joined(separator: "\n"), advice: "Nothing of the file was recorded.", status: .usage)
    }

    private struct Mistake: Error { var text: String }

    private func entry(_ row: Row, _ sources: Set<String>) -> Result<Entry, Mistake> {
        if let problem = row.problem { return .failure(Mistake(text: problem)) }
        guard let owner = row.values["owner"] else { return .failure(Mistake(text: "names no owner")) }
        if let problem = OwnerText.problem(owner) { return .failure(Mistake(text: "its owner \(problem)")) }
        var role = OwnerRole.accountable
        if let word = row.values["role"] {
            guard let known = OwnerRole(rawValue: word.lowercased()) else {
                let all = OwnerRole.allCases.map(\.rawValue).joined(separator: ", ")
                return .failure(Mistake(text: "its role is none of \(all)"))
            }
            role = known
        }
        var question = SubjectFinder.Question(source: row.values["source"])
        if let source = question.source, !sources.contains(source) {
            return .failure(Mistake(text: "no source is called \(source)"))
        }
        if let word = row.values["kind"] {
            guard let kind = RecordKind(rawValue: word),
                [.identity, .application, .resource, .credential, .grant].contains(kind)
            else {
                return .failure(
                    Mistake(text: "its kind is none of identity, application, resource, credential, grant"))
            }
            question.kind = kind
        }
        switch (row.values["id"], row.values["name"]) {
        case (let id?, nil):
            question.exact = id
            question.isID = true
        case (nil, let name?) where name.contains("*"):
            guard name.contains(where: { $0 != "*" }) else {
                return .failure(Mistake(text: "its name is a pattern of everything"))
            }
            question.pattern = name
        case (nil, let name?): question.exact = name
        case (nil, nil): return .failure(Mistake(text: "has neither id nor name"))
        case (_?, _?): return .failure(Mistake(text: "has both id and name; one is enough"))
        }
        return .success(
            Entry(line: row.line, question: question, owner: owner, role: role, reason: row.values["reason"]))
    }
}
