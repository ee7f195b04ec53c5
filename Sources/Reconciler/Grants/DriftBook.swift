import Inventory

/// How the access of applications differs from the run before.
struct DriftBook: Sendable {
    struct Holder: Hashable, Sendable {
        var source: SourceID
        var reference: Reference
    }

    /// What one application has now and had not then.
    struct Drift: Sendable {
        /// It had no access at all.
        var isNew = false
        var changes: [Change] = []
        /// Why some of what is new may not be: it could not be seen then.
        var doubt: Doubt?
        /// When the earlier state was read.
        var since: Instant?
    }

    struct Change: Sendable, Hashable {
        enum Kind: String, Sendable, Hashable, Comparable {
            /// The application was bound by its users' rights in this, and is no more.
            case delegatedToApplication = "as a user, and now as itself"
            case wider = "for more than before"
            case scope = "new"

            static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
        }

        var kind: Kind
        var item: Item
        var origin: Origin
    }

    /// A scope of one API in one form.
    struct Item: Sendable, Hashable, Comparable {
        var scope: String
        var form: ScopeForm
        var resource: NativeID?

        static func < (left: Item, right: Item) -> Bool {
            (NativeID(left.scope), NativeID(left.form.rawValue), left.resource ?? "")
                < (NativeID(right.scope), NativeID(right.form.rawValue), right.resource ?? "")
        }
    }

    /// The row that shows a change.
    struct Origin: Sendable, Hashable {
        var stream: String
        var observedAt: Instant
        var run: Int64
    }

    enum Doubt: Sendable, Hashable {
        /// There was nothing to compare with: what stands now is where comparing begins.
        case baseline
        /// The stream was not read to its end then, or is not now.
        case unread(stream: String)
        /// It is read otherwise than then: by another mapping, principal or setting.
        case otherReader(stream: String)
    }

    /// Only those with changes.
    var byHolder: [Holder: Drift] = [:]
    /// Whether there is a run before to compare with.
    var hasPrevious = false
    /// Sources of which no grant was read since the run before: what was found of them then still stands.
    var unreadSources: Set<SourceID> = []
}

/// One merge of two snapshots' grants, holder by holder.
struct DriftReader {
    private let now: ConsentLane
    private let before: ConsentLane?
    private let book: StreamBook
    private let earlier: StreamBook?
    private let ownAccounts: Set<String>
    private var accounts: [SourceID: Set<NativeID>] = [:]

    init(_ snapshot: any Snapshot, previous: (any Snapshot)?, book: StreamBook, ownAccounts: Set<String>) throws {
        self.book = book
        self.ownAccounts = ownAccounts
        now = try ConsentLane(snapshot)
        before = try previous.map { try ConsentLane($0) }
        earlier = previous.map { StreamBook($0.info) }
    }

    /// - Returns: the changes, and in whose name grants stand.
    mutating func read() throws -> (DriftBook, [SourceID: Set<NativeID>]) {
        var drift = DriftBook()
        drift.hasPrevious = before != nil
        if let earlier { drift.unreadSources = unreadSources(earlier) }
        while let key = now.key {
            // What only the run before has is gone: no drift.
            while let old = before?.key, old < key { _ = try before?.take(old) }
            let current = try now.take(key)
            for row in current.grants {
                guard let account = row.record.onBehalfOf, account.kind == .identity else { continue }
                accounts[row.source, default: []].insert(account.nativeID)
            }
            let past = before?.key == key ? try before?.take(key) : nil
            guard let holder = key.holder, before != nil, past != current else { continue }
            let change = compare(past ?? ConsentRows(), current, key.source)
            if !change.changes.isEmpty || change.doubt != nil {
                drift.byHolder[DriftBook.Holder(source: key.source, reference: holder)] = change
            }
        }
        return (drift, accounts)
    }

    private func unreadSources(_ earlier: StreamBook) -> Set<SourceID> {
        Set(
            book.sources.map(\.id).filter { source in
                let streams = (book.books[source]?.ordered ?? []).filter { $0.yields.contains(.grant) }
                return !streams.isEmpty
                    && streams.allSatisfy { $0.run == earlier.stream($0.stream, of: source)?.run }
            })
    }

    private typealias Found = (reach: GrantFacts.Reach, origin: DriftBook.Origin, doubt: DriftBook.Doubt?)

    private func compare(_ past: ConsentRows, _ current: ConsentRows, _ source: SourceID) -> DriftBook.Drift {
        let (old, new) = (items(past), items(current))
        var drift = DriftBook.Drift(isNew: past.isEmpty)
        for (item, found) in new.sorted(by: { $0.key < $1.key }) {
            let kind: DriftBook.Change.Kind
            if let known = old[item] {
                guard found.reach > known.reach, known.reach != .unknown else { continue }
                kind = .wider
            } else {
                let asUser = DriftBook.Item(scope: item.scope, form: .delegated, resource: item.resource)
                kind = item.form == .application && old[asUser] != nil ? .delegatedToApplication : .scope
            }
            if found.doubt == .baseline { continue }
            if let doubt = found.doubt {
                drift.doubt = drift.doubt ?? doubt
            } else {
                drift.changes.append(DriftBook.Change(kind: kind, item: item, origin: found.origin))
                drift.since = drift.since ?? earlier?.stream(found.origin.stream, of: source)?.readAt
            }
        }
        return drift
    }

