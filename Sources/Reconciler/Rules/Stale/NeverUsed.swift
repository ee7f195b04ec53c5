import Inventory

extension Rule {
    /// STL-02: a credential that was made and never used.
    static let neverUsed = Rule(
        id: "STL-02", title: "Credential never used",
        claim: "A credential that still works was made longer ago than the policy allows and has never been used.",
        rationale: "It was made for something that did not come about, and works all the same.",
        severity: "Medium; high where its holder has high or administrator privilege.",
        thresholds: [.neverUsedAfterDays], needs: [.credential, .usage, .identity],
        guards: [
            "The vendor must have kept track of use since before the credential was made: a key older than the "
                + "tracking (AWS: 2015-04-22) is not one that was never used.",
            "Unknown and unsupported last use never fire.",
            "A silence that the last read did not confirm is not judged.",
            "Break-glass and vendor-managed identities are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Make the credential inactive, wait 14 days, delete it."],
        falseWhen: "a later complete read shows the credential used, inactive or gone",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "a key made 60 days ago and not used since") { estate in
                estate.user("svc-report")
                estate.key(
                    "AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 60,
                    lastUse: .noneSince(ExampleEstate.ago(days: 4_000)))
            },
            RuleExample(.flagged, "a repository's deploy key made 60 days ago and not used since") { estate in
                estate.repository("shop/checkout")
                estate.deployKey(
                    "11", of: "shop/checkout", createdDaysAgo: 60, lastUse: .noneSince(ExampleEstate.ago(days: 4_000)))
            },
            RuleExample(.notFlagged, "a key older than the vendor's tracking of use") { estate in
                estate.user("svc-report")
                estate.key(
                    "AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 5_000,
                    lastUse: .noneSince(ExampleEstate.ago(days: 4_000)))
            },
            RuleExample(.notFlagged, "a key made ten days ago") { estate in
                estate.user("svc-report")
                estate.key(
                    "AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 10,
                    lastUse: .noneSince(ExampleEstate.ago(days: 4_000)))
            },
            RuleExample(.indeterminate, "a key whose last use could not be read") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", createdDaysAgo: 60)
                estate.mark("accessKeyLastUsed", .denied, permission: "iam:GetAccessKeyLastUsed")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy) else { return }
            let limit = context.limits(.neverUsedAfterDays, dossier).certain
            for held in context.usableCredentials(dossier, &docket) where !held.isCollectors {
                docket.look()
                let subject = dossier.subject(of: held.record)
                guard case .noneSince(let since) = held.usage.lastUse else {
                    if case .observed = held.usage.lastUse { continue }
                    docket.undecided(
                        subject, context.silence(held.usage, of: dossier.source.id), source: dossier.source)
                    continue
                }
                guard let created = held.record.createdAt else {
                    docket.undecided(
                        subject,
                        Cause(key: "created-unknown", what: "the vendor does not say when it was made"),
                        source: dossier.source)
                    continue
                }
                // Before the vendor kept track it may well have been used.
                guard since <= created else { continue }
                switch held.usage.idleness(existedSince: created, limitInDays: limit, asOf: context.asOf) {
                case .beyond:
                    docket.violation(
                        subject, context.draft(unused: held, dossier, created: created, since: since, limit: limit))
                case .stale:
                    if let usage = held.usage.decisive {
                        docket.undecided(subject, context.staleness(usage), source: dossier.source)
                    }
                case .within, .unknown, .unsupported: break
                }
            }
        })
}

extension RuleContext {
    fileprivate func draft(
        unused held: HeldCredential, _ dossier: Dossier, created: Instant, since: Instant, limit: Int
    ) -> Docket.Draft {
        var evidence = [
            self.evidence("createdAt", created.description, held.filed),
            self.evidence("status", held.record.status.rawValue, held.filed),
        ]
        if let usage = held.usage.decisive {
            evidence.insert(
                self.evidence("lastUsed", "none since \(since)", usage, note: "tracked since before it was made"), at: 0
            )
        }
        return Docket.Draft(
            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .high : .medium,
            summary: "\(held.record.nativeID) of \(dossier.name) was made \(created.day), "
                + "\(asOf.days(since: created)) days ago, and never used (limit \(limit))",
            evidence: evidence,
            coverage: [held.usage.decisive.flatMap { citation($0.stored) }, citation(held.filed.stored)],
            remediation: Remediation.retire(held.record, holder: dossier.name), owners: dossier.owners,
            teams: dossier.teams)
    }
}
