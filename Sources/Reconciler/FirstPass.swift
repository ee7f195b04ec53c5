import Inventory

/// What has to be known before any single dossier can be judged: people, permissions, groups, the things that are
/// named as owners, and which public keys occur twice. It grows with people and groups, not with the inventory.
struct FirstPass {
    let book: StreamBook
    let policy: Policy
    let decisions: Decisions
    let asOf: Instant
    let people: PeopleIndex
    let coverage: PeopleCoverage
    let resolver: OwnerResolver
    let correlation: Correlation
    private(set) var classifier: Classifier
    private(set) var permissions: [SourceID: [NativeID: Privilege]] = [:]
    /// The statement that makes a permission an administrator's.
    private(set) var adminReasons: [SourceID: [NativeID: String]] = [:]
    private(set) var groups = GroupBook()
    /// Fingerprints that at least two credentials carry.
    private(set) var fingerprints = FingerprintBook()
    /// Sources in which an identity may have more privilege than was read.
    private(set) var privilegeIncomplete: Set<SourceID> = []
    /// What forms of credential each stream has ever shown: tells which gaps could hide a password.
    private(set) var credentialForms: [SourceID: [String: Set<CredentialForm>]] = [:]
    /// Of what kinds and types some things of a source carry a label that names an owner, or a claim that makes one.
    private(set) var owned: [SourceID: Set<OwnedKind>] = [:]
    /// Resources with a label that names an environment, by id and by name: what entitlements call them.
    private(set) var environments: [SourceID: [String: LabelledEnvironment]] = [:]
    /// What stands behind grants, and what is new of them.
    private(set) var grants: GrantBook
    /// Which records are two of one thing.
    private(set) var registrations = Registrations()
    /// Who made many things.
    private(set) var creators = CreatorBook()
    /// Names given as owners that are no person's.
    private var references: [SourceID: Set<String>] = [:]

    init(
        _ snapshot: any Snapshot, previous: (any Snapshot)? = nil, policy: Policy, decisions: Decisions, asOf: Instant
    ) throws {
        book = StreamBook(snapshot.info)
        grants = GrantBook(book)
        self.policy = policy
        self.decisions = decisions
        self.asOf = asOf
        people = try PeopleIndex(snapshot, book: book, policy: policy, asOf: asOf)
        coverage = PeopleCoverage(book, policy: policy)
        resolver = OwnerResolver(people: people, coverage: coverage, policy: policy)
        correlation = Correlation(people: people, policy: policy)
        classifier = Classifier(policy: policy, book: book, people: coverage, index: people)
        for source in book.books.keys where !book.gaps(source, .entitlement, .permission).isEmpty {
            privilegeIncomplete.insert(source)
        }
        try readPermissions(snapshot)
        try grants.read(snapshot, previous: previous, book: book, correlation: correlation)
        try readHeads(snapshot)
        classifier.credentialForms = credentialForms
        try readEntitlements(snapshot)
        if !groups.groups.isEmpty || !references.isEmpty { try readMembersAndNodes(snapshot) }
        groups.settle()
        references = [:]
        resolver.forgetAnswers()
    }

    private mutating func readPermissions(_ snapshot: any Snapshot) throws {
        let cursor = try snapshot.cursor(Permission.self)
        while let row = try cursor.next() {
            let known = permissions[row.source]?[row.record.nativeID]
            if (known?.rank ?? -1) < row.record.privilege.rank {
                permissions[row.source, default: [:]][row.record.nativeID] = row.record.privilege
            }
            if row.record.privilege == .admin, let reason = row.record.reason {
                adminReasons[row.source, default: [:]][row.record.nativeID] = reason
            }
        }
    }

