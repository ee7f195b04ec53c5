import Inventory

extension Rule {
    /// OWN-03: the chain of owners ends in a thing, or in itself.
    static let ownerIsNoPerson = Rule(
        id: "OWN-03", title: "Owned by no person",
        claim:
            "The chain of owners of a non-human identity reaches no person: it ends at a thing, or runs in a circle.",
        rationale: "A pipeline cannot answer for a key. The chain looks owned in every list, and nobody is.",
        severity: "Medium; high with administrator privilege.",
        thresholds: [.ownerChainSteps], needs: [.identity, .ownership, .link, .person],
        guards: [
            "A person ends the chain whether or not they are still here; so does a group.",
            "Accounts, links, owners and people must have been read to their end.",
            "A link of the chain that may be a person's account makes it indeterminate.",
        ],
        remediation: ["Name a person as the owner, or as the owner of the thing that owns it."],
        falseWhen: "a later complete read shows a chain that reaches a person or a group",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "a role owned by a pipeline that nobody owns") { estate in
                estate.user("svc-pipeline")
                estate.role("etl-nightly", tags: ["owner": "svc-pipeline"])
            },
            RuleExample(.flagged, "two service users that own each other") { estate in
                estate.user("svc-a", tags: ["owner": "svc-b"])
                estate.user("svc-b", tags: ["owner": "svc-a"])
            },
            RuleExample(.notFlagged, "a role owned by a pipeline that a person owns") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("svc-pipeline", tags: ["owner": "ana.berg@example.com"])
                estate.role("etl-nightly", tags: ["owner": "svc-pipeline"])
            },
            RuleExample(.indeterminate, "a role owned by an account that may be a person's") { estate in
                estate.user("aberg")
                estate.role("etl-nightly", tags: ["owner": "aberg"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy),
                dossier.claims.contains(where: { $0.counts && $0.node != nil }),
                context.isNonHuman(dossier, &docket)
            else { return }
            docket.look()
            var walk = OwnerWalk(
                context: context,
                origin: OwnerResolver.GroupKey(source: dossier.source.id, id: dossier.reference.nativeID))
            switch walk.end(of: dossier.claims, depth: 1) {
            case .person: return
            case .unknown(let cause): docket.undecided(dossier.subject, cause, source: dossier.source)
            case .nobody:
                // A person may stand behind one of them in what could not be read.
                let unread = context.gaps(dossier.source.id, .ownership, .link, .identity)
                if let gap = unread ?? context.peopleGap {
                    return docket.undecided(dossier.subject, gap, source: dossier.source)
                }
                var evidence = dossier.claims.filter { $0.node != nil }.map { context.evidence($0, of: dossier) }
                evidence.append(
                    Evidence(
                        field: "ownerChain", value: ([dossier.name] + walk.path).joined(separator: " > "),
                        note: walk.loops ? "runs in a circle" : "ends at a thing without an owner"))
                docket.violation(
                    dossier.subject,
                    Docket.Draft(
                        severity: dossier.privilege.level == .admin ? .high : .medium,
                        summary: "\(dossier.name): its chain of owners "
                            + (walk.loops ? "runs in a circle" : "reaches no person"), evidence: evidence,
                        coverage: [context.headCitation(dossier)]
                            + context.citations(dossier.source.id, .ownership, .identity),
                        remediation: [Remediation.nameOwner(dossier, context.policy)], owners: dossier.owners,
                        teams: dossier.teams))
            }
        })
}

/// Follows owners that are identities, as far as the policy goes.
private struct OwnerWalk {
    enum End {
        case person
        case nobody
        case unknown(Cause)
    }

    let context: RuleContext
    let origin: OwnerResolver.GroupKey
    private(set) var path: [String] = []
    private(set) var loops = false
    private var visited: Set<OwnerResolver.GroupKey> = []

    init(context: RuleContext, origin: OwnerResolver.GroupKey) {
        self.context = context
        self.origin = origin
        visited = [origin]
    }

    /// Where the claims that count lead: to a person if any of them does.
    mutating func end(of claims: [RankedClaim], depth: Int) -> End {
        var doubt: Cause?
        for claim in claims where claim.counts {
            guard let node = claim.node else {
                if claim.owner.state == .unknown && claim.doubt != .standingUnknown {
                    doubt = doubt ?? context.doubt(claim)
                    continue
                }
                return .person
            }
            switch end(of: node, depth: depth) {
            case .person: return .person
            case .unknown(let cause): doubt = doubt ?? cause
            case .nobody: break
            }
        }
        return doubt.map { .unknown($0) } ?? .nobody
    }

    private mutating func end(of key: OwnerResolver.GroupKey, depth: Int) -> End {
        guard let node = context.ranking.resolver.nodes[key.source]?[key.id.string] else { return .nobody }
        path.append(node.name)
        guard visited.insert(key).inserted else {
            loops = true
            return .nobody
        }
        // A guest is a person, if none of the company's: OWN-04.
        if node.classification.value == .human || node.classification.value == .group || node.isGuest {
            return .person
        }
        let claims = context.ranking.rank(node.claims, in: key.source)
        if claims.contains(where: \.counts) {
            // Too long a chain is as good as none.
            return depth < context.policy[.ownerChainSteps].value ? end(of: claims, depth: depth + 1) : .nobody
        }
        if node.classification.isNonHuman {
            return context.gaps(key.source, .ownership, .identity).map { .unknown($0) } ?? .nobody
        }
        return .unknown(
            node.classification.gap
                ?? Cause(
                    key: "owner-class-unknown", what: "its owner is an account of which nobody knows what it is",
                    whoCanGiveIt: "an address on that account, or service_accounts in the policy"))
    }
}
