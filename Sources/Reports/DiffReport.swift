import Inventory

/// What differs between two runs, on half a page: findings first, then records by source and kind, and for each
/// change whether the vendor, our mapping or the coverage made it.
public struct DiffReport: Sendable {
    public var from: Int64
    public var to: Int64
    public var rows: [ChangeRow]
    /// There are more changes than `rows` holds.
    public var isCut: Bool
    public var opened: [Finding]
    /// Findings that stood in the earlier run and stand no more.
    public var closed: [Finding]

    public init(
        from: Int64, to: Int64, rows: [ChangeRow], isCut: Bool, opened: [Finding], closed: [Finding]
    ) {
        self.from = from
        self.to = to
        self.rows = rows
        self.isCut = isCut
        self.opened = opened
        self.closed = closed
    }

    private static var shown: Int { 5 }

    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        page.line("Run \(from) to run \(to)", .bold)
        guard !rows.isEmpty || !opened.isEmpty || !closed.isEmpty else {
            page.line("Nothing changed.", indent: 3)
            return page.text
        }
        write("Findings opened", opened, &page)
        write("Findings closed", closed, &page)
        for change in ChangeRow.Change.allCases {
            let changed = rows.filter { $0.change == change }
            guard !changed.isEmpty else { continue }
            page.blank()
            page.heading("\(change.title): \(isCut ? "at least " : "")\(counted(changed.count, "record"))")
            for row in changed.prefix(Self.shown) {
                var words = "\(row.source): \(row.type) \(row.displayName)"
                if !row.fields.isEmpty { words += ": \(row.fields.joined(separator: ", "))" }
                if let why = row.why { words += ", \(why)" }
                if row.cause != "vendor" { words += " [by \(row.cause)]" }
                page.paragraph(words, indent: 3, hang: 2, maximumLines: 2)
            }
            if changed.count > Self.shown {
                page.line("and \(grouped(changed.count - Self.shown)) more: --format ndjson", .faint, indent: 3)
            }
        }
        return page.text
    }

    private func write(_ title: String, _ findings: [Finding], _ page: inout TextPage) {
        guard !findings.isEmpty else { return }
        page.blank()
        page.heading("\(title): \(grouped(findings.count))")
        for finding in findings.prefix(Self.shown) {
            page.paragraph(
                "\(finding.severity.rawValue) \(finding.rule)  \(finding.summary)", finding.severity.ink, indent: 3,
                hang: 2, maximumLines: 2)
        }
        if findings.count > Self.shown {
            page.line("and \(grouped(findings.count - Self.shown)) more", .faint, indent: 3)
        }
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
