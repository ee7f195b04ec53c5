import Inventory

extension Rule {
    /// COL-04: the collector's own access.
    static let collectorCredential = Rule(
        id: "COL-04", title: "Muster's own credential",
        claim:
            "The credential that Muster reads a source with is unowned, may do more than reading takes, or ends soon.",
        rationale:
            "A collector reads every system there is. Its own access has to be the first in order: whoever takes "
            + "it over sees what Muster sees, and an inventory that may write is a risk of its own.",
        severity: "Medium; high where it may change things or belongs to an administrator.",
        thresholds: [.collectorExpiryDays], needs: [.credential, .identity, .entitlement, .permission, .ownership],
        guards: [
            "Permissions that the connector's manifest calls the least available are none too many, even where they "
                + "allow changes.",
            "What the vendor does not tell of the credential never fires; where nothing else is wrong it is "
                + "indeterminate.",
            "Federated sign-in and sliding expiry have no end to be renewed.",
            "Root and break-glass accounts, and those that a vendor keeps, need no owner here.",
        ],
        remediation: [
            "Give Muster a credential of its own with no more than the manifest asks for: muster connectors show NAME."
        ],
        falseWhen: "a later run signs in with a credential that is owned, reads only, and does not end soon",
        controls: .coverage,
        examples: [
            RuleExample(.flagged, "a key of an administrator") { estate in
                estate.reader()
                estate.permission("AdministratorAccess", .admin)
                estate.attach("AdministratorAccess", to: "svc-muster")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-muster", createdDaysAgo: 20)
                estate.collector("AKIAIOSFODNN7EXAMPLE", of: "svc-muster")
            },
            RuleExample(.flagged, "a token with permissions beyond those of the manifest") { estate in
                estate.reader()
                estate.collector(of: "svc-muster", excess: ["billing:read"], writes: [])
            },
            RuleExample(.flagged, "a token that may write") { estate in
                estate.reader()
                estate.collector(of: "svc-muster", excess: [], writes: ["repo"])
            },
            RuleExample(.flagged, "a token that ends in ten days") { estate in
                estate.reader()
                estate.collector(
                    of: "svc-muster", expiry: .at(ExampleEstate.now.advanced(byDays: 10)), excess: [], writes: [])
            },
            RuleExample(.flagged, "a reading service user that nobody owns") { estate in
                estate.user("svc-muster")
                estate.collector(of: "svc-muster", excess: [], writes: [])
            },
            RuleExample(.notFlagged, "an owned service user with what the manifest asks for") { estate in
                estate.reader()
                estate.collector(of: "svc-muster", excess: [], writes: [])
            },
            RuleExample(.notFlagged, "an owned user whose every permission was read and is low") { estate in
                estate.reader()
                estate.permission("ReadOnly", .low)
                estate.attach("ReadOnly", to: "svc-muster")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-muster", createdDaysAgo: 20)
                estate.collector("AKIAIOSFODNN7EXAMPLE", of: "svc-muster")
            },
            RuleExample(.indeterminate, "a token of which the vendor tells no permissions") { estate in
                estate.reader()
                estate.collector(of: "svc-muster")
            },
            RuleExample(.indeterminate, "a token whose holder is in no list that was read") { estate in
                estate.collector(of: nil, excess: [], writes: [])
            },
        ],
        judge: .dossier { dossier, context, docket in
            for held in dossier.credentials where held.isCollectors {
                docket.look()
                let subject = dossier.subject(of: held.record)
                let faults = context.faults(ofCollector: held, dossier)
                if !faults.isEmpty {
                    docket.violation(subject, context.draft(collector: held, dossier, faults))
                } else if let doubt = context.doubt(ofCollector: held, dossier) {
                    docket.undecided(subject, doubt, source: dossier.source)
                }
            }
        })
}

/// One thing that is wrong with the collector's credential.
private struct CollectorFault {
    var words: String
    var evidence: Evidence
    var remedy: String
    var isGrave = false
}

