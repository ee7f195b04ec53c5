import Inventory

extension Rule {
    /// GOV-01: nobody looked at it for too long.
    static let reviewOverdue = Rule(
        id: "GOV-01", title: "Review overdue",
        claim: "Nobody decided within the policy's days whether a non-human identity may keep what it has.",
        rationale: "Access that is not looked at again only grows. Every standard asks for a review in a known rhythm, "
            + "and for proof of it.",
        severity: "Medium.", thresholds: [.reviewCadenceDays], needs: [.identity, .application, .credential],
        guards: [
            "Where no review was ever recorded at all, one line per source says so.",
            "A review that was put off until a day is not overdue before it.",
            "What was never reviewed counts from when it was made, or from our first sight of it.",
            "Where not every permission was read, the longest limit that may apply decides.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Look at what it may do, whether it is used and whose it is; then decide."],
        falseWhen: "a later review decides about it",
        controls: .governance,
        examples: [
            RuleExample(.flagged, "a service user last reviewed 200 days ago") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .keep, daysAgo: 200)
            },
            RuleExample(.flagged, "a service user that the last review left out") { estate in
                estate.user("svc-report")
                estate.user("svc-deploy")
                estate.review(.identity("svc-report"), .keep, daysAgo: 20)
            },
            RuleExample(.flagged, "an administrator's last review 100 days ago") { estate in
                estate.user("svc-deploy")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
                estate.review(.identity("svc-deploy"), .keep, daysAgo: 100)
            },
            RuleExample(.flagged, "a review put off until yesterday") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .keep, daysAgo: 300)
                estate.review(.identity("svc-report"), .defer, daysAgo: 30, due: ExampleEstate.ago(days: 1))
            },
            RuleExample(.notFlagged, "a service user reviewed 100 days ago") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .keep, daysAgo: 100)
            },
            RuleExample(.notFlagged, "a review put off until next week") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .keep, daysAgo: 300)
                estate.review(
                    .identity("svc-report"), .defer, daysAgo: 30, due: ExampleEstate.now.advanced(byDays: 7))
            },
            RuleExample(.notFlagged, "a service user made after the last review") { estate in
                estate.user("svc-report", createdDaysAgo: 40)
                estate.user("svc-deploy")
                estate.review(.identity("svc-deploy"), .keep, daysAgo: 50)
            },
            RuleExample(.indeterminate, "two service users, and no review was ever recorded") { estate in
                estate.user("svc-report")
                estate.user("svc-deploy")
            },
            RuleExample(.indeterminate, "reviewed 100 days ago, and its permissions could not be read") { estate in
                estate.user("svc-report")
                estate.review(.identity("svc-report"), .keep, daysAgo: 100)
                estate.mark("attachments", .denied, permission: "iam:ListAttachedUserPolicies")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isJudgedAsItsIdentity, !dossier.isBreakGlass(context.policy),
                !dossier.isVendorManaged(context.policy)
            else { return }
            guard context.first.decisions.hasReviews else {
                guard dossier.needsOwner, !dossier.isSwitchedOff else { return }
                docket.look()
                return docket.tally(RuleContext.noReviews, source: dossier.source)
            }
            guard context.isNonHuman(dossier, &docket) else { return }
            docket.look()
            context.judge(reviewOf: dossier, &docket)
        })
}

extension RuleContext {
    fileprivate static let noReviews = Cause(
        key: "no-reviews", what: "no review was ever recorded in this ledger",
        whoCanGiveIt: "a first review of access: muster review")

    fileprivate func judge(reviewOf dossier: Dossier, _ docket: inout Docket) {
        let reviews = self.reviews(of: dossier)
        let (verdict, deferral) = (reviews?.verdict, reviews?.deferral)
        if let until = deferral?.terms.due, asOf < until { return }
        guard let from = verdict?.decision.at ?? headBirth(dossier) else {
            return docket.undecided(
                dossier.subject,
                Cause(
                    key: "created-unknown", what: "never reviewed, not dated, and no run has been complete yet",
                    whoCanGiveIt: "a review, or a run in which every stream of the source is complete"),
                source: dossier.source)
        }
        let limits = limits(.reviewCadenceDays, dossier)
        func exceeds(_ limit: Int) -> Bool { asOf > from.advanced(byDays: Int64(limit)) }
        let isDue = deferral?.terms.due != nil || verdict?.terms.due.map { asOf >= $0 } ?? false
        guard isDue || exceeds(limits.certain) else {
            if exceeds(limits.possible), let gap = privilegeGap(dossier) {
                docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            return
        }
        docket.violation(
            dossier.subject, draft(reviewOf: dossier, verdict, deferral, from: from, limit: limits.certain))
    }

    /// What reviews decided about it, its other half, or the template that it is made by.
    private func reviews(of dossier: Dossier) -> Decisions.Reviews? {
        let decisions = first.decisions
        return decisions.reviews(of: dossier.reference, in: dossier.source.id)
            ?? dossier.half.flatMap { decisions.reviews(of: $0, in: dossier.source.id) }
            ?? dossier.template.flatMap {
                decisions.reviews(of: SubjectKey(Subject(template: $0, of: dossier.source.id.connector)))
            }
    }

    private func headBirth(_ dossier: Dossier) -> Instant? {
        if let identity = dossier.identity { return birth(identity.record.createdAt, identity)?.at }
        if let application = dossier.application { return birth(application.record.createdAt, application)?.at }
        if let resource = dossier.resource { return birth(resource.record.createdAt, resource)?.at }
        return dossier.looseCredential.flatMap { birth($0.record.createdAt, $0)?.at }
    }

    private func draft(
        reviewOf dossier: Dossier, _ verdict: Decisions.Ruling<ReviewDecision>?,
        _ deferral: Decisions.Ruling<ReviewDecision>?, from: Instant, limit: Int
    ) -> Docket.Draft {
        var evidence = [headEvidence("class", dossier.classification.value.rawValue, dossier)]
        evidence.append(
            Evidence(
                field: "lastReview", value: verdict?.decision.at.description ?? "none",
                note: verdict?.words ?? "counted from \(from.day), when it was made or first seen"))
        if let deferral {
            evidence.append(Evidence(field: "deferred", value: deferral.decision.at.description, note: deferral.words))
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        let due = deferral?.terms.due ?? verdict?.terms.due.flatMap { $0 <= asOf ? $0 : nil }
        return Docket.Draft(
            severity: .medium,
            summary:
                "\(dossier.name) was \(verdict.map { "last reviewed \($0.decision.at.day)" } ?? "never reviewed"), "
                + (due.map { "and was due on \($0.day)" }
                    ?? "\(asOf.days(since: from)) days without a review (limit \(limit))"),
            evidence: evidence, coverage: [headCitation(dossier)],
            remediation: [
                "Look at what it may do and whether it is used: muster show \(dossier.reference.nativeID)",
                "Then decide to keep, restrict or revoke it: muster review",
            ], owners: dossier.owners, teams: dossier.teams)
    }
}

extension Decisions.Ruling<ReviewDecision> {
    /// `keep by ana.berg@example.com, decision 3`.
    var words: String {
        "\(terms.verdict.rawValue) by \(decision.by), decision \(decision.number)"
            + (terms.due.map { ", due \($0.day)" } ?? "")
    }
}
