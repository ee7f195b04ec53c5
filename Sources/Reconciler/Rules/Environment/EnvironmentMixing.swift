import Inventory

extension Rule {
    /// ENV-01: one identity in production and elsewhere.
    static let environmentMixing = Rule(
        id: "ENV-01", title: "One identity in production and elsewhere",
        claim: "A non-human identity reaches things that are labelled as production and things that are labelled as "
            + "another environment, or one key serves holders of both.",
        rationale:
            "Test systems are opened to more people and watched less. Who takes one over has the identity, and with "
            + "it production.",
        severity: "Medium; high where it has high or administrator privilege.",
        thresholds: [], needs: [.identity, .application, .entitlement, .resource, .credential],
        guards: [
            "Only explicit labels count (the policy's environment_tag), and both sides need one.",
            "A word that names no environment that is known says nothing.",
            "What the policy lists under shared_services may be used from everywhere.",
            "Break-glass and vendor-managed identities are left out.",
        ],
        remediation: ["Make an identity of its own for each environment, and take the other's access away."],
        falseWhen: "a later complete read shows it in one environment only, or the labels changed",
        controls: .reuse,
        examples: [
            RuleExample(.flagged, "a user labelled prod that may write to a repository labelled test") { estate in
                estate.user("svc-deploy", tags: ["env": "prod"])
                estate.repository("shop/site", tags: ["env": "test"])
                estate.allow("svc-deploy", on: "shop/site")
            },
            RuleExample(.flagged, "a user without a label that reaches one of each") { estate in
                estate.user("svc-deploy")
                estate.repository("shop/site", tags: ["env": "staging"])
                estate.repository("shop/checkout", tags: ["env": "prod-eu"])
                estate.allow("svc-deploy", on: "shop/site")
                estate.allow("svc-deploy", on: "shop/checkout")
            },
            RuleExample(.flagged, "one public key of two users, one of production, one of test") { estate in
                let print = [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")]
                estate.user("svc-a", tags: ["env": "production"])
                estate.user("svc-b", tags: ["env": "test"])
                estate.key("APKA1", of: "svc-a", fingerprints: print, form: .asymmetric)
                estate.key("APKA2", of: "svc-b", fingerprints: print, form: .asymmetric)
            },
            RuleExample(.notFlagged, "a user of production that reaches a repository without a label") { estate in
                estate.user("svc-deploy", tags: ["env": "prod"])
                estate.repository("shop/site")
                estate.allow("svc-deploy", on: "shop/site")
            },
            RuleExample(.notFlagged, "pre-prod and test are both no production") { estate in
                estate.user("svc-deploy", tags: ["env": "pre-prod"])
                estate.repository("shop/site", tags: ["env": "test"])
                estate.allow("svc-deploy", on: "shop/site")
            },
            RuleExample(.notFlagged, "a word that names no environment that is known") { estate in
                estate.user("svc-deploy", tags: ["env": "prod"])
                estate.repository("shop/site", tags: ["env": "blue"])
                estate.allow("svc-deploy", on: "shop/site")
            },
            RuleExample(.notFlagged, "a registry that the policy lists as shared", policy: .sharing("shop/registry*")) {
                estate in
                estate.user("svc-deploy", tags: ["env": "test"])
                estate.repository("shop/registry-mirror", tags: ["env": "prod"])
                estate.allow("svc-deploy", on: "shop/registry-mirror")
            },
            RuleExample(.notFlagged, "one key of two users of production") { estate in
                let print = [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")]
                estate.user("svc-a", tags: ["env": "production"])
                estate.user("svc-b", tags: ["env": "prod"])
                estate.key("APKA1", of: "svc-a", fingerprints: print, form: .asymmetric)
                estate.key("APKA2", of: "svc-b", fingerprints: print, form: .asymmetric)
            },
            RuleExample(.indeterminate, "a user of production whose access could not be read") { estate in
                estate.user("svc-deploy", tags: ["env": "prod"])
                estate.repository("shop/site", tags: ["env": "test"])
                estate.mark("attachments", .denied, permission: "iam:ListAttachedUserPolicies")
            },
        ],
        judge: .both(
            { dossier, context, docket in
                guard !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                    dossier.identity != nil || dossier.application != nil, dossier.needsOwner, !dossier.isSwitchedOff
                else { return }
                context.judge(environmentsOf: dossier, &docket)
            },
            Aggregate(
                key: "public key fingerprint",
                members: { dossier, context in
                    guard let environment = context.environment(ofHolder: dossier) else { return [] }
                    var members: [(key: Fingerprint, member: AggregateMember)] = []
                    for held in dossier.credentials where dossier.isUsable(held.record, asOf: context.asOf) {
                        for fingerprint in held.record.fingerprints
                        where context.first.fingerprints.isShared(fingerprint) {
                            members.append(
                                (
                                    fingerprint,
                                    AggregateMember(
                                        subject: dossier.subject(of: held.record),
                                        holder: "\(dossier.source.id)|\(dossier.reference)",
                                        isCertain: environment.kind == .production,
                                        evidence: context.headEvidence(
                                            "tags.\(context.policy.environmentTag)", environment.label, dossier
                                        ).noted("holds \(held.record.nativeID)"),
                                        owners: dossier.owners, teams: dossier.teams,
                                        citation: context.citation(held.filed.stored), environment: environment.label)
                                ))
                        }
                    }
                    return members
                },
                judge: { fingerprint, members, context, docket in
                    docket.look()
                    guard let first = members.first, members.contains(where: \.isCertain),
                        members.contains(where: { !$0.isCertain })
                    else { return }
                    let subject = Subject(
                        source: first.subject.source, connector: "", tenant: "", kind: "aggregate",
                        nativeID: "\(fingerprint.algorithm):\(fingerprint.value)",
                        name: "key \(fingerprint.value.prefix(24))")
                    var owners: [Owner] = []
                    for owner in members.flatMap(\.owners) where !owners.contains(owner) { owners.append(owner) }
                    let labels = Set(members.compactMap(\.environment)).sorted { NativeID($0) < NativeID($1) }
                    docket.violation(
                        subject,
                        Docket.Draft(
                            severity: .high,
                            summary: "one key (\(fingerprint.algorithm) \(fingerprint.value)) serves holders of "
                                + labels.joined(separator: " and "),
                            evidence: members.prefix(Docket.memberLimit).map(\.evidence),
                            coverage: members.map(\.citation),
                            remediation: [
                                "Issue a key of its own to each environment, and see it used.",
                                "Then retire the shared key everywhere it is registered.",
                            ], owners: Array(owners.prefix(Docket.memberLimit)),
                            teams: Set(members.flatMap(\.teams)).sorted { NativeID($0) < NativeID($1) },
                            members: members.map(\.subject)))
                })))
}

extension RuleContext {
    /// What the holder's own label says; nil for none, or a shared service.
    fileprivate func environment(ofHolder dossier: Dossier) -> (label: String, kind: Environment)? {
        let kind = policy.environments.environment(of: dossier.environment)
        guard let label = dossier.environment, kind != .unknown, policy.sharedServices.match(dossier.name) == nil
        else { return nil }
        return (label, kind)
    }

    fileprivate func judge(environmentsOf dossier: Dossier, _ docket: inout Docket) {
        let own = environment(ofHolder: dossier)
        let labelled = first.environments[dossier.source.id]
        guard own != nil || labelled != nil else { return }
        guard policy.sharedServices.match(dossier.name) == nil else { return }
        // The first of each kind: by its own label, or by what it reaches.
        var production: HeldEntitlement?
        var other: HeldEntitlement?
        if let labelled {
            for held in dossier.entitlements {
                guard let resource = held.record.resource, let environment = labelled[resource] else { continue }
                switch environment.kind {
                case .production: production = production ?? held
                case .nonProduction: other = other ?? held
                case .unknown: break
                }
            }
        }
        guard own != nil || production != nil || other != nil else { return }
        docket.look()
        let isInProduction = own?.kind == .production || production != nil
        let isElsewhere = own?.kind == .nonProduction || other != nil
        guard isInProduction, isElsewhere else {
            if let gap = gaps(dossier.source.id, .entitlement, .resource) {
                docket.undecided(dossier.subject, gap, source: dossier.source)
            }
            return
        }
        docket.violation(
            dossier.subject, draft(mixing: dossier, own: own?.label, [production, other].compactMap { $0 }))
    }

    private func draft(mixing dossier: Dossier, own: String?, _ reached: [HeldEntitlement]) -> Docket.Draft {
        var evidence: [Evidence] = []
        var words: [String] = []
        if let own {
            evidence.append(headEvidence("tags.\(policy.environmentTag)", own, dossier))
            words.append("is labelled \(own)")
        }
        for held in reached {
            guard let resource = held.record.resource,
                let environment = first.environments[dossier.source.id]?[resource]
            else { continue }
            evidence.append(
                self.evidence("entitlement", held.record.targetName, held.filed, note: "on \(resource)"))
            evidence.append(
                self.evidence(
                    "tags.\(policy.environmentTag)", environment.label, environment.row, note: "of \(resource)"))
            words.append("reaches \(resource) (\(environment.label))")
        }
        return Docket.Draft(
            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .high : .medium,
            summary: "\(dossier.name) \(words.joined(separator: " and "))", evidence: evidence,
            coverage: [headCitation(dossier)] + reached.map { citation($0.filed.stored) },
            remediation: [
                "Make an identity of its own for each environment that \(dossier.name) works in.",
                "Then take away what \(dossier.name) may do in the other one; or list what is meant for all under "
                    + "shared_services in the policy.",
            ], owners: dossier.owners, teams: dossier.teams)
    }
}

extension Policy {
    fileprivate static func sharing(_ pattern: String) -> Policy {
        var policy = Policy.standard
        policy.sharedServices = PatternList([pattern])
        return policy
    }
}

extension ExampleEstate {
    fileprivate mutating func allow(_ user: String, on repository: String) {
        add(
            Entitlement(
                nativeID: NativeID("\(user)/\(repository)"), type: "github.collaborator", holder: .identity(user),
                target: .permission("write"), targetName: "write", resource: repository), "attachments")
    }
}
