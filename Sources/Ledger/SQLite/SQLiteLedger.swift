import Foundation
import GRDB
import Inventory

/// The ledger in one SQLite file.
///
/// A writer holds a lock beside the file for as long as it lives; readers need none and see whole generations only.
/// docs/ledger.md tells how the file is laid out.
public final class SQLiteLedger: Ledger {
    public let path: String
    let reader: Connection
    private let writing: Writing?

    private struct Writing: Sendable {
        let lock: WriterLock
        let connection: Connection
        let writer: GenerationWriter
    }

    // MARK: - Opening

    /// Opens for reading. Creates nothing, and takes no lock.
    /// - Throws: `LedgerError` with `missing`, `notALedger`, `newerVersion`, `networkFilesystem` or `damaged`.
    public static func reading(path: String) async throws -> SQLiteLedger {
        let file = LedgerFile(path: path)
        guard case .ledger(let hold) = try file.content() else {
            throw LedgerError(
                .missing, "There is no ledger at \(path)", advice: "Collect first: `muster collect` creates it.")
        }
        try file.refuseNetworkFilesystem()
        let reader = try Connection(path: path, for: .reading, hold: hold)
        let isCurrent = try await reader.read { database in
            try Self.refuseNewer(database, path)
            return try Schema.migrator.hasCompletedMigrations(database)
        }
        guard isCurrent else {
            throw LedgerError(
                .readOnly, "The ledger \(path) was made by an older version of Muster, and reading does not change it",
                advice: "Run `muster collect` once; it brings the ledger up to date.")
        }
        return SQLiteLedger(path: path, reader: reader, writing: nil)
    }

    /// Opens for writing: creates the file where there is none, takes the lock, brings the tables up to date.
    /// - Parameters:
    ///   - command: who holds the lock, for those who wait for it; never with arguments that may be secret.
    ///   - now: since when, for the same people.
    ///   - wait: how long to wait for another writer; nil asks once.
    /// - Throws: `LedgerError` with `busy`, `notALedger`, `newerVersion`, `networkFilesystem`, `diskFull`, `damaged`.
    public static func writing(path: String, command: String, now: Instant, wait: Duration? = nil) async throws
        -> SQLiteLedger
    {
        let file = LedgerFile(path: path)
        try file.refuseNetworkFilesystem()
        _ = try file.content()
        let lock = try await lock(path, WriterLock.Holder(command: command, now: now), wait: wait)
        // What stood there before the lock was ours may have been on its way.
        switch try file.content() {
        case .missing:
            try file.create()
            try await mark(path)
        case .empty: try await mark(path)
        case .ledger: break
        }
        try file.restrictToOwner()
        guard case .ledger(let hold) = try file.content() else {
            throw LedgerError(
                .ioError, "The ledger \(path) went away while it was opened", advice: "See what else writes there.")
        }
        let connection = try Connection(path: path, for: .writing, hold: hold)
        try await connection.run { try Self.refuseNewer($0, path) }
        try await connection.migrate(Schema.migrator)
        let reader = try Connection(path: path, for: .reading, hold: hold)
        let writing = Writing(lock: lock, connection: connection, writer: GenerationWriter())
        return SQLiteLedger(path: path, reader: reader, writing: writing)
    }

    private init(path: String, reader: Connection, writing: Writing?) {
        self.path = path
        self.reader = reader
        self.writing = writing
    }

    deinit {
        // The reading connection goes first, so that the writing one closes last and takes the log's files away.
        // Errors of closing have no one left to hear them; the file is whole without it.
        try? reader.close()
        try? writing?.connection.close()
    }

