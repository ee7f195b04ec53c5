import Inventory

extension Rule {
    /// PRV-01: a thing that may do everything.
    static let adminPrivilege = Rule(
        id: "PRV-01", title: "Administrator privilege of a non-human identity",
        claim: "A non-human identity holds an administrator's or a wildcard permission.",
        rationale: "Whoever takes over the thing takes over the tenant, and no person notices.",
        severity: "High; critical where a standing static secret that works is enough to use it.",
        thresholds: [], needs: [.identity, .entitlement, .permission, .credential],
        guards: [
            "It is an upper bound: permission boundaries, organisation policies and denials may narrow it.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Replace the permission by what the thing uses."],
        falseWhen: "a later complete read shows no administrator permission on any path",
        controls: .privilege,
        examples: [
            RuleExample(.flagged, "a service user with an administrator's policy") { estate in
                estate.user("svc-deploy")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
            },
            RuleExample(.flagged, "a service user in an administrators' group") { estate in
                estate.user("svc-deploy")
                estate.group("admins")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "admins")
                estate.join("admins", "svc-deploy")
            },
            RuleExample(.notFlagged, "a service user that may read reports") { estate in
                estate.user("svc-report")
                estate.permission("ReadReports", .low)
                estate.attach("ReadReports", to: "svc-report")
            },
            RuleExample(.indeterminate, "a service user whose permissions could not be read") { estate in
                estate.user("svc-report")
                estate.mark("attachments", .denied, permission: "iam:ListAttachedUserPolicies")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.reference.kind == .identity, !dossier.isBreakGlass(context.policy),
                !dossier.isVendorManaged(context.policy), context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            guard dossier.privilege.level == .admin, let index = dossier.privilege.decidedBy else {
                if let gap = context.privilegeGap(dossier) {
                    docket.undecided(dossier.subject, gap, source: dossier.source)
                }
                return
            }
            let held = dossier.entitlements[index]
            let standing = dossier.credentials.first {
                $0.record.form == .staticSecret && dossier.isUsable($0.record, asOf: context.asOf)
            }
            var evidence = [context.privilegeEvidence(dossier)].compactMap { $0 }
            evidence.append(
                context.headEvidence("class", dossier.classification.value.rawValue, dossier).noted(
                    dossier.classification.reason))
            if let standing {
                evidence.append(context.evidence("credential", standing.record.nativeID.string, standing.filed))
            }
            docket.violation(
                dossier.subject,
                Docket.Draft(
                    severity: standing == nil ? .high : .critical,
                    summary: "\(dossier.name) may do everything (\(held.path.rawValue) through "
                        + "\(held.record.targetName)); an upper bound",
                    evidence: evidence,
                    coverage: [context.citation(held.filed.stored)]
                        + context.citations(dossier.source.id, .permission) + [context.headCitation(dossier)],
                    remediation: [
                        "Find what \(dossier.name) uses (IAM last accessed data, or the vendor's log).",
                        "Attach only that, then detach \(held.record.targetName)"
                            + (held.path == .group ? " by taking it out of the group." : "."),
                    ], owners: dossier.owners, teams: dossier.teams))
        })
}

extension Evidence {
    func noted(_ note: String) -> Evidence {
        var copy = self
        copy.note = copy.note.map { "\(note); \($0)" } ?? note
        return copy
    }
}
