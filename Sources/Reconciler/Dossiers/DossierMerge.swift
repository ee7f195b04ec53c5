import Inventory

/// The rows of one dossier, as they lie in the snapshot.
struct RawDossier: Sendable {
    var source: SourceID
    var reference: Reference
    var identity: Stored<Identity>?
    var application: Stored<Application>?
    var resource: Stored<Resource>?
    var credentials: [Stored<Credential>] = []
    var grants: [Stored<Grant>] = []
    var entitlements: [Stored<Entitlement>] = []
    var usages: [Stored<Usage>] = []
    var claims: [Stored<OwnershipClaim>] = []
    var links: [Stored<AccountLink>] = []
    /// The other record of the same thing; claims about it are among `claims`.
    var half: Reference?
}

/// One merge of cursors that are ordered alike, so that memory holds one dossier and not the inventory.
struct DossierMerge {
    private let identities: Lane<Identity>
    private let applications: Lane<Application>
    private let resources: Lane<Resource>
    private let credentials: Lane<Credential>
    private let grants: Lane<Grant>
    private let entitlements: Lane<Entitlement>
    private let usages: Lane<Usage>
    private let claims: Lane<OwnershipClaim>
    private let links: Lane<AccountLink>

    private let book: StreamBook

    init(_ snapshot: any Snapshot, _ book: StreamBook) throws {
        self.book = book
        identities = try Lane(snapshot)
        applications = try Lane(snapshot)
        resources = try Lane(snapshot)
        credentials = try Lane(snapshot)
        grants = try Lane(snapshot)
        entitlements = try Lane(snapshot)
        usages = try Lane(snapshot)
        claims = try Lane(snapshot)
        links = try Lane(snapshot)
    }

    /// Hands over each dossier: by source, what nothing holds first, then by holder.
    func eachDossier(_ body: (RawDossier) throws -> Void) throws {
        while let key = nextKey() {
            guard let holder = key.holder else {
                try looseCredentials(of: key.source, body)
                continue
            }
            var raw = RawDossier(source: key.source, reference: holder)
            raw.identity = book.joined(try identities.take(key))
            raw.application = book.joined(try applications.take(key))
            raw.resource = book.joined(try resources.take(key))
            raw.credentials = book.joinedByID(try credentials.take(key))
            raw.grants = try grants.take(key)
            raw.entitlements = try entitlements.take(key)
            raw.usages = try usages.take(key)
            raw.claims = try claims.take(key)
            raw.links = try links.take(key)
            try body(raw)
        }
    }

    /// Rows that nothing holds: each credential is a dossier of its own, with the usage and claims that point at it.
    private func looseCredentials(of source: SourceID, _ body: (RawDossier) throws -> Void) throws {
        let key = MergeKey(source: source, holder: nil)
        var owned: [Reference: [Stored<OwnershipClaim>]] = [:]
        while let row = try claims.takeOne(key) { owned[row.record.subject, default: []].append(row) }
        while let row = try credentials.takeOne(key) {
            let reference = Reference(.credential, row.record.nativeID)
            var raw = RawDossier(source: source, reference: reference)
            var twins = [row]
            while let twin = credentials.head, credentials.key == key, twin.record.nativeID == row.record.nativeID {
                twins.append(twin)
                try credentials.advance()
            }
            raw.credentials = book.joinedByID(twins)
            while let usage = usages.head, usages.key == key, usage.record.subject < reference { try usages.advance() }
            while let usage = usages.head, usages.key == key, usage.record.subject == reference {
                raw.usages.append(usage)
                try usages.advance()
            }
            raw.claims = owned[reference] ?? []
            try body(raw)
        }
        // What else nothing holds belongs to no dossier.
        while try grants.takeOne(key) != nil {}
        while try entitlements.takeOne(key) != nil {}
        while try usages.takeOne(key) != nil {}
        while try identities.takeOne(key) != nil {}
        while try applications.takeOne(key) != nil {}
        while try resources.takeOne(key) != nil {}
        while try links.takeOne(key) != nil {}
    }

    private func nextKey() -> MergeKey? {
        var least: MergeKey?
        func consider(_ key: MergeKey?) {
            guard let key else { return }
            if let known = least, !(key < known) { return }
            least = key
        }
        consider(identities.key)
        consider(applications.key)
        consider(resources.key)
        consider(credentials.key)
        consider(grants.key)
        consider(entitlements.key)
        consider(usages.key)
        consider(claims.key)
        consider(links.key)
        return least
    }
}

/// Where a row stands in the order that all cursors share.
struct MergeKey: Comparable {
    var source: SourceID
    var holder: Reference?

    static func < (left: MergeKey, right: MergeKey) -> Bool {
        if left.source != right.source { return left.source < right.source }
        switch (left.holder, right.holder) {
        case (nil, .some): return true
        case (_, nil): return false
        case (let first?, let second?): return first < second
        }
    }
}

/// A cursor with one row of look-ahead.
private final class Lane<R: InventoryRecord> {
    private let cursor: any RecordCursor<R>
    private(set) var head: Stored<R>?
    private(set) var key: MergeKey?

    init(_ snapshot: any Snapshot) throws {
        cursor = try snapshot.cursor(R.self)
        try advance()
    }

    func advance() throws {
        head = try cursor.next()
        key = head.map { MergeKey(source: $0.source, holder: $0.record.holder) }
    }

    func take(_ wanted: MergeKey) throws -> [Stored<R>] {
        guard key == wanted else { return [] }
        var rows: [Stored<R>] = []
        while let row = head, key == wanted {
            rows.append(row)
            try advance()
        }
        return rows
    }

    func takeOne(_ wanted: MergeKey) throws -> Stored<R>? {
        guard key == wanted, let row = head else { return nil }
        try advance()
        return row
    }
}
