import Inventory
import Ledger
import Reconciler

/// Puts the views that a query reads into its database, and no others.
struct QueryFiller {
    let snapshot: any Snapshot
    let policy: Policy
    let decisions: Decisions
    let asOf: Instant

    private var info: SnapshotInfo { snapshot.info }

    /// The views that come out of one pass over the dossiers.
    private static let ofDossiers: [QueryView] = [
        .identities, .applications, .resources, .credentials, .grants, .entitlements, .owners,
    ]

    /// Fills all but findings and runs.
    func fill(_ database: QueryDatabase, _ wanted: Set<String>) throws {
        if wanted.contains(QueryView.people.name) {
            try each(Person.self, QueryView.people, database) { row, stored in
                let person = stored.record
                row.text(person.employeeID)
                row.text(person.name)
                row.list(person.emails)
                row.text(person.status.rawValue)
                row.time(person.endedAt)
                row.text(person.department)
                row.text(person.manager)
            }
        }
        if wanted.contains(QueryView.permissions.name) {
            try each(Permission.self, QueryView.permissions, database) { row, stored in
                let permission = stored.record
                row.text(permission.type)
                row.text(permission.name)
                row.text(permission.privilege.rawValue)
                row.text(permission.reason)
                row.flag(permission.vendorManaged)
            }
        }
        if wanted.contains(QueryView.coverage.name) {
            try database.fill(QueryView.coverage.name) { add in
                for stream in info.streams {
                    try add(row(stream, nil))
                    for exception in stream.exceptions { try add(row(stream, exception)) }
                }
            }
        }
        let views = Self.ofDossiers.filter { wanted.contains($0.name) }
        guard !views.isEmpty else { return }
        try fill(database, views[...], [:])
    }

    /// Opens one writer after the other, so that one pass can feed them all.
    private func fill(
        _ database: QueryDatabase, _ views: ArraySlice<QueryView>, _ writers: [QueryView: ([QueryValue]) throws -> Void]
    ) throws {
        guard let view = views.first else {
            return try Reconciler.forEachDossier(in: snapshot, policy: policy, decisions: decisions, asOf: asOf) {
                for (view, add) in writers { for row in rows(of: $0, in: view) { try add(row.values) } }
            }
        }
        try database.fill(view.name) { add in
            try withoutActuallyEscaping(add) { add in
                var writers = writers
                writers[view] = add
                try fill(database, views.dropFirst(), writers)
            }
        }
    }

    private func each<R: InventoryRecord>(
        _ kind: R.Type, _ view: QueryView, _ database: QueryDatabase, _ facts: (inout QueryRow, Stored<R>) -> Void
    ) throws {
        try database.fill(view.name) { add in
            let cursor = try snapshot.cursor(kind)
            while let stored = try cursor.next() {
                var row = head(stored)
                facts(&row, stored)
                row.read(stored)
                try add(row.values)
            }
        }
    }

    private func head<R>(_ stored: Stored<R>) -> QueryRow {
        var row = QueryRow()
        row.place(stored.source, info)
        row.text(stored.record.nativeID.string)
        return row
    }

    private func row(_ stream: StreamInfo, _ exception: PartitionCoverage?) -> [QueryValue] {
        let coverage = exception?.coverage ?? stream.coverage
        var row = QueryRow()
        row.place(stream.source, info)
        row.text(stream.stream)
        row.text(exception == nil ? "whole" : "partition")
        row.text(exception?.partition ?? "")
        row.text(stream.operation)
        row.text(coverage.state.rawValue)
        row.text(coverage.reason)
        row.list(coverage.missingPermissions)
        row.integer(Int64(coverage.rows))
        row.integer(Int64(coverage.rejected))
        row.integer(Int64(coverage.requests))
        row.integer(stream.run)
        row.time(stream.readAt)
        row.integer(exception == nil ? stream.lastCompleteRun : nil)
        row.time(exception == nil ? stream.lastCompleteAt : nil)
        return row.values
    }

    // MARK: - Dossiers

    private func rows(of dossier: Dossier, in view: QueryView) -> [QueryRow] {
        switch view {
        case .identities: dossier.identity.map { [row($0.stored, dossier)] } ?? []
        case .applications: dossier.application.map { [row($0.stored, dossier)] } ?? []
        case .resources: dossier.resource.map { [row($0.stored, dossier)] } ?? []
        case .credentials: dossier.credentials.map { row($0, dossier) }
        case .grants: dossier.grants.map { row($0, dossier) }
        case .entitlements: dossier.entitlements.map { row($0, dossier) }
        case .owners: dossier.claims.map { row($0, dossier) }
        default: []
        }
    }