    private static func lock(_ path: String, _ holder: WriterLock.Holder, wait: Duration?) async throws -> WriterLock {
        let clock = ContinuousClock()
        let deadline = wait.map { clock.now.advanced(by: $0) }
        while true {
            do {
                return try WriterLock(besides: path, holder: holder)
            } catch let error as LedgerError where error.code == .busy {
                guard let deadline, clock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(100), clock: clock)
            }
        }
    }

    /// Marks a new file as ours, with the old kind of journal: the mark stands in the file's first page before
    /// anything else does.
    private static func mark(_ path: String) async throws {
        let connection = try Connection(path: path, for: .marking, hold: nil)
        try await connection.run { try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
        try connection.close()
    }

    private static func refuseNewer(_ database: Database, _ path: String) throws {
        guard try Schema.migrator.hasBeenSuperseded(database) else { return }
        throw LedgerError(
            .newerVersion, "The ledger \(path) was written by a newer version of Muster",
            advice: "Update this program, or name another ledger with --ledger.")
    }

    // MARK: - Writing

    private func requireWriting() throws -> Writing {
        guard let writing else {
            throw LedgerError(
                .readOnly, "The ledger \(path) is open for reading only", advice: "Open it for writing.")
        }
        return writing
    }

    /// One transaction of the run that holds `lease`. `afterwards` runs once it is committed.
    func write<Value: Sendable>(
        _ lease: RunLease, _ body: @escaping @Sendable (Database, GenerationWriter) throws -> Value,
        afterwards: @escaping @Sendable (GenerationWriter) -> Void = { _ in }
    ) async throws -> Value {
        let writing = try requireWriting()
        return try await writing.connection.write {
            try writing.writer.enter($0, lease)
            return try body($0, writing.writer)
        } afterwards: {
            afterwards(writing.writer)
        }
    }

    public func beginRun(_ request: RunRequest) async throws -> RunLease {
        let writing = try requireWriting()
        return try await writing.connection.write {
            try RunStore.begin($0, request)
        } afterwards: {
            writing.writer.forget()
        }
    }

    public func register(_ source: SourceRegistration, lease: RunLease) async throws {
        try await write(lease) { database, _ in
            try Registration.register(database, source, run: lease.run)
        }
    }

    public func sink(for lease: RunLease) async throws -> any PageSink {
        try await write(lease) { _, _ in }
        return LedgerSink(ledger: self, lease: lease)
    }

    public func publish(_ lease: RunLease, at now: Instant) async throws -> Int64 {
        try await write(lease) { database, writer in
            try writer.closeOrphanedScopes(database, run: lease.run)
            try Publication(database: database, run: lease.run, now: now).publish()
        } afterwards: { writer in
            writer.forget()
        }
        return lease.run
    }

    public func abandon(_ lease: RunLease) async throws {
        try await write(lease) { database, _ in
            try RunStore.undo(database, run: lease.run)
        } afterwards: { writer in
            writer.forget()
        }
    }

    public func recordFindings(
        _ violations: [Finding], exempted: [Finding], undecided: Set<String>, keptOpen: Set<SubjectGroup>, run: Int64,
        at now: Instant
    ) async throws -> FindingChanges {
        try await requireWriting().connection.write {
            try FindingStore(database: $0).record(
                violations, exempted: exempted, undecided: undecided, keptOpen: keptOpen, run: run, at: now)
        }
    }

    public func append(_ decisions: [DecisionDraft], at now: Instant) async throws -> [Decision] {
        try await requireWriting().connection.write { try DecisionStore(database: $0).append(decisions, at: now) }
    }

    public func prune(keepingSince run: Int64) async throws -> Int {
        let connection = try requireWriting().connection
        return try await connection.run { try Pruning.prune($0, keepingSince: run) }
    }

    /// For tests that need the writing connection in a state that no call brings about.
    func limitForTesting(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await requireWriting().connection.run(body)
    }

    // MARK: - Reading

    public func snapshot(at run: Int64?) async throws -> (any Snapshot)? {
        try await SQLiteSnapshot.open(path: path, hold: reader.hold, at: run)
    }

    public func runs(limit: Int) async throws -> [RunInfo] {
        try await reader.read { try RunStore.published($0, limit: limit) }
    }

    public func findingHistory(at run: Int64) async throws -> [String: FindingHistory] {
        try await reader.read { try FindingStore(database: $0).history(at: run) }
    }

    public func decisions() async throws -> [Decision] {
        try await reader.read { try DecisionStore(database: $0).all() }
    }

    public func changes(from earlier: Int64, to later: Int64, limit: Int) async throws -> [RecordChange] {
        try await reader.read {
            try ChangeReader(database: $0, earlier: earlier, later: later).changes(limit: limit)
        }
    }

    public func history(of subject: SubjectKey, at run: Int64) async throws -> SubjectHistory {
        try await reader.read { try HistoryReader(database: $0, subject: subject, run: run).read() }
    }

    public func backup(to path: String) async throws {
        let file = LedgerFile(path: path)
        try file.create()
        do {
            try await reader.backup(to: path)
        } catch {
            // Half a copy must not be taken for one. If it cannot be removed, the first error is the one to tell.
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }
}
