import Inventory
import Reconciler
import Reports

extension HoldingReader {
    /// The reconciler's dossiers, as reports print them.
    public static let reconciler = HoldingReader { snapshot, policy, decisions, asOf, body in
        let citations = CoverageCitations(snapshot.info)
        try Reconciler.forEachDossier(in: snapshot, policy: policy, decisions: decisions, asOf: asOf) { dossier in
            try body(Holding(dossier, in: snapshot.info, citations: citations))
        }
    }
}

extension Holding {
    fileprivate init(_ dossier: Dossier, in info: SnapshotInfo, citations: CoverageCitations) {
        let owners = dossier.owners
        var holder: InventoryRow?
        if let identity = dossier.identity {
            holder = InventoryRow(identity.stored, in: info, lastUsed: dossier.usage.lastUse, owners: owners)
            holder?.setClass(dossier.classification)
        } else if let application = dossier.application {
            holder = InventoryRow(application.stored, in: info, lastUsed: dossier.usage.lastUse, owners: owners)
        } else if let resource = dossier.resource {
            holder = InventoryRow(resource.stored, in: info, owners: owners)
        }
        let credentials = dossier.credentials.map {
            InventoryRow(
                $0.filed.stored, in: info, lastUsed: $0.usage.lastUse,
                owners: dossier.owners(of: Reference(.credential, $0.record.nativeID)))
        }
        let grants = dossier.grants.map {
            InventoryRow(
                $0.filed.stored, in: info, lastUsed: $0.usage.lastUse,
                owners: dossier.owners(of: Reference(.grant, $0.record.nativeID)))
        }
        let entitlements = dossier.entitlements.map {
            InventoryRow($0.filed.stored, in: info, privilege: $0.privilege, path: $0.path, owners: owners)
        }
        self.init(
            holder: holder, held: credentials + grants + entitlements, person: dossier.link.map(Self.person),
            coverage: citations.citations(of: dossier), teams: dossier.teams)
        for claim in dossier.claims where claim.counts {
            if case .decision(let number, _) = claim.origin { decisions[claim.owner.reference] = number }
        }
        // What can be no person's has no chain to show.
        guard dossier.identity != nil, ![.role, .group, .root, .system].contains(dossier.classification.value),
            dossier.link != nil || !dossier.classification.isNonHuman
        else { return }
        chain = { dossier.accountChain(in: info).map(LinkChain.init) }
    }

    private static func person(_ link: PersonLink) -> String {
        let name = link.name ?? link.email ?? link.person
        let standing = link.standing.leftAt.map { "left \($0.day)" } ?? link.standing.state.rawValue
        return "\(name) (\(standing)), \(link.reason)"
    }
}

extension InventoryRow {
    /// What the reconciler concluded, which the vendor's own words leave open.
    fileprivate mutating func setClass(_ classification: Classification) {
        details.removeAll { $0.name == "class" || $0.name == "classReason" }
        details.insert(.init("class", .text(classification.value.rawValue)), at: 0)
        details.insert(.init("classReason", .text(classification.reason)), at: 1)
    }

    fileprivate init(
        _ stored: Stored<Entitlement>, in info: SnapshotInfo, privilege: Privilege, path: PrivilegePath,
        owners: [Owner]
    ) {
        self.init(stored, in: info, privilege: privilege, reason: nil, owners: owners)
        details.append(.init("path", .text(path.rawValue)))
    }
}

extension LinkChain {
    fileprivate init(_ chain: AccountChain) {
        self.init(
            steps: chain.steps.map { step in
                LinkChain.Step(
                    evidence: step.evidence, people: step.people, confidence: step.confidence, verdict: step.verdict,
                    note: step.note)
            },
            person: chain.person.map { $0.name ?? $0.email ?? $0.person }, method: chain.person?.method,
            confidence: chain.person?.confidence, standings: chain.standings,
            classification: "\(chain.classification.value.rawValue): \(chain.classification.reason)",
            conclusion: chain.conclusion)
    }
}

/// The reads that a dossier rests on: every stream that gave one of its rows, once.
private struct CoverageCitations {
    private struct Key: Hashable {
        var source: SourceID
        var stream: String
    }

    private let info: SnapshotInfo
    private let streams: [Key: StreamInfo]

    init(_ info: SnapshotInfo) {
        self.info = info
        streams = Dictionary(info.streams.map { (Key(source: $0.source, stream: $0.stream), $0) }) { first, _ in first }
    }

    func citations(of dossier: Dossier) -> [CoverageCitation] {
        var used: [Key: CoverageState] = [:]
        func note<R>(_ filed: Filed<R>?) {
            guard let filed else { return }
            // The worst of the parts: a dossier is as whole as its weakest read.
            let key = Key(source: filed.stored.source, stream: filed.stored.stream)
            if used[key].map(\.provesAbsence) ?? true { used[key] = filed.coverage.state }
        }
        note(dossier.identity)
        note(dossier.application)
        note(dossier.resource)
        note(dossier.usage.decisive)
        for credential in dossier.credentials {
            note(credential.filed)
            note(credential.usage.decisive)
        }
        for grant in dossier.grants { note(grant.filed) }
        for entitlement in dossier.entitlements { note(entitlement.filed) }
        return used.compactMap { key, state in
            streams[key].map { stream in
                CoverageCitation(
                    source: info.source(key.source)?.name ?? key.source.description, stream: key.stream, state: state,
                    run: stream.run, readAt: stream.readAt)
            }
        }.sorted { $0.stream.utf8.lexicographicallyPrecedes($1.stream.utf8) }
    }
}