    private func row(_ stored: Stored<Identity>, _ dossier: Dossier) -> QueryRow {
        let identity = stored.record
        var row = head(stored)
        row.text(identity.type)
        row.text(identity.name)
        row.text(dossier.classification.value.rawValue)
        row.text(dossier.classification.reason)
        row.text(identity.status.rawValue)
        row.list(identity.emails)
        row.time(identity.createdAt)
        row.flag(dossier.isVendorManaged(policy))
        row.flag(dossier.isBreakGlass(policy))
        standing(&row, dossier)
        let link = dossier.link
        row.text(link?.person)
        row.text(link?.name)
        row.text(link?.email)
        row.text(link?.standing.state.rawValue)
        row.text(link?.method)
        row.real(link?.confidence)
        row.lastUse(dossier.usage.lastUse)
        row.map(identity.tags)
        row.map(identity.attributes)
        row.read(stored)
        return row
    }

    private func standing(_ row: inout QueryRow, _ dossier: Dossier) {
        row.text(dossier.privilege.level.rawValue)
        row.flag(dossier.privilege.complete)
        row.text(dossier.environment)
        row.list(dossier.teams)
    }

    private func row(_ stored: Stored<Application>, _ dossier: Dossier) -> QueryRow {
        let application = stored.record
        var row = head(stored)
        row.text(application.type)
        row.text(application.name)
        row.text(application.clientID)
        row.text(application.publisher)
        row.flag(application.publisherVerified)
        row.text(application.status.rawValue)
        row.time(application.createdAt)
        row.flag(dossier.isVendorManaged(policy))
        standing(&row, dossier)
        row.lastUse(dossier.usage.lastUse)
        row.map(application.tags)
        row.map(application.attributes)
        row.read(stored)
        return row
    }

    private func row(_ stored: Stored<Resource>, _ dossier: Dossier) -> QueryRow {
        let resource = stored.record
        var row = head(stored)
        row.text(resource.type)
        row.text(resource.name)
        row.text(resource.status.rawValue)
        row.time(resource.createdAt)
        row.text(dossier.environment)
        row.list(dossier.teams)
        row.map(resource.tags)
        row.map(resource.attributes)
        row.read(stored)
        return row
    }

    private func held<R>(_ stored: Stored<R>, _ dossier: Dossier) -> QueryRow {
        var row = head(stored)
        row.reference(stored.record.holder)
        row.text(dossier.looseCredential == nil && !dossier.knownByReferenceOnly ? dossier.name : nil)
        return row
    }

    private func row(_ credential: HeldCredential, _ dossier: Dossier) -> QueryRow {
        let record = credential.record
        var row = held(credential.filed.stored, dossier)
        row.text(record.type)
        row.text(record.form.rawValue)
        row.text(record.name)
        row.text(record.status.rawValue)
        row.time(record.createdAt)
        row.time(record.lastRotatedAt)
        row.expiry(record.expiry)
        row.lastUse(credential.usage.lastUse)
        row.survival(record.survival)
        row.map(record.tags)
        row.map(record.attributes)
        row.read(credential.filed.stored)
        return row
    }

    private func row(_ grant: HeldGrant, _ dossier: Dossier) -> QueryRow {
        let record = grant.record
        var row = held(grant.filed.stored, dossier)
        row.text(record.type)
        row.text(record.grantee)
        row.text(record.granteeName)
        row.reference(record.onBehalfOf)
        row.text(record.consent.rawValue)
        row.list(record.scopes)
        row.list(record.conditions)
        row.time(record.grantedAt)
        row.expiry(record.expiry)
        row.lastUse(grant.usage.lastUse)
        row.survival(record.survival)
        row.map(record.attributes)
        row.read(grant.filed.stored)
        return row
    }

    private func row(_ entitlement: HeldEntitlement, _ dossier: Dossier) -> QueryRow {
        let record = entitlement.record
        var row = held(entitlement.filed.stored, dossier)
        row.text(record.type)
        row.reference(record.target)
        row.text(record.targetName)
        row.text(record.resource)
        row.list(record.conditions)
        row.time(record.grantedAt)
        row.text(entitlement.privilege.rawValue)
        row.text(entitlement.path.rawValue)
        row.read(entitlement.filed.stored)
        return row
    }

    private func row(_ claim: RankedClaim, _ dossier: Dossier) -> QueryRow {
        let owner = claim.owner
        var row = QueryRow()
        row.place(dossier.source.id, info)
        row.reference(dossier.reference)
        row.text(dossier.name)
        row.text(owner.reference)
        row.text(owner.evidence.rawValue)
        row.real(owner.confidence)
        row.flag(claim.counts)
        row.text(claim.reason)
        row.text(owner.state.rawValue)
        row.text(owner.person)
        row.text(owner.name)
        row.text(owner.email)
        row.time(owner.leftAt)
        row.integer(owner.activeMembers.map(Int64.init))
        return row
    }
}
