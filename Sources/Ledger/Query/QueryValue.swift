/// A value of a query's table or answer, as SQLite knows them.
public enum QueryValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

/// A table that queries may read.
public struct QueryTable: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case text = "TEXT"
        case integer = "INTEGER"
        case real = "REAL"
    }

    public struct Column: Sendable, Hashable {
        public var name: String
        public var kind: Kind

        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    public var name: String
    public var columns: [Column]

    public init(name: String, columns: [Column]) {
        self.name = name
        self.columns = columns
    }
}

/// What a query may take.
public struct QueryLimits: Sendable, Hashable {
    /// From the first step to the last row.
    public var time: Duration
    /// Rows of the answer.
    public var rows: Int
    /// Bytes that SQLite may hold while the query runs.
    public var memory: Int64

    public init(time: Duration = .seconds(30), rows: Int = 10_000, memory: Int64 = 256 << 20) {
        self.time = time
        self.rows = rows
        self.memory = memory
    }
}

/// Why a query is not run, or was stopped.
public struct QueryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// It would do something else than read the views.
        case forbidden
        /// It cannot be understood: a fault of syntax, a name that is not there.
        case malformed
        /// It took longer than it may.
        case time
        /// It needed more memory, or made a longer text, than it may.
        case size
        /// SQLite failed otherwise.
        case failed
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { detail }
}
