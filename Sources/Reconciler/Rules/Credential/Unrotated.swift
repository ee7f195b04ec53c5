import Inventory

extension Rule {
    /// CRD-02: a credential that has been the same for too long.
    static let unrotated = Rule(
        id: "CRD-02", title: "Credential not rotated",
        claim: "A credential that works was made or rotated longer ago than the policy allows for its privilege.",
        rationale: "The older a secret, the more copies of it lie about, and the longer a theft goes unseen.",
        severity: "Medium; high where its holder has administrator privilege.",
        thresholds: [.rotateAfterDays], needs: [.credential, .identity, .entitlement, .permission],
        guards: [
            "Passwords, certificates and federation are left to rules of their own.",
            "Where the vendor does not date it, our own first sight is a lower bound, counted from the source's first "
                + "complete run; the finding says so.",
            "Where not every permission was read, the longest limit that may apply decides.",
            "Vendor-managed identities are left out.",
        ],
        remediation: ["Issue a new credential, move its users over, retire the old one."],
        falseWhen: "a later complete read shows it rotated, inactive or gone",
        controls: .credential,
        examples: [
            RuleExample(.flagged, "a key made 400 days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 400)
            },
            RuleExample(.flagged, "an administrator's key made 100 days ago") { estate in
                estate.user("svc-deploy")
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-deploy")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-deploy", createdDaysAgo: 100)
            },
            RuleExample(.flagged, "a repository's deploy key made 400 days ago") { estate in
                estate.repository("shop/checkout")
                estate.deployKey("11", of: "shop/checkout", createdDaysAgo: 400)
            },
            RuleExample(.notFlagged, "a key with low privilege made 200 days ago") { estate in
                estate.user("svc-report")
                estate.permission("ReadReports", .low)
                estate.attach("ReadReports", to: "svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 200)
            },
            RuleExample(.indeterminate, "a key made 200 days ago by someone whose permissions could not be read") {
                estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 200)
                estate.mark("attachments", .denied, permission: "iam:ListAttachedUserPolicies")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isVendorManaged(context.policy) else { return }
            for held in context.usableCredentials(dossier, &docket) {
                switch held.record.form {
                case .password, .certificate, .federated: continue
                case .staticSecret, .asymmetric, .storedSecret: context.judge(unrotated: held, dossier, &docket)
                }
            }
        })
}

extension RuleContext {
    fileprivate func judge(unrotated held: HeldCredential, _ dossier: Dossier, _ docket: inout Docket) {
        docket.look()
        let subject = dossier.subject(of: held.record)
        let rotated = held.record.lastRotatedAt
        guard let birth = rotated.map({ (at: $0, isLowerBound: false) }) ?? birth(held.record.createdAt, held.filed)
        else {
            return docket.undecided(
                subject,
                Cause(
                    key: "created-unknown", what: "the vendor does not date it, and no run has been complete yet",
                    whoCanGiveIt: "a run in which every stream of the source is complete"), source: dossier.source)
        }
        let limits = limits(.rotateAfterDays, dossier)
        let age = asOf.days(since: birth.at)
        let reference = max(birth.at, held.record.createdAt ?? birth.at)
        func exceeds(_ limit: Int) -> Bool { asOf.seconds(since: reference) > Int64(limit) * 86_400 }
        if exceeds(limits.certain) {
            // A rotation may have followed the last read of a row that can be rotated in place.
            guard held.filed.coverage.current || held.record.form == .staticSecret && rotated == nil else {
                return docket.undecided(subject, staleness(held.filed), source: dossier.source)
            }
            docket.violation(
                subject,
                draft(
                    unrotated: held, dossier, since: birth.at, isLowerBound: birth.isLowerBound, days: age,
                    limit: limits.certain))
        } else if exceeds(limits.possible), let gap = privilegeGap(dossier) {
            docket.undecided(subject, gap, source: dossier.source)
        } else if birth.isLowerBound {
            let judgeable = birth.at.advanced(byDays: Int64(limits.certain) + 1)
            docket.undecided(
                subject,
                Cause(
                    key: "age-unknown", what: "the vendor does not date it: it is at least as old as our first sight",
                    whoCanGiveIt: "time, or its date of creation", judgeableAt: judgeable), source: dossier.source)
        }
    }

    private func draft(
        unrotated held: HeldCredential, _ dossier: Dossier, since: Instant, isLowerBound: Bool, days: Int64, limit: Int
    ) -> Docket.Draft {
        let field = held.record.lastRotatedAt != nil ? "lastRotatedAt" : isLowerBound ? "firstSeen" : "createdAt"
        let verb = held.record.lastRotatedAt != nil ? "rotated" : isLowerBound ? "first seen" : "made"
        var evidence = [
            self.evidence(
                field, since.description, held.filed,
                note: isLowerBound ? "not dated by the vendor: at least this old" : nil),
            self.evidence("status", held.record.status.rawValue, held.filed),
        ]
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: dossier.privilege.level == .admin ? .high : .medium,
            summary:
                "\(held.record.nativeID) of \(dossier.name) was \(verb) \(since.day), \(isLowerBound ? "at least " : "")"
                + "\(days) days ago (limit \(limit))",
            evidence: evidence, coverage: [citation(held.filed.stored)],
            remediation: Remediation.rotate(held.record, holder: dossier.name), owners: dossier.owners,
            teams: dossier.teams)
    }
}
