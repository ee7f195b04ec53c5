import Inventory
import Ledger
import Reconciler
import Reports

/// `muster owners assign`, `attest` and `withdraw`: one decision, for the log.
public struct OwnerDecisions: Sendable {
    public var snapshot: any Snapshot
    public var policy: Policy
    public var decisions: Decisions
    public var asOf: Instant
    /// Who decides, as they name themselves.
    public var by: String

    public init(snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant, by: String) {
        self.snapshot = snapshot
        self.policy = policy
        self.decisions = decisions
        self.asOf = asOf
        self.by = by
    }

    /// What is to be written, and what the user ought to know about it.
    public struct Draft: Sendable {
        public var decisions: [DecisionDraft]
        public var subject: String
        public var owner: String
        public var notes: [String]
    }

    /// That somebody owns something, by another's word: an entry of the register.
    /// - Throws: `Problem` for a subject that is nothing or many, or an owner that is nobody.
    public func assign(
        _ subject: String, source: String?, owner: String, role: OwnerRole, reason: String?
    ) throws -> Draft {
        try requireWho()
        let match = try find(subject, source)
        let note = try judged(owner)
        return draft(match, owner, .register, role, reason, notes: [note].compactMap { $0 })
    }

    /// The owner's own word.
    /// - Throws: `Problem` where someone else gives it: that is an entry of the register, and no attestation.
    public func attest(
        _ subject: String, source: String?, owner: String, role: OwnerRole, reason: String?
    ) throws -> Draft {
        try requireWho()
        let match = try find(subject, source)
        let people = try PeopleDirectory(snapshot, policy: policy, asOf: asOf)
        _ = try judged(owner, people)
        guard people.areSame(by, owner) else {
            throw Problem(
                "\(by) cannot attest for \(owner): an attestation is the owner's own word, and nothing was recorded",
                advice: "Record what you know with muster owners assign, or have the owner run this with --by "
                    + "set to their address.", status: .usage)
        }
        let known = people.find(owner)
        guard let person = known.first, known.count == 1 else {
            throw Problem(
                "\(owner) is \(known.isEmpty ? "in no list of people" : "the name of \(known.count) people")",
                advice: "Name the owner by the address or employee id that a source of people knows.", status: .usage)
        }
        guard person.standing.state != .inactive else {
            throw Problem(
                "\(person.described) has left", advice: "Name an owner who is here.", status: .usage)
        }
        return draft(match, owner, .attestation, role, reason, notes: [])
    }

    /// Takes an assignment or attestation back.
    /// - Throws: `Problem` for a number that is none in force.
    public func withdraw(_ number: Int64, reason: String?) throws -> Draft {
        try requireWho()
        guard let ruling = decisions.allOwners.first(where: { $0.decision.number == number }) else {
            throw Problem(
                "decision \(number) is no owner that is in force",
                advice: "muster owners list --claims shows the numbers.", status: .usage)
        }
        return Draft(
            decisions: [DecisionDraft(by: by, reason: reason, act: .withdraw(number))],
            subject: ruling.terms.subject.description, owner: ruling.terms.owner, notes: [])
    }

    // MARK: - Parts

    private func requireWho() throws {
        if let problem = OwnerText.problem(by) {
            throw Problem("--by \(problem)", advice: "Say who decides: --by ADDRESS.", status: .usage)
        }
    }

    private func draft(
        _ match: SubjectFinder.Match, _ owner: String, _ evidence: OwnershipEvidence, _ role: OwnerRole,
        _ reason: String?, notes: [String]
    ) -> Draft {
        let assignment = OwnerAssignment(subject: match.key, owner: owner, evidence: evidence, role: role)
        return Draft(
            decisions: [DecisionDraft(by: by, reason: reason, act: .own(assignment))],
            subject: "\(match.key.kind) \(match.name.isEmpty ? match.key.nativeID : match.name) in \(match.source)",
            owner: owner, notes: notes)
    }

    private func find(_ subject: String, _ source: String?) throws -> SubjectFinder.Match {
        try Findings.requireSources([source].compactMap { $0 }, in: snapshot.info)
        let finder = SubjectFinder([.init(source: source, exact: subject)])
        let found = try finder.answers(in: snapshot, policy: policy, decisions: decisions, asOf: asOf)[0]
        guard let match = found.first else {
            throw Problem(
                "run \(snapshot.info.run) holds nothing with the id or name \(subject) that could have an owner",
                advice: "List what there is with muster inventory.")
        }
        guard found.count == 1 else {
            let names = found.prefix(5).map { "\($0.source) \($0.key.kind):\($0.key.nativeID)" }
            throw Problem(
                "\(subject) is the name of \(found.count) records: \(names.joined(separator: ", "))",
                advice: "Name one by KIND:ID, with --source NAME where sources share it.", status: .usage)
        }
        return match
    }

    private func judged(_ owner: String) throws -> String? {
        try judged(owner, try PeopleDirectory(snapshot, policy: policy, asOf: asOf))
    }

    /// What there is to say of an owner who is no person that is here. A team's name is no mistake.
    private func judged(_ owner: String, _ people: PeopleDirectory) throws -> String? {
        if let problem = OwnerText.problem(owner) {
            throw Problem("the owner \(problem)", advice: "Name a person or a team.", status: .usage)
        }
        let known = people.find(owner)
        if known.count > 1 {
            throw Problem(
                "\(owner) is the name of \(known.count) people: "
                    + known.prefix(5).map { "\($0.described), \($0.nativeID)" }.joined(separator: "; "),
                advice: "Name one by address or employee id.", status: .usage)
        }
        guard let person = known.first else {
            return owner.contains("@") ? "No source of people knows \(owner)." : nil
        }
        return person.standing.state == .inactive ? "\(person.described) has left." : nil
    }
}

extension OwnerDecisions.Draft {
    /// What was recorded, as it is said to people.
    public func sentence(_ decision: Decision) -> String {
        let what =
            switch decision.act {
            case .own(let terms):
                terms.evidence == .attestation
                    ? "\(owner) confirms to own \(subject)" : "\(owner) owns \(subject), by the word of \(decision.by)"
            case .withdraw(let number): "decision \(number) is taken back: \(owner) no longer owns \(subject) by it"
            case .exempt, .acceptGap: decision.act.word
            }
        return (["Decision \(decision.number): \(what)."] + notes).map(SafeText.escaped).joined(separator: " ")
    }

    public func json(_ decision: Decision) -> JSONValue {
        .object([
            .init("decision", .integer(decision.number)), .init("at", .text(decision.at.description)),
            .init("by", .text(decision.by)), .init("act", .text(decision.act.word)),
            .init("subject", .text(subject)), .init("owner", .text(owner)),
            .init("reason", .optional(decision.reason)), .init("notes", .texts(notes)),
        ])
    }
}
