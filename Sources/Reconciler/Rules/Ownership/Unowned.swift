import Inventory

extension Rule {
    /// OWN-01: nobody answers for it.
    static let unowned = Rule(
        id: "OWN-01", title: "Non-human identity without owner",
        claim: "No claim of ownership with a confidence of at least 0.6 exists for a non-human identity.",
        rationale: "What nobody answers for is neither reviewed nor rotated nor removed.",
        severity: "Medium; high where it has high or administrator privilege.",
        thresholds: [.newObjectGraceDays], needs: [.identity, .application, .credential, .ownership],
        guards: [
            "A creator, installer or user is a candidate and no owner; the last known one stays in the evidence.",
            "Whether the owner is still here does not matter: that is ORP-01 and ORP-03.",
            "New things have a grace, by the vendor's date, or by our first sight after the first complete run.",
            "Where nothing in a source names an owner for things of a kind (neither labels nor owners were ever seen "
                + "there, and the vendor is not known to have labels for it), one line per source says so.",
            "Break-glass and vendor-managed identities are left out.",
            "An app registration and its service principal are one thing: who owns either owns both, and the finding "
                + "stands at the service principal, which has the privileges.",
        ],
        remediation: ["Ask the team that uses it, and write the owner where the policy looks for one."],
        falseWhen: "a later complete read shows a claim of ownership with a confidence of at least 0.6",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "a service user without an owner's label") { estate in
                estate.user("svc-report")
            },
            RuleExample(.flagged, "a role of which only the creator is known") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.role("etl-nightly")
                estate.claim(.identity("etl-nightly"), "ana.berg@example.com", .creator)
            },
            RuleExample(.notFlagged, "a service user with an owner's label") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-report", tags: ["owner": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "a service user of a team") { estate in
                estate.user("svc-report", tags: ["team": "payments"])
            },
            RuleExample(.notFlagged, "a service-linked role") { estate in
                estate.role("AWSServiceRoleForAutoScaling", vendorManaged: true)
            },
            RuleExample(.flagged, "a repository with two deploy keys and no owner, where others have one") { estate in
                estate.repository("shop/checkout")
                estate.deployKey("11", of: "shop/checkout")
                estate.deployKey("12", of: "shop/checkout")
                estate.repository("shop/site", tags: ["team": "web"])
            },
            RuleExample(.notFlagged, "a repository without keys of its own") { estate in
                estate.repository("shop/checkout")
                estate.repository("shop/site", tags: ["team": "web"])
            },
            RuleExample(.indeterminate, "two app installations of a source that tells of no owner") { estate in
                estate.installation("build-bot")
                estate.installation("chat-bot")
            },
            RuleExample(.indeterminate, "a service user where the register of owners could not be read") { estate in
                estate.user("svc-report")
                estate.mark("register", .denied, permission: "register:Read")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isJudgedAsItsIdentity, !dossier.isBreakGlass(context.policy),
                !dossier.isVendorManaged(context.policy),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            guard !dossier.claims.contains(where: \.counts), !context.isNewHead(dossier) else { return }
            if let gap = context.ownershipGap(dossier) {
                return docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            guard context.statesOwners(dossier) else {
                return docket.undecided(dossier.subject, context.noOwnershipSource, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(unowned: dossier))
        })
}

extension RuleContext {
    /// Whether anything of this source could name an owner for a thing of this kind: labels that the vendor has for it
    /// and the policy reads, or a stream of owners.
    func statesOwners(_ dossier: Dossier) -> Bool {
        let labels = !policy.ownershipTags.person.isEmpty || !policy.ownershipTags.team.isEmpty
        if labels, OwnerPlace.hasLabels(dossier.headType ?? "") { return true }
        let seen = first.owned[dossier.source.id] ?? []
        let kind = dossier.reference.kind
        return seen.contains(OwnedKind(kind, nil)) || seen.contains(OwnedKind(kind, dossier.headType))
            || dossier.half.map { seen.contains(OwnedKind($0.kind, nil)) } ?? false
    }

    var noOwnershipSource: Cause {
        Cause(
            key: "no-ownership-source", what: "without an owner, and no source of owners is configured",
            whoCanGiveIt: "ownership_tags in the policy, or a register of owners as a source")
    }