    /// Groups, repeated fingerprints, and every owner's name that is no person's.
    private mutating func readHeads(_ snapshot: any Snapshot) throws {
        let identities = try snapshot.cursor(Identity.self)
        while let row = try identities.next() {
            let identity = row.record
            try grants.note(row)
            if identity.classification == .group {
                let key = OwnerResolver.GroupKey(source: row.source, id: identity.nativeID)
                groups.groups[key] = GroupBook.Group(
                    name: identity.name, unclear: identity.attributes[Identity.membershipElsewhere] == nil ? 0 : 1)
                resolver.groups[Address.normalised(identity.name), default: []].append(key)
                // A team's claim may name it as the vendor's paths do.
                let slug = identity.attributes["slug"].map(Address.normalised)
                for name in Set([Address.normalised(identity.nativeID.string), slug].compactMap { $0 }).sorted() {
                    resolver.teamNames[name, default: []].append(key)
                }
            }
            registrations.note(row)
            noteReferences(identity.tags, OwnedKind(.identity, identity.type), row.source)
        }
        grants.endReading()
        let applications = try snapshot.cursor(Application.self)
        while let row = try applications.next() {
            registrations.note(row)
            noteReferences(row.record.tags, OwnedKind(.application, row.record.type), row.source)
        }
        registrations.endReading()
        let resources = try snapshot.cursor(Resource.self)
        while let row = try resources.next() {
            noteReferences(row.record.tags, OwnedKind(.resource, row.record.type), row.source)
            note(environmentOf: row)
        }
        let credentials = try snapshot.cursor(Credential.self)
        while let row = try credentials.next() {
            credentialForms[row.source, default: [:]][row.stream, default: []].insert(row.record.form)
            registrations.note(row)
            if row.record.holder == nil {
                noteReferences(row.record.tags, OwnedKind(.credential, row.record.type), row.source)
            }
            if !row.record.fingerprints.isEmpty { fingerprints.note(row.record.fingerprints) }
        }
        for ruling in decisions.allOwners {
            let (subject, source) = (ruling.terms.subject, SourceID(ruling.terms.subject))
            if let kind = RecordKind(rawValue: subject.kind) { owned[source, default: []].insert(OwnedKind(kind, nil)) }
            let origin = ClaimOrigin.decision(number: ruling.decision.number, by: ruling.decision.by)
            note(RawClaim(owner: ruling.terms.owner, evidence: ruling.terms.evidence, origin: origin), source)
        }
        let claims = try snapshot.cursor(OwnershipClaim.self)
        while let row = try claims.next() {
            let half = registrations.note(row)
            if row.record.evidence == .creator { creators.note(row.record.owner, in: row.source) }
            if OwnerPlace.makesOwners(row.record.evidence) {
                for kind in [row.record.subject.kind, half].compactMap({ $0 }) {
                    owned[row.source, default: []].insert(OwnedKind(kind, nil))
                }
            }
            note(
                RawClaim(owner: row.record.owner, evidence: row.record.evidence, origin: .claim(row.record.evidence)),
                row.source)
        }
    }

    private mutating func note(environmentOf row: Stored<Resource>) {
        let kind = policy.environments.environment(of: row.record.tags[policy.environmentTag])
        guard let label = row.record.tags[policy.environmentTag], kind != .unknown,
            policy.sharedServices.match(row.record.name) == nil,
            policy.sharedServices.match(row.record.nativeID.string) == nil
        else { return }
        var row = row
        (row.record.tags, row.record.attributes) = ([:], [:])
        let labelled = LabelledEnvironment(label: label, kind: kind, row: row)
        environments[row.source, default: [:]][row.record.nativeID.string] = labelled
        environments[row.source, default: [:]][row.record.name] = labelled
    }

    private mutating func noteReferences(_ tags: [String: String], _ kind: OwnedKind, _ source: SourceID) {
        guard !tags.isEmpty else { return }
        let keys = policy.ownershipTags.person + policy.ownershipTags.team
        if keys.contains(where: { key in tags[key].map { !OwnerReference.isPlaceholder($0) } ?? false }) {
            owned[source, default: []].insert(kind)
        }
        for key in policy.ownershipTags.person {
            guard let value = tags[key], !OwnerReference.isPlaceholder(value) else { continue }
            for owner in OwnerReference.split(value) {
                note(RawClaim(owner: owner, evidence: .tag, origin: .tag(key)), source)
            }
        }
    }

