import Inventory

/// One thing that is not the same in two runs: the row of `muster diff --format json`. Records, findings, access and
/// owners, and what of it was read, all in one list.
public struct DiffEntry: Sendable, Hashable {
    public enum Change: String, Sendable, CaseIterable {
        case findingOpened, findingReopened, findingClosed
        /// It stands in both runs: about other members, or with another severity.
        case findingChanged
        /// More may be done than before: a grant's scopes, a permission or an identity's privilege grew.
        case widened
        case ownerChanged
        case coverageLost, coverageGained
        /// A stream or connector has another version: what differs may be our reading of it.
        case mappingChanged
        case added, retired, changed
    }

    public var change: Change
    public var source: String
    public var tenant: String
    public var stream: String
    /// A record kind, `source`, `stream` or what a finding is about.
    public var kind: String
    public var type: String
    public var nativeID: String
    public var name: String
    /// `vendor`, `mapping` or `coverage`; empty for findings, which have causes of their own.
    public var cause: String
    /// In words: how it is known to be gone, why it was not read, what a finding says.
    public var why: String?
    /// The fields that differ.
    public var fields: [String]
    /// For access, owners, coverage and mapping: what it was and what it is.
    public var before: String?
    public var after: String?
    /// For findings.
    public var rule: String?
    public var severity: Severity?
    public var fingerprint: String?

    public init(
        _ change: Change, source: String, tenant: String = "", stream: String = "", kind: String, type: String = "",
        nativeID: String, name: String, cause: String = "", why: String? = nil, fields: [String] = [],
        before: String? = nil, after: String? = nil, rule: String? = nil, severity: Severity? = nil,
        fingerprint: String? = nil
    ) {
        self.change = change
        self.source = source
        self.tenant = tenant
        self.stream = stream
        self.kind = kind
        self.type = type
        self.nativeID = nativeID
        self.name = name
        self.cause = cause
        self.why = why
        self.fields = fields
        self.before = before
        self.after = after
        self.rule = rule
        self.severity = severity
        self.fingerprint = fingerprint
    }

    init(_ row: ChangeRow) {
        let change: Change =
            switch row.change {
            case .added: .added
            case .retired: .retired
            case .changed: .changed
            }
        self.init(
            change, source: row.source, tenant: row.tenant, stream: row.stream, kind: row.kind.rawValue, type: row.type,
            nativeID: row.nativeID, name: row.name, cause: row.cause, why: row.why, fields: row.fields)
    }

    init(_ change: Change, _ finding: Finding) {
        self.init(
            change, source: finding.subject.source, tenant: finding.subject.tenant, kind: finding.subject.kind,
            nativeID: finding.subject.nativeID, name: finding.subject.name, why: finding.summary, rule: finding.rule,
            severity: finding.severity, fingerprint: finding.fingerprint)
    }

    var displayName: String { name.isEmpty || name == nativeID ? nativeID : "\(name) (\(nativeID))" }

    /// The names are an interface: they are added to, never changed.
    public static let layout = ListLayout<DiffEntry>(
        table: [
            .init("change", maximumWidth: 16) { $0.change.rawValue },
            .init("source", maximumWidth: 16) { $0.source }, .init("type", maximumWidth: 28) { $0.type },
            .init("record", maximumWidth: 40) { $0.displayName }, .init("cause", maximumWidth: 8) { $0.cause },
        ],
        csv: [
            .init("change") { $0.change.rawValue }, .init("source") { $0.source }, .init("tenant") { $0.tenant },
            .init("stream") { $0.stream }, .init("kind") { $0.kind }, .init("type") { $0.type },
            .init("nativeID") { $0.nativeID }, .init("name") { $0.name }, .init("cause") { $0.cause },
            .init("why") { $0.why ?? "" }, .init("fields") { $0.fields.joined(separator: "; ") },
            .init("before") { $0.before ?? "" }, .init("after") { $0.after ?? "" }, .init("rule") { $0.rule ?? "" },
            .init("severity") { $0.severity?.rawValue ?? "" }, .init("fingerprint") { $0.fingerprint ?? "" },
        ],
        object: { row in
            .object([
                .init("change", .text(row.change.rawValue)), .init("source", .text(row.source)),
                .init("tenant", .text(row.tenant)), .init("stream", .text(row.stream)),
                .init("kind", .text(row.kind)), .init("type", .text(row.type)),
                .init("nativeID", .text(row.nativeID)), .init("name", .text(row.name)),
                .init("cause", .text(row.cause)), .init("why", .optional(row.why)), .init("fields", .texts(row.fields)),
                .init("before", .optional(row.before)), .init("after", .optional(row.after)),
                .init("rule", .optional(row.rule)), .init("severity", .optional(row.severity?.rawValue)),
                .init("fingerprint", .optional(row.fingerprint)),
            ])
        })
}
