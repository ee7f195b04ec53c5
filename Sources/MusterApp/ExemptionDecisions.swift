import Inventory
import Reconciler
import Reports

/// `muster exempt`: findings that somebody bears until a day, as decisions for the log.
public struct ExemptionDecisions: Sendable {
    public var judgement: Judgement
    /// The clock that days to come are held against.
    public var now: Instant
    /// Who enters it, as they name themselves.
    public var by: String

    /// The longest that anything is borne without being approved anew.
    public static let maximumDays: Int64 = 366

    public init(judgement: Judgement, now: Instant, by: String) {
        self.judgement = judgement
        self.now = now
        self.by = by
    }

    /// An exemption of a finding that stands.
    /// - Parameters:
    ///   - subject: its id, its name, `KIND:ID`, or the beginning of the finding's fingerprint.
    ///   - instead: what is done in place of the repair.
    /// - Throws: `Problem` for an unknown rule or subject, a day that is past or too far, and an approver who may not.
    public func add(
        rule: String, subject: String, source: String? = nil, approver: String, until: Instant, reason: String,
        instead: String? = nil
    ) throws -> (draft: DecisionDraft, finding: Finding) {
        let rule = try RuleListing.rule(rule)
        try DecisionText.check(by, "--by")
        try DecisionText.check(approver, "--approver")
        try DecisionText.check(reason, "--reason")
        if let instead { try DecisionText.check(instead, "--instead") }
        guard until > now else {
            throw Problem(
                "--until \(until.day) is past", advice: "Name a day to come; nothing is borne for ever.", status: .usage
            )
        }
        guard until <= now.advanced(byDays: Self.maximumDays) else {
            throw Problem(
                "--until \(until.day) is more than \(Self.maximumDays) days away",
                advice: "Name an earlier day: what is still to be borne then is approved anew.", status: .usage)
        }
        let finding = try finding(of: rule, subject, source)
        try checkApprover(approver, finding)
        let terms = Exemption(
            rule: rule.id, subject: SubjectKey(finding.subject), approver: approver, until: until,
            compensatingControl: instead)
        return (DecisionDraft(by: by, reason: reason, act: .exempt(terms)), finding)
    }

    /// Ends an exemption before its day.
    /// - Throws: `Problem` for a number that is none of an exemption.
    public func end(_ number: Int64, reason: String) throws -> DecisionDraft {
        try DecisionText.check(by, "--by")
        try DecisionText.check(reason, "--reason")
        guard judgement.decisions.allExemptions.contains(where: { $0.decision.number == number }) else {
            throw Problem(
                "decision \(number) is no exemption that could end", advice: "List them: muster exempt list.",
                status: .usage)
        }
        return DecisionDraft(by: by, reason: reason, act: .withdraw(number))
    }

    private func finding(of rule: Rule, _ subject: String, _ source: String?) throws -> Finding {
        try Findings.requireSources([source].compactMap { $0 }, in: judgement.snapshot.info)
        let standing = (judgement.reconciliation.violations + judgement.reconciliation.exempted).filter { finding in
            finding.rule == rule.id && (source == nil || finding.subject.source == source)
        }
        var found = standing.filter { finding in
            [finding.subject.nativeID, "\(finding.subject.kind):\(finding.subject.nativeID)"].contains(subject)
                || subject.utf8.count >= 6 && finding.fingerprint.hasPrefix(subject)
        }
        if found.isEmpty { found = standing.filter { $0.subject.name == subject } }
        guard let finding = found.first else {
            throw Problem(
                "no finding of \(rule.id) stands about \(subject)",
                advice: "List what stands: muster findings --rule \(rule.id).", status: .usage)
        }
        // Several findings of one rule about one thing are borne together.
        let keys = Set(found.map { SubjectKey($0.subject) })
        guard keys.count == 1 else {
            throw Problem(
                "\(subject) is the name of \(keys.count) things with a finding of \(rule.id): "
                    + keys.sorted().prefix(5).map(\.description).joined(separator: ", "),
                advice: "Name one by KIND:ID, with --source NAME where sources share it.", status: .usage)
        }
        return finding
    }

    private func checkApprover(_ approver: String, _ finding: Finding) throws {
        let people = try ApproverBook(judgement.snapshot, [approver, by])
        let person = people.person(approver)
        if DecisionText.same(approver, by) || person != nil && person?.nativeID == people.person(by)?.nativeID {
            throw Problem(
                "\(approver) enters the exemption and cannot approve it too",
                advice: "Have somebody else approve it: who asks and who approves are two.", status: .usage)
        }
        if Approver.isOwner(approver, person: person?.nativeID.string, finding.owners) {
            throw Problem(
                "\(approver) owns \(finding.subject.name) and cannot approve it",
                advice: "Have somebody else approve it: nobody takes the risk of their own things alone.",
                status: .usage)
        }
        if let person, person.status == .deactivated || person.status == .deleted {
            throw Problem(
                "\(approver) has left and cannot approve it", advice: "Name somebody who is here.", status: .usage)
        }
    }
}

