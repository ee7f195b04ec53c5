import Inventory

extension InventoryRow {
    /// A row for a stored record of a kind that `muster inventory` lists.
    /// - Parameters:
    ///   - usage: the folded last use.
    ///   - owners: those of its holder.
    public init<R: InventoryRecord>(
        _ stored: Stored<R>, in info: SnapshotInfo, type: String, name: String, facts: Facts = Facts()
    ) {
        self.init(
            source: info.source(stored.source)?.name ?? stored.source.description, connector: stored.source.connector,
            tenant: stored.source.tenant, kind: R.kind, type: type, nativeID: stored.record.nativeID.string,
            name: name,
            holder: stored.record.holder.flatMap {
                $0 == Reference(R.kind, stored.record.nativeID) ? nil : $0
            },
            createdAt: facts.createdAt, lastUsed: facts.lastUsed, expiresAt: facts.expiresAt, status: facts.status,
            owners: facts.owners,
            provenance: Provenance(
                stream: stored.stream, operation: info.stream(stored.stream, of: stored.source)?.operation,
                run: stored.run, observedAt: stored.observedAt, firstSeen: stored.firstSeen),
            details: facts.details)
    }

    /// The status of what has none of its own: vendors tell that a grant or entitlement is there, and no more.
    static let presence = "present"

    /// What differs from kind to kind.
    public struct Facts: Sendable {
        public var createdAt: Instant?
        public var lastUsed: LastUse = .unknown
        public var expiresAt: Expiry = .unknown
        public var status = "unknown"
        public var owners: [Owner] = []
        public var details: [Detail] = []

        public init() {}
    }

    public init(_ stored: Stored<Person>, in info: SnapshotInfo) {
        let person = stored.record
        var facts = Facts()
        facts.lastUsed = .unsupported
        facts.expiresAt = .unsupported
        facts.status = person.status.rawValue
        facts.details =
            Details {
                $0.add("emails", person.emails)
                $0.add("employeeID", person.employeeID)
                $0.add("endedAt", person.endedAt?.description)
                $0.add("department", person.department)
                $0.add("manager", person.manager)
            }.list
        self.init(stored, in: info, type: "person", name: person.name ?? person.emails.first ?? "", facts: facts)
    }

    public init(_ stored: Stored<Identity>, in info: SnapshotInfo, lastUsed: LastUse, owners: [Owner]) {
        let identity = stored.record
        var facts = Facts()
        facts.createdAt = identity.createdAt
        facts.lastUsed = lastUsed
        facts.expiresAt = .unsupported
        facts.status = identity.status.rawValue
        facts.owners = owners
        facts.details =
            Details {
                $0.add("class", identity.classification.rawValue)
                $0.add("classReason", identity.classificationReason)
                $0.add("emails", identity.emails)
                $0.add("vendorManaged", identity.vendorManaged ? "true" : "false")
                $0.add("tags", identity.tags)
                $0.add("attributes", identity.attributes)
            }.list
        self.init(stored, in: info, type: identity.type, name: identity.name, facts: facts)
    }

    public init(_ stored: Stored<Application>, in info: SnapshotInfo, lastUsed: LastUse, owners: [Owner]) {
        let application = stored.record
        var facts = Facts()
        facts.createdAt = application.createdAt
        facts.lastUsed = lastUsed
        facts.expiresAt = .unsupported
        facts.status = application.status.rawValue
        facts.owners = owners
        facts.details =
            Details {
                $0.add("clientID", application.clientID)
                $0.add("publisher", application.publisher)
                $0.add("publisherVerified", application.publisherVerified.map { $0 ? "true" : "false" })
                $0.add("vendorManaged", application.vendorManaged ? "true" : "false")
                $0.add("tags", application.tags)
                $0.add("attributes", application.attributes)
            }.list
        self.init(stored, in: info, type: application.type, name: application.name, facts: facts)
    }

