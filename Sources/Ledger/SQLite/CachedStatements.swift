import GRDB

/// Statements that run once a page or once a scope come from the connection's cache: to compile one takes longer than
/// to run it.
extension Database {
    func executeCached(_ sql: String, arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Row {
    static func fetchCached(_ database: Database, _ sql: String, arguments: StatementArguments = []) throws -> Row? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchCached(_ database: Database, _ sql: String, arguments: StatementArguments = []) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
