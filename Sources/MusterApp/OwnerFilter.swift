import Inventory

/// Whose things are wanted; nil takes all.
public struct OwnerFilter: Sendable, Hashable {
    /// An address, a name, an employee id or the owner as a tag writes it, in any case.
    public var owner: String?
    /// A team as a tag or a register names it, or a group that owns things, in any case.
    public var team: String?

    public init(owner: String? = nil, team: String? = nil) {
        self.owner = owner
        self.team = team
    }

    public var takesAll: Bool { owner == nil && team == nil }

    /// `ana.berg@example.com`, `team data`; nil for everybody.
    public var words: String? {
        takesAll ? nil : [team.map { "team \($0)" }, owner].compactMap { $0 }.joined(separator: ", ")
    }

    public func admits(_ owners: [Owner], teams: [String]) -> Bool {
        if let team {
            let owning = owners.filter { $0.state == .group || $0.evidence == .team }.flatMap {
                [$0.reference, $0.name]
            }
            guard (teams + owning.compactMap { $0 }).contains(where: { Self.same($0, team) }) else { return false }
        }
        guard let owner else { return true }
        return owners.contains { candidate in
            [candidate.reference, candidate.person, candidate.email, candidate.name]
                .contains { $0.map { Self.same($0, owner) } == true }
        }
    }

    private static func same(_ left: String, _ right: String) -> Bool { left.lowercased() == right.lowercased() }
}