    public init(_ stored: Stored<Resource>, in info: SnapshotInfo, owners: [Owner]) {
        let resource = stored.record
        var facts = Facts()
        facts.createdAt = resource.createdAt
        facts.lastUsed = .unsupported
        facts.expiresAt = .unsupported
        facts.status = resource.status.rawValue
        facts.owners = owners
        facts.details =
            Details {
                $0.add("tags", resource.tags)
                $0.add("attributes", resource.attributes)
            }.list
        self.init(stored, in: info, type: resource.type, name: resource.name, facts: facts)
    }

    public init(_ stored: Stored<Credential>, in info: SnapshotInfo, lastUsed: LastUse, owners: [Owner]) {
        let credential = stored.record
        var facts = Facts()
        facts.createdAt = credential.createdAt
        facts.lastUsed = lastUsed
        facts.expiresAt = credential.expiry
        facts.status = credential.status.rawValue
        facts.owners = owners
        facts.details =
            Details {
                $0.add("form", credential.form.rawValue)
                $0.add("lastRotatedAt", credential.lastRotatedAt?.description)
                $0.add("fingerprints", credential.fingerprints.sorted().map { "\($0.algorithm):\($0.value)" })
                $0.add("survivesDisabling", credential.survival.disabling.rawValue)
                $0.add("survivesDeletion", credential.survival.deletion.rawValue)
                $0.add("tags", credential.tags)
                $0.add("attributes", credential.attributes)
            }.list
        self.init(stored, in: info, type: credential.type, name: credential.name ?? "", facts: facts)
    }

    public init(_ stored: Stored<Grant>, in info: SnapshotInfo, lastUsed: LastUse, owners: [Owner]) {
        let grant = stored.record
        var facts = Facts()
        facts.createdAt = grant.grantedAt
        facts.lastUsed = lastUsed
        facts.expiresAt = grant.expiry
        facts.status = Self.presence
        facts.owners = owners
        facts.details =
            Details {
                $0.add("grantee", grant.grantee)
                $0.add("onBehalfOf", grant.onBehalfOf?.description)
                $0.add("consent", grant.consent.rawValue)
                $0.add("scopes", grant.scopes)
                $0.add("conditions", grant.conditions)
                $0.add("attributes", grant.attributes)
            }.list
        self.init(stored, in: info, type: grant.type, name: grant.granteeName ?? grant.grantee, facts: facts)
    }

    /// - Parameter privilege: of the permission it points at, and the statement that decided it.
    public init(
        _ stored: Stored<Entitlement>, in info: SnapshotInfo, privilege: Privilege, reason: String?, owners: [Owner]
    ) {
        let entitlement = stored.record
        var facts = Facts()
        facts.createdAt = entitlement.grantedAt
        facts.lastUsed = .unsupported
        facts.expiresAt = .unsupported
        facts.status = Self.presence
        facts.owners = owners
        facts.details =
            Details {
                $0.add("target", entitlement.target.description)
                $0.add("privilege", privilege.rawValue)
                $0.add("privilegeReason", reason)
                $0.add("resource", entitlement.resource)
                $0.add("conditions", entitlement.conditions)
            }.list
        self.init(stored, in: info, type: entitlement.type, name: entitlement.targetName, facts: facts)
    }
}

/// Collects the details that are there; what is absent leaves no empty field behind.
private struct Details {
    var list: [InventoryRow.Detail] = []

    init(_ fill: (inout Details) -> Void) { fill(&self) }

    mutating func add(_ name: String, _ text: String?) {
        if let text, !text.isEmpty { list.append(.init(name, .text(text))) }
    }

    mutating func add(_ name: String, _ texts: [String]) {
        if !texts.isEmpty { list.append(.init(name, .texts(texts))) }
    }

    mutating func add(_ name: String, _ map: [String: String]) {
        if !map.isEmpty { list.append(.init(name, .map(map))) }
    }
}
