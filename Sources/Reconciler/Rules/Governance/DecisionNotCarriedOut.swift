import Inventory

extension Rule {
    /// GOV-03: decided, and nothing happened.
    static let notCarriedOut = Rule(
        id: "GOV-03", title: "Decision not carried out",
        claim:
            "A review decided to revoke or restrict something, the time for it is over, and a read after the decision "
            + "shows it unchanged.",
        rationale: "A review that changes nothing is worse than none: the record says that the access is gone.",
        severity: "High.", thresholds: [.carryOutAfterDays],
        needs: [.identity, .application, .credential, .grant, .entitlement],
        guards: [
            "Only a read at least 24 hours after the decision counts: vendors show changes late.",
            "What comes back under another id is another thing, which no review has seen.",
            "A later decision about the same thing takes the place of this one.",
            "Whether an identity as a whole was restricted cannot be seen in one record of it: decide about the "
                + "entitlement, grant or credential that is to go.",
        ],
        remediation: ["Do what was decided, or decide anew and say why."],
        falseWhen: "a later complete read shows it gone, inactive or (for restrict) changed",
        controls: .governance,
        examples: [
            RuleExample(.flagged, "a user that was to go 40 days ago and is enabled") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .revoke, daysAgo: 40)
            },
            RuleExample(.flagged, "an administrator that was to go two days ago") { estate in
                estate.user("svc-deploy")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
                estate.review(.identity("svc-deploy"), .revoke, daysAgo: 2)
            },
            RuleExample(.flagged, "an access key that was to go 40 days ago and is active") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
                estate.review(.credential("AKIAIOSFODNN7EXAMPLE"), .revoke, daysAgo: 40)
            },
            RuleExample(.flagged, "an installation that was to be given less 40 days ago, and is as it was") { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: write"])
                estate.review(
                    .grant("installation/build-bot"), .restrict, daysAgo: 40, source: ExampleEstate.gitHub)
            },
            RuleExample(.notFlagged, "an access key that was made inactive") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", status: .inactive)
                estate.review(.credential("AKIAIOSFODNN7EXAMPLE"), .revoke, daysAgo: 40)
            },
            RuleExample(.notFlagged, "an access key that is gone, and a new one with another id") { estate in
                estate.user("svc-report")
                estate.key("AKIAI44QH8DHBEXAMPLE", of: "svc-report", createdDaysAgo: 39)
                estate.review(.credential("AKIAIOSFODNN7EXAMPLE"), .revoke, daysAgo: 40)
            },
            RuleExample(.notFlagged, "a user that was to go ten days ago, with 30 to do it") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .revoke, daysAgo: 10)
            },
            RuleExample(.notFlagged, "a decision to revoke that a later one to keep replaced") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .revoke, daysAgo: 60)
                estate.review(.identity("svc-report"), .keep, daysAgo: 40)
            },
            RuleExample(.indeterminate, "a user that was to go, in a list that was not read since") { estate in
                estate.user("svc-report")
                estate.mark("users", .denied, permission: "iam:ListUsers")
                estate.review(.identity("svc-report"), .revoke, daysAgo: 40)
            },
            RuleExample(.indeterminate, "a user as a whole that was to be given less") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .restrict, daysAgo: 40)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard context.first.decisions.hasReviews else { return }
            context.judge(carryingOut: dossier, &docket)
        })
}

/// Something that a review decided to take away or to narrow, as it was read last.
private struct Doomed {
    var subject: Subject
    var review: Decisions.Ruling<ReviewDecision>
    var coverage: PartCoverage
    var staleness: Cause
    var evidence: Evidence
    var citation: CoverageCitation?
    /// The version of the row is older than the decision.
    var isUnchanged: Bool
    var steps: [String]
    var isHead: Bool
}

extension RuleContext {
    fileprivate func judge(carryingOut dossier: Dossier, _ docket: inout Docket) {
        if let review = removal(dossier.reference, dossier), !dossier.isSwitchedOff {
            judgeHead(dossier, review, &docket)
        }
        for held in dossier.credentials where dossier.reference.kind != .credential && held.record.status != .inactive {
            guard let review = removal(Reference(.credential, held.record.nativeID), dossier) else { continue }
            if case .at(let end) = held.record.expiry, end <= asOf { continue }
            let doomed = doomed(
                held.filed, dossier.subject(of: held.record), review, "status", held.record.status.rawValue,
                Remediation.retire(held.record, holder: dossier.name))
            judge(doomed, dossier, &docket)
        }
        for held in dossier.grants {
            guard let review = removal(Reference(.grant, held.record.nativeID), dossier) else { continue }
            let name = "\(held.record.granteeName ?? held.record.grantee) at \(dossier.name)"
            let doomed = doomed(
                held.filed,
                Subject(dossier.source, kind: "grant", nativeID: held.record.nativeID.string, name: name), review,
                "scopes", held.record.scopes.joined(separator: ", "),
                Remediation.retire(held.record, holder: dossier.name))
            judge(doomed, dossier, &docket)
        }
        for held in dossier.entitlements {
            guard let review = removal(Reference(.entitlement, held.record.nativeID), dossier) else { continue }
            let name = "\(held.record.targetName) of \(dossier.name)"
            let doomed = doomed(
                held.filed,
                Subject(dossier.source, kind: "entitlement", nativeID: held.record.nativeID.string, name: name), review,
                "entitlement", held.record.targetName, ["Take \(held.record.targetName) away from \(dossier.name)."])
            judge(doomed, dossier, &docket)
        }
    }

