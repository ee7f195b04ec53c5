import Inventory

extension Rule {
    /// OAU-01: access that a vendor does not use.
    static let dormantGrant = Rule(
        id: "OAU-01", title: "Dormant grant",
        claim: "A vendor's access has not been used for longer than the policy allows, or never.",
        rationale:
            "Access that nobody uses is missed by nobody when it is gone, and noticed by nobody when it is stolen.",
        severity: "Medium.",
        thresholds: [.grantDormantAfterDays, .grantNeverUsedAfterDays],
        needs: [.application, .identity, .grant, .usage],
        guards: [
            "Most systems do not tell when a grant was used: then it is not judged, and never called dormant.",
            "The use of the application as a whole counts for its grants where theirs is not told, if all use was read.",
            "\"None since\" counts from there, or from the consent if that is later.",
            "The system maker's and the company's own applications are left out.",
        ],
        remediation: ["Take the access back; the vendor asks again when it needs it."],
        falseWhen: "a later complete read shows it used, or gone",
        controls: .grant,
        examples: [
            RuleExample(.flagged, "an app whose token was last used 200 days ago") { estate in
                estate.gitHubApp(
                    "build-bot", scopes: ["contents: read"], lastUse: .observed(ExampleEstate.ago(days: 200)))
            },
            RuleExample(.flagged, "an app that has not been used since it was let in 40 days ago") { estate in
                estate.gitHubApp(
                    "build-bot", scopes: ["contents: read"], grantedDaysAgo: 40,
                    lastUse: .noneSince(ExampleEstate.ago(days: 40)))
            },
            RuleExample(.notFlagged, "an app that was used yesterday") { estate in
                estate.gitHubApp(
                    "build-bot", scopes: ["contents: read"], lastUse: .observed(ExampleEstate.ago(days: 1)))
            },
            RuleExample(.notFlagged, "an app that was let in ten days ago and not used yet") { estate in
                estate.gitHubApp(
                    "build-bot", scopes: ["contents: read"], grantedDaysAgo: 10,
                    lastUse: .noneSince(ExampleEstate.ago(days: 10)))
            },
            RuleExample(.notFlagged, "an app of our own that signed in 200 days ago") { estate in
                estate.tenantApp("payroll", home: ExampleEstate.entra.tenant)
                estate.delegated(["User.Read"], to: "payroll", by: "ana")
                estate.signIn("payroll", .observed(ExampleEstate.ago(days: 200)))
            },
            RuleExample(.indeterminate, "an app installation, of whose use GitHub tells nothing") { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read"], lastUse: .unsupported)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.source.id.connector != "aws", let access = context.foreignAccess(dossier, &docket),
                access.facts.mayBeThirdParty
            else { return }
            var idle: [(grant: GrantFacts, usage: FoldedUsage, days: Int64)] = []
            var doubt: Cause?
            for grant in access.grants {
                let (usage, isApps) = context.usage(of: grant, dossier)
                let birth = context.birth(of: grant)
                var limit = context.limits(.grantDormantAfterDays, dossier).certain
                if case .noneSince(let since) = usage.lastUse, let birth, since <= birth {
                    limit = min(limit, context.limits(.grantNeverUsedAfterDays, dossier).certain)
                }
                switch usage.idleness(existedSince: birth, limitInDays: limit, asOf: context.asOf) {
                case .within: continue
                case .beyond(_, let days):
                    // Another stream may have told of the grant itself.
                    if isApps, let gap = context.gaps(dossier.source.id, .usage) {
                        doubt = doubt ?? gap
                    } else {
                        idle.append((grant, usage, days))
                    }
                case .stale: doubt = doubt ?? usage.decisive.map { context.staleness($0) }
                case .unknown, .unsupported: doubt = doubt ?? context.silence(usage, of: dossier.source.id)
                }
            }
            guard !idle.isEmpty else {
                if let doubt { docket.undecided(dossier.subject, doubt, source: dossier.source) }
                return
            }
            docket.violation(dossier.subject, context.draft(idle: idle, access, dossier))
        })
}

extension RuleContext {
    /// When a grant was last used; where nothing tells, when its application was.
    fileprivate func usage(of grant: GrantFacts, _ dossier: Dossier) -> (FoldedUsage, isApplications: Bool) {
        if case .grant(let held) = grant.record, held.usage.decisive != nil, held.usage.lastUse != .unknown {
            return (held.usage, false)
        }
        return (dossier.usage, true)
    }

    fileprivate func birth(of grant: GrantFacts) -> Instant? {
        switch grant.record {
        case .grant(let held): birth(held.record.grantedAt, held.filed)?.at
        case .permission(let held): birth(held.record.grantedAt, held.filed)?.at
        }
    }

    fileprivate func draft(
        idle: [(grant: GrantFacts, usage: FoldedUsage, days: Int64)], _ access: ApplicationAccess, _ dossier: Dossier
    ) -> Docket.Draft {
        let shortest = idle.map(\.days).min() ?? 0
        let all = access.grants.count
        let what = all == 1 ? "the access of \(dossier.name)" : "\(idle.count) of \(all) grants to \(dossier.name)"
        var found: [Evidence] = []
        for entry in idle.prefix(Self.listed) {
            if let usage = entry.usage.decisive {
                found.append(evidence("lastUsed", entry.usage.lastUse.words, usage, note: entry.grant.id.string))
            }
        }
        found += evidence(idle.prefix(Self.listed).flatMap { entry in entry.grant.scopes.map { (entry.grant, $0) } })
        return Docket.Draft(
            severity: .medium, summary: "\(what) has not been used for at least \(shortest) days",
            evidence: found + evidence(access.facts, dossier),
            coverage: idle.prefix(1).map { $0.usage.decisive.flatMap { citation($0.stored) } }
                + citations(idle.map(\.grant), dossier),
            remediation: Remediation.revoke(idle.map(\.grant), of: dossier), owners: dossier.owners,
            teams: dossier.teams)
    }
}
