import Inventory

extension Rule {
    /// ORP-02: the one who answered for it was deleted.
    static let ownerDeleted = Rule(
        id: "ORP-02", title: "Owner was deleted",
        claim:
            "A tombstone says that the owner of a non-human identity was deleted, and no other owner is known to be.",
        rationale: "Nobody can bring this owner back: what they knew of the thing is gone, and it goes on working.",
        severity: "High; critical with administrator privilege; low where no credential works.",
        thresholds: [], needs: [.person, .identity, .application, .credential, .ownership],
        guards: [
            "Only a tombstone counts (a list of deleted users, a record that says so); not being in a list is ORP-03.",
            "Active in any source that is an authority for people is active: the same employee id or address in another "
                + "list is the same person, renamed or taken on again.",
            "Where the owner may be several people under one address, all of them must have left.",
            "Another owner of whom it is not known whether they are here makes it indeterminate, and so does a register "
                + "of owners that was not read to its end.",
            "One leaver is one finding: what stands here does not stand at ORP-01.",
        ],
        remediation: ["Name a new owner, rotate what the leaver could see, then decide whether it is still needed."],
        falseWhen: "a later complete read shows an owner who is here",
        controls: .orphan,
        examples: [
            RuleExample(.flagged, "a service user whose owner's account was deleted in September") { estate in
                estate.person("00042", "ana.berg@example.com", .deleted, ended: ExampleEstate.ago(days: 50))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            },
            RuleExample(.notFlagged, "the owner's account was only deactivated") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "deleted in one list, active in another") { estate in
                estate.person("00042", "ana.berg@example.com", .deleted)
                estate.otherPeople("2042", "ana.berg@example.com", .active)
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "one of two owners was deleted") { estate in
                estate.person("00042", "ana.berg@example.com", .deleted)
                estate.person("00043", "ben.cruz@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com ben.cruz@example.com"])
            },
            RuleExample(.indeterminate, "the owner was deleted, and the register of owners could not be read") {
                estate in
                estate.person("00042", "ana.berg@example.com", .deleted)
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.mark("register", .denied, permission: "register:Read")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let leaver = context.leaver(of: dossier, &docket) else { return }
            docket.look()
            guard case .deleted(let claim, let cause) = leaver else { return }
            if let cause { return docket.undecided(dossier.subject, cause, source: dossier.source) }
            docket.violation(dossier.subject, context.draft(deleted: dossier, claim))
        })
}

extension RuleContext {
    fileprivate func draft(deleted dossier: Dossier, _ claim: RankedClaim) -> Docket.Draft {
        var draft = draft(orphan: dossier, claim)
        let name = claim.owner.name ?? claim.owner.email ?? claim.owner.reference
        let day = claim.owner.leftAt.map { " on \($0.day)" } ?? ""
        draft.summary =
            "\(dossier.name): its owner \(name) was deleted\(day)"
            + (draft.severity == .low ? "; no credential of it works" : "")
        return draft
    }
}
