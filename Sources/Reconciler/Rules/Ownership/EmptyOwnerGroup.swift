import Inventory

extension Rule {
    /// OWN-06: the group that answers for it has nobody in it.
    static let emptyOwnerGroup = Rule(
        id: "OWN-06", title: "Owner group is empty",
        claim: "A group owns a non-human identity, and nobody who is still here belongs to it.",
        rationale: "The thing looks owned in every list, and a letter to its owner reaches no one.",
        severity: "High.",
        thresholds: [], needs: [.identity, .ownership, .entitlement, .link, .person],
        guards: [
            "Members of a group in the group count, however deep.",
            "Accounts, memberships, links and people were read to their end; a member of whom it is not known who they "
                + "are makes it indeterminate, and so does a group whose members the system does not list.",
            "Another owner who is here, who has left (ORP-01, ORP-02), whom nobody knows (ORP-03) or who is of another "
                + "company (OWN-04) decides instead.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Put somebody into the group who can answer for it, or name another owner."],
        falseWhen: "a later complete read shows somebody in the group who is here, or another owner",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "a service user of a group whose only member left in September") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.group("payments")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("payments", "ana.berg")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.flagged, "a service user of a group without members") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "a group with one member who is here") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("payments", "ana.berg")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "a group whose only member is a group with somebody in it") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.group("payments-night")
                estate.join("payments", "payments-night")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("payments-night", "ana.berg")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "an empty group and a person who is here") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("svc-report", tags: ["team": "payments", "owner": "ana.berg@example.com"])
            },
            RuleExample(.indeterminate, "a group with a member of whom nobody knows who it is") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("jk")
                estate.join("payments", "jk")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.indeterminate, "a group whose memberships could not be read") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("svc-report", tags: ["team": "payments"])
                estate.mark("attachments", .denied, permission: "iam:ListGroupsForUser")
            },
            RuleExample(.indeterminate, "a team that no list of groups knows") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-report", tags: ["team": "payments"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isJudgedAsItsIdentity,
                dossier.claims.contains(where: { $0.counts && ($0.owner.state == .group || $0.doubt == .teamUnknown) }),
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            let claims = dossier.claims.filter(\.counts)
            let isDecided = claims.contains { claim in
                claim.isHere || claim.owner.state == .inactive || claim.owner.state == .absent
                    || context.isOutsider(claim)
            }
            guard !isDecided else { return }
            if let doubtful = claims.first(where: \.isInDoubt) {
                return docket.undecided(dossier.subject, context.membershipDoubt(doubtful), source: dossier.source)
            }
            guard let empty = claims.first(where: { $0.owner.state == .group }) else { return }
            if let gap = context.otherOwnerGap(dossier) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(emptyGroup: empty, dossier))
        })
}

extension RuleContext {
    fileprivate func draft(emptyGroup claim: RankedClaim, _ dossier: Dossier) -> Docket.Draft {
        let name = claim.owner.name ?? claim.owner.reference
        let group = claim.group.flatMap { first.groups.groups[$0] }
        var evidence = [
            self.evidence(claim, of: dossier),
            Evidence(
                field: "activeMembers", value: "0",
                note: "\(group?.members ?? 0) accounts belong to \(name), none of them somebody's who is here"),
        ]
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: .high,
            summary: "\(dossier.name) belongs to the group \(name), in which nobody is left",
            evidence: evidence,
            coverage: [headCitation(dossier)]
                + (claim.group.map { citations($0.source, .identity, .entitlement) } ?? []) + peopleCitations,
            remediation: [
                "Put somebody into the group \(name) who can answer for \(dossier.name), or:",
                Remediation.nameOwner(dossier, policy),
            ], owners: dossier.owners, teams: dossier.teams)
    }
}
