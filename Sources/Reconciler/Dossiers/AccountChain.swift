import Inventory

/// How an account was linked to a person, step by step, and what follows from it.
public struct AccountChain: Sendable {
    public struct Step: Sendable, Hashable {
        /// What was tried: `the account's address is ana.berg@example.com`.
        public var evidence: String
        /// Whom it led to, by name; empty for nobody.
        public var people: [String]
        public var confidence: Double?
        /// `decides`, `agrees`, `weaker`, `says otherwise`, `ambiguous`, `nobody` or `not followed`.
        public var verdict: String
        public var note: String?
    }

    /// In the order in which the evidence was tried.
    public var steps: [Step]
    /// Whose account it is taken for; nil where there is no link at all.
    public var person: PersonLink?
    /// What each source of people says of them.
    public var standings: [String]
    public var classification: Classification
    /// What the link is good for.
    public var conclusion: String
}

extension Dossier {
    /// Searches again and keeps every step. It is done for the account that somebody asks about, not for all.
    public func accountChain(in info: SnapshotInfo) -> AccountChain? {
        guard let correlation, let identity else { return nil }
        let (result, steps) = correlation.explained(identity.stored, links)
        let entry = result.link.map { correlation.people.entries[$0.entry] }
        let standings = (entry?.words ?? []).map { word in
            let name = info.source(word.source)?.name ?? word.source.description
            return "\(name): \(word.status.rawValue)" + (word.endedAt.map { ", last day \($0.day)" } ?? "")
        }
        return AccountChain(
            steps: steps.map { step(of: $0, result, correlation) }, person: link, standings: standings,
            classification: classification, conclusion: conclusion(result))
    }

    private func step(
        of step: Correlation.Step, _ result: Correlation.Result, _ correlation: Correlation
    ) -> AccountChain.Step {
        let names = step.people.prefix(5).map { index in
            let entry = correlation.people.entries[index]
            return entry.name ?? entry.email ?? entry.nativeID.string
        }
        var verdict = "not followed"
        if let link = step.link, let best = result.link {
            if link.method == "ambiguous" {
                verdict = "ambiguous"
            } else if link.entry != best.entry || best.doubt == .contested {
                verdict = "says otherwise"
            } else if link.evidence == best.evidence, link.value == best.value {
                verdict = "decides"
            } else {
                verdict = link.confidence < best.confidence ? "weaker" : "agrees"
            }
        } else if step.people.isEmpty {
            verdict = "nobody"
        }
        return AccountChain.Step(
            evidence: step.evidence.text(step.value), people: names, confidence: step.link?.confidence,
            verdict: verdict, note: step.note ?? step.link?.doubt?.text)
    }

    private func conclusion(_ result: Correlation.Result) -> String {
        guard let link else {
            if result.hasOwnEvidence { return "linked to nobody: what it carries leads to no person" }
            return "linked to nobody: it carries no address, employee id or vendor's link"
        }
        let name = link.name ?? link.email ?? link.person
        guard link.confidence >= 0.9 else {
            return "not sure enough to be called the account of \(name): below 0.9 nobody's leaving is held against it"
        }
        guard classification.value == .human else {
            return "it names \(name), and is a \(classification.value.rawValue) and no person's account"
        }
        var text = "the account of \(name), who "
        switch link.standing.state {
        case .active: text += "is here"
        case .inactive:
            text += link.standing.leftAt.map { "left on \($0.day)" } ?? "is \(link.standing.status.rawValue)"
        case .unknown: text += "may be here or not: no source says"
        }
        return text + (link.standing.conflict.map { " (\($0))" } ?? "")
    }
}
