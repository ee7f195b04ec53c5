import Inventory

extension Rule {
    /// OWN-05: one person alone answers for something powerful.
    static let singleOwner = Rule(
        id: "OWN-05", title: "Single owner of a privileged identity",
        claim: "A non-human identity with high privilege has exactly one owner who is here.",
        rationale: "When that one leaves or falls ill, nobody knows what it does or how to stop it.",
        severity: "Low; medium with administrator privilege.",
        thresholds: [], needs: [.identity, .application, .ownership, .entitlement, .permission, .link, .person],
        guards: [
            "Only high and administrator privilege count.",
            "A group counts the people in it who are here; two accounts of one person are one.",
            "Another owner of whom it is not known who or whether they are here makes it indeterminate, and so does "
                + "anything unread that may name one.",
            "Owners of another company and things are no second owner. Nobody at all is ORP-01 to ORP-03 or OWN-01.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Name a second owner, or a group with at least two people."],
        falseWhen: "a later complete read shows a second owner who is here, or less privilege",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "an administrator's service user with one owner") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-deploy", tags: ["owner": "ana.berg@example.com"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.flagged, "an owner who is alone in the team too") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("payments", "ana.berg")
                estate.user("svc-deploy", tags: ["owner": "ana.berg@example.com", "team": "payments"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.notFlagged, "two owners") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-deploy", tags: ["owner": "ana.berg@example.com ben.cruz@example.com"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.notFlagged, "a team of two") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.person("00043", "ben.cruz@example.com")
                estate.group("payments")
                for name in ["ana.berg", "ben.cruz"] {
                    estate.user(name, tags: ["email": "\(name)@example.com"])
                    estate.join("payments", name)
                }
                estate.user("svc-deploy", tags: ["team": "payments"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.notFlagged, "one owner of something with little privilege") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.permission("ReadReports", .low)
                estate.attach("ReadReports", to: "svc-report")
            },
            RuleExample(.indeterminate, "one owner, and a team that no list of groups knows") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-deploy", tags: ["owner": "ana.berg@example.com", "team": "payments"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.indeterminate, "one owner, and a register of owners that could not be read") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-deploy", tags: ["owner": "ana.berg@example.com"])
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
                estate.mark("register", .denied, permission: "register:Read")
            },
        ],
        judge: .dossier { dossier, context, docket in
            let isPrivileged = dossier.privilege.level.rank >= Privilege.high.rank
            guard isPrivileged || !dossier.privilege.complete, !dossier.claims.isEmpty, !dossier.isJudgedAsItsIdentity,
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            let census = OwnerCensus(dossier.claims, context.first.groups)
            guard let only = census.only else { return }
            guard isPrivileged else {
                if let gap = context.privilegeGap(dossier) {
                    docket.undecided(dossier.subject, gap, source: dossier.source)
                }
                return
            }
            if let doubtful = census.doubtful {
                return docket.undecided(dossier.subject, context.membershipDoubt(doubtful), source: dossier.source)
            }
            if let gap = context.otherOwnerGap(dossier) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(only: only, dossier))
        })
}

/// Who of the owners is here, counted until there are two.
private struct OwnerCensus {
    /// The claim that leads to the one person who is here; nil for nobody, or for more than one.
    var only: RankedClaim?
    /// A claim that may lead to another.
    var doubtful: RankedClaim?
    private var person: Int?

    init(_ claims: [RankedClaim], _ groups: GroupBook) {
        for claim in claims where claim.counts {
            switch claim.owner.state {
            case .active:
                guard note(claim.entry, claim) else { return }
            case .group:
                guard let key = claim.group, let group = groups.groups[key] else { continue }
                if group.hasSeveral {
                    only = nil
                    return
                }
                if let entry = group.firstActive, !note(entry, claim) { return }
                if !groups.isWhole(key) { doubtful = doubtful ?? claim }
            case .ambiguous: doubtful = doubtful ?? claim
            case .unknown: if claim.isInDoubt { doubtful = doubtful ?? claim }
            case .inactive, .absent: continue
            }
        }
    }

    /// False where a second one shows up.
    private mutating func note(_ entry: Int?, _ claim: RankedClaim) -> Bool {
        guard let person else {
            person = entry
            only = claim
            return true
        }
        if person == entry { return true }
        only = nil
        return false
    }
}

extension RuleContext {
    fileprivate func draft(only claim: RankedClaim, _ dossier: Dossier) -> Docket.Draft {
        let entry = (claim.entry ?? claim.group.flatMap { first.groups.groups[$0]?.firstActive }).map {
            first.people.entries[$0]
        }
        let name = entry.flatMap { $0.name ?? $0.email } ?? claim.owner.name ?? claim.owner.reference
        var evidence = [self.evidence(claim, of: dossier)]
        if let entry {
            evidence.append(self.evidence("person.status", entry.standing.status.rawValue, entry.decidedBy))
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: dossier.privilege.level == .admin ? .medium : .low,
            summary:
                "\(dossier.name) has \(dossier.privilege.level.rawValue) privilege, and \(name) alone answers for it",
            evidence: evidence,
            coverage: [headCitation(dossier)] + citations(dossier.source.id, .ownership, .entitlement)
                + peopleCitations,
            remediation: ["Name a second owner beside \(name):", Remediation.nameOwner(dossier, policy)],
            owners: dossier.owners, teams: dossier.teams)
    }
}
