import Inventory

extension Rule {
    /// STL-03: an identity of which nothing at all is used.
    static let dormantIdentity = Rule(
        id: "STL-03", title: "Dormant non-human identity",
        claim: "Neither the identity nor any of its credentials has been used for longer than the policy allows.",
        rationale: "A role or service account that nothing uses only serves whoever finds it.",
        severity: "Medium.",
        thresholds: [.dormantAfterDays], needs: [.identity, .credential, .usage],
        guards: [
            "Every way to use it must be known to be idle: one that is unknown or unsupported makes it indeterminate.",
            "\"None since\" counts from there, or from creation if that is later.",
            "Break-glass and vendor-managed identities are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Disable the identity, wait 14 days, delete it."],
        falseWhen: "a later complete read shows it or one of its credentials used, or it is disabled or gone",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "a role not used in the 400 days that the vendor keeps") { estate in
                estate.role("etl-nightly", lastUse: .noneSince(ExampleEstate.ago(days: 400)))
            },
            RuleExample(.flagged, "a service user whose only key was last used 200 days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 200)))
            },
            RuleExample(.notFlagged, "a role made 20 days ago and not used yet") { estate in
                estate.role("etl-new", createdDaysAgo: 20, lastUse: .noneSince(ExampleEstate.ago(days: 400)))
            },
            RuleExample(.notFlagged, "a service user with one idle key and one in use") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 200)))
                estate.key("AKIAI44QH8DHBEXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 2)))
            },
            RuleExample(.indeterminate, "a second key whose last use the vendor does not tell") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 200)))
                estate.key("AKIAI44QH8DHBEXAMPLE", of: "svc-report", lastUse: .unsupported)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.reference.kind == .identity, !dossier.isBreakGlass(context.policy),
                !dossier.isVendorManaged(context.policy), context.isNonHuman(dossier, &docket)
            else { return }
            let limit = context.limits(.dormantAfterDays, dossier).certain
            switch context.dormancy(dossier, limit: limit, attemptsAreUse: true) {
            case .notJudged: return
            case .inUse: docket.look()
            case .undecided(let cause):
                docket.look()
                docket.undecided(dossier.subject, cause, source: dossier.source)
            case .dormant(let ways):
                docket.look()
                docket.violation(dossier.subject, context.draft(dormant: dossier, ways, limit: limit))
            }
        })
}

extension RuleContext {
    fileprivate func draft(
        dormant dossier: Dossier, _ ways: [(label: String, usage: FoldedUsage, days: Int64)], limit: Int
    ) -> Docket.Draft {
        let shortest = ways.map(\.days).min() ?? 0
        var evidence = ways.compactMap { way in
            way.usage.decisive.map { self.evidence("lastUsed", way.usage.lastUse.words, $0, note: way.label) }
        }
        if let created = dossier.createdAt {
            evidence.append(headEvidence("createdAt", created.description, dossier))
        }
        return Docket.Draft(
            severity: .medium,
            summary:
                "\(dossier.name) has not been used for at least \(shortest) days in any known way (limit \(limit))",
            evidence: evidence,
            coverage: ways.map { way in way.usage.decisive.flatMap { citation($0.stored) } } + [headCitation(dossier)],
            remediation: Remediation.retire(dossier), owners: dossier.owners, teams: dossier.teams)
    }
}