    /// What was not read and may name an owner.
    func ownershipGap(_ dossier: Dossier) -> Cause? {
        // Labels may come from a stream of their own, beside the list.
        let unread =
            dossier.application == nil && dossier.resource == nil
            ? nil : gaps(dossier.source.id, .application, .resource)
        if let gap = gaps(dossier.source.id, .ownership) ?? unread ?? detailGap(dossier) { return gap }
        guard !dossier.headIsCurrent else { return nil }
        return gaps(dossier.source.id, .identity, .application, .resource, .credential) ?? headStaleness(dossier)
    }

    fileprivate func isNewHead(_ dossier: Dossier) -> Bool {
        if let identity = dossier.identity { return isNew(identity.record.createdAt, identity) }
        if let application = dossier.application { return isNew(application.record.createdAt, application) }
        if let resource = dossier.resource { return isNew(resource.record.createdAt, resource) }
        return dossier.looseCredential.map { isNew($0.record.createdAt, $0) } ?? false
    }

    /// A stream of details that was not read for this very thing.
    fileprivate func detailGap(_ dossier: Dossier) -> Cause? {
        let id = dossier.reference.nativeID.string
        let streams = book.books[dossier.source.id]?.ordered ?? []
        return cause(
            streams.filter { stream in
                stream.yields.contains(dossier.reference.kind) && stream.exceptions.contains { $0.partition == id }
            })
    }

    func headStaleness(_ dossier: Dossier) -> Cause {
        if let identity = dossier.identity { return staleness(identity) }
        if let application = dossier.application { return staleness(application) }
        if let resource = dossier.resource { return staleness(resource) }
        return dossier.looseCredential.map(staleness) ?? Cause(key: "head-unread", what: "it was not read itself")
    }

    fileprivate func draft(unowned dossier: Dossier) -> Docket.Draft {
        let keys = policy.ownershipTags.person + policy.ownershipTags.team
        var evidence = [
            headEvidence("owner", "none", dossier).noted(
                "looked for: the labels \(keys.joined(separator: ", "))"
                    + (book.reads(dossier.source.id, .ownership) ? ", and records of ownership" : ""))
        ]
        for claim in dossier.claims {
            evidence.append(self.evidence(claim, of: dossier).noted(claim.reason ?? "does not count"))
            if claim.owner.state == .inactive, let left = claim.owner.leftAt {
                evidence.append(
                    Evidence(
                        field: "lastKnownPerson", value: claim.owner.name ?? claim.owner.reference,
                        note: "left \(left.day)"))
            }
        }
        evidence.append(
            headEvidence("class", dossier.classification.value.rawValue, dossier).noted(dossier.classification.reason))
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .high : .medium,
            summary: summary(unowned: dossier),
            evidence: evidence + keysOfResource(dossier),
            coverage: [headCitation(dossier)] + citations(dossier.source.id, .ownership),
            remediation: [Remediation.nameOwner(dossier, policy)], owners: dossier.owners, teams: dossier.teams)
    }

    /// Of a resource it is not the thing itself that acts but what it holds.
    private func summary(unowned dossier: Dossier) -> String {
        guard dossier.resource != nil else { return "\(dossier.name) has no owner" }
        let keys = dossier.credentials.filter { $0.record.form != .storedSecret && !$0.isOnlyCollectors }
        let noun = keys.allSatisfy { $0.record.type == "github.deployKey" } ? "deploy key" : "credential"
        return "\(keys.count) \(noun)\(keys.count == 1 ? "" : "s") of \(dossier.name): nobody owns it"
    }

    private func keysOfResource(_ dossier: Dossier) -> [Evidence] {
        guard dossier.resource != nil else { return [] }
        return dossier.credentials.filter { $0.record.form != .storedSecret }.prefix(Docket.memberLimit).map {
            evidence("credential", $0.record.nativeID.string, $0.filed, note: note(on: $0, of: dossier))
        }
    }

    /// Its name, and whoever is said to have made it: a trace, no owner.
    private func note(on held: HeldCredential, of dossier: Dossier) -> String? {
        let reference = Reference(.credential, held.record.nativeID)
        let makers = dossier.ownershipRecords.filter { $0.record.subject == reference }.map {
            "\($0.record.evidence.rawValue) \($0.record.owner)"
        }
        let words = [held.record.name].compactMap { $0 } + makers
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
