import Inventory

/// A finding with its history and what it was judged by: the row of `muster findings`.
public struct FindingRow: Sendable, Hashable {
    public var finding: Finding
    /// When it was first and last recorded; nil for what was never recorded, such as an `indeterminate`.
    public var firstSeen: Instant?
    public var lastSeen: Instant?
    /// The judging clock.
    public var asOf: Instant
    /// The run whose snapshot was judged.
    public var run: Int64
    /// The policy's hash.
    public var policy: String

    public init(
        finding: Finding, firstSeen: Instant?, lastSeen: Instant?, asOf: Instant, run: Int64, policy: String
    ) {
        self.finding = finding
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.asOf = asOf
        self.run = run
        self.policy = policy
    }

    /// The columns and the object of the list. The names are an interface: they are added to, never changed.
    public static let layout = ListLayout<FindingRow>(
        table: [
            .init("severity", maximumWidth: 8) { $0.finding.severity.rawValue },
            .init("rule", maximumWidth: 8) { $0.finding.rule },
            .init("source", maximumWidth: 16) { $0.finding.sourceWords },
            .init("subject", maximumWidth: 30) { $0.finding.subjectWords },
            .init("what", minimumWidth: 16, maximumWidth: 120) { $0.headline },
            .init("id", minimumWidth: 10, maximumWidth: 10) { String($0.finding.fingerprint.prefix(10)) },
        ],
        csv: [
            .init("rule") { $0.finding.rule }, .init("result") { $0.finding.result.rawValue },
            .init("severity") { $0.finding.severity.rawValue }, .init("fingerprint") { $0.finding.fingerprint },
            .init("source") { $0.finding.subject.source }, .init("tenant") { $0.finding.subject.tenant },
            .init("kind") { $0.finding.subject.kind }, .init("nativeID") { $0.finding.subject.nativeID },
            .init("name") { $0.finding.subject.name }, .init("summary") { $0.finding.summary },
            .init("owners") { $0.finding.owners.map(\.reference).joined(separator: "; ") },
            .init("teams") { $0.finding.teams.joined(separator: "; ") },
            .init("remediation") { $0.finding.remediation.joined(separator: " ") },
            .init("firstSeen") { $0.firstSeen?.description ?? "" },
            .init("lastSeen") { $0.lastSeen?.description ?? "" }, .init("asOf") { $0.asOf.description },
            .init("run") { String($0.run) }, .init("policy") { $0.policy },
            .init("members") { row in row.finding.members.map(\.place).joined(separator: "; ") },
            .init("exemptUntil") { $0.finding.exemption?.until.description ?? "" },
        ],
        object: { $0.json })

    private var headline: String {
        if let exemption = finding.exemption {
            let words = exemption.until == .distantFuture ? "accepted" : "exempt until \(exemption.until.day)"
            return "\(words): \(finding.summary)"
        }
        guard finding.result == .indeterminate, let missing = finding.missing else { return finding.summary }
        return "not judged: \(missing.what)"
    }

    public var json: JSONValue {
        .object([
            .init("rule", .text(finding.rule)), .init("result", .text(finding.result.rawValue)),
            .init("severity", .text(finding.severity.rawValue)), .init("fingerprint", .text(finding.fingerprint)),
            .init("subject", FactJSON.subject(finding.subject)), .init("summary", .text(finding.summary)),
            .init("evidence", .array(finding.evidence.map(FactJSON.evidence))),
            .init("coverage", .array(finding.coverage.map(FactJSON.coverage))),
            .init("missing", FactJSON.missing(finding.missing)),
            .init("exemption", FactJSON.exemption(finding.exemption)),
            .init("owners", .array(finding.owners.map(FactJSON.owner))), .init("teams", .texts(finding.teams)),
            .init("members", .array(finding.members.map(FactJSON.subject))),
            .init("mergedFrom", .array(finding.mergedFrom.map(FactJSON.member))),
            .init("remediation", .texts(finding.remediation)), .init("falseWhen", .text(finding.falseWhen)),
            .init("firstSeen", FactJSON.instant(firstSeen)), .init("lastSeen", FactJSON.instant(lastSeen)),
            .init("asOf", FactJSON.instant(asOf)), .init("run", .integer(run)), .init("policy", .text(policy)),
        ])
    }
}

extension Finding {
    /// For columns: one source, or the first of several and how many more.
    var sourceWords: String {
        let sources = Set(mergedFrom.map(\.subject.source))
        return sources.count > 1 ? "\(subject.source) +\(sources.count - 1)" : subject.source
    }

    /// For columns: what it is about; for one thing in many places its name and in how many.
    var subjectWords: String {
        guard !mergedFrom.isEmpty else { return subject.displayName }
        return mergedFrom.count == 1
            ? mergedFrom[0].subject.displayName : "\(subject.name) (in \(mergedFrom.count) places)"
    }
}

extension Subject {
    /// `production/AROAEXAMPLE`: where it stands, then its id.
    var place: String { "\(source)/\(nativeID)" }

    /// The name, with the id where they differ.
    var displayName: String { name.isEmpty || name == nativeID ? nativeID : "\(name) (\(nativeID))" }
}
