import Inventory
import Ledger
import Reconciler
import Reports

/// Who may do more than before, and what has other owners. Only what a changed record touches is held in memory, not
/// the inventory.
struct AccessDifference {
    private(set) var widened: [DiffEntry] = []
    private(set) var ownerChanges: [DiffEntry] = []

    private struct Key: Hashable {
        var source: SourceID
        var reference: Reference
    }

    private struct Standing {
        var privilege: EffectivePrivilege
        var owners: [String]
    }

    /// What changed records touch.
    private struct Touched {
        var heads: Set<Key> = []
        var permissions: Set<Key> = []
        /// Sources in which a group's entitlements may differ, and with them everything that belongs to groups.
        var memberships: Set<SourceID> = []

        func concerns(_ dossier: Dossier) -> Bool {
            let source = dossier.source.id
            if heads.contains(Key(source: source, reference: dossier.reference)) { return true }
            return dossier.entitlements.contains { held in
                switch held.record.target.kind {
                case .identity: memberships.contains(source)
                default: permissions.contains(Key(source: source, reference: held.record.target))
                }
            }
        }
    }

    init(
        _ changes: [RecordChange], earlier: Judgement, later: Judgement, policy: Policy, coverage: CoverageDifference
    ) throws {
        var touched = Touched()
        for change in changes { note(change, &touched) }
        guard !touched.heads.isEmpty || !touched.permissions.isEmpty else { return }
        var before: [Key: Standing] = [:]
        try Reconciler.forEachDossier(
            in: earlier.snapshot, policy: policy, decisions: earlier.decisions, asOf: earlier.reconciliation.asOf
        ) { dossier in
            guard touched.concerns(dossier) else { return }
            before[Key(source: dossier.source.id, reference: dossier.reference)] = Self.standing(dossier)
        }
        try Reconciler.forEachDossier(
            in: later.snapshot, policy: policy, decisions: later.decisions, asOf: later.reconciliation.asOf
        ) { dossier in
            let key = Key(source: dossier.source.id, reference: dossier.reference)
            // Touched in one run is compared in both.
            guard before[key] != nil || touched.concerns(dossier) else { return }
            compare(before[key], dossier, coverage)
        }
    }

    // MARK: - Records

    private mutating func note(_ change: RecordChange, _ touched: inout Touched) {
        let records: [Record]
        switch change.change {
        case .added(let record), .retired(let record, _): records = [record]
        case .changed(let from, let to):
            records = [from, to]
            noteWidened(from, to, change)
        }
        for record in records {
            switch record {
            case .permission(let permission):
                touched.permissions.insert(
                    Key(source: change.source, reference: Reference(.permission, permission.nativeID)))
                touched.memberships.insert(change.source)
            case .entitlement: touched.memberships.insert(change.source)
            case .person, .identity, .application, .credential, .grant, .usage, .ownership, .link, .resource: break
            }
            // A stored secret that nothing holds is a head of its own.
            let own: Reference? =
                if case .credential = record { Reference(.credential, record.nativeID) } else { nil }
            if case .usage = record { continue }
            if let head = record.holder ?? own { touched.heads.insert(Key(source: change.source, reference: head)) }
        }
    }

    private mutating func noteWidened(_ from: Record, _ to: Record, _ change: RecordChange) {
        func entry(_ before: String, _ after: String, _ why: String) -> DiffEntry {
            DiffEntry(
                .widened, source: change.sourceName, tenant: change.source.tenant, stream: change.stream,
                kind: to.kind.rawValue, type: to.typeName, nativeID: to.nativeID.string, name: to.displayName,
                cause: change.cause.rawValue, why: why, before: before, after: after)
        }
        switch (from, to) {
        case (.grant(let old), .grant(let new)):
            let gained = Set(new.scopes).subtracting(old.scopes).sorted { NativeID($0) < NativeID($1) }
            guard !gained.isEmpty else {
                // One condition less and none in its place: what it kept out is in.
                let (was, stands) = (Set(old.conditions), Set(new.conditions))
                guard stands.isStrictSubset(of: was) else { return }
                let lost = was.subtracting(stands).sorted { NativeID($0) < NativeID($1) }
                widened.append(
                    entry(
                        "\(was.count) conditions", "\(stands.count) conditions",
                        "no longer limited by \(lost.joined(separator: ", "))"))
                return
            }
            widened.append(
                entry(
                    "\(old.scopes.count) scopes", "\(new.scopes.count) scopes",
                    "gained \(gained.joined(separator: ", "))"))
        case (.permission(let old), .permission(let new)):
            guard old.privilege != .unknown, new.privilege.rank > old.privilege.rank else { return }
            widened.append(
                entry(old.privilege.rawValue, new.privilege.rawValue, new.reason ?? "the permission itself allows more")
            )
        default: return
        }
    }

    // MARK: - Dossiers

    private static func standing(_ dossier: Dossier) -> Standing {
        Standing(privilege: dossier.privilege, owners: owners(dossier))
    }

    /// Those that count; of a person's own account it is the person.
    private static func owners(_ dossier: Dossier) -> [String] {
        Set(dossier.owners.map { $0.name ?? $0.email ?? $0.reference }).sorted { NativeID($0) < NativeID($1) }
    }

    private mutating func compare(_ before: Standing?, _ dossier: Dossier, _ coverage: CoverageDifference) {
        func entry(
            _ change: DiffEntry.Change, _ kinds: Set<RecordKind>, _ before: String?, _ after: String?, _ why: String?
        ) -> DiffEntry {
            DiffEntry(
                change, source: dossier.source.name, tenant: dossier.source.id.tenant,
                kind: dossier.reference.kind.rawValue, type: type(of: dossier),
                nativeID: dossier.reference.nativeID.string, name: dossier.name,
                cause: coverage.cause(dossier.source.id, kinds), why: why, before: before, after: after)
        }
        let level = dossier.privilege.level
        let through = dossier.privilege.decidedBy.map {
            "\(dossier.entitlements[$0].path.rawValue) through \(dossier.entitlements[$0].record.targetName)"
        }
        let access: Set<RecordKind> = [.entitlement, .permission]
        guard let before else {
            if level == .admin { widened.append(entry(.widened, access, nil, "admin", "new; " + (through ?? "admin"))) }
            return
        }
        // More than nothing known is more only where all was known.
        let old = before.privilege
        if level.rank > old.level.rank, old.level != .unknown || old.complete {
            let words = old.level == .unknown ? "none" : old.level.rawValue
            widened.append(entry(.widened, access, words, level.rawValue, through))
        }
        let owners = Self.owners(dossier)
        if owners != before.owners, dossier.classification.isNonHuman || dossier.reference.kind != .identity {
            ownerChanges.append(
                entry(
                    .ownerChanged, [.ownership, dossier.reference.kind],
                    before.owners.isEmpty ? "nobody" : before.owners.joined(separator: ", "),
                    owners.isEmpty ? "nobody" : owners.joined(separator: ", "), nil))
        }
    }

    private func type(of dossier: Dossier) -> String {
        dossier.identity?.record.type ?? dossier.application?.record.type ?? dossier.resource?.record.type
            ?? dossier.looseCredential?.record.type ?? ""
    }
}
