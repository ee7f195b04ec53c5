import Inventory

extension Rule {
    /// STL-04: switched off, and still holding what it held.
    static let switchedOffWithResidue = Rule(
        id: "STL-04", title: "Switched off with residue",
        claim: "A non-human identity was switched off longer ago than the policy allows, and still has active "
            + "credentials, grants or permissions.",
        rationale: "Switching it on again gives all of it back at once, without anybody having to ask.",
        severity: "Medium.",
        thresholds: [.residueAfterDays], needs: [.identity, .application, .credential, .grant, .entitlement],
        guards: [
            "Where the vendor does not tell since when it is off, time counts from the read that first showed it as it is "
                + "now; until then it is indeterminate, with the day on which it can be judged.",
            "Status and residue must have been confirmed by the last read.",
            "Memberships and permissions of people's accounts are not looked at: ACC-01 and reviews are.",
            "Break-glass and vendor-managed identities are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Take its credentials and permissions away, then delete it."],
        falseWhen: "a later complete read shows that it holds nothing any more, or is gone, or is switched on",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "a role switched off a year ago that is still an administrator") { estate in
                estate.switchedOff("etl-nightly", seenDaysAgo: 400)
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "etl-nightly")
            },
            RuleExample(.flagged, "a service user switched off a year ago with an active key") { estate in
                estate.switchedOff("svc-report", seenDaysAgo: 400)
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            },
            RuleExample(.notFlagged, "its only key is inactive") { estate in
                estate.switchedOff("svc-report", seenDaysAgo: 400)
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", status: .inactive)
            },
            RuleExample(.notFlagged, "switched off 20 days ago, as the vendor says") { estate in
                estate.switchedOff("svc-report", seenDaysAgo: 20, changedDaysAgo: 20)
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            },
            RuleExample(.indeterminate, "seen switched off for 20 days, and nobody knows for how long before") {
                estate in
                estate.switchedOff("svc-report", seenDaysAgo: 20)
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
            },
            RuleExample(.indeterminate, "the list of accounts could not be read") { estate in
                estate.switchedOff("svc-report", seenDaysAgo: 400)
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report")
                estate.mark("users", .denied, permission: "iam:ListUsers")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.isSwitchedOff, dossier.reference.kind == .identity || dossier.reference.kind == .application,
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy), dossier.hasResidue
            else { return }
            guard dossier.needsOwner else {
                if dossier.classification.value == .unknown, let gap = dossier.classification.gap {
                    docket.undecided(dossier.subject, gap, source: dossier.source)
                }
                return
            }
            docket.look()
            guard dossier.headIsCurrent else {
                return docket.undecided(dossier.subject, context.headStaleness(dossier), source: dossier.source)
            }
            guard let since = dossier.switchedOffSince else { return }
            let due = since.at.advanced(byDays: Int64(context.policy[.residueAfterDays].value))
            guard context.asOf > due else {
                guard !since.isVendors else { return }
                return docket.undecided(
                    dossier.subject, context.unknownSince("switched off", judgeableAt: due), source: dossier.source)
            }
            if let cause = context.staleResidue(dossier) {
                return docket.undecided(dossier.subject, cause, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(residue: dossier, since: since))
        })
}

extension Dossier {
    /// Active credentials, grants or permissions of its own.
    fileprivate var hasResidue: Bool {
        !grants.isEmpty || !entitlements.isEmpty || credentials.contains(where: \.isResidue)
    }

    /// Since when it is certainly off: by the vendor's date, else by the read that gave the row as it stands.
    fileprivate var switchedOffSince: (at: Instant, isVendors: Bool)? {
        if let changed = identity?.record.attributes["statusChanged"].flatMap({ Instant($0) }) {
            return (changed, true)
        }
        return (identity?.stored.observedAt ?? application?.stored.observedAt).map { ($0, false) }
    }
}

extension HeldCredential {
    fileprivate var isResidue: Bool {
        record.status == .active && record.form != .storedSecret && !isCollectors && !isOnlyCollectors
    }
}

extension RuleContext {
    func unknownSince(_ what: String, judgeableAt due: Instant) -> Cause {
        Cause(
            key: "since-unknown",
            what: "the vendor does not say since when it is \(what), and Muster has not seen it so for long",
            whoCanGiveIt: "time: collect again", judgeableAt: due)
    }

    /// Why nothing of what it holds is confirmed; nil where something is.
    fileprivate func staleResidue(_ dossier: Dossier) -> Cause? {
        var stale: Cause?
        for held in dossier.credentials where held.isResidue {
            if held.filed.coverage.current { return nil }
            stale = stale ?? staleness(held.filed)
        }
        for held in dossier.grants {
            if held.filed.coverage.current { return nil }
            stale = stale ?? staleness(held.filed)
        }
        for held in dossier.entitlements {
            if held.filed.coverage.current { return nil }
            stale = stale ?? staleness(held.filed)
        }
        return stale
    }

    fileprivate func draft(residue dossier: Dossier, since: (at: Instant, isVendors: Bool)) -> Docket.Draft {
        let credentials = dossier.credentials.filter(\.isResidue)
        var evidence = [
            headEvidence("status", dossier.status.rawValue, dossier),
            headEvidence(since.isVendors ? "statusChanged" : "observedAt", since.at.description, dossier).noted(
                since.isVendors ? "by the vendor's date" : "off for at least as long as this"),
        ]
        evidence += credentials.prefix(Docket.memberLimit).map {
            self.evidence("credential", $0.record.nativeID.string, $0.filed, note: "active")
        }
        evidence += dossier.grants.prefix(Docket.memberLimit).map {
            self.evidence("grant", $0.record.nativeID.string, $0.filed)
        }
        evidence += dossier.entitlements.prefix(Docket.memberLimit).map {
            self.evidence("entitlement", $0.record.targetName, $0.filed, note: $0.path.rawValue)
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        let parts = [
            (credentials.count, "active credential"), (dossier.grants.count, "grant"),
            (dossier.entitlements.count, "permission"),
        ]
        let held = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
        return Docket.Draft(
            severity: .medium,
            summary: "\(dossier.name) is \(dossier.status.rawValue) since \(since.isVendors ? "" : "at the latest ")"
                + "\(since.at.day) and still has \(held): switching it on gives them back",
            evidence: evidence,
            coverage: [headCitation(dossier)] + credentials.prefix(1).map { citation($0.filed.stored) }
                + dossier.entitlements.prefix(1).map { citation($0.filed.stored) }
                + dossier.grants.prefix(1).map { citation($0.filed.stored) },
            remediation: credentials.flatMap { Remediation.remove($0.record, holder: dossier.name) }
                + dossier.grants.prefix(Docket.memberLimit).flatMap {
                    Remediation.retire($0.record, holder: dossier.name)
                } + ["Take its permissions away, then:"] + Remediation.remove(dossier),
            owners: dossier.owners, teams: dossier.teams)
    }
}