    private mutating func note(_ claim: RawClaim, _ source: SourceID) {
        switch resolver.resolve(claim, in: source) {
        // A user name that only resembles a person's may be an account's own name, which is better evidence.
        case .person(_, let confidence) where confidence >= 0.9: return
        case .group: return
        default: references[source, default: []].insert(OwnerReference.bare(claim.owner))
        }
    }

    private mutating func readEntitlements(_ snapshot: any Snapshot) throws {
        guard !groups.groups.isEmpty else { return }
        let cursor = try snapshot.cursor(Entitlement.self)
        while let row = try cursor.next() {
            guard let holder = row.record.holder, holder.kind == .identity else { continue }
            let key = OwnerResolver.GroupKey(source: row.source, id: holder.nativeID)
            guard groups.groups[key] != nil else { continue }
            switch row.record.target.kind {
            case .permission:
                let privilege = permissions[row.source]?[row.record.target.nativeID] ?? .unknown
                if privilege.rank > groups.groups[key]?.privilege.rank ?? 0 {
                    groups.groups[key]?.privilege = privilege
                }
            case .identity:
                groups.groups[key]?.parents.append(.init(source: row.source, id: row.record.target.nativeID))
            default: break
            }
        }
    }

    /// Who is in the groups, and what stands behind the names that are given as owners.
    private mutating func readMembersAndNodes(_ snapshot: any Snapshot) throws {
        for source in book.sources where !membershipComplete(source.id) { groups.incomplete.insert(source.id) }
        try DossierMerge(snapshot, book).eachDossier { raw in
            guard let row = raw.identity else { return }
            let identity = row.record
            let memberships = raw.entitlements.filter {
                $0.record.target.kind == .identity
                    && groups.groups[.init(source: raw.source, id: $0.record.target.nativeID)] != nil
            }
            let names = nodeNames(identity).filter { references[raw.source]?.contains($0) ?? false }
            guard !memberships.isEmpty || !names.isEmpty else { return }
            let found = correlation.link(row, raw.links)
            for membership in memberships {
                count(found, identity, in: .init(source: raw.source, id: membership.record.target.nativeID))
            }
            guard !names.isEmpty else { return }
            let node = OwnerNode(
                key: .init(source: raw.source, id: identity.nativeID), name: identity.name,
                classification: classifier.classify(raw, found), link: found.link,
                linkIsCertain: found.link?.confidence == 1 || book.gaps(raw.source, .link).isEmpty,
                claims: registrations.completed(raw).claims(policy, decisions), isGuest: identity.isGuest)
            for name in names + [identity.nativeID.string] { resolver.nodes[raw.source, default: [:]][name] = node }
        }
    }

    private func nodeNames(_ identity: Identity) -> [String] {
        guard !references.isEmpty else { return [] }
        return [identity.nativeID.string, identity.name] + (identity.attributes["arn"].map { [$0] } ?? [])
    }

    private mutating func count(_ found: Correlation.Result, _ identity: Identity, in key: GroupBook.Key) {
        groups.groups[key]?.members += 1
        guard let link = found.link, link.confidence >= 0.9 else {
            // Things in a group are no active people; what may be a person is unclear.
            if identity.classification == .unknown || identity.classification == .human {
                groups.groups[key]?.unclear += 1
            }
            return
        }
        groups.add(link.entry, to: key)
        switch people.entries[link.entry].standing.state {
        case .active: groups.groups[key]?.people.insert(link.entry)
        case .inactive: break
        case .unknown: groups.groups[key]?.unclear += 1
        }
    }

    private func membershipComplete(_ source: SourceID) -> Bool {
        book.reads(source, .entitlement) && book.gaps(source, .entitlement, .identity, .link).isEmpty
            && coverage.provesAbsence
    }

    /// The moment from which our own first sight of a row tells its age; nil before the source's first complete run.
    func firstSight<R>(of row: Stored<R>) -> Instant? {
        guard let complete = book.source(row.source).firstCompleteAt else { return nil }
        return max(row.firstSeen, complete)
    }
}

/// What a resource's label says about its environment.
struct LabelledEnvironment: Sendable {
    var label: String
    var kind: Environment
    var row: Stored<Resource>
}
