import Inventory
import Reconciler
import Reports

/// One thing and who is said to own it: the row of `muster owners list`.
public struct OwnerRow: Sendable {
    public var subject: Subject
    public var type: String
    public var level: OwnershipLevel
    /// The strongest first, with those that do not count and why.
    public var claims: [RankedClaim]
    /// Who might be asked next.
    public var successors: [RankedClaim]
    public var teams: [String]

    public var owners: [Owner] { claims.filter(\.counts).map(\.owner) }
    public var isOwned: Bool { level == .named || level == .owned }
}

/// One claim on one thing: the row of `muster owners list --claims`.
public struct OwnerClaimRow: Sendable {
    public var subject: Subject
    public var claim: RankedClaim

    public init(subject: Subject, claim: RankedClaim) {
        self.subject = subject
        self.claim = claim
    }
}

/// `muster owners list`: thing by thing, never all of them in memory.
public struct OwnerListing: Sendable {
    public var sources: [String]
    public var filter: OwnerFilter
    /// Only what nobody owns, whoever made it.
    public var unownedOnly: Bool

    public init(sources: [String] = [], filter: OwnerFilter = OwnerFilter(), unownedOnly: Bool = false) {
        self.sources = sources
        self.filter = filter
        self.unownedOnly = unownedOnly
    }

    /// Hands over each thing that should have an owner, and each credential or grant that has owners of its own.
    /// - Throws: `Problem` for a source that the snapshot does not know, and what `body` throws.
    public func forEach(
        in snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant,
        _ body: (OwnerRow) throws -> Void
    ) throws {
        try Findings.requireSources(sources, in: snapshot.info)
        try Reconciler.forEachDossier(in: snapshot, policy: policy, decisions: decisions, asOf: asOf) { dossier in
            guard sources.isEmpty || sources.contains(dossier.source.name) else { return }
            if dossier.needsOwner(policy) || dossier.claims.contains(where: \.isDecided) {
                try hand(
                    OwnerRow(
                        subject: dossier.subject(dossier.reference, dossier.name), type: dossier.type,
                        level: dossier.level, claims: dossier.claims, successors: dossier.successors,
                        teams: dossier.teams), to: body)
            }
            guard !dossier.partClaims.isEmpty else { return }
            for held in dossier.credentials {
                try part(.credential, held.record.nativeID, held.record.type, held.record.name, of: dossier, body)
            }
            for held in dossier.grants {
                try part(.grant, held.record.nativeID, held.record.type, held.record.granteeName, of: dossier, body)
            }
        }
    }

    private func part(
        _ kind: RecordKind, _ id: NativeID, _ type: String, _ name: String?, of dossier: Dossier,
        _ body: (OwnerRow) throws -> Void
    ) throws {
        let reference = Reference(kind, id)
        // Where nothing of its own makes an owner, its subject's is its own, and stands there.
        guard let own = dossier.partClaims[reference], own.contains(where: \.counts) else { return }
        let claims = dossier.claims(of: reference)
        try hand(
            OwnerRow(
                subject: dossier.subject(reference, name ?? dossier.name), type: type,
                level: claims.filter(\.counts).map(\.level).contains(.named) ? .named : .owned, claims: claims,
                successors: [], teams: dossier.teams), to: body)
    }

    private func hand(_ row: OwnerRow, to body: (OwnerRow) throws -> Void) throws {
        if unownedOnly && row.isOwned { return }
        guard filter.admits(row.owners, teams: row.teams) else { return }
        try body(row)
    }
}

extension RankedClaim {
    /// It stands in the log of decisions.
    var isDecided: Bool { if case .decision = origin { true } else { false } }

    /// Where it was read, in words.
    var originWords: String {
        switch origin {
        case .tag(let key): "tag \(key)"
        case .claim(let evidence): evidence == .succession ? "suggested" : "\(evidence.rawValue) record"
        case .accountHolder: "the account's own person"
        case .decision(let number, let by): "decision \(number) by \(by)"
        }
    }

    /// Whether it counts, and if not why.
    var verdict: String { counts ? "counts" : reason ?? "does not count" }
}

extension Dossier {
    func subject(_ reference: Reference, _ name: String) -> Subject {
        Subject(
            source: source.name, connector: source.id.connector, tenant: source.id.tenant,
            kind: reference.kind.rawValue, nativeID: reference.nativeID.string, name: name)
    }
}

// MARK: - Layouts

