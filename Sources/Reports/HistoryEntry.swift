import Inventory

/// One thing that happened to a record, to one that is filed under it or about it, to a finding, or by a decision: the
/// row of `muster show --history`.
public struct HistoryEntry: Sendable, Hashable {
    public enum Event: String, Sendable, CaseIterable {
        case added, changed
        /// A list whose pages shift did not have it once.
        case missing
        /// A later complete read did not have it, or its parent is gone.
        case gone
        /// It was gone and is there again.
        case returned
        case findingOpened, findingReopened, findingResolved
        case findingExempt, findingUndecided
        case decided
    }

    /// nil for a decision, which is of no run.
    public var run: Int64?
    public var at: Instant
    public var event: Event
    /// A record kind, `finding` or `decision`.
    public var kind: String
    /// The record's id, the finding's fingerprint, the decision's number.
    public var id: String
    /// The vendor's type, the rule, the act.
    public var type: String
    public var name: String
    public var stream: String?
    /// `vendor`, `mapping` or `coverage`, for records.
    public var cause: String?
    public var fields: [FieldDifference]
    /// In words: how it is known to be gone, who decided and why.
    public var why: String?

    public init(
        run: Int64?, at: Instant, event: Event, kind: String, id: String, type: String, name: String = "",
        stream: String? = nil, cause: String? = nil, fields: [FieldDifference] = [], why: String? = nil
    ) {
        self.run = run
        self.at = at
        self.event = event
        self.kind = kind
        self.id = id
        self.type = type
        self.name = name
        self.stream = stream
        self.cause = cause
        self.fields = fields
        self.why = why
    }

    private var what: String {
        let changes = fields.map { "\($0.name): \($0.before) → \($0.after)" }
        return (changes + [why].compactMap { $0 }).joined(separator: "; ")
    }

    private var displayName: String {
        switch kind {
        case "finding": "\(type) \(id.prefix(10))"
        case "decision": "decision \(id)"
        default: name.isEmpty || name == id ? "\(kind) \(id)" : "\(kind) \(name)"
        }
    }

    /// The names are an interface: they are added to, never changed.
    public static let layout = ListLayout<HistoryEntry>(
        table: [
            .init("run", minimumWidth: 4, maximumWidth: 6) { $0.run.map(String.init) ?? "" },
            .init("day", minimumWidth: 10, maximumWidth: 10) { $0.at.day },
            .init("event", minimumWidth: 10, maximumWidth: 16) { $0.event.rawValue },
            .init("of", maximumWidth: 44) { $0.displayName }, .init("cause", maximumWidth: 8) { $0.cause ?? "" },
            .init("what", maximumWidth: 90) { $0.what },
        ],
        csv: [
            .init("run") { $0.run.map(String.init) ?? "" }, .init("at") { $0.at.description },
            .init("event") { $0.event.rawValue }, .init("kind") { $0.kind }, .init("id") { $0.id },
            .init("type") { $0.type }, .init("name") { $0.name }, .init("stream") { $0.stream ?? "" },
            .init("cause") { $0.cause ?? "" }, .init("what") { $0.what },
        ],
        object: { row in
            .object([
                .init("run", row.run.map { .integer($0) } ?? .null), .init("at", .text(row.at.description)),
                .init("event", .text(row.event.rawValue)), .init("kind", .text(row.kind)), .init("id", .text(row.id)),
                .init("type", .text(row.type)), .init("name", .text(row.name)), .init("stream", .optional(row.stream)),
                .init("cause", .optional(row.cause)),
                .init(
                    "fields",
                    .array(
                        row.fields.map {
                            .object([
                                .init("name", .text($0.name)), .init("before", .text($0.before)),
                                .init("after", .text($0.after)),
                            ])
                        })), .init("why", .optional(row.why)),
            ])
        })
}
