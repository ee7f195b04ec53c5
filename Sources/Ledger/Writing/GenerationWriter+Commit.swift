import GRDB
import Inventory

extension GenerationWriter {
    /// Stores a page: looks each record up by its key, writes it only if it is new or not the same, remembers that it
    /// was seen, and moves the checkpoint.
    ///
    /// The caller's transaction takes all of it or nothing; only after it the scope's memory counts again.
    func commit(_ database: Database, _ page: Page, in scope: Scope, run: Int64) throws -> PageReceipt {
        let open = try open(database, scope)
        open.isStale = true
        if page.ordinal == 0 && (open.progress.pages > 0 || open.progress.next != nil) {
            // A refused cursor: the list is read from its beginning again.
            open.beginAttempt()
        }
        var pending = PendingPage(page: page, open: open, run: run)
        for record in page.records { try store(database, record, &pending) }
        try save(database, pending)
        return PageReceipt(duplicates: pending.duplicates)
    }

    private struct PendingPage {
        let page: Page
        let open: OpenScope
        let run: Int64
        var duplicates = 0
        // By `RecordKind.index`.
        var seen = [[Int64]](repeating: [], count: RecordKind.allCases.count)
        var changes = [Int](repeating: 0, count: RecordKind.allCases.count)
        /// Fetched from the connection's cache once a page, not once a record.
        var statements: [KindStatements?] = Array(repeating: nil, count: RecordKind.allCases.count)
    }

    /// A class, because one is handed on for every record.
    private final class KindStatements {
        let table: RecordTable
        let lookUp: RawStatement
        /// nil where the scope has no closed version, as in a first collection: then there is nothing to look up.
        let closed: RawStatement?
        let insert: RawStatement

        init(_ database: Database, _ table: RecordTable, scope: Int64) throws {
            self.table = table
            lookUp = try RawStatement(database, table.lookUp)
            insert = try RawStatement(database, table.insert)
            let anyClosed = try RawStatement(database, table.anyClosed)
            anyClosed.bind(scope, at: 1)
            defer { anyClosed.reset() }
            closed = try anyClosed.step() ? RawStatement(database, table.lookUpClosed) : nil
        }
    }

    /// One switch a record: `Record.value` would box each record, which takes longer than to compare it.
    private func store(_ database: Database, _ record: Inventory.Record, _ pending: inout PendingPage) throws {
        switch record {
        case .person(let record): try store(database, record, &pending)
        case .identity(let record): try store(database, record, &pending)
        case .application(let record): try store(database, record, &pending)
        case .credential(let record): try store(database, record, &pending)
        case .grant(let record): try store(database, record, &pending)
        case .entitlement(let record): try store(database, record, &pending)
        case .permission(let record): try store(database, record, &pending)
        case .usage(let record): try store(database, record, &pending)
        case .ownership(let record): try store(database, record, &pending)
        case .link(let record): try store(database, record, &pending)
        case .resource(let record): try store(database, record, &pending)
        }
    }

    private func store<R: TableRecord>(_ database: Database, _ record: R, _ pending: inout PendingPage) throws {
        let kind = R.kind.index
        let statements: KindStatements
        if let known = pending.statements[kind] {
            statements = known
        } else {
            statements = try KindStatements(database, RecordTable.all[kind], scope: pending.open.row)
            pending.statements[kind] = statements
        }
        let open = pending.open
        record.writeValues(to: &row)
        let lookUp = statements.lookUp
        lookUp.bind(open.row, at: 1)
        var nativeID = record.nativeID.string
        let id: Int64 = try nativeID.withUTF8 { nativeID in
            lookUp.bind(UnsafeRawBufferPointer(nativeID), 0, nativeID.count, at: 2)
            defer { lookUp.reset() }
            guard try lookUp.step() else {
                pending.changes[kind] += 1
                let firstSeen = try firstSeen(statements, open.row, nativeID) ?? pending.page.observedAt
                return try insert(database, statements, nativeID, firstSeen, pending)
            }
            let id = lookUp.integer(0)
            if lookUp.optionalInteger(2) == nil && row.equals(lookUp, from: 3) { return id }
            let isOfThisRun = lookUp.integer(1) == pending.run
            // The index that was searched is about to change.
            lookUp.reset()
            if isOfThisRun {
                try replace(database, statements.table, id, pending.page, run: pending.run)
                return id
            }
            if open.hasSeenInAttempt(id, kind) { pending.duplicates += 1 }
            let firstSeen = try close(database, statements.table, id, run: pending.run)
            return try insert(database, statements, nativeID, firstSeen ?? pending.page.observedAt, pending)
        }
        let (isNewInGeneration, isNewInAttempt) = open.see(id, kind)
        if isNewInGeneration || isNewInAttempt { pending.seen[kind].append(id) }
        if !isNewInAttempt { pending.duplicates += 1 }
    }

