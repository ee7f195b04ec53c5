import Inventory

extension Rule {
    /// STL-01: a credential that was used once, and no more.
    static let staleCredential = Rule(
        id: "STL-01", title: "Stale credential",
        claim: "A credential that still works was last used longer ago than the policy allows.",
        rationale: "What nobody uses, nobody misses when it is stolen. It can go without harm to anyone.",
        severity: "Medium; high where its holder has high or administrator privilege.",
        thresholds: [.staleAfterDays], needs: [.credential, .usage, .identity, .entitlement, .permission],
        guards: [
            "Only an observed use counts; unknown and unsupported never fire.",
            "Idle time ends at the read of the usage stream, less the vendor's lag and the step of its clock.",
            "A last use that was not confirmed by the last read is not judged: a later use may have followed.",
            "Break-glass and vendor-managed identities are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Make the credential inactive, wait 14 days, delete it."],
        falseWhen: "a later complete read shows the credential used, inactive or gone",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "an access key last used 120 days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 120)))
            },
            RuleExample(.flagged, "an administrator's key last used 60 days ago") { estate in
                estate.user("svc-deploy")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-deploy", lastUse: .observed(ExampleEstate.ago(days: 60)))
            },
            RuleExample(.flagged, "a repository's deploy key last used 120 days ago") { estate in
                estate.repository("shop/checkout")
                estate.deployKey(
                    "11", of: "shop/checkout", createdDaysAgo: 400, lastUse: .observed(ExampleEstate.ago(days: 120)))
            },
            RuleExample(.notFlagged, "an access key last used ten days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 10)))
            },
            RuleExample(.notFlagged, "an inactive key") { estate in
                estate.user("svc-report")
                estate.key(
                    "AKIAIOSFODNN7EXAMPLE", of: "svc-report", status: .inactive,
                    lastUse: .observed(ExampleEstate.ago(days: 120)))
            },
            RuleExample(.indeterminate, "a key last used 120 days ago, as of a read 30 days old") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 120)))
                estate.mark("accessKeyLastUsed", .denied, permission: "iam:GetAccessKeyLastUsed")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy) else { return }
            for held in context.usableCredentials(dossier, &docket) where !held.isCollectors {
                docket.look()
                let subject = dossier.subject(of: held.record)
                guard case .observed(let lastUse) = held.usage.lastUse else {
                    if case .noneSince = held.usage.lastUse { continue }
                    docket.undecided(
                        subject, context.silence(held.usage, of: dossier.source.id), source: dossier.source)
                    continue
                }
                let limits = context.limits(.staleAfterDays, dossier)
                switch held.usage.idleness(existedSince: nil, limitInDays: limits.certain, asOf: context.asOf) {
                case .beyond(_, let days):
                    docket.violation(
                        subject,
                        context.draft(stale: held, dossier, lastUse: lastUse, days: days, limit: limits.certain))
                case .stale:
                    if let usage = held.usage.decisive {
                        docket.undecided(subject, context.staleness(usage), source: dossier.source)
                    }
                case .within, .unknown, .unsupported:
                    let strict = held.usage.idleness(
                        existedSince: nil, limitInDays: limits.possible, asOf: context.asOf)
                    if strict != .within, let gap = context.privilegeGap(dossier) {
                        docket.undecided(subject, gap, source: dossier.source)
                    }
                }
            }
        })
}

extension RuleContext {
    fileprivate func draft(
        stale held: HeldCredential, _ dossier: Dossier, lastUse: Instant, days: Int64, limit: Int
    ) -> Docket.Draft {
        var evidence = [self.evidence("status", held.record.status.rawValue, held.filed)]
        if let usage = held.usage.decisive {
            evidence.insert(
                self.evidence("lastUsed", lastUse.description, usage, note: "\(usage.record.meaning.rawValue)"), at: 0)
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .high : .medium,
            summary: "\(held.record.nativeID) of \(dossier.name) still works and was last used \(lastUse.day), "
                + "\(days) days ago (limit \(limit))",
            evidence: evidence,
            coverage: [held.usage.decisive.flatMap { citation($0.stored) }, citation(held.filed.stored)],
            remediation: Remediation.retire(held.record, holder: dossier.name), owners: dossier.owners,
            teams: dossier.teams)
    }

    /// The entitlement that decides the privilege, and the path to it.
    func privilegeEvidence(_ dossier: Dossier) -> Evidence? {
        guard let index = dossier.privilege.decidedBy, dossier.privilege.level != .low else { return nil }
        let held = dossier.entitlements[index]
        let reason = first.adminReasons[dossier.source.id]?[held.record.target.nativeID].map { ": \($0)" } ?? ""
        return evidence(
            "privilege", held.privilege.rawValue, held.filed,
            note: "\(held.path.rawValue) through \(held.record.targetName)\(reason); an upper bound")
    }

    /// Why more privilege may be there than was read; nil where all of it was.
    func privilegeGap(_ dossier: Dossier) -> Cause? {
        guard !dossier.privilege.complete else { return nil }
        return gaps(dossier.source.id, .entitlement, .permission) ?? gaps(dossier.source.id, .identity)
            ?? Cause(
                key: "group-unread", what: "it belongs to a group or role that is in no list that was read",
                whoCanGiveIt: "a stream of the connector that reads it")
    }
}
