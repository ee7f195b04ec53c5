import Inventory

extension Rule {
    /// CRD-01: a credential that could end, and is known not to.
    static let noExpiry = Rule(
        id: "CRD-01", title: "Credential without expiry",
        claim: "A credential that works could have an end, and has none.",
        rationale: "A secret without an end stays dangerous for as long as any copy of it exists.",
        severity: "Medium; high where its holder has high or administrator privilege.",
        thresholds: [], needs: [.credential, .identity, .entitlement, .permission],
        guards: [
            "Only where the kind of credential can expire: unsupported and sliding expiry are passed over.",
            "An expiry that the vendor does not show is indeterminate.",
        ],
        remediation: ["Issue a credential that ends, or use federation, and retire this one."],
        falseWhen: "a later complete read shows an expiry, or the credential inactive or gone",
        controls: .credential,
        examples: [
            RuleExample(.flagged, "a token that could expire and does not") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", expiry: .never)
            },
            RuleExample(.notFlagged, "a token that ends") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", expiry: .at(ExampleEstate.now.advanced(byDays: 60)))
            },
            RuleExample(.notFlagged, "an access key, which has no expiry to set") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", expiry: .unsupported)
            },
            RuleExample(.indeterminate, "a token whose expiry is not shown") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", expiry: .unknown)
            },
        ],
        judge: .dossier { dossier, context, docket in
            for held in context.usableCredentials(dossier, &docket) {
                switch held.record.expiry {
                case .unsupported, .sliding: continue
                case .at: docket.look()
                case .unknown:
                    docket.look()
                    docket.undecided(
                        dossier.subject(of: held.record),
                        Cause(
                            key: "expiry-unknown", what: "the vendor does not show whether it expires",
                            whoCanGiveIt: "a stream of the connector that reads its expiry"), source: dossier.source)
                case .never:
                    docket.look()
                    docket.violation(
                        dossier.subject(of: held.record),
                        Docket.Draft(
                            severity: dossier.privilege.level.rank >= Privilege.high.rank ? .high : .medium,
                            summary: "\(held.record.nativeID) of \(dossier.name) never expires",
                            evidence: [context.evidence("expiresAt", "never", held.filed)]
                                + [context.privilegeEvidence(dossier)].compactMap { $0 },
                            coverage: [context.citation(held.filed.stored)],
                            remediation: Remediation.rotate(held.record, holder: dossier.name), owners: dossier.owners,
                            teams: dossier.teams))
                }
            }
        })
}
