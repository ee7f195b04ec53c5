import Inventory

/// What has to be known of grants before any single application can be judged: which APIs their scopes belong to, which
/// accounts are the company's own, who consented, and what differs from the run before.
///
/// It grows with the people who consented and with the number of changes, not with the grants.
struct GrantBook {
    typealias Key = OwnerResolver.GroupKey

    /// APIs of which the catalogue has the scopes, by the id under which a tenant knows them.
    private var catalogued: [SourceID: Set<NativeID>] = [:]
    /// Accounts of which it is known that they are the company's.
    private(set) var ownAccounts: Set<String> = []
    /// The list of the organisation's accounts was read to its end.
    private(set) var readsOwnAccounts = false
    private(set) var consenters = ConsenterBook()
    private var consenterReader: ConsenterReader?
    private(set) var drift = DriftBook()

    /// Microsoft Graph and its forerunner, Exchange, SharePoint, and Azure's management, by app id.
    private static let knownAPIs: Set<String> = [
        "00000003-0000-0000-c000-000000000000", "00000002-0000-0000-c000-000000000000",
        "00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000",
        "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    ]
    /// What the AWS connector calls an account of an organisation.
    private static let accountType = "aws.organizations.account"

    init() {}

    init(_ book: StreamBook) {
        for source in book.sources where source.id.connector == "aws" {
            ownAccounts.insert(source.id.tenant)
            readsOwnAccounts =
                readsOwnAccounts
                || book.books[source.id]?.ordered.contains {
                    $0.stream == "accounts" && $0.yields.contains(.resource) && $0.coverage.state.provesAbsence
                } ?? false
        }
    }

    /// Identities come here in the order of the snapshot, after `read`.
    mutating func note(_ row: Stored<Identity>) throws {
        try consenterReader?.note(row)
        guard row.source.connector == "entra", let app = row.record.attributes["appId"],
            Self.knownAPIs.contains(app.lowercased())
        else { return }
        catalogued[row.source, default: []].insert(row.record.nativeID)
    }

    /// Called once, after the last identity.
    mutating func endReading() {
        consenters = consenterReader?.finish() ?? ConsenterBook()
        consenterReader = nil
    }

    /// Compares the grants with those of the run before, and notes in whose name they stand.
    mutating func read(
        _ snapshot: any Snapshot, previous: (any Snapshot)?, book: StreamBook, correlation: Correlation
    ) throws {
        if book.sources.contains(where: { $0.id.connector == "aws" }) {
            let resources = try snapshot.cursor(Resource.self)
            while let row = try resources.next() {
                if row.record.type == Self.accountType { ownAccounts.insert(row.record.nativeID.string) }
            }
        }
        var grants = try DriftReader(snapshot, previous: previous, book: book, ownAccounts: ownAccounts)
        let (changes, accounts) = try grants.read()
        drift = changes
        if !accounts.isEmpty {
            consenterReader = try ConsenterReader(accounts, snapshot, book: book, correlation: correlation)
        }
    }

    /// Whether the catalogue knows the API that a scope belongs to. Where records name none, there is only one.
    func isCatalogued(_ resource: NativeID?, in source: SourceID) -> Bool {
        guard source.connector == "entra" else { return true }
        return resource.map { catalogued[source]?.contains($0) ?? false } ?? false
    }
}

/// Whether those in whose name grants stand are still here. Only those who are not, or of whom it is not known, are kept.
struct ConsenterBook: Sendable {
    enum State: Sendable {
        case gone(Gone)
        case unclear(Doubt)
    }

    struct Gone: Sendable {
        /// The account, as it was read.
        var account: Stored<Identity>
        /// The person's entry in the people index; nil where the account itself was deleted.
        var entry: Int?
        var leftAt: Instant?
        var status: PersonStatus?
    }

    enum Doubt: String, Sendable { case notRead, noPerson, standing, linksUnread }

    fileprivate(set) var states: [OwnerResolver.GroupKey: State] = [:]
}

/// Looks at those in whose name grants stand while the identities go by, together with what links them to people.
private final class ConsenterReader {
    private typealias State = ConsenterBook.State
    private typealias Gone = ConsenterBook.Gone

    private let accounts: [SourceID: Set<NativeID>]
    private var unread: [SourceID: Set<NativeID>]
    private let book: StreamBook
    private let correlation: Correlation
    private let links: any RecordCursor<AccountLink>
    private var link: Stored<AccountLink>?
    /// The account that was looked at last, with its links: two rows may be about one.
    private var place: MergeKey?
    private var own: [Stored<AccountLink>] = []
    private var found = ConsenterBook()

    /// - Parameter accounts: in whose name a grant stands, by source.
    init(
        _ accounts: [SourceID: Set<NativeID>], _ snapshot: any Snapshot, book: StreamBook, correlation: Correlation
    ) throws {
        self.accounts = accounts
        unread = accounts
        self.book = book
        self.correlation = correlation
        links = try snapshot.cursor(AccountLink.self)
        link = try links.next()
    }

    func note(_ row: Stored<Identity>) throws {
        guard accounts[row.source]?.contains(row.record.nativeID) ?? false else { return }
        let account = MergeKey(source: row.source, holder: row.record.holder)
        let isTwin = account == place
        if !isTwin { (place, own) = (account, []) }
        while let head = link {
            let key = MergeKey(source: head.source, holder: head.record.holder)
            if account < key { break }
            if key == account { own.append(head) }
            link = try links.next()
        }
        unread[row.source]?.remove(row.record.nativeID)
        let key = OwnerResolver.GroupKey(source: row.source, id: row.record.nativeID)
        // Of two rows about one account, the one that leads to a person.
        if isTwin, case .unclear? = found.states[key] {
            found.states[key] = Self.state(row, own, book, correlation)
        } else if !isTwin {
            found.states[key] = Self.state(row, own, book, correlation)
        }
    }

    func finish() -> ConsenterBook {
        for (source, ids) in unread {
            for id in ids { found.states[OwnerResolver.GroupKey(source: source, id: id)] = .unclear(.notRead) }
        }
        return found
    }

    /// nil for those who are here, and for things.
    private static func state(
        _ row: Stored<Identity>, _ links: [Stored<AccountLink>], _ book: StreamBook, _ correlation: Correlation
    ) -> State? {
        switch row.record.classification {
        case .human, .unknown: break
        default: return row.record.status == .deleted ? .gone(Gone(account: row)) : nil
        }
        if row.record.status == .deleted { return .gone(Gone(account: row)) }
        guard let link = correlation.link(row, links).link, link.confidence >= 0.9 else {
            return .unclear(.noPerson)
        }
        // A vendor's own link is stronger than any address, and may say that it is somebody else's.
        guard link.confidence == 1 || book.gaps(row.source, .link).isEmpty else { return .unclear(.linksUnread) }
        let standing = correlation.people.entries[link.entry].standing
        switch standing.state {
        case .active: return nil
        case .inactive:
            return .gone(
                Gone(account: row, entry: link.entry, leftAt: standing.leftAt, status: standing.status))
        case .unknown: return .unclear(.standing)
        }
    }
}