    /// The decision to take something away or to narrow it; nil where there is none, or its time is not over.
    private func removal(_ reference: Reference, _ dossier: Dossier) -> Decisions.Ruling<ReviewDecision>? {
        guard let verdict = first.decisions.reviews(of: reference, in: dossier.source.id)?.verdict else { return nil }
        return verdict.terms.verdict == .revoke || verdict.terms.verdict == .restrict ? verdict : nil
    }

    private func judgeHead(
        _ dossier: Dossier, _ review: Decisions.Ruling<ReviewDecision>, _ docket: inout Docket
    ) {
        func doom<R>(_ filed: Filed<R>) -> Doomed {
            var doomed = doomed(
                filed, dossier.subject, review, "status", dossier.status.rawValue,
                ["Do what was decided about \(dossier.name), or decide anew: muster review"])
            doomed.isHead = true
            return doomed
        }
        if let identity = dossier.identity { return judge(doom(identity), dossier, &docket) }
        if let application = dossier.application { return judge(doom(application), dossier, &docket) }
        if let resource = dossier.resource { return judge(doom(resource), dossier, &docket) }
        if let credential = dossier.looseCredential, credential.record.status != .inactive {
            var doomed = doom(credential)
            doomed.isHead = false
            judge(doomed, dossier, &docket)
        }
    }

    private func doomed<R>(
        _ filed: Filed<R>, _ subject: Subject, _ review: Decisions.Ruling<ReviewDecision>, _ field: String,
        _ value: String, _ steps: [String]
    ) -> Doomed {
        Doomed(
            subject: subject, review: review, coverage: filed.coverage, staleness: staleness(filed),
            evidence: evidence(field, value, filed), citation: citation(filed.stored),
            isUnchanged: filed.stored.observedAt <= review.decision.at, steps: steps, isHead: false)
    }

    private func judge(_ doomed: Doomed, _ dossier: Dossier, _ docket: inout Docket) {
        docket.look()
        let (made, verdict) = (doomed.review.decision.at, doomed.review.terms.verdict)
        if verdict == .restrict && !doomed.isHead && !doomed.isUnchanged { return }
        let limits = limits(.carryOutAfterDays, dossier)
        let due = doomed.review.terms.due
        func isOver(_ limit: Int) -> Bool {
            let end = made.advanced(byDays: Int64(limit))
            return asOf > min(end, due ?? end)
        }
        guard isOver(limits.certain) else {
            if isOver(limits.possible), let gap = privilegeGap(dossier) {
                docket.undecided(doomed.subject, gap, source: dossier.source)
            }
            return
        }
        if verdict == .restrict && doomed.isHead {
            return docket.undecided(
                doomed.subject,
                Cause(
                    key: "restrict-whole", what: "to be given less, and no record of it shows whether that was done",
                    whoCanGiveIt: "a decision about the entitlement, grant or credential that is to go"),
                source: dossier.source)
        }
        guard doomed.coverage.current else {
            return docket.undecided(doomed.subject, doomed.staleness, source: dossier.source)
        }
        let visible = made.advanced(byDays: 1)
        guard doomed.coverage.asOf >= visible else {
            return docket.undecided(
                doomed.subject,
                Cause(
                    key: "read-before-decision", what: "not read since the decision could show",
                    whoCanGiveIt: "a new collection", judgeableAt: visible), source: dossier.source)
        }
        docket.violation(doomed.subject, draft(doomed, dossier, limit: limits.certain))
    }

    private func draft(_ doomed: Doomed, _ dossier: Dossier, limit: Int) -> Docket.Draft {
        let review = doomed.review
        return Docket.Draft(
            severity: .high,
            summary:
                "\(doomed.subject.name): \(review.terms.verdict.rawValue) was decided \(review.decision.at.day) by "
                + "\(review.decision.by) and not done in \(asOf.days(since: review.decision.at)) days",
            evidence: [
                Evidence(
                    field: "decision", value: review.words,
                    note: review.decision.reason),
                Evidence(field: "decidedAt", value: review.decision.at.description, note: "limit \(limit) days"),
                doomed.evidence,
            ], coverage: [doomed.citation], remediation: doomed.steps, owners: dossier.owners, teams: dossier.teams)
    }
}
