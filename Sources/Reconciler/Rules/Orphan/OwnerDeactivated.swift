import Inventory

extension Rule {
    /// ORP-01: the one who answered for it has left.
    static let ownerDeactivated = Rule(
        id: "ORP-01", title: "Owner has left",
        claim: "An owner of a non-human identity is no longer of the company, and no other owner is known to be.",
        rationale: "The thing goes on working, with secrets that the leaver may have seen, and nobody looks after it.",
        severity: "High; critical with administrator privilege; medium where the owner is suspended and may come back; "
            + "low where no credential works.",
        thresholds: [.suspensionGraceDays], needs: [.person, .identity, .application, .credential, .ownership],
        guards: [
            "Active in any source that is an authority for people is active; leave is active; a future last day too.",
            "The reference must mean the leaver with a certainty of at least 0.9.",
            "Another owner of whom it is not known whether they are here makes it indeterminate.",
            "So does a register of owners that was not read to its end: another owner may stand in it.",
            "Where a tombstone says that the owner's account was deleted, ORP-02 speaks in its place.",
        ],
        remediation: ["Name a new owner, rotate what the leaver could see, then decide whether it is still needed."],
        falseWhen: "a later complete read shows an owner who is here, or the leaver deleted (ORP-02 then)",
        controls: .orphan,
        examples: [
            RuleExample(.flagged, "a service user whose owner left in September") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            },
            RuleExample(.flagged, "a repository with a deploy key whose owner left in September") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.repository("shop/checkout", tags: ["owner": "ana.berg@example.com"])
                estate.deployKey("11", of: "shop/checkout")
            },
            RuleExample(.notFlagged, "the owner is on leave") { estate in
                estate.person("00042", "ana.berg@example.com", .leave)
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "the owner leaves next month") { estate in
                estate.person("00042", "ana.berg@example.com", .active, ended: ExampleEstate.now.advanced(byDays: 30))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "the owner's account was deleted, as a tombstone says") { estate in
                estate.person("00042", "ana.berg@example.com", .deleted, ended: ExampleEstate.ago(days: 50))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "one of two owners left") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated)
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com ben.cruz@example.com"])
            },
            RuleExample(.indeterminate, "the owner left, and nobody knows who is in the team that owns it too") {
                estate in
                estate.person("00042", "ana.berg@example.com", .deactivated)
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com", "team": "payments"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let leaver = context.leaver(of: dossier, &docket) else { return }
            docket.look()
            switch leaver {
            case .none, .deleted: return
            case .inDoubt(let cause): docket.undecided(dossier.subject, cause, source: dossier.source)
            case .left(let claim): docket.violation(dossier.subject, context.draft(orphan: dossier, claim))
            }
        })
}

/// What became of the owners of a thing.
enum Leaver {
    /// Somebody is here, or nobody is known to have left.
    case none
    case inDoubt(Cause)
    /// All have left; this is the one whom the reference means for certain.
    case left(RankedClaim)
    /// The same, and a tombstone says that the account was deleted; or it is in doubt whether nobody else is there.
    case deleted(RankedClaim, Cause?)
}

extension RuleContext {
    /// Which of ORP-01 and ORP-02 speaks of the dossier, so that one leaver is one finding: the strongest claim decides.
    /// nil where neither looks at it.
    func leaver(of dossier: Dossier, _ docket: inout Docket) -> Leaver? {
        guard !dossier.isVendorManaged(policy), isNonHuman(dossier, &docket) else { return nil }
        var hasClaim = false
        var gone: RankedClaim?
        var weak: RankedClaim?
        var doubtful: RankedClaim?
        var ambiguous: RankedClaim?
        for claim in dossier.claims where claim.counts || claim.reason == "the same person by a stronger claim" {
            hasClaim = true
            if claim.isHere { return Leaver.none }
            if claim.owner.state == .inactive {
                if claim.match >= 0.9 { gone = gone ?? claim } else { weak = weak ?? claim }
            }
            if claim.isInDoubt { doubtful = doubtful ?? claim }
            if claim.owner.state == .ambiguous { ambiguous = ambiguous ?? claim }
        }
        guard hasClaim else { return nil }
        guard let decisive = gone ?? weak else {
            // Among several people under one name may be the one who left.
            return ambiguous.map { .inDoubt(doubt($0)) } ?? Leaver.none
        }
        var cause = doubtful.map(doubt)
        // Another owner may stand in what could not be read.
        cause = cause ?? gaps(dossier.source.id, .ownership)
        if cause == nil, gone == nil {
            cause = Cause(
                key: "weak-match", what: "the owner's reference is like a leaver's user name, no more",
                whoCanGiveIt: "a full address or employee id in the label")
        }
        if decisive.owner.personStatus == .deleted { return .deleted(decisive, cause) }
        return cause.map { .inDoubt($0) } ?? .left(decisive)
    }
}

