import Inventory

extension Rule {
    /// OWN-02: it counts as owned, and nobody is named.
    static let ownerInferred = Rule(
        id: "OWN-02", title: "No owner by name",
        claim: "Who owns a non-human identity is only inferred: from CODEOWNERS, or from a team's name that leads to "
            + "nobody. No one is named, and no one has attested it.",
        rationale: "An inference is a good guess whom to ask. Until somebody says yes, nobody has to answer.",
        severity: "Low; medium where it has high or administrator privilege.",
        thresholds: [.ownerInferredGraceDays], needs: [.identity, .application, .credential, .ownership],
        guards: [
            "An attestation, a register, the vendor's own owner, a label for a person, or a group that is known names "
                + "an owner, here or not.",
            "Where there is but a creator, installer or user, nobody owns it: that is OWN-01. Where nothing in a source "
                + "could name an owner, one line per source counts what has such a candidate, to be asked.",
            "New things have a grace, by the vendor's date, or by our first sight after the first complete run.",
            "Owners, accounts, groups and people were read to their end; else indeterminate.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Ask whom the inference names, and have them attest that it is theirs."],
        falseWhen: "a later complete read or an attestation names an owner",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "a role that CODEOWNERS gives to somebody") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.role("etl-nightly")
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .codeOwners)
            },
            RuleExample(.flagged, "a service user of a team that no list of groups knows") { estate in
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "the register says the same as CODEOWNERS") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.role("etl-nightly")
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .codeOwners)
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .register)
            },
            RuleExample(.notFlagged, "a service user of a group that is known") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.group("payments")
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.join("payments", "ana.berg")
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "a role of which only the creator is known") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.role("etl-nightly")
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .creator)
            },
            RuleExample(.notFlagged, "a role made 20 days ago") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.role("etl-nightly", createdDaysAgo: 20)
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .codeOwners)
            },
            RuleExample(.indeterminate, "the register of owners could not be read") { estate in
                estate.user("svc-report", tags: ["team": "payments"])
                estate.mark("register", .denied, permission: "register:Read")
            },
            RuleExample(.indeterminate, "two app installations of which only the installer is known") { estate in
                for name in ["build-bot", "chat-bot"] {
                    estate.installation(name)
                    let app = Reference.application(name)
                    estate.add(
                        OwnershipClaim(subject: app, holder: app, owner: "aberg", evidence: .installer), "installations"
                    )
                }
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.claims.isEmpty, !dossier.isJudgedAsItsIdentity,
                !dossier.claims.contains(where: { $0.counts && $0.namesSomebody }),
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            guard !context.isYounger(dossier, thanDays: context.policy[.ownerInferredGraceDays].value) else { return }
            guard let inferred = dossier.claims.first(where: \.counts) else {
                if dossier.claims.contains(where: \.isCandidate), !context.statesOwners(dossier) {
                    docket.undecided(dossier.subject, context.onlyCandidates, source: dossier.source)
                }
                return
            }
            if let gap = context.otherOwnerGap(dossier) ?? context.groupGap {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(inferred: inferred, dossier))
        })
}

extension RankedClaim {
    /// Somebody wrote down a person, or a group whose people are known. Whether they are here is another rule's question.
    fileprivate var namesSomebody: Bool {
        switch owner.evidence {
        case .attestation, .register, .nativeOwner, .holder, .tag: true
        case .team: doubt != .teamUnknown
        case .codeOwners, .installer, .creator, .usageActor, .succession, .namePattern: false
        }
    }

    /// A trace of somebody who may know.
    fileprivate var isCandidate: Bool {
        switch owner.evidence {
        case .installer, .creator, .usageActor, .succession, .namePattern: owner.confidence > 0
        case .attestation, .register, .nativeOwner, .holder, .tag, .team, .codeOwners: false
        }
    }
}

extension RuleContext {
    fileprivate var onlyCandidates: Cause {
        Cause(
            key: "only-candidates",
            what: "a creator, installer or user is known, and no source of owners is configured to confirm them",
            whoCanGiveIt: "ownership_tags in the policy, a register of owners as a source, or an attestation")
    }

    fileprivate func draft(inferred claim: RankedClaim, _ dossier: Dossier) -> Docket.Draft {
        let name = claim.owner.name ?? claim.owner.reference
        var evidence = dossier.claims.map { claim in
            self.evidence(claim, of: dossier).noted(
                "\(claim.owner.evidence.rawValue)" + (claim.reason.map { ": \($0)" } ?? ""))
        }
        evidence.append(
            headEvidence("class", dossier.classification.value.rawValue, dossier).noted(dossier.classification.reason))
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        let how = claim.owner.evidence == .codeOwners ? "by CODEOWNERS alone" : "by a team's name alone"
        return Docket.Draft(
            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .medium : .low,
            summary: "\(dossier.name) is said to be \(name)'s \(how); nobody has attested it",
            evidence: evidence,
            coverage: [headCitation(dossier)] + citations(dossier.source.id, .ownership),
            remediation: [
                "Ask \(name) whether \(dossier.name) is theirs, and record the answer as an attestation, or:",
                Remediation.nameOwner(dossier, policy),
            ], owners: dossier.owners, teams: dossier.teams)
    }
}
