import GRDB
import GRDBSQLite

/// A prepared statement without the comfort: for the one path that runs once a record. Used on the connection's own
/// queue only.
struct RawStatement {
    let pointer: OpaquePointer
    /// Keeps the pointer alive.
    private let statement: Statement

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        pointer = statement.sqliteStatement
        sqlite3_reset(pointer)
    }

    /// A statement that is not shared through the cache, for cursors that live beside each other.
    init(own database: Database, _ sql: String) throws {
        statement = try database.makeStatement(sql: sql)
        pointer = statement.sqliteStatement
    }

    /// Text that stays where it is until the statement has been stepped.
    func bind(_ buffer: UnsafeRawBufferPointer, _ start: Int, _ count: Int, at index: Int32) {
        guard count > 0, let base = buffer.baseAddress else {
            sqlite3_bind_text(pointer, index, "", 0, nil)
            return
        }
        let text = (base + start).assumingMemoryBound(to: CChar.self)
        sqlite3_bind_text(pointer, index, text, Int32(count), nil)
    }

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(pointer, index, value) }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { sqlite3_bind_int64(pointer, index, value) } else { sqlite3_bind_null(pointer, index) }
    }

    /// Runs `body` with the text bound; the text is not copied.
    func binding<T>(_ text: String, at index: Int32, _ body: () throws -> T) rethrows -> T {
        var text = text
        return try text.withUTF8 { utf8 in
            bind(UnsafeRawBufferPointer(utf8), 0, utf8.count, at: index)
            return try body()
        }
    }

    /// Whether there is a row.
    func step() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = sqlite3_errmsg(sqlite3_db_handle(pointer)).map { String(cString: $0) }
            sqlite3_reset(pointer)
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    func reset() { sqlite3_reset(pointer) }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(pointer, column) == SQLITE_NULL ? nil : sqlite3_column_int64(pointer, column)
    }
}
