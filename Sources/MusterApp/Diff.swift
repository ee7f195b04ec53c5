import Inventory
import Ledger
import Reconciler
import Reports

/// `muster diff`: what two published runs do not share.
public struct Diff: Sendable {
    /// nil for `since`, or the run before `to`.
    public var from: Int64?
    /// nil for the newest.
    public var to: Int64?
    /// Where the comparison begins, in place of `from`.
    public var since: Since?
    /// How many record changes are looked at.
    public var limit: Int

    public init(from: Int64? = nil, to: Int64? = nil, since: Since? = nil, limit: Int = 1_000_000) {
        self.from = from
        self.to = to
        self.since = since
        self.limit = limit
    }

    /// - Parameter asOf: judges both runs by one clock; nil judges each by the moment at which it was published.
    /// - Throws: `Problem` when there are no two runs to compare.
    public func report(_ ledger: any Ledger, policy: Policy, asOf: Instant? = nil) async throws -> DiffReport {
        let (from, to) = try await runs(ledger, asOf: asOf)
        let changes = try await ledger.recordChanges(from: from, to: to, limit: limit)
        guard let earlier = try await Judgement.of(ledger, policy: policy, at: from, asOf: asOf),
            let later = try await Judgement.of(ledger, policy: policy, at: to, asOf: asOf)
        else { throw Problem("nothing has been collected yet", advice: "Run muster collect.") }
        var report = DiffReport(
            from: from, to: to, fromAt: earlier.snapshot.info.publishedAt, toAt: later.snapshot.info.publishedAt,
            rows: changes.map(ChangeRow.init), isCut: changes.count >= limit, opened: [], closed: [])
        compareFindings(earlier, later, &report)
        let coverage = CoverageDifference(before: earlier.snapshot.info, after: later.snapshot.info)
        report.coverage = coverage.lostAndGained
        report.mapping = coverage.remapped
        let access = try AccessDifference(
            changes, earlier: earlier, later: later, policy: policy, coverage: coverage)
        report.widened = access.widened
        report.ownerChanges = access.ownerChanges
        return report
    }

    private func compareFindings(_ earlier: Judgement, _ later: Judgement, _ report: inout DiffReport) {
        let after = later.reconciliation.violations
        let standing = Set(after.map(\.fingerprint)).union(later.reconciliation.undecided)
        // What could not be judged then, but had been found before, stood.
        let before = Set(earlier.reconciliation.violations.map(\.fingerprint)).union(
            earlier.reconciliation.undecided.filter { earlier.history[$0]?.state == .open })
        let fresh = after.filter { !before.contains($0.fingerprint) }
        report.opened = fresh.filter { earlier.history[$0.fingerprint] == nil }
        report.reopened = fresh.filter { earlier.history[$0.fingerprint] != nil }
        let old = Dictionary(
            earlier.reconciliation.violations.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
        report.changed = after.compactMap { finding in
            old[finding.fingerprint].flatMap { DiffEntry(changed: $0, to: finding) }
        }
        // What cannot be judged now is not closed.
        report.closed = earlier.reconciliation.violations.filter { !standing.contains($0.fingerprint) }
    }

    private func runs(_ ledger: any Ledger, asOf: Instant?) async throws -> (Int64, Int64) {
        if let from, let to { return (from, to) }
        let published = try await ledger.runs(limit: Since.runLimit)
        guard let newest = published.first else {
            throw Problem("nothing has been collected yet", advice: "Run muster collect.")
        }
        guard let to = to.map({ wanted in published.first { $0.run == wanted } }) ?? newest else {
            throw Problem(
                "there is no run \(to.map(String.init) ?? "")", advice: "The newest is run \(newest.run).",
                status: .usage)
        }
        if let since { return (try await since.run(before: to, in: ledger, asOf: asOf), to.run) }
        guard let from = from ?? published.first(where: { $0.run < to.run })?.run else {
            throw Problem("there is no run before run \(to.run)", advice: "Collect again to see what changes.")
        }
        return (from, to.run)
    }
}

extension DiffEntry {
    /// nil where severity and members are as they were.
    fileprivate init?(changed old: Finding, to new: Finding) {
        let (before, after) = (Set(old.members), Set(new.members))
        var words: [String] = []
        var values: [(String, String)] = []
        if before != after {
            func list(_ subjects: Set<Subject>) -> String {
                subjects.map(\.source).sorted { NativeID($0) < NativeID($1) }.joined(separator: ", ")
            }
            values.append((counted(before.count, "member"), counted(after.count, "member")))
            let (gained, lost) = (after.subtracting(before), before.subtracting(after))
            if !gained.isEmpty { words.append("also in \(list(gained))") }
            if !lost.isEmpty { words.append("no longer in \(list(lost))") }
        }
        if old.severity != new.severity { values.append((old.severity.rawValue, new.severity.rawValue)) }
        guard !values.isEmpty else { return nil }
        self.init(
            .findingChanged, source: new.subject.source, tenant: new.subject.tenant, kind: new.subject.kind,
            nativeID: new.subject.nativeID, name: new.subject.name,
            why: words.isEmpty ? nil : words.joined(separator: "; "),
            before: values.map(\.0).joined(separator: ", "), after: values.map(\.1).joined(separator: ", "),
            rule: new.rule, severity: new.severity, fingerprint: new.fingerprint)
    }
}

extension ChangeRow {
    init(_ change: RecordChange) {
        let record: Record
        let kind: Change
        var why: String?
        var fields: [String] = []
        switch change.change {
        case .added(let added): (record, kind) = (added, .added)
        case .retired(let retired, let reason):
            (record, kind) = (retired, .retired)
            why = reason
        case .changed(let from, let to):
            (record, kind) = (to, .changed)
            fields = Self.differingFields(from, to)
        }
        self.init(
            source: change.sourceName, tenant: change.source.tenant, stream: change.stream, kind: record.kind,
            type: record.typeName, nativeID: record.nativeID.string, name: record.displayName, change: kind,
            cause: change.cause.rawValue, why: why, fields: fields)
    }

    /// The names of the stored properties that differ, in the order of their declaration.
    private static func differingFields(_ from: Record, _ to: Record) -> [String] {
        let pairs = zip(Mirror(reflecting: from.value).children, Mirror(reflecting: to.value).children)
        return pairs.compactMap { before, after in
            guard let label = before.label, label == after.label, let left = before.value as? AnyHashable,
                let right = after.value as? AnyHashable, left != right
            else { return nil }
            return label
        }
    }
}

extension Record {
    var typeName: String {
        switch self {
        case .person: "person"
        case .identity(let record): record.type
        case .application(let record): record.type
        case .credential(let record): record.type
        case .grant(let record): record.type
        case .entitlement(let record): record.type
        case .permission(let record): record.type
        case .resource(let record): record.type
        case .usage: "usage"
        case .ownership: "ownership"
        case .link: "link"
        }
    }

    var displayName: String {
        switch self {
        case .person(let record): record.name ?? record.emails.first ?? ""
        case .identity(let record): record.name
        case .application(let record): record.name
        case .credential(let record): record.name ?? ""
        case .grant(let record): record.granteeName ?? record.grantee
        case .entitlement(let record): record.targetName
        case .permission(let record): record.name
        case .resource(let record): record.name
        case .usage, .ownership, .link: ""
        }
    }
}