    /// Every scope once, with the widest reach of the grants that hold it.
    private func items(_ rows: ConsentRows) -> [DriftBook.Item: Found] {
        var result: [DriftBook.Item: Found] = [:]
        func add(_ item: DriftBook.Item, _ found: Found) {
            // Of two rows that tell the same, the one that can be trusted.
            if let known = result[item], known.reach > found.reach || (known.reach == found.reach && known.doubt == nil)
            {
                return
            }
            result[item] = found
        }
        for row in rows.grants {
            let grant = row.record
            let found: Found = (GrantFacts.reach(grant), origin(row), doubt(row))
            if let account = GrantFacts.foreignAccount(grant) {
                guard !ownAccounts.contains(account) else { continue }
                add(DriftBook.Item(scope: "trust of the account \(account)", form: .application), found)
                continue
            }
            let resource = GrantFacts.resource(grant)
            let scopes = grant.scopes.isEmpty ? ["access without scopes"] : grant.scopes
            for scope in scopes {
                add(DriftBook.Item(scope: scope, form: GrantFacts.form(grant), resource: resource), found)
            }
        }
        for row in rows.permissions {
            let resource = row.record.target.nativeID.string.split(separator: "/").first.map { NativeID(String($0)) }
            add(
                DriftBook.Item(scope: row.record.targetName, form: .application, resource: resource),
                (.everybody, origin(row), doubt(row)))
        }
        return result
    }

    private func origin<R>(_ row: Stored<R>) -> DriftBook.Origin {
        DriftBook.Origin(stream: row.stream, observedAt: row.observedAt, run: row.run)
    }

    /// Why a row of now may have been there then. A source's first complete read is the baseline.
    private func doubt<R>(_ row: Stored<R>) -> DriftBook.Doubt? {
        guard let earlier, let was = earlier.stream(row.stream, of: row.source),
            let stream = book.stream(row.stream, of: row.source)
        else { return .baseline }
        guard earlier.source(row.source).firstCompleteAt != nil, was.lastCompleteRun != nil else { return .baseline }
        guard was.streamVersion == stream.streamVersion, stream.coverage.newBaseline == nil else {
            return .otherReader(stream: row.stream)
        }
        let proved = was.coverage(of: row.partition).state.provesAbsence
        return proved && book.coverage(of: row).state.provesAbsence ? nil : .unread(stream: row.stream)
    }
}

/// What one holder was given, as it lies in a snapshot.
struct ConsentRows: Equatable {
    var grants: [Stored<Grant>] = []
    var permissions: [Stored<Entitlement>] = []

    var isEmpty: Bool { grants.isEmpty && permissions.isEmpty }

    /// The same records by the same streams, whenever they were read.
    static func == (left: ConsentRows, right: ConsentRows) -> Bool {
        left.grants.elementsEqual(right.grants) { $0.record == $1.record && $0.stream == $1.stream }
            && left.permissions.elementsEqual(right.permissions) { $0.record == $1.record && $0.stream == $1.stream }
    }
}

/// The grants to applications of one snapshot, and the permissions that Entra tells as assignments, in one order.
final class ConsentLane {
    private let grants: any RecordCursor<Grant>
    private let permissions: (any RecordCursor<Entitlement>)?
    private var grant: Stored<Grant>?
    private var permission: Stored<Entitlement>?

    init(_ snapshot: any Snapshot) throws {
        grants = try snapshot.cursor(Grant.self)
        // The one system that tells them so; elsewhere entitlements need not be read for this.
        let hasPermissions = snapshot.info.sources.contains { $0.id.connector == "entra" }
        permissions = hasPermissions ? try snapshot.cursor(Entitlement.self) : nil
        try advanceGrant()
        try advancePermission()
    }

    /// Where the next holder stands.
    var key: MergeKey? {
        let keys = [
            grant.map { MergeKey(source: $0.source, holder: $0.record.holder) },
            permission.map { MergeKey(source: $0.source, holder: $0.record.holder) },
        ]
        return keys.compactMap { $0 }.min()
    }

    func take(_ wanted: MergeKey) throws -> ConsentRows {
        var rows = ConsentRows()
        while let row = grant, MergeKey(source: row.source, holder: row.record.holder) == wanted {
            rows.grants.append(row)
            try advanceGrant()
        }
        while let row = permission, MergeKey(source: row.source, holder: row.record.holder) == wanted {
            rows.permissions.append(row)
            try advancePermission()
        }
        return rows
    }

    private func advanceGrant() throws {
        repeat { grant = try grants.next() } while grant.map { !GrantFacts.isConsent($0.record) } ?? false
    }

    private func advancePermission() throws {
        guard let permissions else { return }
        repeat {
            permission = try permissions.next()
        } while permission.map { $0.record.type != GrantFacts.appPermission } ?? false
    }
}
