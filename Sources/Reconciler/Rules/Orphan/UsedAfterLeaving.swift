import Inventory

extension Rule {
    /// ORP-06: a leaver's own credential was used after they had left.
    static let usedAfterLeaving = Rule(
        id: "ORP-06", title: "Used after its person left",
        claim: "A person has left, and a credential that they alone hold, or their sign-in, was used after that.",
        rationale: "Either the leaver still comes in, or somebody else has their secret. Both are an incident.",
        severity: "Critical.",
        thresholds: [], needs: [.person, .identity, .link, .credential, .usage],
        guards: [
            "Only what one person holds: the account of a person, its keys and tokens. That a service's key works on "
                + "after its owner left is expected, and stands as evidence at ORP-01.",
            "The use must lie after the end of the last day by more than the step of the vendor's clock and its lag: a "
                + "use that is told by the day needs a day more.",
            "Where no source tells the last day, the read that first showed that they had left counts; earlier use is "
                + "indeterminate.",
            "Where the vendor counts refused attempts as use, it is indeterminate.",
            "The account is linked with a certainty of at least 0.9, by its own evidence.",
            "What no longer works is no longer open: its account is switched off, or the credential is inactive.",
        ],
        remediation: ["Treat it as an incident: stop the credential, look through the logs of its use since that day."],
        falseWhen: "a later complete read shows the credential inactive or gone, or the account disabled",
        controls: .orphan,
        examples: [
            RuleExample(.flagged, "a leaver's access key used ten days ago, seven weeks after their last day") {
                estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "ana.berg", lastUse: .observed(ExampleEstate.ago(days: 10)))
            },
            RuleExample(.flagged, "a leaver signed in a week after their last day") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.use(
                    .identity("ana.berg"), holder: .identity("ana.berg"), .observed(ExampleEstate.ago(days: 53)))
            },
            RuleExample(.notFlagged, "last used on the last day itself, by a clock of days") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "ana.berg")
                estate.use(
                    .credential("AKIAIOSFODNN7EXAMPLE"), holder: .identity("ana.berg"),
                    .observed(ExampleEstate.ago(days: 60).advanced(bySeconds: 43_200)), step: 86_400)
            },
            RuleExample(.notFlagged, "a service's key used after its owner left (ORP-01 says so)") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 10)))
            },
            RuleExample(.notFlagged, "used after they left, and switched off since") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.key(
                    "AKIAIOSFODNN7EXAMPLE", of: "ana.berg", status: .inactive,
                    lastUse: .observed(ExampleEstate.ago(days: 10)))
            },
            RuleExample(.indeterminate, "a leaver of whom no source tells the last day") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated)
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "ana.berg", lastUse: .observed(ExampleEstate.ago(days: 500)))
            },
            RuleExample(.indeterminate, "only attempts are told, and refused ones count") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 60))
                estate.user("ana.berg", tags: ["email": "ana.berg@example.com"])
                estate.add(
                    Usage(
                        subject: .identity("ana.berg"), holder: .identity("ana.berg"),
                        lastUse: .observed(ExampleEstate.ago(days: 10)), meaning: .attempt), "accessKeyLastUsed")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let link = dossier.link, link.standing.state == .inactive, link.confidence >= 0.9,
                dossier.classification.value == .human || dossier.classification.value == .unknown,
                !dossier.isSwitchedOff
            else { return }
            docket.look()
            context.judge(dossier.usage, of: dossier.subject, named: "the account itself", dossier, link, nil, &docket)
            for held in dossier.credentials where !held.isOnlyCollectors {
                guard held.record.status != .inactive, held.record.form != .storedSecret else { continue }
                if case .at(let end) = held.record.expiry, end <= context.asOf { continue }
                context.judge(
                    held.usage, of: dossier.subject(of: held.record), named: held.record.nativeID.string, dossier, link,
                    held, &docket)
            }
        })
}

extension RuleContext {
    fileprivate func judge(
        _ usage: FoldedUsage, of subject: @autoclosure () -> Subject, named name: @autoclosure () -> String,
        _ dossier: Dossier, _ link: PersonLink, _ held: HeldCredential?, _ docket: inout Docket
    ) {
        guard case .observed(let at) = usage.lastUse, let decisive = usage.decisive else { return }
        let left = link.standing.leftAt.map(PeopleIndex.end(ofLastDay:))
        // Known to have left by then, if not since when.
        let bound = left ?? first.people.entries[link.entry].decidedBy.observedAt
        let margin = decisive.record.granularityInSeconds + decisive.record.lagInSeconds
        guard at > bound.advanced(bySeconds: margin) else {
            guard left == nil else { return }
            return docket.undecided(
                subject(),
                Cause(
                    key: "no-last-day", what: "no source tells the last day of the person who left",
                    whoCanGiveIt: "the last day in the people source"), source: dossier.source)
        }
        guard decisive.record.meaning == .success || decisive.record.meaning == .derived else {
            return docket.undecided(
                subject(),
                Cause(
                    key: "attempts", what: "used after its person left, where refused attempts count as use",
                    whoCanGiveIt: "the vendor's log of sign-ins"), source: dossier.source)
        }
        // A vendor's own link is stronger than any address, and may say that it is somebody else's.
        if link.confidence < 1, let gap = gaps(dossier.source.id, .link) {
            return docket.undecided(subject(), gap, source: dossier.source)
        }
        let person = link.name ?? link.email ?? link.person
        let since = link.standing.leftAt.map { "left on \($0.day)" } ?? "was known to have left on \(bound.day)"
        var evidence = [
            self.evidence("lastUsed", at.description, decisive, note: decisive.record.context),
            self.evidence(link),
        ]
        evidence += dossier.claims.filter { $0.origin == .accountHolder }.prefix(1).flatMap {
            self.evidence(personOf: $0)
        }
        if let held { evidence.append(self.evidence("status", held.record.status.rawValue, held.filed)) }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        docket.violation(
            subject(),
            Docket.Draft(
                severity: .critical,
                summary: "\(held == nil ? dossier.name : "\(name()) of \(dossier.name)") was used on \(at.day), and "
                    + "\(person) \(since)",
                evidence: evidence,
                coverage: [citation(decisive.stored), headCitation(dossier)] + peopleCitations,
                remediation: ["Treat it as an incident: look through the logs of its use since \(bound.day)."]
                    + (held.map { Remediation.retire($0.record, holder: dossier.name) } ?? Remediation.retire(dossier)),
                owners: dossier.owners, teams: dossier.teams))
    }
}
