import Inventory

/// How an account was linked to a person: what was tried in order, who was found, whether they are still here, and what
/// follows.
public struct LinkChain: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public var evidence: String
        public var people: [String]
        public var confidence: Double?
        public var verdict: String
        public var note: String?

        public init(evidence: String, people: [String], confidence: Double?, verdict: String, note: String?) {
            self.evidence = evidence
            self.people = people
            self.confidence = confidence
            self.verdict = verdict
            self.note = note
        }
    }

    public var steps: [Step]
    public var person: String?
    public var method: String?
    public var confidence: Double?
    public var standings: [String]
    public var classification: String
    public var conclusion: String

    public init(
        steps: [Step], person: String?, method: String?, confidence: Double?, standings: [String],
        classification: String, conclusion: String
    ) {
        self.steps = steps
        self.person = person
        self.method = method
        self.confidence = confidence
        self.standings = standings
        self.classification = classification
        self.conclusion = conclusion
    }

    var json: JSONValue {
        .object([
            .init(
                "steps",
                .array(
                    steps.map { step in
                        .object([
                            .init("evidence", .text(step.evidence)),
                            .init("people", .array(step.people.map { .text($0) })),
                            .init("confidence", step.confidence.map { .fraction($0) } ?? .null),
                            .init("verdict", .text(step.verdict)), .init("note", .optional(step.note)),
                        ])
                    })), .init("person", .optional(person)), .init("method", .optional(method)),
            .init("confidence", confidence.map { .fraction($0) } ?? .null),
            .init("standings", .array(standings.map { .text($0) })),
            .init("classification", .text(classification)), .init("conclusion", .text(conclusion)),
        ])
    }

    func write(to page: inout TextPage) {
        page.blank()
        page.heading("Whose account it is")
        for (number, step) in steps.enumerated() {
            var text = "\(number + 1). \(step.evidence): "
            text += step.people.isEmpty ? "nobody" : step.people.joined(separator: ", ")
            if let confidence = step.confidence { text += ", \(FactText.percent(confidence)) sure" }
            if step.verdict != "nobody" { text += ", \(step.verdict)" }
            if let note = step.note { text += " (\(note))" }
            page.paragraph(text, indent: 3, hang: 3)
        }
        if steps.isEmpty { page.line("it carries nothing that leads to a person", .faint, indent: 3) }
        for standing in standings { page.labelled("standing", standing, indent: 3, column: 12) }
        page.labelled("class", classification, indent: 3, column: 12)
        page.labelled("so", conclusion, indent: 3, column: 12)
    }
}