extension RankedClaim {
    /// Somebody of whom it is known that they are here.
    var isHere: Bool { owner.state == .active || (owner.state == .group && owner.activeMembers ?? 0 > 0) }

    /// It may be somebody who is here. A stranger or a thing is nobody of the company's.
    var isInDoubt: Bool {
        switch owner.state {
        case .active, .inactive, .absent: false
        case .group: owner.activeMembers == nil
        case .ambiguous: true
        case .unknown: doubt != .external && doubt != .notAPerson
        }
    }
}

extension RuleContext {
    func draft(orphan dossier: Dossier, _ claim: RankedClaim) -> Docket.Draft {
        let works = isUsable(dossier)
        var severity = Severity.high
        if dossier.privilege.level == .admin { severity = .critical }
        if claim.owner.personStatus == .suspended, let index = claim.entry {
            let since = claim.owner.leftAt ?? first.people.entries[index].decidedBy.observedAt
            if asOf.days(since: since) <= Int64(policy[.suspensionGraceDays].value) { severity = .medium }
        }
        if !works { severity = .low }
        let name = claim.owner.name ?? claim.owner.email ?? claim.owner.reference
        let gone =
            claim.owner.leftAt.map { "left on \($0.day)" } ?? "is \(claim.owner.personStatus?.rawValue ?? "gone")"
        var evidence = [self.evidence(claim, of: dossier)] + self.evidence(personOf: claim)
        evidence += usageAfter(claim.owner.leftAt, dossier)
        if let held = dossier.credentials.first(where: { dossier.isUsable($0.record, asOf: asOf) }) {
            evidence.append(
                self.evidence("credential", held.record.nativeID.string, held.filed, note: "still works"))
        } else if !works {
            evidence.append(headEvidence("credentials", "none that works", dossier))
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: severity,
            summary: "\(dossier.name): its owner \(name) \(gone)"
                + (works ? "" : "; no credential of it works"),
            evidence: evidence,
            coverage: peopleCitations + [headCitation(dossier)] + citations(dossier.source.id, .ownership),
            remediation: [Remediation.nameOwner(dossier, policy)]
                + dossier.credentials.filter { dossier.isUsable($0.record, asOf: asOf) }.flatMap {
                    Remediation.rotate($0.record, holder: dossier.name)
                }, owners: dossier.owners, teams: dossier.teams)
    }

    /// Roles and applications work by trust; a user works while one of its credentials does. What was not read may.
    private func isUsable(_ dossier: Dossier) -> Bool {
        if dossier.classification.value == .role || dossier.application != nil { return true }
        if dossier.credentials.contains(where: { dossier.isUsable($0.record, asOf: asOf) }) { return true }
        if dossier.credentials.contains(where: { $0.record.status == .unknown }) { return true }
        return gaps(dossier.source.id, .credential) != nil
    }

    /// Use after the owner had gone: evidence that somebody else has the secret, or that it runs by itself.
    private func usageAfter(_ left: Instant?, _ dossier: Dossier) -> [Evidence] {
        guard let left else { return [] }
        return dossier.credentials.compactMap { held in
            guard case .observed(let at) = held.usage.lastUse, at > left, let usage = held.usage.decisive else {
                return nil
            }
            return self.evidence(
                "lastUsed", at.description, usage, note: "\(held.record.nativeID): used after the owner had left")
        }
    }
}
