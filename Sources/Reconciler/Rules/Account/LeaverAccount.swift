import Inventory

extension Rule {
    /// ACC-01: a leaver's account that still works.
    static let leaverAccount = Rule(
        id: "ACC-01", title: "Leaver's account is active",
        claim: "A person has left, and an account of theirs is still enabled.",
        rationale: "An account that outlives its person is the plainest of all open doors.",
        severity: "High; critical with administrator privilege; low where no credential of it works.",
        thresholds: [.leaverGraceHours], needs: [.person, .identity, .link, .credential],
        guards: [
            "The account is linked with a certainty of at least 0.9, by its own evidence.",
            "Suspended people may come back and are left to ORP-01; leave is active.",
            "The grace counts from the end of the last day; where a source gives no date there is none to count from.",
        ],
        remediation: ["Disable the account, end its sessions, retire its credentials."],
        falseWhen: "a later complete read shows the account disabled or gone, or the person back",
        controls: .orphan,
        examples: [
            RuleExample(.flagged, "an account whose person left 50 days ago") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "the account is disabled") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"], status: .disabled)
            },
            RuleExample(.notFlagged, "the person is on leave") { estate in
                estate.person("00042", "ana.berg@example.com", .leave)
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
            },
            RuleExample(.indeterminate, "an account that only has a leaver's user name") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.user("ana.berg")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let identity = dossier.identity, let link = dossier.link, !dossier.isSwitchedOff,
                dossier.classification.value == .human || dossier.classification.value == .unknown,
                link.standing.state == .inactive, link.standing.status != .suspended
            else { return }
            docket.look()
            guard link.confidence >= 0.9 else {
                return docket.undecided(
                    dossier.subject,
                    Cause(
                        key: "weak-link",
                        what: link.method == "ambiguous"
                            ? "the account may be a leaver's or somebody else's: its address was given anew"
                            : "the account is linked to a leaver by no more than a name",
                        whoCanGiveIt: "the person's address or employee id on the account"), source: dossier.source)
            }
            // A vendor's own link is stronger than any address, and may say that it is somebody else's.
            if link.confidence < 1, let gap = context.gaps(dossier.source.id, .link) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            if let left = link.standing.leftAt {
                let due = PeopleIndex.end(ofLastDay: left).advanced(
                    bySeconds: Int64(context.policy[.leaverGraceHours].value) * 3600)
                guard context.asOf >= due else { return }
            }
            guard identity.coverage.current else {
                return docket.undecided(dossier.subject, context.staleness(identity), source: dossier.source)
            }
            guard identity.record.status == .enabled else {
                return docket.undecided(
                    dossier.subject,
                    Cause(
                        key: "status-unknown", what: "the vendor does not say whether the account is enabled",
                        whoCanGiveIt: "a stream of the connector that reads its status"), source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(leaver: dossier, identity, link))
        })
}

extension RuleContext {
    fileprivate func draft(leaver dossier: Dossier, _ identity: Filed<Identity>, _ link: PersonLink) -> Docket.Draft {
        let usable = dossier.credentials.filter { dossier.isUsable($0.record, asOf: asOf) }
        let locked =
            usable.isEmpty && !dossier.credentials.isEmpty && gaps(dossier.source.id, .credential) == nil
            && !dossier.credentials.contains { $0.record.status == .unknown }
        var severity = dossier.privilege.level == .admin ? Severity.critical : .high
        if locked { severity = .low }
        var evidence = [
            self.evidence("status", identity.record.status.rawValue, identity),
            self.evidence(link),
        ]
        evidence += dossier.claims.filter { $0.owner.evidence == .holder }.prefix(1).flatMap {
            self.evidence(personOf: $0)
        }
        evidence += usable.map { self.evidence("credential", $0.record.nativeID.string, $0.filed, note: "still works") }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: severity,
            summary: "\(dossier.name) is enabled, and \(link.name ?? link.email ?? link.person) has left"
                + (link.standing.leftAt.map { " on \($0.day)" } ?? ""),
            evidence: evidence, coverage: peopleCitations + [citation(identity.stored)],
            remediation: usable.flatMap { Remediation.retire($0.record, holder: dossier.name) }
                + (usable.isEmpty ? Remediation.retire(dossier) : []), owners: dossier.owners, teams: dossier.teams)
    }
}
