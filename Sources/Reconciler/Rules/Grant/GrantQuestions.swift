import Inventory

/// What the rules over grants ask.
extension RuleContext {
    /// Most values of one kind that a finding lists; what is left out is counted.
    static let listed = 20

    /// The access that a rule may judge. What could not be read of an application that is known is undecided.
    func access(_ dossier: Dossier, _ docket: inout Docket) -> ApplicationAccess? {
        if let access = dossier.access {
            // What is switched off is used by nobody; that it is still there is another rule's.
            return dossier.isSwitchedOff ? nil : access
        }
        // AWS tells of trust with the roles, not with its federation providers.
        if dossier.application != nil, dossier.source.id.connector != "aws", !dossier.isSwitchedOff,
            let gap = gaps(dossier.source.id, .grant)
        {
            docket.undecided(dossier.subject, gap, source: dossier.source)
        }
        return nil
    }

    /// The access of what is not the maker's own; where that was not read, it is undecided.
    func foreignAccess(_ dossier: Dossier, _ docket: inout Docket) -> ApplicationAccess? {
        guard let access = access(dossier, &docket), access.facts.party != .maker else { return nil }
        docket.look()
        guard access.facts.party != .unknown else {
            docket.undecided(dossier.subject, partyUnknown(dossier, access.facts), source: dossier.source)
            return nil
        }
        return access
    }

    private func partyUnknown(_ dossier: Dossier, _ facts: ApplicationFacts) -> Cause {
        if dossier.knownByReferenceOnly, let gap = gaps(dossier.source.id, .identity, .application) { return gap }
        let isRole = dossier.source.id.connector == "aws"
        return Cause(
            key: "party-unknown",
            what: isRole ? "another account may assume it, and it is not known whose that is" : facts.partyReason,
            whoCanGiveIt: isRole
                ? "the list of the organization's accounts (organizations:ListAccounts), or own: true in the register of "
                    + "vendors" : "a stream of the connector that reads applications, or own: true in the register")
    }

    func unknownScopes(_ access: ApplicationAccess) -> Cause? {
        guard
            access.grants.contains(where: { grant in
                grant.scopes.isEmpty || grant.scopes.contains { $0.risk == .unknown }
            })
        else { return nil }
        return Cause(
            key: "scopes-unknown", what: "with scopes that are not told, or that the catalogue of scopes does not have",
            whoCanGiveIt: "nobody here: its maker's documentation, or a later version of Muster")
    }

    // MARK: - Evidence

    func evidence(_ field: String, _ value: String, _ grant: GrantFacts, note: String? = nil) -> Evidence {
        switch grant.record {
        case .grant(let held): evidence(field, value, held.filed, note: note)
        case .permission(let held): evidence(field, value, held.filed, note: note)
        }
    }

    func citation(_ grant: GrantFacts) -> CoverageCitation? {
        switch grant.record {
        case .grant(let held): citation(held.filed.stored)
        case .permission(let held): citation(held.filed.stored)
        }
    }

    /// Each of these scopes once, the worst first, with what it allows and for whom.
    func evidence(_ scopes: [(grant: GrantFacts, scope: ScopeFact)]) -> [Evidence] {
        var seen: [String: (grant: GrantFacts, scope: ScopeFact, count: Int)] = [:]
        for (grant, scope) in scopes {
            let key = "\(scope.scope)\u{0}\(grant.form.rawValue)\u{0}\(grant.reach.rawValue)"
            seen[key] = (seen[key]?.grant ?? grant, seen[key]?.scope ?? scope, (seen[key]?.count ?? 0) + 1)
        }
        let sorted = seen.sorted { left, right in
            left.value.scope.risk == right.value.scope.risk
                ? NativeID(left.key) < NativeID(right.key) : left.value.scope.risk > right.value.scope.risk
        }
        var found = sorted.prefix(Self.listed).map { _, entry in
            let words = [
                entry.scope.entry.map(\.meaning),
                entry.scope.risk == .unknown ? nil : "risk \(entry.scope.risk.rawValue)",
                Self.words(entry.grant.form), Self.words(entry.grant.reach),
                entry.count > 1 ? "in \(entry.count) grants" : nil,
            ]
            return evidence(
                "scope", entry.scope.scope, entry.grant, note: words.compactMap { $0 }.joined(separator: "; "))
        }
        if sorted.count > Self.listed {
            found.append(Evidence(field: "scopes", value: "\(sorted.count)", note: "the worst are listed"))
        }
        return found
    }

    private static func words(_ form: ScopeForm) -> String? {
        switch form {
        case .delegated: "as a user"
        case .application: "as itself"
        case .unknown: nil
        }
    }

    private static func words(_ reach: GrantFacts.Reach) -> String? {
        switch reach {
        case .oneUser: "for one user"
        case .selected: "for what was picked"
        case .everybody: "for everybody"
        case .unknown: nil
        }
    }

    /// Whose it is, and what the register says of it.
    func evidence(_ facts: ApplicationFacts, _ dossier: Dossier) -> [Evidence] {
        var found = [headEvidence("party", facts.party.rawValue, dossier).noted(facts.partyReason)]
        if let vendor = facts.vendor {
            found.append(
                Evidence(
                    field: "vendor", value: vendor.vendor.name, note: "the register, by \(vendor.by) \(vendor.value)"))
        }
        return found
    }

    /// The reads that a judgement over these grants rests on.
    func citations(_ grants: [GrantFacts], _ dossier: Dossier) -> [CoverageCitation?] {
        var streams: Set<String> = []
        return grants.map { grant in
            let cited = citation(grant)
            return cited.flatMap { streams.insert($0.stream).inserted ? $0 : nil }
        }.filter { $0 != nil } + [headCitation(dossier)]
    }
}

extension Severity {
    /// One step less; info stays.
    var lowered: Severity {
        switch self {
        case .critical: .high
        case .high: .medium
        case .medium: .low
        case .low, .info: .info
        }
    }
}

extension GrantFacts {
    /// The app keeps working while its user is away.
    var isLasting: Bool { scopes.contains { $0.scope == "offline_access" || $0.scope == "refresh_token" } }
}

extension Vendor {
    /// Approved and not ended.
    func isInForce(_ asOf: Instant) -> Bool { isApproved && !hasEnded(asOf) }
}
