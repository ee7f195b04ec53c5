import Inventory

/// Which environment something belongs to, as far as its label says.
public enum Environment: String, Sendable, CaseIterable, Hashable {
    case production
    case nonProduction = "non_production"
    /// No label, or one that the policy does not know.
    case unknown
}

/// The values of the environment's label, compared in any case.
public struct EnvironmentWords: Sendable, Hashable {
    public var production: [String]
    public var nonProduction: [String]

    public init(production: [String], nonProduction: [String]) {
        self.production = production
        self.nonProduction = nonProduction
    }

    /// `prod-eu`, `Production`, `non-prod`, `eu_test_2`; unknown for what names none, or several.
    public func environment(of label: String?) -> Environment {
        guard let label = label?.lowercased() else { return .unknown }
        if let whole = meaning(of: label) { return whole }
        let words = label.split { !$0.isLetter }.map(String.init)
        var found = Environment.unknown
        for (index, word) in words.enumerated() {
            guard var kind = meaning(of: word) else { continue }
            if kind == .production, index > 0, Self.negations.contains(words[index - 1]) { kind = .nonProduction }
            if found != .unknown, found != kind { return .unknown }
            found = kind
        }
        return found
    }

    private static let negations: Set<String> = ["non", "not", "pre", "no"]

    private func meaning(of word: String) -> Environment? {
        if production.contains(where: { $0.lowercased() == word }) { return .production }
        return nonProduction.contains { $0.lowercased() == word } ? .nonProduction : nil
    }
}

/// Something that is used only so often: not idle before.
public struct ExpectedInterval: Sendable, Hashable {
    /// A name or id, with `*`.
    public var pattern: String
    public var days: Int
    let names: PatternList

    public init(_ pattern: String, days: Int) {
        self.pattern = pattern
        self.days = days
        names = PatternList([pattern])
    }
}

/// Findings of a rule that the company bears until a day, by name or id of their subjects.
public struct Allowance: Sendable, Hashable {
    public var rule: String
    public var names: PatternList
    public var reason: String
    public var approvedBy: String
    /// From then on the findings stand again.
    public var until: Instant

    public init(rule: String, names: PatternList, reason: String, approvedBy: String, until: Instant) {
        self.rule = rule
        self.names = names
        self.reason = reason
        self.approvedBy = approvedBy
        self.until = until
    }

    func admits(_ finding: Finding) -> Bool {
        finding.rule == rule
            && (names.match(finding.subject.name) ?? names.match(finding.subject.nativeID)) != nil
    }
}

extension Policy {
    /// The finding as one that an allowance bears; nil where none does.
    func allowed(_ finding: Finding, asOf: Instant) -> Finding? {
        guard !allowances.isEmpty,
            let allowance = allowances.first(where: { asOf < $0.until && $0.admits(finding) })
        else { return nil }
        var finding = finding
        finding.result = .exempt
        finding.exemption = ExemptionNote(
            Exemption(
                rule: finding.rule, subject: SubjectKey(finding.subject), approver: allowance.approvedBy,
                until: allowance.until),
            // No decision of the log has this number.
            of: Decision(
                number: 0, at: asOf, by: "the policy", reason: allowance.reason, act: .withdraw(0)))
        return finding
    }

    /// The longest interval in which the thing is used as expected; nil where none is named.
    func expectedInterval(of dossier: Dossier) -> Int? {
        guard !expectedIntervals.isEmpty else { return nil }
        let (name, id) = (dossier.name, dossier.reference.nativeID.string)
        return expectedIntervals.lazy.filter { $0.names.match(name) != nil || $0.names.match(id) != nil }
            .map(\.days).max()
    }
}
