import GRDB
import GRDBSQLite
import Inventory

/// One SQLite connection on a queue of its own, so that no blocking call stands on the cooperative pool.
final class Connection: Sendable {
    private let queue: DatabaseQueue
    /// nil for a file that no one else can know yet.
    let hold: FileHold?

    enum Purpose {
        case writing, reading
        /// The first touch of a new file, before it has a write-ahead log.
        case marking
    }

    /// Pages of 4 KB that the connection keeps: enough for the inner pages of all indexes of a million rows, and no
    /// more, so that memory does not grow with the ledger.
    private static let cachePages = 4000

    /// The file must be there. A reading connection may write the side files of the log (and takes them away when it
    /// closes last), but refuses every statement that writes.
    init(path: String, for purpose: Purpose, hold: FileHold?) throws {
        self.hold = hold
        var configuration = Configuration()
        configuration.label = purpose == .writing ? "muster.ledger.writer" : "muster.ledger.reader"
        configuration.busyMode = .timeout(10)
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA cache_size = \(Self.cachePages);
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    """)
            switch purpose {
            case .reading: try database.execute(sql: "PRAGMA query_only = ON")
            case .marking: break
            case .writing:
                try database.execute(
                    sql: """
                        PRAGMA journal_mode = WAL;
                        PRAGMA synchronous = NORMAL;
                        PRAGMA secure_delete = OFF;
                        PRAGMA wal_autocheckpoint = 4000;
                        PRAGMA journal_size_limit = 67108864;
                        """)
            }
        }
        queue = try Self.translating { try DatabaseQueue(path: path, configuration: configuration) }
    }

    deinit {
        // The file is closed before the hold on it ends. Errors of closing have no one left to hear them; the file is
        // whole without it.
        try? queue.close()
    }

    /// Runs off the pool, and to its end whether or not the calling task is cancelled: what is begun is whole or not
    /// at all.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                continuation.resume(with: Result { try Self.translating { try body(database) } })
            }
        }
    }

    /// Runs in one transaction that takes the write lock at once. `afterwards` runs once it is committed, before
    /// anything else does.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value, afterwards: @escaping @Sendable () -> Void = {}
    ) async throws -> Value {
        try await run { database in
            let value = try Self.inTransaction(database, .immediate, body)
            afterwards()
            return value
        }
    }

    /// Runs in one transaction that sees one state of the file.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await run { database in try Self.inTransaction(database, .deferred, body) }
    }

    private static func inTransaction<Value>(
        _ database: Database, _ kind: Database.TransactionKind, _ body: (Database) throws -> Value
    ) throws -> Value {
        try database.beginTransaction(kind)
        do {
            let value = try body(database)
            try database.commit()
            return value
        } catch {
            // SQLite has rolled back by itself after some errors; then there is nothing left to undo.
            if database.isInsideTransaction { try? database.rollback() }
            throw error
        }
    }

    /// On the calling thread's time: for cursors, which are pulled.
    func sync<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.translating { try queue.inDatabase(body) }
    }

    func close() throws { try queue.close() }

    func migrate(_ migrator: DatabaseMigrator) async throws {
        try await withCheckedThrowingContinuation { continuation in
            migrator.asyncMigrate(queue) { result in
                continuation.resume(with: Result { try Self.translating { _ = try result.get() } })
            }
        }
    }

    /// Copies all pages into a new file. Writers go on meanwhile.
    func backup(to path: String) async throws {
        try await run { database in
            let target = try DatabaseQueue(path: path)
            try target.inDatabase { try database.backup(to: $0) }
            try target.close()
        }
    }

    // MARK: - Errors

    static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError { throw LedgerError(error) }
    }
}

extension LedgerError {
    /// What SQLite's result codes mean to a user (<https://www.sqlite.org/rescode.html>). The messages name tables
    /// and columns, never values.
    init(_ error: DatabaseError) {
        let message = error.message ?? "no message"
        let extended = error.extendedResultCode.rawValue
        switch error.resultCode.rawValue {
        case SQLITE_FULL: self = .full("The disk is full")
        case SQLITE_IOERR where extended == SQLITE_IOERR | 19 << 8:
            // SQLITE_IOERR_SHMSIZE: the shared memory file could not grow.
            self = .full("The disk is full")
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CONSTRAINT:
            self.init(
                .damaged, "The ledger is damaged: \(message)",
                advice: "Restore a backup, or keep this file aside and collect into a new one.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                .busy, "The ledger is locked by another program: \(message)", advice: "Try again when it is done.")
        case SQLITE_READONLY:
            self.init(.readOnly, "The ledger is open for reading only: \(message)", advice: "Open it for writing.")
        default:
            self.init(
                .ioError, "The ledger could not be read or written: \(message) (SQLite code \(extended))",
                advice: "Check the path, the disk and the permissions.")
        }
    }

    static func misuse(_ what: String) -> LedgerError {
        LedgerError(.misuse, what, advice: "This is a fault of the program; please report it.")
    }
}