    /// The first sight of a record that was retired and is back.
    private func firstSeen(
        _ statements: KindStatements, _ scope: Int64, _ nativeID: UnsafeBufferPointer<UInt8>
    ) throws -> Instant? {
        guard let closed = statements.closed else { return nil }
        closed.bind(scope, at: 1)
        closed.bind(UnsafeRawBufferPointer(nativeID), 0, nativeID.count, at: 2)
        defer { closed.reset() }
        return try closed.step() ? Instant(milliseconds: closed.integer(0)) : nil
    }

    private func insert(
        _ database: Database, _ statements: KindStatements, _ nativeID: UnsafeBufferPointer<UInt8>,
        _ firstSeen: Instant, _ pending: PendingPage
    ) throws -> Int64 {
        let insert = statements.insert
        insert.bind(pending.open.row, at: 1)
        insert.bind(pending.open.source, at: 2)
        insert.bind(UnsafeRawBufferPointer(nativeID), 0, nativeID.count, at: 3)
        insert.bind(pending.run, at: 4)
        insert.bind(firstSeen.milliseconds, at: 5)
        insert.bind(pending.page.observedAt.milliseconds, at: 6)
        insert.bind(pending.run, at: 7)
        insert.bind(Int64(pending.page.ordinal), at: 8)
        try row.bindAndStep(insert, from: 9)
        return database.lastInsertedRowID
    }

    private func replace(_ database: Database, _ table: RecordTable, _ id: Int64, _ page: Page, run: Int64) throws {
        let update = try RawStatement(database, table.replaceValues)
        update.bind(page.observedAt.milliseconds, at: 1)
        update.bind(run, at: 2)
        update.bind(Int64(page.ordinal), at: 3)
        update.bind(id, at: Int32(4 + table.valueNames.count))
        try row.bindAndStep(update, from: 4)
    }

    /// Closes a version for its successor. Returns when the record was first seen.
    private func close(_ database: Database, _ table: RecordTable, _ id: Int64, run: Int64) throws -> Instant? {
        let update = try RawStatement(
            database, "UPDATE \(table.name) SET to_gen = ? WHERE id = ? RETURNING first_seen")
        update.bind(run, at: 1)
        update.bind(id, at: 2)
        defer { update.reset() }
        guard try update.step() else { return nil }
        let firstSeen = Instant(milliseconds: update.integer(0))
        // RETURNING gives its rows after all changes; the statement still wants to be run to its end.
        _ = try update.step()
        return firstSeen
    }

    private func save(_ database: Database, _ pending: PendingPage) throws {
        let (open, page) = (pending.open, pending.page)
        for kind in RecordKind.allCases {
            let ids = pending.seen[kind.index]
            if !ids.isEmpty {
                try database.cachedStatement(
                    sql: "INSERT INTO progress_seen (scope_id, sequence, kind, row_ids) VALUES (?, ?, ?, ?)"
                ).execute(arguments: [open.row, open.progress.sequence, kind.rawValue, RowIDBlob.data(ids)])
            }
            try count(
                database, pending.changes[kind.index], of: kind, source: open.source,
                stream: open.opening.scope.stream)
        }
        open.progress.sequence += 1
        open.progress.pages = page.checkpoint?.pages ?? max(open.progress.pages, page.ordinal) + 1
        open.progress.rows = page.checkpoint?.rows ?? open.progress.rows + page.records.count
        open.progress.rejected = page.checkpoint?.rejected ?? open.progress.rejected + page.rejected.count
        open.progress.requests = page.checkpoint?.requests ?? open.progress.requests + 1
        open.progress.next = page.checkpoint?.next ?? ""
        open.progress.observedAt = page.observedAt
        try open.save(database)
        try database.cachedStatement(sql: "UPDATE run SET active_at = ? WHERE id = ?")
            .execute(arguments: [page.observedAt.milliseconds, pending.run])
    }
}
