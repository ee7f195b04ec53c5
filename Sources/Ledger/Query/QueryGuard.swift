import GRDBSQLite

/// What SQLite's authorizer and progress handler ask while a query is prepared and runs
/// (<https://www.sqlite.org/c3ref/set_authorizer.html>). Everything that is not named here is denied.
final class QueryGuard {
    let tables: Set<String>
    /// Off while the program itself fills the tables.
    var isOn = false
    /// The tables that the query names.
    private(set) var read: Set<String> = []
    /// Why the first denied thing was denied.
    private(set) var refusal: String?
    /// Set when the progress handler stopped the query.
    private(set) var stopped: QueryRefusal?
    private var deadline: ContinuousClock.Instant?
    private var memory = Int64.max

    init(tables: Set<String>) { self.tables = tables }

    func reset() {
        refusal = nil
        stopped = nil
    }

    func begin(_ limits: QueryLimits, memory: Int64) {
        deadline = ContinuousClock.now.advanced(by: limits.time)
        self.memory = memory
    }

    func end() { deadline = nil }

    /// The answer to SQLite about one action of a statement.
    func answer(_ action: Int32, _ first: String?, _ second: String?) -> Int32 {
        guard isOn else { return SQLITE_OK }
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
        case SQLITE_READ:
            let table = first ?? ""
            if tables.contains(table) {
                read.insert(table)
                return SQLITE_OK
            }
            if Self.tableFunctions.contains(table) { return SQLITE_OK }
            return deny("the query reads \(table), which is no view")
        case SQLITE_FUNCTION:
            let name = (second ?? "").lowercased()
            return Self.functions.contains(name) ? SQLITE_OK : deny("the function \(name) is not for queries")
        case SQLITE_ATTACH, SQLITE_DETACH: return deny("a query attaches no other file")
        case SQLITE_PRAGMA: return deny("a query sets and asks no PRAGMA")
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: return deny("a query needs no transaction")
        default: return deny("a query only reads")
        }
    }

    private func deny(_ why: String) -> Int32 {
        if refusal == nil { refusal = why }
        return SQLITE_DENY
    }

    /// Asked every few dozen steps of SQLite's machine.
    func mayGoOn() -> Bool {
        guard let deadline else { return true }
        if ContinuousClock.now >= deadline {
            stopped = QueryRefusal(.time, "the query took longer than it may")
        } else if sqlite3_memory_used() > memory {
            stopped = QueryRefusal(.size, "the query needed more memory than it may")
        }
        return stopped == nil
    }

    /// Functions that take texts apart: labels and attributes are JSON.
    static let tableFunctions: Set<String> = ["json_each", "json_tree"]

    /// Everything that only computes. Left out: what writes, loads, gives chance or the machine's clock
    /// (`random`, `current_timestamp`), tells of the program, or exists to make long values (`zeroblob`,
    /// `randomblob`; `printf`, which gives nothing at all where its text would be too long).
    static let functions: Set<String> = [
        "->", "->>", "abs", "avg", "ceil", "ceiling", "char", "coalesce", "count", "cume_dist", "date", "datetime",
        "dense_rank", "exp", "first_value", "floor", "glob", "group_concat", "hex", "ifnull", "iif", "instr",
        "json", "json_array", "json_array_length", "json_extract", "json_group_array", "json_group_object",
        "json_insert", "json_object", "json_patch", "json_quote", "json_remove", "json_replace", "json_set",
        "json_type", "json_valid", "julianday", "lag", "last_value", "lead", "length", "like", "ln", "log", "log10",
        "log2", "lower", "ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "percent_rank", "pow", "power",
        "quote", "rank", "replace", "round", "row_number", "rtrim", "sign", "sqrt", "strftime", "substr",
        "substring", "sum", "time", "total", "trim", "trunc", "typeof", "unicode", "unixepoch", "upper",
    ]
}