extension OwnerRow {
    /// The names are an interface: they are added to, never changed.
    public static let layout = ListLayout<OwnerRow>(
        table: [
            .init("source", minimumWidth: 6, maximumWidth: 16) { $0.subject.source },
            .init("type", maximumWidth: 26) { $0.type },
            .init("name", minimumWidth: 20, maximumWidth: 40) { $0.subject.displayed },
            .init("owned", minimumWidth: 9, maximumWidth: 10) { $0.level.rawValue },
            .init("sure", minimumWidth: 5, maximumWidth: 5) { row in
                row.leader.map { FactText.percent($0.owner.confidence) } ?? ""
            },
            .init("by", maximumWidth: 26) { row in row.leader.map(\.by) ?? "" },
            .init("who", maximumWidth: 60) { row in row.who },
        ],
        csv: [
            .init("source") { $0.subject.source }, .init("tenant") { $0.subject.tenant },
            .init("kind") { $0.subject.kind }, .init("type") { $0.type },
            .init("nativeID") { $0.subject.nativeID }, .init("name") { $0.subject.name },
            .init("level") { $0.level.rawValue },
            .init("owners") { $0.owners.map(\.reference).joined(separator: "; ") },
            .init("states") { $0.owners.map(\.state.rawValue).joined(separator: "; ") },
            .init("evidence") { $0.leader?.owner.evidence.rawValue ?? "" },
            .init("confidence") { row in
                row.leader.map { JSONValue.fraction($0.owner.confidence).line } ?? ""
            },
            .init("teams") { $0.teams.joined(separator: "; ") },
            .init("suggested") { $0.successors.map { $0.owner.email ?? $0.owner.reference }.joined(separator: "; ") },
        ],
        object: { $0.json })

    /// The claim that the row shows: the strongest owner, else the strongest candidate.
    var leader: RankedClaim? {
        claims.first(where: \.counts) ?? claims.first { $0.owner.confidence > 0 } ?? successors.first
    }

    /// Owners; where there are none, whoever comes nearest, and as what.
    var who: String {
        if !owners.isEmpty {
            let next = successors.first.map { "; ask \($0.owner.name ?? $0.owner.reference)" } ?? ""
            return owners.map(FactText.owner).joined(separator: ", ") + next
        }
        guard let leader else { return "nobody known" }
        let words = leader.owner.evidence == .succession ? "suggested" : leader.owner.evidence.rawValue
        let next = leader.owner.evidence == .succession ? nil : successors.first
        return "nobody; \(words) \(FactText.owner(leader.owner))"
            + (next.map { "; ask \($0.owner.name ?? $0.owner.reference)" } ?? "")
    }

    public var json: JSONValue {
        .object([
            .init("subject", FactJSON.subject(subject)), .init("type", .text(type)),
            .init("level", .text(level.rawValue)),
            .init("owners", .array(owners.map(FactJSON.owner))), .init("claims", .array(claims.map(\.json))),
            .init("suggestions", .array(successors.map(\.json))), .init("teams", .texts(teams)),
        ])
    }
}

extension OwnerClaimRow {
    public static let layout = ListLayout<OwnerClaimRow>(
        table: [
            .init("source", minimumWidth: 6, maximumWidth: 16) { $0.subject.source },
            .init("name", minimumWidth: 20, maximumWidth: 36) { $0.subject.displayed },
            .init("claim", maximumWidth: 40) { FactText.owner($0.claim.owner) },
            .init("sure", minimumWidth: 5, maximumWidth: 5) { FactText.percent($0.claim.owner.confidence) },
            .init("by", maximumWidth: 28) { $0.claim.by },
            .init("verdict", maximumWidth: 60) { $0.claim.verdict },
        ],
        csv: [
            .init("source") { $0.subject.source }, .init("tenant") { $0.subject.tenant },
            .init("kind") { $0.subject.kind }, .init("nativeID") { $0.subject.nativeID },
            .init("name") { $0.subject.name }, .init("owner") { $0.claim.owner.reference },
            .init("person") { $0.claim.owner.person ?? "" }, .init("state") { $0.claim.owner.state.rawValue },
            .init("evidence") { $0.claim.owner.evidence.rawValue }, .init("role") { $0.claim.role.rawValue },
            .init("confidence") { JSONValue.fraction($0.claim.owner.confidence).line },
            .init("counts") { $0.claim.counts ? "true" : "false" }, .init("reason") { $0.claim.reason ?? "" },
            .init("origin") { $0.claim.originWords },
            .init("claimedAt") { $0.claim.claimedAt?.description ?? "" },
        ],
        object: { row in
            .object([.init("subject", FactJSON.subject(row.subject)), .init("claim", row.claim.json)])
        })
}

extension RankedClaim {
    /// `tag owner`, `decision 3 by cem`: with its role where that is not the usual one.
    var by: String { role == .accountable ? originWords : "\(originWords), \(role.rawValue)" }

    var json: JSONValue {
        var decision = JSONValue.null
        if case .decision(let number, _) = origin { decision = .integer(number) }
        return .object([
            .init("owner", FactJSON.owner(owner)), .init("role", .text(role.rawValue)), .init("counts", .flag(counts)),
            .init("level", .text(level.rawValue)), .init("reason", .optional(reason)),
            .init("agreeing", .texts(agreeing.map(\.rawValue))), .init("origin", .text(originWords)),
            .init("decision", decision), .init("claimedAt", FactJSON.instant(claimedAt)),
        ])
    }
}

extension Subject {
    /// The name, and the id where that is all there is or says more.
    var displayed: String {
        if name.isEmpty || name == nativeID { return nativeID }
        let isPart = kind == RecordKind.credential.rawValue || kind == RecordKind.grant.rawValue
        // An id that holds the name says nothing more to people; programs get both.
        return isPart && !nativeID.contains(name) ? "\(nativeID) (\(name))" : name
    }
}
