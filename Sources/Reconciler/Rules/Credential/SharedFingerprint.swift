import Inventory

extension Rule {
    /// CRD-06: one key under several names.
    static let sharedFingerprint = Rule(
        id: "CRD-06", title: "One key, several holders",
        claim: "The same public key or certificate serves two or more holders: identities, or repositories it opens.",
        rationale: "Whoever has the one private key is all of them: no log can tell which, and no single one can be "
            + "revoked.",
        severity: "High.", thresholds: [], needs: [.credential],
        guards: [
            "Only digests of the same algorithm are compared; hints and last characters never are.",
            "Credentials that are inactive or expired, and several keys of one holder, are no sharing.",
        ],
        remediation: ["Issue a key of its own to each holder, and retire the shared one."],
        falseWhen: "a later complete read shows the key with one holder only",
        controls: .reuse,
        examples: [
            RuleExample(.flagged, "one public key uploaded by two users") { estate in
                estate.user("svc-a")
                estate.user("svc-b")
                let print = [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")]
                estate.key("APKA1", of: "svc-a", fingerprints: print, form: .asymmetric)
                estate.key("APKA2", of: "svc-b", fingerprints: print, form: .asymmetric)
            },
            RuleExample(.flagged, "one deploy key in two repositories") { estate in
                let print = [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")]
                estate.repository("shop/checkout")
                estate.repository("shop/site")
                estate.deployKey("11", of: "shop/checkout", fingerprints: print)
                estate.deployKey("12", of: "shop/site", fingerprints: print)
            },
            RuleExample(.notFlagged, "the same value by another algorithm") { estate in
                estate.user("svc-a")
                estate.user("svc-b")
                estate.key(
                    "APKA1", of: "svc-a", fingerprints: [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")],
                    form: .asymmetric)
                estate.key(
                    "APKA2", of: "svc-b", fingerprints: [Fingerprint(algorithm: "md5-ssh", value: "Zm9v")],
                    form: .asymmetric)
            },
            RuleExample(.flagged, "one key that the vendor prints by two algorithms: one finding") { estate in
                estate.user("svc-a")
                estate.user("svc-b")
                let prints = [
                    Fingerprint(algorithm: "md5-ssh", value: "aa:bb"),
                    Fingerprint(algorithm: "sha256-ssh", value: "Zm9v"),
                ]
                estate.key("APKA1", of: "svc-a", fingerprints: prints, form: .asymmetric)
                estate.key("APKA2", of: "svc-b", fingerprints: prints, form: .asymmetric)
            },
            RuleExample(.indeterminate, "two users share a key, and it is not known whether one of them is active") {
                estate in
                estate.user("svc-a")
                estate.user("svc-b")
                let print = [Fingerprint(algorithm: "sha256-ssh", value: "Zm9v")]
                estate.key("APKA1", of: "svc-a", fingerprints: print, form: .asymmetric)
                estate.key("APKA2", of: "svc-b", status: .unknown, fingerprints: print, form: .asymmetric)
            },
        ],
        judge: .aggregate(
            Aggregate(
                key: "public key fingerprint",
                members: { dossier, context in
                    var members: [(key: Fingerprint, member: AggregateMember)] = []
                    for held in dossier.credentials {
                        for fingerprint in held.record.fingerprints
                        where context.first.fingerprints.isShared(fingerprint) {
                            guard let standing = context.standing(held, dossier) else { continue }
                            members.append(
                                (
                                    fingerprint,
                                    AggregateMember(
                                        subject: dossier.subject(of: held.record),
                                        holder: "\(dossier.source.id)|\(dossier.reference)", isCertain: standing,
                                        evidence: context.evidence(
                                            "fingerprint", "\(fingerprint.algorithm):\(fingerprint.value)", held.filed,
                                            note: "\(held.record.nativeID) of \(dossier.name)"),
                                        owners: dossier.owners, teams: dossier.teams,
                                        citation: context.citation(held.filed.stored))
                                ))
                        }
                    }
                    return members
                },
                judge: { fingerprint, members, context, docket in
                    docket.look()
                    guard let first = members.first else { return }
                    let subject = Subject(
                        source: first.subject.source, connector: "", tenant: "", kind: "aggregate",
                        nativeID: "\(fingerprint.algorithm):\(fingerprint.value)",
                        name: "key \(fingerprint.value.prefix(24))")
                    let certain = members.filter(\.isCertain)
                    guard Set(certain.map(\.holder)).count > 1 else {
                        if Set(members.map(\.holder)).count > 1 {
                            docket.undecided(
                                subject,
                                Cause(
                                    key: "status-unknown",
                                    what: "not known whether the credentials that share the key are active",
                                    whoCanGiveIt: "a stream of the connector that reads their status"),
                                source: context.book.source(
                                    SourceID(connector: first.subject.connector, tenant: first.subject.tenant)))
                        }
                        return
                    }
                    let holders = Set(certain.map(\.holder)).count
                    var owners: [Owner] = []
                    for owner in certain.flatMap(\.owners) where !owners.contains(owner) { owners.append(owner) }
                    docket.violation(
                        subject,
                        Docket.Draft(
                            severity: .high,
                            summary: "one key (\(fingerprint.algorithm) \(fingerprint.value)) serves \(holders) "
                                + "holders through \(certain.count) credentials",
                            evidence: certain.prefix(Docket.memberLimit).map(\.evidence),
                            coverage: certain.map(\.citation),
                            remediation: [
                                "Issue a key of its own to each of the \(holders) holders, and see it used.",
                                "Then retire the shared key everywhere it is registered.",
                            ], owners: Array(owners.prefix(Docket.memberLimit)),
                            teams: Set(certain.flatMap(\.teams)).sorted { NativeID($0) < NativeID($1) },
                            members: certain.map(\.subject)))
                })))
}

extension RuleContext {
    /// Whether the credential takes part: true for certain, false where its state is not known, nil where it does not.
    fileprivate func standing(_ held: HeldCredential, _ dossier: Dossier) -> Bool? {
        if dossier.isUsable(held.record, asOf: asOf) { return !dossier.knownByReferenceOnly }
        return held.record.status == .unknown ? false : nil
    }
}
