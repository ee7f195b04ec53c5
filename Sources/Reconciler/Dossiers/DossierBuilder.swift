import Inventory

/// Makes a dossier of its rows, with what the first pass knows. A class, as `RuleContext`.
final class DossierBuilder {
    let first: FirstPass
    let ranking: OwnerRanking
    private let access: AccessReader

    init(_ first: FirstPass) {
        self.first = first
        access = AccessReader(book: first.grants, policy: first.policy)
        ranking = OwnerRanking(
            resolver: first.resolver, groups: first.groups, policy: first.policy, asOf: first.asOf,
            creators: first.creators)
    }

    func build(_ raw: RawDossier) -> Dossier {
        let raw = first.registrations.completed(raw)
        let book = first.book
        let correlated =
            raw.identity.map { first.correlation.link($0, raw.links) }
            ?? Correlation.Result(link: nil, hasOwnEvidence: false)
        let classification = first.classifier.classify(raw, correlated)
        let link = correlated.link.map(first.correlation.describe)
        var claims = raw.claims(first.policy, first.decisions)
        if classification.value == .human, let link, link.confidence >= 0.9 {
            claims.append(
                RawClaim(owner: link.email ?? link.person, evidence: .holder, origin: .accountHolder, claimedAt: nil))
        }
        let entitlements = raw.entitlements.map { held($0, raw.source) }
        let grants = raw.grants.map {
            HeldGrant(filed: file($0), usage: usage(of: Reference(.grant, $0.record.nativeID), in: raw))
        }
        let privilege = privilege(of: entitlements, raw)
        let tags = raw.headTags
        let ranked = ranking.rank(claims, in: raw.source)
        var dossier = Dossier(
            source: book.source(raw.source), reference: raw.reference, identity: raw.identity.map(file),
            application: raw.application.map(file), resource: raw.resource.map(file),
            credentials: raw.credentials.map {
                HeldCredential(
                    filed: file($0), usage: usage(of: Reference(.credential, $0.record.nativeID), in: raw))
            },
            grants: grants, entitlements: entitlements, privilege: privilege,
            access: access.read(raw, grants, entitlements, privilege),
            claims: ranked, ownershipRecords: raw.claims.map(file),
            half: raw.half, isJudgedAsItsIdentity: first.registrations.isJudgedElsewhere(raw),
            teams: first.policy.ownershipTags.team.compactMap { tags[$0] }.filter {
                !OwnerReference.isPlaceholder($0)
            }, link: link, classification: classification,
            usage: raw.reference.kind == .credential ? .unknown : usage(of: raw.reference, in: raw),
            environment: tags[first.policy.environmentTag], correlation: first.correlation, links: raw.links)
        let parts = raw.partClaims(first.decisions)
        if !parts.isEmpty { dossier.partClaims = parts.mapValues { ranking.rank($0, in: raw.source) } }
        if let manager = dossier.access?.facts.vendor?.vendor.owner {
            let claim = RawClaim(owner: manager, evidence: .register, origin: .claim(.register))
            dossier.vendorManager = ranking.rank([claim], in: raw.source).first
        }
        if !ranked.isEmpty { dossier.successors = ranking.successors(of: ranked) }
        return dossier
    }

    private func file<R>(_ row: Stored<R>) -> Filed<R> { Filed(stored: row, coverage: first.book.coverage(of: row)) }

    private func usage(of subject: Reference, in raw: RawDossier) -> FoldedUsage {
        guard !raw.usages.isEmpty else { return .unknown }
        return FoldedUsage(raw.usages.filter { $0.record.subject == subject }.map(file))
    }

    private func held(_ row: Stored<Entitlement>, _ source: SourceID) -> HeldEntitlement {
        let target = row.record.target
        guard target.kind == .identity else {
            return HeldEntitlement(
                filed: file(row), privilege: first.permissions[source]?[target.nativeID] ?? .unknown, path: .direct)
        }
        let key = OwnerResolver.GroupKey(source: source, id: target.nativeID)
        return HeldEntitlement(
            filed: file(row), privilege: first.groups.privilege(key),
            path: first.groups.groups[key] == nil ? .role : .group)
    }

    /// A membership of a group that is in no list that was read brings nobody knows what.
    private func isUnread(_ held: HeldEntitlement) -> Bool { held.path == .role && held.privilege == .unknown }

    private func privilege(of entitlements: [HeldEntitlement], _ raw: RawDossier) -> EffectivePrivilege {
        var best: Int?
        for index in entitlements.indices
        where entitlements[index].privilege.rank > best.map({ entitlements[$0].privilege.rank }) ?? 0 {
            best = index
        }
        let level = best.map { entitlements[$0].privilege } ?? .unknown
        return EffectivePrivilege(
            level: level, decidedBy: best,
            // What is acted on, and a secret that is only kept, have no entitlements that could be unread.
            complete: raw.reference.kind == .resource || raw.reference.kind == .credential
                || !first.privilegeIncomplete.contains(raw.source) && !entitlements.contains(where: isUnread))
    }
}
