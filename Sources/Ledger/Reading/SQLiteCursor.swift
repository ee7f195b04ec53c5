import GRDB
import Inventory

/// Reads one kind in order, some hundred rows a visit to the connection's queue, so that memory stays flat.
final class SQLiteCursor<R: TableRecord>: Inventory.RecordCursor {
    private let connection: Connection
    private let run: Int64
    private var sources: ArraySlice<(row: Int64, id: SourceID)>
    private var source: SourceID?
    private var statement: RawStatement?
    private var scopes = ScopeNames()
    private var rows: [Stored<R>] = []
    private var index = 0
    /// The first row of the next batch.
    private var lookahead: Stored<R>?
    private let batch = 256

    init(_ connection: Connection, sources: [(row: Int64, id: SourceID)], run: Int64) {
        self.connection = connection
        self.sources = sources[...]
        self.run = run
    }

    deinit {
        guard statement != nil else { return }
        // A statement is finalised where it was made. If the connection is broken, there is nothing left to finalise.
        try? connection.sync { _ in
            statement?.reset()
            statement = nil
            scopes.release()
        }
    }

    func next() throws -> Stored<R>? {
        if index == rows.count { try fill() }
        guard index < rows.count else { return nil }
        defer { index += 1 }
        return rows[index]
    }

    private func fill() throws {
        rows.removeAll(keepingCapacity: true)
        index = 0
        try connection.sync { database in
            if let lookahead { rows.append(lookahead) }
            lookahead = nil
            while let row = try step(database) {
                guard let last = rows.last, Self.hasSameKey(last, row) else {
                    if rows.count >= batch {
                        lookahead = row
                        return
                    }
                    rows.append(row)
                    continue
                }
                // The same record as told by several scopes: in the order of their names, not of our row ids.
                var place = rows.count
                while place > 0, Self.hasSameKey(rows[place - 1], row), Self.precedes(row, rows[place - 1]) {
                    place -= 1
                }
                rows.insert(row, at: place)
            }
        }
    }

    private func step(_ database: Database) throws -> Stored<R>? {
        while true {
            if let statement, let source {
                if try statement.step() { return try read(database, statement, source) }
                statement.reset()
                self.source = nil
            }
            guard let following = sources.popFirst() else {
                statement = nil
                scopes.release()
                return nil
            }
            source = following.id
            let statement = try statement ?? RawStatement(own: database, RecordTable.of(R.kind).readInOrder)
            self.statement = statement
            statement.bind(following.row, at: 1)
            statement.bind(run, at: 2)
            statement.bind(run, at: 3)
        }
    }

    private func read(_ database: Database, _ statement: RawStatement, _ source: SourceID) throws -> Stored<R> {
        let nativeID = NativeID(RowReader.text(statement.pointer, 0) ?? "")
        let scope = try scopes.name(database, of: statement.integer(1))
        return Stored(
            record: try R.readValues(statement, from: 7, nativeID: nativeID), source: source, stream: scope.stream,
            partition: scope.partition, firstSeen: Instant(milliseconds: statement.integer(2)),
            observedAt: Instant(milliseconds: statement.integer(3)), run: statement.integer(4),
            page: Int(statement.integer(5)),
            missingSince: statement.optionalInteger(6).map(Instant.init(milliseconds:)))
    }

    private static func hasSameKey(_ left: Stored<R>, _ right: Stored<R>) -> Bool {
        left.record.nativeID == right.record.nativeID && left.record.holder == right.record.holder
            && left.source == right.source
    }

    private static func precedes(_ left: Stored<R>, _ right: Stored<R>) -> Bool {
        (NativeID(left.stream), NativeID(left.partition)) < (NativeID(right.stream), NativeID(right.partition))
    }
}

/// The stream and partition of scopes, for the few that are met again and again.
struct ScopeNames {
    struct Name {
        var stream: String
        var partition: String
    }

    private static let limit = 1024
    private var known: [Int64: Name] = [:]
    private var last: (row: Int64, name: Name)?
    private var lookUp: RawStatement?

    mutating func name(_ database: Database, of row: Int64) throws -> Name {
        if let last, last.row == row { return last.name }
        if let name = known[row] {
            last = (row, name)
            return name
        }
        let lookUp = try lookUp ?? RawStatement(own: database, "SELECT stream, partition FROM scope WHERE id = ?")
        self.lookUp = lookUp
        lookUp.bind(row, at: 1)
        defer { lookUp.reset() }
        guard try lookUp.step(), let stream = RowReader.text(lookUp.pointer, 0),
            let partition = RowReader.text(lookUp.pointer, 1)
        else {
            throw LedgerError(
                .damaged, "The ledger is damaged: a record of an unknown scope",
                advice: "Restore a backup, or keep this file aside and collect into a new one.")
        }
        let name = Name(stream: stream, partition: partition)
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        known[row] = name
        last = (row, name)
        return name
    }

    mutating func release() { lookUp = nil }
}
