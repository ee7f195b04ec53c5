import Inventory

/// What differs between two runs, on half a page: findings first, then access and owners, then what is new and gone,
/// then what of it was read; and for each change whether the vendor, our mapping or the coverage made it.
public struct DiffReport: Sendable {
    public var from: Int64
    public var to: Int64
    /// When the runs were published; nil where that is not known.
    public var fromAt: Instant?
    public var toAt: Instant?
    public var rows: [ChangeRow]
    /// There are more changes than `rows` holds.
    public var isCut: Bool
    public var opened: [Finding]
    /// Findings that stood before the earlier run, not in it, and stand again.
    public var reopened: [Finding]
    /// Findings that stood in the earlier run and stand no more.
    public var closed: [Finding]
    /// Findings that stand in both runs, about other members or with another severity.
    public var changed: [DiffEntry]
    /// Grants, permissions and identities that may do more than before.
    public var widened: [DiffEntry]
    public var ownerChanges: [DiffEntry]
    /// Streams and sources that were lost or gained.
    public var coverage: [DiffEntry]
    /// Streams and connectors with another version.
    public var mapping: [DiffEntry]

    public init(
        from: Int64, to: Int64, fromAt: Instant? = nil, toAt: Instant? = nil, rows: [ChangeRow], isCut: Bool,
        opened: [Finding], reopened: [Finding] = [], closed: [Finding], changed: [DiffEntry] = [],
        widened: [DiffEntry] = [],
        ownerChanges: [DiffEntry] = [], coverage: [DiffEntry] = [], mapping: [DiffEntry] = []
    ) {
        self.from = from
        self.to = to
        self.fromAt = fromAt
        self.toAt = toAt
        self.rows = rows
        self.isCut = isCut
        self.opened = opened
        self.reopened = reopened
        self.closed = closed
        self.changed = changed
        self.widened = widened
        self.ownerChanges = ownerChanges
        self.coverage = coverage
        self.mapping = mapping
    }

    /// Everything, as `--format json` and `csv` list it: findings, access, owners, coverage, mapping, then records.
    public var entries: [DiffEntry] {
        opened.map { DiffEntry(.findingOpened, $0) } + reopened.map { DiffEntry(.findingReopened, $0) }
            + closed.map { DiffEntry(.findingClosed, $0) } + changed + widened + ownerChanges + coverage + mapping
            + rows.map { DiffEntry($0) }
    }

    /// How many of a part are named on the page; its heading has the exact number.
    private static var shown: Int { 3 }

    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        page.line("Run \(from)\(Self.words(fromAt)) to run \(to)\(Self.words(toAt))", .bold)
        guard !entries.isEmpty else {
            page.line("Nothing changed.", indent: 3)
            return page.text
        }
        write("Findings opened", opened, &page)
        write("Findings opened again", reopened, &page)
        write("Findings closed", closed, &page)
        write("Findings changed", changed, &page)
        write("May do more than before", widened, &page)
        write("Owner changed", ownerChanges, &page)
        for change in ChangeRow.Change.allCases { write(change, &page) }
        write("No longer read", coverage.filter { $0.change == .coverageLost }, &page)
        write("Read again, or for the first time", coverage.filter { $0.change == .coverageGained }, &page)
        write("Read in another way", mapping, &page)
        writeCauses(&page)
        return page.text
    }

    private static func words(_ at: Instant?) -> String { at.map { " (\($0.day))" } ?? "" }

    private func write(_ title: String, _ findings: [Finding], _ page: inout TextPage) {
        guard !findings.isEmpty else { return }
        page.heading("\(title): \(grouped(findings.count))")
        for finding in findings.prefix(Self.shown) {
            page.line(
                "\(finding.severity.rawValue) \(finding.rule)  \(finding.summary)", finding.severity.ink, indent: 3)
        }
        writeRest(findings.count, &page)
    }

    private func write(_ title: String, _ entries: [DiffEntry], _ page: inout TextPage) {
        guard !entries.isEmpty else { return }
        page.heading("\(title): \(grouped(entries.count))")
        for entry in entries.prefix(Self.shown) {
            var words = "\(entry.source): \(entry.displayName)"
            if entry.before != nil || entry.after != nil {
                words += ": \(entry.before ?? "none") to \(entry.after ?? "none")"
            }
            if let why = entry.why { words += ", \(why)" }
            if let rule = entry.rule { words = "\(rule)  \(words)" }
            page.line(Self.by(entry.cause) + words, indent: 3)
        }
        writeRest(entries.count, &page)
    }

    private func write(_ change: ChangeRow.Change, _ page: inout TextPage) {
        let changed = rows.filter { $0.change == change }
        guard !changed.isEmpty else { return }
        var kinds: [RecordKind: Int] = [:]
        for row in changed { kinds[row.kind, default: 0] += 1 }
        let parts = RecordKind.allCases.compactMap { kind in kinds[kind].map { "\(grouped($0)) \(kind.rawValue)" } }
        page.heading(
            "\(change.title): \(isCut ? "at least " : "")\(counted(changed.count, "record"))"
                + " (\(parts.joined(separator: ", ")))")
        // A key that was used again changes every day; what else changed is worth the line.
        let ordered = changed.filter { $0.kind != .usage } + changed.filter { $0.kind == .usage }
        for row in ordered.prefix(Self.shown) {
            var words = "\(row.source): \(row.type) \(row.displayName)"
            if !row.fields.isEmpty { words += ": \(row.fields.joined(separator: ", "))" }
            if let why = row.why { words += ", \(why)" }
            page.line(Self.by(row.cause) + words, indent: 3)
        }
        writeRest(changed.count, &page)
    }

    private func writeRest(_ count: Int, _ page: inout TextPage) {
        guard count > Self.shown else { return }
        page.line("and \(grouped(count - Self.shown)) more", .faint, indent: 3)
    }

    /// What is not the vendor's doing is said with the line itself.
    private static func by(_ cause: String) -> String { cause.isEmpty || cause == "vendor" ? "" : "[by \(cause)] " }

    private func writeCauses(_ page: inout TextPage) {
        guard !rows.isEmpty else { return }
        var causes: [String: Int] = [:]
        for row in rows { causes[row.cause, default: 0] += 1 }
        page.blank()
        page.paragraph(
            "By the vendor: \(grouped(causes["vendor"] ?? 0)); by our mapping: "
                + "\(grouped(causes["mapping"] ?? 0)); by coverage: \(grouped(causes["coverage"] ?? 0)). "
                + "All of it: --format csv", .faint)
    }
}

