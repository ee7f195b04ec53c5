import Inventory

/// What several rules ask of a dossier.
extension Dossier {
    var subject: Subject {
        Subject(source, kind: reference.kind.rawValue, nativeID: reference.nativeID.string, name: name)
    }

    func subject(of credential: Credential) -> Subject {
        Subject(
            source, kind: RecordKind.credential.rawValue, nativeID: credential.nativeID.string,
            name: credential.name ?? (reference.kind == .credential ? credential.nativeID.string : name))
    }

    var status: AccountStatus {
        identity?.record.status ?? application?.record.status ?? resource?.record.status ?? .unknown
    }

    /// Switched off: what it holds cannot be used through it.
    var isSwitchedOff: Bool { status == .disabled || status == .suspended || status == .deleted }

    /// Something that somebody has to answer for: a non-human identity, an application, a stored secret, a resource
    /// with keys of its own.
    var needsOwner: Bool {
        if isOnlyCollectors { return false }
        if resource != nil {
            return credentials.contains { $0.record.form != .storedSecret && !$0.isOnlyCollectors }
        }
        return classification.isNonHuman || application != nil || looseCredential != nil
    }

    /// Kept for emergencies, or the account that owns the whole tenant: no ownership and no staleness rule looks at it.
    public func isBreakGlass(_ policy: Policy) -> Bool {
        identity?.record.classification == .root || policy.breakGlass.match(name) != nil
            || policy.breakGlass.match(reference.nativeID.string) != nil
    }

    /// Made and kept by a vendor.
    public func isVendorManaged(_ policy: Policy) -> Bool {
        if identity?.record.vendorManaged ?? application?.record.vendorManaged ?? false { return true }
        if let path = identity?.record.attributes["path"] {
            if path.hasPrefix("/aws-reserved/") || path.hasPrefix("/aws-service-role/") { return true }
        }
        return policy.vendorManaged.match(name) != nil
    }

    /// Whether the credential works, as far as it and its holder tell.
    func isUsable(_ credential: Credential, asOf: Instant) -> Bool {
        guard credential.status == .active || (credential.form == .storedSecret && credential.status == .unknown) else {
            return false
        }
        if case .at(let end) = credential.expiry, end <= asOf { return false }
        return !isSwitchedOff || credential.survival.disabling == .yes
    }

    /// When the head itself was made.
    var createdAt: Instant? {
        identity?.record.createdAt ?? application?.record.createdAt ?? resource?.record.createdAt
            ?? looseCredential?.record.createdAt
    }

    /// Whether the head was confirmed by the last read.
    var headIsCurrent: Bool {
        identity?.coverage.current ?? application?.coverage.current ?? resource?.coverage.current
            ?? looseCredential?.coverage.current ?? false
    }

    var headEvidence: Filed<Identity>? { identity }

    /// The vendor's own term for the head, where it was read.
    var headType: String? {
        identity?.record.type ?? application?.record.type ?? resource?.record.type ?? looseCredential?.record.type
    }
}

extension RuleContext {
    /// The credentials that a rule may judge: usable ones of a holder that was read itself. Of a holder known only by
    /// reference it is not known whether it is switched off, or anybody's emergency account.
    func usableCredentials(_ dossier: Dossier, _ docket: inout Docket) -> [HeldCredential] {
        guard !dossier.credentials.isEmpty else { return [] }
        var usable: [HeldCredential] = []
        for held in dossier.credentials where !held.isOnlyCollectors {
            if dossier.knownByReferenceOnly {
                guard held.record.status != .inactive else { continue }
                docket.undecided(dossier.subject(of: held.record), holderUnread(dossier), source: dossier.source)
            } else if dossier.isUsable(held.record, asOf: asOf) {
                usable.append(held)
            } else if held.record.status == .unknown && !dossier.isSwitchedOff {
                docket.undecided(
                    dossier.subject(of: held.record),
                    Cause(
                        key: "status-unknown", what: "the vendor does not say whether the credential is active",
                        whoCanGiveIt: "a stream of the connector that reads its status"), source: dossier.source)
            }
        }
        return usable
    }

    func holderUnread(_ dossier: Dossier) -> Cause {
        gaps(dossier.source.id, .identity, .application, .resource)
            ?? Cause(
                key: "holder-unread", what: "its holder is in no list that was read",
                whoCanGiveIt: "a stream of the connector that reads holders of this kind")
    }

    /// Whether rules over non-human identities look at this dossier; what only a gap keeps unknown is undecided.
    func isNonHuman(_ dossier: Dossier, _ docket: inout Docket) -> Bool {
        if dossier.needsOwner { return !dossier.isSwitchedOff }
        if dossier.isOnlyCollectors { return false }
        if dossier.knownByReferenceOnly, dossier.reference.kind == .identity {
            docket.undecided(dossier.subject, holderUnread(dossier), source: dossier.source)
        } else if dossier.classification.value == .unknown, !dossier.isSwitchedOff,
            let gap = dossier.classification.gap
        {
            docket.undecided(dossier.subject, gap, source: dossier.source)
        }
        return false
    }

    /// The head, where it was read.
    func headEvidence(_ field: String, _ value: String, _ dossier: Dossier) -> Evidence {
        if let identity = dossier.identity { return evidence(field, value, identity) }
        if let application = dossier.application { return evidence(field, value, application) }
        if let resource = dossier.resource { return evidence(field, value, resource) }
        if let credential = dossier.looseCredential { return evidence(field, value, credential) }
        return Evidence(field: field, value: value)
    }

    func headCitation(_ dossier: Dossier) -> CoverageCitation? {
        if let identity = dossier.identity { return citation(identity.stored) }
        if let application = dossier.application { return citation(application.stored) }
        if let resource = dossier.resource { return citation(resource.stored) }
        return dossier.looseCredential.flatMap { citation($0.stored) }
    }

    /// When it came to be, in words and with its source.
    func birthEvidence<R>(_ created: Instant?, _ filed: Filed<R>) -> Evidence? {
        guard let birth = birth(created, filed) else { return nil }
        return birth.isLowerBound
            ? evidence("firstSeen", birth.at.description, filed, note: "not dated by the vendor: at least this old")
            : evidence("createdAt", birth.at.description, filed)
    }
}

extension LastUse {
    /// For evidence and summaries.
    var words: String {
        switch self {
        case .observed(let at): at.description
        case .noneSince(let since): "none since \(since)"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }
}
