import Inventory

extension Rule {
    /// ORP-03: the one who is said to answer for it does not exist.
    static let ownerAbsent = Rule(
        id: "ORP-03", title: "Owner is nobody we know",
        claim: "The owner named for a non-human identity is in no list of people, though all of them were read.",
        rationale: "The owner left before the lists begin, was renamed, or was never right: nobody answers for it.",
        severity: "High; critical with administrator privilege.",
        thresholds: [.massChangePercent, .massChangeRows], needs: [.person, .identity, .ownership],
        guards: [
            "Every source that is an authority for people was read to its end; else indeterminate.",
            "A list of people that shrank too much at once proves no absence.",
            "A stranger's domain is no missing colleague; a reference of another form is indeterminate.",
            "Another owner who is here, or who has left (ORP-01), decides instead.",
        ],
        remediation: ["Correct the reference, or name a new owner."],
        falseWhen: "a later complete read shows the reference corrected, or the person in a list",
        controls: .orphan,
        examples: [
            RuleExample(.flagged, "an owner's address that is in no list of people") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "an owner's address that is in the list") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-report", tags: ["owner": "Ana.Berg@EXAMPLE.com"])
            },
            RuleExample(.notFlagged, "an owner of another company") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana@vendor.example"])
            },
            RuleExample(.indeterminate, "the list of people was cut short") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.mark("people", .truncated)
            },
            RuleExample(.indeterminate, "the list of people lost half its rows at once") { estate in
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.count("people", .person, before: 400, now: 200)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isVendorManaged(context.policy), context.isNonHuman(dossier, &docket) else { return }
            let claims = dossier.claims.filter(\.counts)
            guard !claims.isEmpty else { return }
            docket.look()
            if claims.contains(where: { $0.isHere || $0.owner.state == .inactive }) {
                // Known from an older read of people: enough to open nothing, too little to close what stands.
                if context.peopleGap != nil { docket.leaveStanding(dossier.subject) }
                return
            }
            let absent = claims.first { $0.owner.state == .absent }
            if let doubtful = claims.first(where: \.isInDoubt) {
                // A team of which nothing is known is a reason to doubt only that nobody is there.
                guard absent != nil || (doubtful.owner.state == .unknown && doubtful.doubt != .teamUnknown) else {
                    return
                }
                return docket.undecided(dossier.subject, context.doubt(doubtful), source: dossier.source)
            }
            guard let absent else { return }
            // Another owner may stand in what could not be read.
            if let gap = context.gaps(dossier.source.id, .ownership) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            var evidence = [context.evidence(absent, of: dossier)]
            evidence.append(
                Evidence(
                    field: "people", value: "\(context.first.people.entries.count) read, none of them the owner",
                    note: "every source that is an authority for people was read to its end"))
            if let privilege = context.privilegeEvidence(dossier) { evidence.append(privilege) }
            docket.violation(
                dossier.subject,
                Docket.Draft(
                    severity: dossier.privilege.level == .admin ? .critical : .high,
                    summary: "\(dossier.name): its owner \(absent.owner.reference) is nobody we know",
                    evidence: evidence, coverage: context.peopleCitations + [context.headCitation(dossier)],
                    remediation: [Remediation.nameOwner(dossier, context.policy)], owners: dossier.owners,
                    teams: dossier.teams))
        })
}
