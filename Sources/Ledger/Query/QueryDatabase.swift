import GRDBSQLite

/// A private, temporary database that holds nothing but the tables that a query may read. The ledger's own file is not
/// open in it, so that no query, however it is written, can reach it.
///
/// Used by one thread at a time. The tables lie in a temporary file that SQLite deletes with the connection.
public final class QueryDatabase {
    private var connection: OpaquePointer?
    private let tables: [QueryTable]
    private let guarding: QueryGuard

    /// The longest text, and the longest row, that SQLite makes, in bytes: a single step over texts that long ends soon.
    public static let textLimit = 250_000
    /// Longer texts are cut when they are filled in, so that one such record does not refuse every query.
    static let cellLimit = 30_000
    /// How much of the tables is kept in memory, in KiB.
    private static let cacheKiB = 32 << 10

    /// - Throws: `QueryRefusal`.
    public init(tables: [QueryTable]) throws {
        self.tables = tables
        guarding = QueryGuard(tables: Set(tables.map(\.name)))
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        // An empty name is a database in a temporary file.
        let code = sqlite3_open_v2("", &connection, flags, nil)
        guard code == SQLITE_OK else { throw failure(code) }
        _disableDoubleQuotedStringLiterals(connection)
        try execute("PRAGMA journal_mode = OFF")
        try execute("PRAGMA synchronous = OFF")
        try execute("PRAGMA cache_size = -\(Self.cacheKiB)")
        try execute("PRAGMA trusted_schema = OFF")
        for table in tables {
            let columns = table.columns.map { "\"\($0.name)\" \($0.kind.rawValue)" }.joined(separator: ", ")
            try execute("CREATE TABLE \"\(table.name)\" (\(columns)) STRICT")
        }
        // What a query sorts stays in memory, which is bounded; it cannot fill a disk.
        try execute("PRAGMA temp_store = MEMORY")
        // Table-valued functions are set up on first use, by a statement that the guard would refuse.
        for name in QueryGuard.tableFunctions.sorted() { try execute("SELECT 1 FROM \(name)('[]')") }
        limit()
        let context = Unmanaged.passUnretained(guarding).toOpaque()
        sqlite3_set_authorizer(
            connection,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                return Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue().answer(
                    action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
            }, context)
        sqlite3_progress_handler(
            connection, 50,
            { context in
                guard let context else { return 1 }
                return Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue().mayGoOn() ? 0 : 1
            }, context)
    }

    deinit { sqlite3_close_v2(connection) }

    /// <https://www.sqlite.org/c3ref/c_limit_attached.html>
    private func limit() {
        let limits: [(Int32, Int32)] = [
            (SQLITE_LIMIT_LENGTH, Int32(Self.textLimit)), (SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (SQLITE_LIMIT_COLUMN, 200), (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_COMPOUND_SELECT, 50),
            (SQLITE_LIMIT_VDBE_OP, 100_000), (SQLITE_LIMIT_FUNCTION_ARG, 50), (SQLITE_LIMIT_ATTACHED, 0),
            (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100), (SQLITE_LIMIT_VARIABLE_NUMBER, 200),
            (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ]
        for (name, value) in limits { sqlite3_limit(connection, name, value) }
    }

    // MARK: - Filling

    /// The tables that a query reads, found without running it.
    /// - Throws: `QueryRefusal` for one that may not or cannot be run.
    public func tablesRead(by sql: String, limits: QueryLimits = QueryLimits()) throws -> Set<String> {
        try guarded(limits) { _ = sqlite3_finalize(try prepareQuery(sql)) }
        return guarding.read
    }

    /// Adds rows to a table. `body` gets a closure that takes one row's values in the order of the columns.
    public func fill(_ table: String, _ body: (([QueryValue]) throws -> Void) throws -> Void) throws {
        guard let table = tables.first(where: { $0.name == table }) else {
            throw QueryRefusal(.failed, "there is no view \(table)")
        }
        let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try prepare("INSERT INTO \"\(table.name)\" VALUES (\(marks))")
        defer { sqlite3_finalize(statement) }
        // Reading another cursor meanwhile is no matter of this connection: the transaction is its own.
        if sqlite3_get_autocommit(connection) != 0 { try execute("BEGIN") }
        try body { values in
            guard values.count == table.columns.count else {
                throw QueryRefusal(
                    .failed, "\(table.name) has \(table.columns.count) columns, a row had \(values.count)")
            }
            for (index, value) in values.enumerated() { Self.bind(value, statement, Int32(index + 1)) }
            let code = sqlite3_step(statement)
            sqlite3_reset(statement)
            guard code == SQLITE_DONE else { throw failure(code) }
        }
    }

    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ value: QueryValue, _ statement: OpaquePointer?, _ index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .real(let number): sqlite3_bind_double(statement, index, number)
        case .text(var text):
            if text.utf8.count > cellLimit { text = String(text.prefix(cellLimit / 8)) + " … (cut)" }
            text.withUTF8 { bytes in
                let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
                if let start, !bytes.isEmpty {
                    sqlite3_bind_text(statement, index, start, Int32(bytes.count), transient)
                } else {
                    sqlite3_bind_text(statement, index, "", 0, transient)
                }
            }
        }
    }

