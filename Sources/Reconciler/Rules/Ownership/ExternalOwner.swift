import Inventory

extension Rule {
    /// OWN-04: only somebody of another company answers for it.
    static let externalOwner = Rule(
        id: "OWN-04", title: "Owner is from outside",
        claim:
            "The owner of a non-human identity is a guest, an outside collaborator or of another company, and nobody "
            + "of this one owns it too.",
        rationale: "They are in no list of leavers: when they go, nobody here is told, and nobody else answers for it.",
        severity: "Medium; high with administrator privilege.",
        thresholds: [], needs: [.identity, .application, .ownership, .link, .person],
        guards: [
            "A domain in which somebody of the company has an address is its own, and so is one in owner_domains "
                + "(subsidiaries).",
            "An owner of the company's own decides instead: one who is here, one who has left (ORP-01, ORP-02), one "
                + "whom nobody knows (ORP-03).",
            "People, owners, accounts and links were read to their end; else indeterminate.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Name somebody of the company as an owner beside them."],
        falseWhen: "a later complete read shows an owner of the company's own",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "a service user owned by an address of another company") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@vendor.example"])
            },
            RuleExample(.flagged, "a role owned by an outside collaborator") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.guest("octo-ana")
                estate.role("etl-nightly", tags: ["owner": "octo-ana"])
            },
            RuleExample(.notFlagged, "somebody of the company owns it too") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@vendor.example ben.cruz@example.com"])
            },
            RuleExample(.notFlagged, "a subsidiary's domain", policy: .subsidiary) { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@subsidiary.example"])
            },
            RuleExample(.notFlagged, "a guest's account that is linked to somebody of the company") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.guest("octo-ana", tags: ["email": "ana.berg@example.com"])
                estate.role("etl-nightly", tags: ["owner": "octo-ana"])
            },
            RuleExample(.indeterminate, "the list of people was cut short") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@vendor.example"])
                estate.mark("people", .truncated)
            },
            RuleExample(.indeterminate, "an outsider and a team that no list of groups knows") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@vendor.example", "team": "payments"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isJudgedAsItsIdentity,
                dossier.claims.contains(where: { $0.counts && $0.mayBeOutsider }),
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            let claims = dossier.claims.filter(\.counts)
            let isDecided = claims.contains { claim in
                claim.isHere || claim.owner.state == .inactive || claim.owner.state == .absent
            }
            guard !isDecided else { return }
            let outsider = claims.first(where: context.isOutsider)
            if let doubtful = claims.first(where: \.isInDoubt) {
                guard outsider != nil || doubtful.mayBeOutsider else { return }
                return docket.undecided(dossier.subject, context.membershipDoubt(doubtful), source: dossier.source)
            }
            guard let outsider else { return }
            if let gap = context.otherOwnerGap(dossier) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(outsider: outsider, dossier))
        })
}

extension RankedClaim {
    /// Of another company for certain, or perhaps.
    fileprivate var mayBeOutsider: Bool {
        doubt == .external || node != nil || doubt == .peopleIncomplete || doubt == .noPeopleSource
    }
}

extension Policy {
    fileprivate static var subsidiary: Policy {
        var policy = Policy.standard
        policy.ownerDomains = ["subsidiary.example"]
        return policy
    }
}

extension RuleContext {
    fileprivate func draft(outsider claim: RankedClaim, _ dossier: Dossier) -> Docket.Draft {
        let name = claim.owner.name ?? claim.owner.reference
        var evidence = [self.evidence(claim, of: dossier)]
        evidence.append(
            claim.node == nil
                ? Evidence(
                    field: "domain", value: Address(claim.owner.reference).map { String($0.domain) } ?? name,
                    note: "nobody of the \(first.people.entries.count) people has an address in it, and owner_domains "
                        + "of the policy does not name it")
                : Evidence(field: "account", value: name, note: "the vendor marks it as a guest's"))
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: dossier.privilege.level == .admin ? .high : .medium,
            summary: "\(dossier.name) is owned by \(name), who is not of the company",
            evidence: evidence,
            coverage: [headCitation(dossier)] + citations(dossier.source.id, .ownership) + peopleCitations,
            remediation: [
                "Name somebody of the company beside \(name):", Remediation.nameOwner(dossier, policy),
                "If the domain is a company's of your own, add it to owner_domains in the policy.",
            ], owners: dossier.owners, teams: dossier.teams)
    }
}