/// One record that is not the same in two runs: the row of `muster diff --format ndjson`.
public struct ChangeRow: Sendable, Hashable {
    public enum Change: String, Sendable, CaseIterable {
        case added, retired, changed

        var title: String {
            switch self {
            case .added: "New"
            case .retired: "Gone"
            case .changed: "Changed"
            }
        }
    }

    public var source: String
    public var tenant: String
    public var stream: String
    public var kind: RecordKind
    public var type: String
    public var nativeID: String
    public var name: String
    public var change: Change
    /// `vendor`, `mapping` or `coverage`.
    public var cause: String
    /// For what is gone: how that is known.
    public var why: String?
    /// For what changed: the fields.
    public var fields: [String]

    public init(
        source: String, tenant: String, stream: String, kind: RecordKind, type: String, nativeID: String,
        name: String, change: Change, cause: String, why: String? = nil, fields: [String] = []
    ) {
        self.source = source
        self.tenant = tenant
        self.stream = stream
        self.kind = kind
        self.type = type
        self.nativeID = nativeID
        self.name = name
        self.change = change
        self.cause = cause
        self.why = why
        self.fields = fields
    }

    var displayName: String { name.isEmpty || name == nativeID ? nativeID : "\(name) (\(nativeID))" }

    public static let layout = ListLayout<ChangeRow>(
        table: [
            .init("change", maximumWidth: 8) { $0.change.rawValue }, .init("source", maximumWidth: 16) { $0.source },
            .init("type", maximumWidth: 28) { $0.type }, .init("record", maximumWidth: 40) { $0.displayName },
            .init("cause", maximumWidth: 8) { $0.cause },
        ],
        csv: [
            .init("change") { $0.change.rawValue }, .init("source") { $0.source }, .init("tenant") { $0.tenant },
            .init("stream") { $0.stream }, .init("kind") { $0.kind.rawValue }, .init("type") { $0.type },
            .init("nativeID") { $0.nativeID }, .init("name") { $0.name }, .init("cause") { $0.cause },
            .init("why") { $0.why ?? "" }, .init("fields") { $0.fields.joined(separator: "; ") },
        ],
        object: { row in
            .object([
                .init("change", .text(row.change.rawValue)), .init("source", .text(row.source)),
                .init("tenant", .text(row.tenant)), .init("stream", .text(row.stream)),
                .init("kind", .text(row.kind.rawValue)), .init("type", .text(row.type)),
                .init("nativeID", .text(row.nativeID)), .init("name", .text(row.name)),
                .init("cause", .text(row.cause)), .init("why", .optional(row.why)), .init("fields", .texts(row.fields)),
            ])
        })
}