    // MARK: - Running

    /// Runs a query.
    /// - Parameters:
    ///   - columns: called once, with the names of the answer's columns, before any row.
    ///   - row: called with each row.
    /// - Returns: whether there are more rows than `limits.rows`.
    /// - Throws: `QueryRefusal`, or what `columns` and `row` throw.
    public func run(
        _ sql: String, limits: QueryLimits, columns: ([String]) throws -> Void, row: ([QueryValue]) throws -> Void
    ) throws -> Bool {
        if sqlite3_get_autocommit(connection) == 0 { try execute("COMMIT") }
        return try guarded(limits) {
            let statement = try prepareQuery(sql)
            defer { sqlite3_finalize(statement) }
            let count = sqlite3_column_count(statement)
            try columns((0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" })
            var rows = 0
            while true {
                let code = sqlite3_step(statement)
                guard code == SQLITE_ROW else {
                    if code == SQLITE_DONE { return false }
                    throw failure(code)
                }
                if rows == limits.rows { return true }
                rows += 1
                try row((0..<count).map { Self.value(statement, $0) })
            }
        }
    }

    private static func value(_ statement: OpaquePointer?, _ column: Int32) -> QueryValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(statement, column))
            let bytes = UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)
            let digits = Array("0123456789abcdef")
            return .text("x'" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "'")
        default:
            guard let start = sqlite3_column_text(statement, column) else { return .null }
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        }
    }

    /// Bounds what SQLite may hold in this process, for the rest of its life
    /// (<https://www.sqlite.org/c3ref/hard_heap_limit64.html>).
    ///
    /// While a statement is prepared no handler is asked, and a query that multiplies itself there needs more and more.
    /// SQLite knows no other bound on that than the process's, so it is for a program that runs one query to set it.
    public static func boundProcess(_ limits: QueryLimits) { sqlite3_hard_heap_limit64(2 * limits.memory) }

    // MARK: - Statements

    /// Runs `body` with the guard on.
    private func guarded<Value>(_ limits: QueryLimits, _ body: () throws -> Value) throws -> Value {
        guarding.reset()
        guarding.isOn = true
        guarding.begin(limits, memory: sqlite3_memory_used() + limits.memory)
        defer {
            guarding.end()
            guarding.isOn = false
        }
        return try body()
    }

    private func prepareQuery(_ sql: String) throws -> OpaquePointer? {
        guard !sql.utf8.contains(0) else { throw QueryRefusal(.malformed, "the query holds a null character") }
        var statement: OpaquePointer?
        let (code, rest) = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(connection, start, -1, &statement, &tail)
            return (code, tail.map { String(cString: $0) } ?? "")
        }
        do {
            guard code == SQLITE_OK else { throw failure(code) }
            guard statement != nil else { throw QueryRefusal(.malformed, "there is no query") }
            guard sqlite3_stmt_readonly(statement) != 0, sqlite3_column_count(statement) > 0,
                sqlite3_stmt_isexplain(statement) == 0
            else { throw QueryRefusal(.forbidden, "a query is a SELECT") }
            guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
                throw QueryRefusal(.forbidden, "only one statement is run, and nothing stands behind it")
            }
            guard sqlite3_bind_parameter_count(statement) == 0 else {
                throw QueryRefusal(.malformed, "a query has no parameters: write the values into it")
            }
            return statement
        } catch {
            sqlite3_finalize(statement)
            throw error
        }
    }

    private func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, sql, -1, &statement, nil)
        guard code == SQLITE_OK else { throw failure(code) }
        return statement
    }

    private func execute(_ sql: String) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// What SQLite's result codes mean here (<https://www.sqlite.org/rescode.html>).
    private func failure(_ code: Int32) -> QueryRefusal {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "no message"
        if let refusal = guarding.refusal { return QueryRefusal(.forbidden, refusal) }
        switch code & 0xFF {
        case SQLITE_INTERRUPT: return guarding.stopped ?? QueryRefusal(.time, "the query was stopped")
        case SQLITE_NOMEM: return QueryRefusal(.size, "the query needed more memory than it may")
        case SQLITE_TOOBIG:
            return QueryRefusal(.size, "the query made a value of more than \(Self.textLimit) bytes")
        case SQLITE_AUTH: return QueryRefusal(.forbidden, "a query only reads the views")
        case SQLITE_ERROR: return QueryRefusal(.malformed, message)
        default: return QueryRefusal(.failed, message)
        }
    }
}