/// The people who take part in a decision, as far as the snapshot knows them.
private struct ApproverBook {
    private var found: [String: Person] = [:]

    init(_ snapshot: any Snapshot, _ names: [String]) throws {
        let wanted = Set(names.map { $0.lowercased() })
        let people = try snapshot.cursor(Person.self)
        while let row = try people.next() {
            let person = row.record
            let known = person.emails + [person.employeeID, person.name, person.nativeID.string].compactMap { $0 }
            for name in known.map({ $0.lowercased() }) where wanted.contains(name) { found[name] = person }
        }
    }

    func person(_ name: String) -> Person? { found[name.lowercased()] }
}

/// What people write into decisions.
enum DecisionText {
    static let limit = 1_000

    /// - Throws: `Problem` for nothing, too much, or characters that are no text.
    static func check(_ text: String, _ option: String) throws {
        let isText = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= limit, isText else {
            throw Problem(
                "\(option) needs a text of at most \(limit) bytes on one line",
                advice: "It is kept for ever: write what an auditor will want to know.", status: .usage)
        }
    }

    static func same(_ left: String, _ right: String) -> Bool { left.lowercased() == right.lowercased() }
}

/// One exemption as a row of `muster exempt list`.
public struct ExemptionRow: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// The finding stands and is borne.
        case inForce
        /// The day has come.
        case ended
        /// Nothing stands that it could cover.
        case idle
    }

    public var note: ExemptionNote
    public var rule: String
    public var subject: SubjectKey
    public var name: String
    public var decidedAt: Instant
    public var state: State

    /// Every exemption that was not ended by a decision, in the order of the log.
    public static func all(_ judgement: Judgement) -> [ExemptionRow] {
        let reconciliation = judgement.reconciliation
        return judgement.decisions.allExemptions.sorted { $0.decision.number < $1.decision.number }.map { ruling in
            let terms = ruling.terms
            func covers(_ finding: Finding) -> Bool {
                finding.rule == terms.rule && SubjectKey(finding.subject) == terms.subject
            }
            let borne = reconciliation.exempted.first(where: covers)
            let standing = borne ?? reconciliation.violations.first(where: covers)
            return ExemptionRow(
                note: ExemptionNote(terms, of: ruling.decision), rule: terms.rule, subject: terms.subject,
                name: standing?.subject.name ?? terms.subject.nativeID, decidedAt: ruling.decision.at,
                state: reconciliation.asOf >= terms.until ? .ended : borne == nil ? .idle : .inForce)
        }
    }

    public static let layout = ListLayout<ExemptionRow>(
        table: [
            .init("decision") { String($0.note.decision) }, .init("state") { $0.state.rawValue },
            .init("rule") { $0.rule }, .init("subject", minimumWidth: 20) { $0.name },
            .init("until", minimumWidth: 10) { $0.note.until.day }, .init("approver") { $0.note.approver },
            .init("reason", maximumWidth: 50) { $0.note.reason ?? "" },
        ],
        csv: [
            .init("decision") { String($0.note.decision) }, .init("state") { $0.state.rawValue },
            .init("rule") { $0.rule }, .init("connector") { $0.subject.connector },
            .init("tenant") { $0.subject.tenant }, .init("kind") { $0.subject.kind },
            .init("nativeID") { $0.subject.nativeID }, .init("name") { $0.name },
            .init("until") { $0.note.until.description }, .init("approver") { $0.note.approver },
            .init("by") { $0.note.by }, .init("decidedAt") { $0.decidedAt.description },
            .init("reason") { $0.note.reason ?? "" }, .init("instead") { $0.note.compensatingControl ?? "" },
        ],
        object: { row in
            .object([
                .init("decision", .integer(row.note.decision)), .init("state", .text(row.state.rawValue)),
                .init("rule", .text(row.rule)), .init("connector", .text(row.subject.connector)),
                .init("tenant", .text(row.subject.tenant)), .init("kind", .text(row.subject.kind)),
                .init("nativeID", .text(row.subject.nativeID)), .init("name", .text(row.name)),
                .init("until", .text(row.note.until.description)), .init("approver", .text(row.note.approver)),
                .init("by", .text(row.note.by)), .init("decidedAt", .text(row.decidedAt.description)),
                .init("reason", .optional(row.note.reason)), .init("instead", .optional(row.note.compensatingControl)),
            ])
        })
}
