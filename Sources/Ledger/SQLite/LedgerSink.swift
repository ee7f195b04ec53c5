import Inventory

/// The ledger as the runner sees it: one lease, pages in, nothing else.
struct LedgerSink: PageSink {
    let ledger: SQLiteLedger
    let lease: RunLease

    func begin(_ opening: ScopeOpening) async throws -> ScopeEntry {
        let run = lease.run
        return try await ledger.write(lease) { database, writer in try writer.begin(database, opening, run: run) }
    }

    func commit(_ page: Page, in scope: Scope) async throws -> PageReceipt {
        let run = lease.run
        return try await ledger.write(lease) { database, writer in
            try writer.commit(database, page, in: scope, run: run)
        } afterwards: { writer in
            writer.scopes[scope]?.isStale = false
        }
    }

    func end(_ scope: Scope, _ coverage: Coverage) async throws {
        let run = lease.run
        try await ledger.write(lease) { database, writer in
            try writer.end(database, scope, coverage, run: run)
        } afterwards: { writer in
            writer.scopes[scope] = nil
        }
    }

    func postpone(_ scope: Scope, _ coverage: Coverage) async throws {
        try await ledger.write(lease) { database, writer in
            try writer.postpone(database, scope, coverage)
        } afterwards: { writer in
            writer.scopes[scope] = nil
        }
    }

    func endParentGone(_ scope: Scope) async throws {
        let run = lease.run
        try await ledger.write(lease) { database, writer in
            try writer.endParentGone(database, scope, run: run)
        } afterwards: { writer in
            writer.scopes[scope] = nil
        }
    }

    func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int)
        async throws -> [Record]
    {
        try await ledger.reader.read { database in
            try ParentReader(database: database).records(
                of: kind, in: stream, source: source, after: after, limit: limit)
        }
    }
}