extension RuleContext {
    fileprivate func faults(ofCollector held: HeldCredential, _ dossier: Dossier) -> [CollectorFault] {
        var faults: [CollectorFault] = []
        if let writes = held.told("writes"), !writes.isEmpty {
            faults.append(
                CollectorFault(
                    words: "may change things: \(writes)", evidence: evidence("writes", writes, held.filed),
                    remedy: "Take \(writes) from it, or sign in with a credential that reads only.", isGrave: true))
        }
        if let excess = held.told("excess"), !excess.isEmpty {
            faults.append(
                CollectorFault(
                    words: "may do more than is asked for: \(excess)",
                    evidence: evidence("excess", excess, held.filed, note: "beyond the connector's manifest"),
                    remedy: "Take \(excess) from it: muster connectors show \(dossier.source.id.connector)."))
        }
        if dossier.privilege.level == .admin, let privilege = privilegeEvidence(dossier) {
            faults.append(
                CollectorFault(
                    words: "belongs to an administrator", evidence: privilege,
                    remedy: "Make an identity for Muster with no more than the manifest asks for: muster connectors "
                        + "show \(dossier.source.id.connector).", isGrave: true))
        }
        if case .at(let end) = held.record.expiry, held.record.form != .federated,
            end <= asOf.advanced(byDays: Int64(policy[.collectorExpiryDays].value))
        {
            faults.append(
                CollectorFault(
                    words: "\(end <= asOf ? "ended" : "ends") on \(end.day)",
                    evidence: evidence("expiresAt", end.description, held.filed),
                    remedy: "Renew it before \(end.day), or nothing of \(dossier.source.name) is read from then on."))
        }
        if case .nobody = collectorOwner(dossier) {
            faults.append(
                CollectorFault(
                    words: "has no owner", evidence: headEvidence("owner", "none", dossier),
                    remedy: Remediation.nameOwner(dossier, policy)))
        }
        return faults
    }

    /// What is not known of it; nil where all is known and well.
    fileprivate func doubt(ofCollector held: HeldCredential, _ dossier: Dossier) -> Cause? {
        if held.told("excess") == nil && held.told("writes") == nil {
            if let gap = privilegeGap(dossier) { return gap }
            if dossier.privilege.level == .unknown {
                return Cause(
                    key: "own-permissions", what: "the vendor does not tell what Muster's own credential may do",
                    whoCanGiveIt: "a kind of credential whose permissions the vendor tells")
            }
        }
        if held.record.expiry == .unknown && held.record.form != .federated {
            return Cause(
                key: "own-expiry", what: "the vendor does not tell when Muster's own credential ends",
                whoCanGiveIt: "a kind of credential whose expiry the vendor tells")
        }
        if case .unknown(let cause) = collectorOwner(dossier) { return cause }
        return nil
    }

    private func collectorOwner(_ dossier: Dossier) -> CollectorOwner {
        if dossier.claims.contains(where: \.counts) || dossier.isBreakGlass(policy) || dossier.isVendorManaged(policy) {
            return .somebody
        }
        if dossier.knownByReferenceOnly || dossier.looseCredential != nil {
            return .unknown(
                Cause(
                    key: "own-holder", what: "the identity that Muster signs in as is in no list that was read",
                    whoCanGiveIt: "a stream of the connector that reads identities of this kind"))
        }
        guard dossier.needsOwner else {
            return .unknown(
                dossier.classification.gap
                    ?? Cause(
                        key: "own-person", what: "Muster signs in as an account whose person is not known",
                        whoCanGiveIt: "the person's address on the account, or a service account for Muster"))
        }
        guard statesOwners(dossier) else { return .unknown(noOwnershipSource) }
        if let gap = ownershipGap(dossier) { return .unknown(gap) }
        return .nobody
    }

    fileprivate func draft(
        collector held: HeldCredential, _ dossier: Dossier, _ faults: [CollectorFault]
    ) -> Docket.Draft {
        Docket.Draft(
            severity: faults.contains(where: \.isGrave) ? .high : .medium,
            summary: "Muster's own credential for \(dossier.source.name) "
                + faults.map(\.words).joined(separator: "; "),
            evidence: [
                evidence(
                    "usedBy", "Muster", held.filed,
                    note: held.record.attributes["principal"].map { "signed in as \($0)" })
            ] + faults.map(\.evidence),
            coverage: [citation(held.filed.stored), headCitation(dossier)]
                + citations(dossier.source.id, .ownership),
            remediation: faults.map(\.remedy), owners: dossier.owners, teams: dossier.teams)
    }
}

private enum CollectorOwner {
    case somebody
    case nobody
    case unknown(Cause)
}

extension HeldCredential {
    /// What signing in told; empty for "none", nil for what the vendor does not tell.
    fileprivate func told(_ attribute: String) -> String? { record.attributes[attribute] }
}

extension ExampleEstate {
    /// A service user for Muster, with an owner.
    fileprivate mutating func reader() {
        person("00042", "ana.berg@example.com")
        user("svc-muster", tags: ["owner": "ana.berg@example.com"])
    }
}
