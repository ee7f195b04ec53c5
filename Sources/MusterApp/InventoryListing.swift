import Inventory
import Reconciler
import Reports

/// What `muster inventory` can list.
public enum InventoryKind: String, Sendable, CaseIterable {
    case people, identities, applications, resources, credentials, grants, entitlements

    public var record: RecordKind {
        switch self {
        case .people: .person
        case .identities: .identity
        case .applications: .application
        case .resources: .resource
        case .credentials: .credential
        case .grants: .grant
        case .entitlements: .entitlement
        }
    }
}

/// `muster inventory`: row by row, never the whole of it in memory.
public struct InventoryListing: Sendable {
    /// Empty for all kinds.
    public var kinds: [InventoryKind]
    public var sources: [String]
    /// An address, a name or the owner as a tag writes it, in any case.
    public var owner: String?
    /// The name of a team, in any case.
    public var team: String?

    public init(kinds: [InventoryKind] = [], sources: [String] = [], owner: String? = nil, team: String? = nil) {
        self.kinds = kinds
        self.sources = sources
        self.owner = owner
        self.team = team
    }

    /// Writes people first, then each identity, application or resource followed by what is filed under it.
    /// - Throws: `Problem` for a source that the snapshot does not know.
    public func write(
        _ snapshot: any Snapshot, policy: Policy, decisions: Decisions, asOf: Instant, holdings: HoldingReader,
        to reporter: any ListReporter<InventoryRow>
    ) throws {
        try Findings.requireSources(sources, in: snapshot.info)
        let wanted = kinds.isEmpty ? InventoryKind.allCases : kinds
        if wanted.contains(.people) {
            let people = try snapshot.cursor(Person.self)
            while let person = try people.next() {
                try write(InventoryRow(person, in: snapshot.info), teams: [], to: reporter)
            }
        }
        let held = Set(wanted.filter { $0 != .people }.map(\.record))
        if !held.isEmpty {
            try holdings.forEach(in: snapshot, policy: policy, decisions: decisions, asOf: asOf) { holding in
                if let holder = holding.holder, held.contains(holder.kind) {
                    try write(holder, teams: holding.teams, to: reporter)
                }
                for row in holding.held where held.contains(row.kind) {
                    try write(row, teams: holding.teams, to: reporter)
                }
            }
        }
        try reporter.finish()
    }

    private func write(_ row: InventoryRow, teams: [String], to reporter: any ListReporter<InventoryRow>) throws {
        guard sources.isEmpty || sources.contains(row.source),
            OwnerFilter(owner: owner, team: team).admits(row.owners, teams: teams)
        else { return }
        try reporter.write(row)
    }
}
