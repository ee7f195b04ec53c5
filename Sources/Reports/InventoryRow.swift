import Inventory

/// One record of the inventory with what was folded into it: the row of `muster inventory`.
public struct InventoryRow: Sendable, Hashable {
    /// The source's label in the configuration.
    public var source: String
    public var connector: String
    public var tenant: String
    public var kind: RecordKind
    /// The vendor's own term, `aws.iam.accessKey`.
    public var type: String
    public var nativeID: String
    public var name: String
    /// Under whom it is filed, where that is another record.
    public var holder: Reference?
    public var createdAt: Instant?
    public var lastUsed: LastUse
    public var expiresAt: Expiry
    public var status: String
    public var owners: [Owner]
    public var provenance: Provenance
    /// Further facts of the kind, in the order in which they are printed.
    public var details: [Detail]

    /// Where the record came from, down to the request.
    public struct Provenance: Sendable, Hashable {
        public var stream: String
        /// The operation in the vendor's words; nil when the snapshot knows the stream no more.
        public var operation: String?
        public var run: Int64
        public var observedAt: Instant
        public var firstSeen: Instant

        public init(stream: String, operation: String?, run: Int64, observedAt: Instant, firstSeen: Instant) {
            self.stream = stream
            self.operation = operation
            self.run = run
            self.observedAt = observedAt
            self.firstSeen = firstSeen
        }
    }

    /// A fact that only some kinds have.
    public struct Detail: Sendable, Hashable {
        public enum Value: Sendable, Hashable {
            case text(String)
            case texts([String])
            case map([String: String])
        }

        public var name: String
        public var value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    public init(
        source: String, connector: String, tenant: String, kind: RecordKind, type: String, nativeID: String,
        name: String, holder: Reference? = nil, createdAt: Instant? = nil, lastUsed: LastUse = .unknown,
        expiresAt: Expiry = .unknown, status: String = "unknown", owners: [Owner] = [], provenance: Provenance,
        details: [Detail] = []
    ) {
        self.source = source
        self.connector = connector
        self.tenant = tenant
        self.kind = kind
        self.type = type
        self.nativeID = nativeID
        self.name = name
        self.holder = holder
        self.createdAt = createdAt
        self.lastUsed = lastUsed
        self.expiresAt = expiresAt
        self.status = status
        self.owners = owners
        self.provenance = provenance
        self.details = details
    }
}

// MARK: - Layout

extension InventoryRow {
    /// The columns and the object of the list. The names are an interface: they are added to, never changed.
    public static let layout = ListLayout<InventoryRow>(
        table: [
            .init("source", minimumWidth: 6, maximumWidth: 16) { $0.source },
            .init("type", maximumWidth: 26) { $0.type },
            .init("name", minimumWidth: 20, maximumWidth: 44) { $0.displayName },
            .init("status", minimumWidth: 6, maximumWidth: 10) { $0.status },
            .init("created", minimumWidth: 10, maximumWidth: 10) { $0.createdAt?.day ?? "unknown" },
            .init("last used", minimumWidth: 10, maximumWidth: 21) { FactText.lastUse($0.lastUsed) },
            .init("owners", maximumWidth: 40) { $0.owners.map(FactText.owner).joined(separator: ", ") },
        ],
        csv: [
            .init("source") { $0.source }, .init("tenant") { $0.tenant }, .init("kind") { $0.kind.rawValue },
            .init("type") { $0.type }, .init("nativeID") { $0.nativeID }, .init("name") { $0.name },
            .init("holder") { $0.holder?.description ?? "" },
            .init("createdAt") { $0.createdAt?.description ?? "" },
            .init("lastUsedState") { FactText.state($0.lastUsed) },
            .init("lastUsedAt") { FactText.instant($0.lastUsed)?.description ?? "" },
            .init("expiresState") { FactText.state($0.expiresAt) },
            .init("expiresAt") { FactText.instant($0.expiresAt)?.description ?? "" },
            .init("status") { $0.status },
            .init("owners") { $0.owners.map(\.reference).joined(separator: "; ") },
            .init("stream") { $0.provenance.stream }, .init("operation") { $0.provenance.operation ?? "" },
            .init("run") { String($0.provenance.run) },
            .init("observedAt") { $0.provenance.observedAt.description },
            .init("firstSeen") { $0.provenance.firstSeen.description },
        ],
        object: { $0.json })

    /// The name, and the id beside it where the name alone would not tell which one is meant.
    var displayName: String {
        if name.isEmpty || name == nativeID { return nativeID }
        return kind == .credential || kind == .grant ? "\(nativeID) (\(name))" : name
    }

    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("source", .text(source)), .init("connector", .text(connector)), .init("tenant", .text(tenant)),
            .init("kind", .text(kind.rawValue)), .init("type", .text(type)), .init("nativeID", .text(nativeID)),
            .init("name", .text(name)), .init("holder", FactJSON.reference(holder)),
            .init("createdAt", FactJSON.instant(createdAt)), .init("lastUsed", FactJSON.lastUse(lastUsed)),
            .init("expiresAt", FactJSON.expiry(expiresAt)), .init("status", .text(status)),
            .init("owners", .array(owners.map(FactJSON.owner))),
            .init("stream", .text(provenance.stream)), .init("operation", .optional(provenance.operation)),
            .init("run", .integer(provenance.run)),
            .init("observedAt", FactJSON.instant(provenance.observedAt)),
            .init("firstSeen", FactJSON.instant(provenance.firstSeen)),
        ]
        if !details.isEmpty {
            let facts = details.map { detail in
                switch detail.value {
                case .text(let text): JSONValue.Member(detail.name, .text(text))
                case .texts(let texts): JSONValue.Member(detail.name, .texts(texts))
                case .map(let map): JSONValue.Member(detail.name, .map(map))
                }
            }
            members.append(.init("details", .object(facts)))
        }
        return .object(members)
    }
}
