import Inventory

/// Collects what the rules say, and gives findings their names.
struct Docket {
    private(set) var violations: [Finding] = []
    private(set) var undecided: Set<String> = []
    private let names: [(id: String, falseWhen: String)]
    private var counts: [Int]
    private var current = 0
    private var groups: [GroupKey: Group] = [:]
    /// Violations that stand for one thing in many accounts, by the name that they share.
    private var templated: [String: [TemplatedFinding]] = [:]
    /// The template of the dossier under judgement, and its head: what is said of the head is said of the template.
    private var template: (id: String, head: Reference)?

    private struct GroupKey: Hashable {
        var rule: String
        var source: SourceID
        var cause: String
    }

    private struct Group {
        var source: SourceInfo
        var cause: Cause
        var falseWhen: String
        var count = 0
        var judgeableAt: Instant?
        /// nil where it names a template, whose violations in other accounts it must not be taken for.
        var fingerprint: String?
        var members: [Subject] = []
    }

    /// Bound of the subjects that one common line lists; the count is of all.
    static let memberLimit = 100

    init(_ rules: [Rule]) {
        names = rules.map { ($0.id, $0.falseWhen) }
        counts = rules.map { _ in 0 }
    }

    private var rule: String { names[current].id }

    /// How many subjects each rule looked at.
    var judged: [String: Int] {
        Dictionary(zip(names, counts).map { ($0.id, $1) }, uniquingKeysWith: +)
    }

    /// All that follows is the word of the rule at this place.
    mutating func open(_ place: Int) { current = place }

    /// What follows concerns this dossier.
    mutating func turn(to dossier: Dossier?) {
        template = dossier.flatMap { dossier in dossier.template.map { ($0, dossier.reference) } }
    }

    private func template(of subject: Subject) -> String? {
        guard let template, subject.kind == template.head.kind.rawValue,
            subject.nativeID == template.head.nativeID.string
        else { return nil }
        return template.id
    }

    /// One more subject was looked at.
    mutating func look() { counts[current] += 1 }

    /// A rule's finding before it is named.
    struct Draft {
        var severity: Severity
        var summary: String
        var evidence: [Evidence]
        var coverage: [CoverageCitation?]
        var remediation: [String]
        var owners: [Owner] = []
        var teams: [String] = []
        var members: [Subject] = []
    }

    /// - Parameter fields: the rule's identity fields beside the subject.
    mutating func violation(_ subject: Subject, fields: [String] = [], _ draft: Draft) {
        var cited: [CoverageCitation] = []
        for citation in draft.coverage {
            if let citation, !cited.contains(citation) { cited.append(citation) }
        }
        var finding = Finding(
            rule: rule, result: .violation, severity: draft.severity, fingerprint: "", subject: subject,
            summary: draft.summary, evidence: draft.evidence, coverage: cited, remediation: draft.remediation,
            falseWhen: names[current].falseWhen, owners: draft.owners, teams: draft.teams, members: draft.members)
        if let template = template(of: subject) {
            finding.fingerprint = FindingIdentity.fingerprint(
                rule: rule, Subject(template: template, of: subject.connector), fields)
            templated[finding.fingerprint, default: []].append(TemplatedFinding(template: template, finding: finding))
        } else {
            finding.fingerprint = FindingIdentity.fingerprint(rule: rule, subject, fields)
            violations.append(finding)
        }
    }

    /// Turns violations of one rule about one template into one finding each. Called once, after the last dossier.
    mutating func mergeTemplates() {
        for fingerprint in templated.keys.sorted() {
            if let merged = TemplatedFinding.merged(templated[fingerprint] ?? []) { violations.append(merged) }
        }
        templated = [:]
    }

    /// A finding about the subject, if one stands, goes on standing: nothing that was read says otherwise.
    mutating func leaveStanding(_ subject: Subject) {
        undecided.insert(FindingIdentity.fingerprint(rule: rule, named(subject), []))
    }

    /// The subject that gives a finding its name.
    private func named(_ subject: Subject) -> Subject {
        template(of: subject).map { Subject(template: $0, of: subject.connector) } ?? subject
    }

    mutating func undecided(_ subject: Subject, fields: [String] = [], _ cause: Cause, source: SourceInfo) {
        let fingerprint = FindingIdentity.fingerprint(rule: rule, named(subject), fields)
        undecided.insert(fingerprint)
        let key = GroupKey(rule: rule, source: source.id, cause: cause.key)
        if groups[key] == nil { groups[key] = Group(source: source, cause: cause, falseWhen: names[current].falseWhen) }
        groups[key]?.count += 1
        let isTemplates = template(of: subject) != nil
        groups[key]?.fingerprint = isTemplates ? nil : fingerprint
        if let at = cause.judgeableAt {
            let known = groups[key]?.judgeableAt
            groups[key]?.judgeableAt = known.map { min($0, at) } ?? at
        }
        if groups[key]?.members.count ?? 0 < Self.memberLimit { groups[key]?.members.append(subject) }
    }

    /// One more that was not judged for a reason that the whole source has: counted, without a name of its own.
    mutating func tally(_ cause: Cause, source: SourceInfo) {
        let key = GroupKey(rule: rule, source: source.id, cause: cause.key)
        groups[key, default: Group(source: source, cause: cause, falseWhen: names[current].falseWhen)].count += 1
    }

    /// One finding a cause; a cause with a single subject is that subject's own.
    func indeterminates(_ book: StreamBook) -> [Finding] {
        groups.map { key, group in
            let cause = group.cause
            let missing = MissingKnowledge(
                what: cause.what, whoCanGiveIt: cause.whoCanGiveIt, judgeableAt: group.judgeableAt)
            let coverage = cause.streams.compactMap { name in
                book.stream(name, of: cause.streamSource ?? group.source.id).map {
                    CoverageCitation(
                        source: book.source($0.source).name, stream: $0.stream, state: $0.coverage.state, run: $0.run,
                        readAt: $0.readAt)
                }
            }
            if group.count == 1, let only = group.members.first {
                return Finding(
                    rule: key.rule, result: .indeterminate, severity: .info,
                    fingerprint: group.fingerprint
                        ?? FindingIdentity.fingerprint(rule: key.rule, only, ["indeterminate", key.cause]),
                    subject: only, summary: "not judged: \(cause.what)", coverage: coverage, missing: missing,
                    falseWhen: group.falseWhen)
            }
            let subject = Subject(
                group.source, kind: "source", nativeID: group.source.id.tenant, name: group.source.name)
            return Finding(
                rule: key.rule, result: .indeterminate, severity: .info,
                fingerprint: FindingIdentity.fingerprint(rule: key.rule, subject, ["indeterminate", key.cause]),
                subject: subject, summary: "\(group.count) not judged: \(cause.what)", coverage: coverage,
                missing: missing, falseWhen: group.falseWhen, members: group.members)
        }
    }
}

extension Subject {
    init(_ source: SourceInfo, kind: String, nativeID: String, name: String) {
        self.init(
            source: source.name, connector: source.id.connector, tenant: source.id.tenant, kind: kind,
            nativeID: nativeID, name: name)
    }
}

/// The name of a finding for life.
enum FindingIdentity {
    /// SHA-256 over length-prefixed rule id, connector, tenant, kind, native id and the rule's identity fields, in hex.
    static func fingerprint(rule: String, _ subject: Subject, _ fields: [String] = []) -> String {
        var text = LengthPrefixed()
        text.append(rule)
        text.append(subject.connector)
        text.append(subject.tenant)
        text.append(subject.kind)
        text.append(subject.nativeID)
        for field in fields { text.append(field) }
        return text.sha256
    }
}
