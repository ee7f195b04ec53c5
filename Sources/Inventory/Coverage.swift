/// How the read of a scope ended. These words are used everywhere.
public enum CoverageState: String, Sendable, Codable, CaseIterable {
    /// Read to its end, every row decoded.
    case complete
    /// Something is missing: a rejected row, a page that could not be fetched, rows that moved.
    case partial
    /// The vendor or a bound stopped the list before its end.
    case truncated
    /// The credential may not read it.
    case denied
    /// The system, its edition or this kind of tenant does not offer it.
    case unsupported
    /// It should have worked and did not.
    case failed
    /// The vendor says that nothing changed since the generation it stands on.
    case unchanged
    /// Not asked for in this run.
    case notRead

    /// Whether what was not seen may be taken for gone.
    public var provesAbsence: Bool { self == .complete || self == .unchanged }

    /// Something that the system does offer was not read to its end.
    public var isLoss: Bool {
        switch self {
        case .complete, .unchanged, .unsupported: false
        case .partial, .truncated, .denied, .failed, .notRead: true
        }
    }
}

/// The outcome of one scope in one generation, with what it rests on.
public struct Coverage: Hashable, Sendable, Codable {
    public var state: CoverageState
    /// Why it is not complete, in one sentence; nil when it is.
    public var reason: String?
    /// The permission that would open it, in the vendor's words.
    public var missingPermissions: [String]
    public var requests: Int
    public var pages: Int
    /// Rows decoded into records.
    public var rows: Int
    public var rejected: Int
    /// What the vendor said the total is.
    public var expectedRows: Int?
    /// The moment that the data speaks for, where that is earlier than the read (a report made hours ago).
    public var asOf: Instant?
    /// For a read with a new fingerprint: why nothing was retired.
    public var newBaseline: String?

    public init(
        _ state: CoverageState, reason: String? = nil, missingPermissions: [String] = [], requests: Int = 0,
        pages: Int = 0, rows: Int = 0, rejected: Int = 0, expectedRows: Int? = nil, asOf: Instant? = nil,
        newBaseline: String? = nil
    ) {
        self.state = state
        self.reason = reason
        self.missingPermissions = missingPermissions
        self.requests = requests
        self.pages = pages
        self.rows = rows
        self.rejected = rejected
        self.expectedRows = expectedRows
        self.asOf = asOf
        self.newBaseline = newBaseline
    }
}

/// A row that could not be decoded: counted, and named by its place, never by its content.
public struct Rejection: Hashable, Sendable, Codable {
    /// A JSON path or XML path, `$.users[3].createdAt`.
    public var path: String
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}
