import Inventory

/// Applications and the identities that they sign in as: two records of one thing, where a source has both (an Entra app
/// registration and its service principal). Who owns the one owns the other, and where nobody does, that is one
/// finding.
struct Registrations: Sendable {
    private struct Key: Hashable {
        var source: SourceID
        var reference: Reference
    }

    private struct ClientKey: Hashable {
        var source: SourceID
        var clientID: String
    }

    /// Both ways.
    private var halves: [Key: Reference] = [:]
    private var claims: [Key: [Stored<OwnershipClaim>]] = [:]
    /// Applications whose identity is judged in their place.
    private var judgedElsewhere: Set<Key> = []

    /// What proves service principals that are the half of an application: few, for that is where they should not be.
    private var proofs: [Key: [Stored<Credential>]] = [:]
    /// Principals that are switched off, among the halves.
    private var switchedOff: Set<Key> = []

    // MARK: - Reading

    /// Identities that name a client id, until the applications are read.
    private var named: [ClientKey: [Identity]] = [:]

    mutating func note(_ row: Stored<Identity>) {
        guard let clientID = row.record.attributes[Identity.clientIDAttribute] else { return }
        let key = ClientKey(source: row.source, clientID: clientID)
        guard named[key]?.contains(where: { $0.nativeID == row.record.nativeID }) != true else { return }
        var identity = row.record
        identity.attributes = [:]
        named[key, default: []].append(identity)
    }

    /// What has more than one other half is no pair.
    mutating func note(_ row: Stored<Application>) {
        guard let clientID = row.record.clientID,
            let identities = named[ClientKey(source: row.source, clientID: clientID)], identities.count == 1,
            let identity = identities.first
        else { return }
        let application = Key(source: row.source, reference: Reference(.application, row.record.nativeID))
        let principal = Key(source: row.source, reference: Reference(.identity, identity.nativeID))
        if let other = halves[principal], other != application.reference {
            forget(principal, and: Key(source: row.source, reference: other))
            named[ClientKey(source: row.source, clientID: clientID)] = nil
            return
        }
        halves[application] = principal.reference
        halves[principal] = application.reference
        if identity.status == .disabled || identity.status == .suspended || identity.status == .deleted {
            switchedOff.insert(principal)
        }
        if identity.isJudgedForOwners { judgedElsewhere.insert(application) }
    }

    private mutating func forget(_ principal: Key, and application: Key) {
        halves[principal] = nil
        halves[application] = nil
        judgedElsewhere.remove(application)
    }

    /// - Returns: the kind of the other half, where the claim is about a half.
    mutating func note(_ row: Stored<OwnershipClaim>) -> RecordKind? {
        guard !halves.isEmpty else { return nil }
        let key = Key(source: row.source, reference: row.record.subject)
        guard let half = halves[key] else { return nil }
        claims[key, default: []].append(row)
        return half.kind
    }

    /// Only of service principals that are a half and work.
    mutating func note(_ row: Stored<Credential>) {
        guard !halves.isEmpty, let holder = row.record.holder, holder.kind == .identity, row.record.provesApplication
        else { return }
        let key = Key(source: row.source, reference: holder)
        guard halves[key] != nil, !switchedOff.contains(key) else { return }
        proofs[key, default: []].append(row)
    }

    mutating func endReading() { named = [:] }

    // MARK: - Asking

    /// What proves a service principal that is the half of an application.
    func credentials(ofPrincipal principal: Reference, in source: SourceID) -> [Stored<Credential>] {
        proofs[Key(source: source, reference: principal)] ?? []
    }

    /// The dossier's rows with the claims that were made about its other half.
    func completed(_ raw: RawDossier) -> RawDossier {
        guard !halves.isEmpty, let half = halves[Key(source: raw.source, reference: raw.reference)] else { return raw }
        var raw = raw
        raw.half = half
        raw.claims += (claims[Key(source: raw.source, reference: half)] ?? []).filter { other in
            !raw.claims.contains {
                $0.record.owner == other.record.owner && $0.record.evidence == other.record.evidence
                    && $0.record.subject == raw.reference
            }
        }
        return raw
    }

    /// Whether the question of who owns it is put to the identity that it signs in as, which has the privileges.
    func isJudgedElsewhere(_ raw: RawDossier) -> Bool {
        !judgedElsewhere.isEmpty && judgedElsewhere.contains(Key(source: raw.source, reference: raw.reference))
    }
}

extension Identity {
    /// Whether OWN-01 looks at it whatever else is known of it; where not, its registration is asked itself.
    fileprivate var isJudgedForOwners: Bool {
        guard !vendorManaged, status == .enabled || status == .unknown else { return false }
        switch classification {
        case .service, .role, .bot, .agent, .workload, .shared: return true
        case .human, .group, .system, .unknown, .root: return false
        }
    }
}
