import Inventory

extension Rule {
    /// CRD-04: something will stop working on a known day.
    static let expiringSoon = Rule(
        id: "CRD-04", title: "Credential in use ends soon",
        claim: "A credential that was used lately ends within the policy's days.",
        rationale: "On that day whatever uses it stops. Renewed in a hurry it is copied about, or made without an end.",
        severity: "Medium; info where a credential that replaces it is in use already.",
        thresholds: [.expiringWithinDays], needs: [.credential, .identity, .application, .usage],
        guards: [
            "An end that moves with each use (sliding) is passed over.",
            "A credential that is short-lived as a whole is renewed as it goes, and passed over.",
            "Where the credential's own use is not told, that of its holder counts if it has no other.",
            "Muster's own credential is COL-04's, what a vendor manages is renewed by the vendor.",
        ],
        remediation: ["Issue the new credential now, see it used, and let the old one end."],
        falseWhen: "a later complete read shows a later end, or the credential unused, inactive or gone",
        controls: .credential,
        examples: [
            RuleExample(.flagged, "a token used yesterday that ends in ten days") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 1)), endsInDays: 10)
            },
            RuleExample(.flagged, "the only token of a user that signed in yesterday, its own use not told") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .unsupported, endsInDays: 10)
                estate.use(
                    .identity("svc-report"), holder: .identity("svc-report"), .observed(ExampleEstate.ago(days: 1)))
            },
            RuleExample(.flagged, "a token that ends in ten days, whose replacement is in use: info") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 9)), endsInDays: 10)
                estate.key(
                    "token-2", of: "svc-report", createdDaysAgo: 8, lastUse: .observed(ExampleEstate.ago(days: 1)),
                    endsInDays: 300)
            },
            RuleExample(.notFlagged, "a token used yesterday that ends in 31 days") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 1)), endsInDays: 31)
            },
            RuleExample(.notFlagged, "a token that ends in ten days and was not used for 40") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 40)), endsInDays: 10)
            },
            RuleExample(.notFlagged, "a token that ends 30 days after its last use") { estate in
                estate.user("svc-report")
                estate.key(
                    "token-1", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 1)),
                    expiry: .sliding(windowInSeconds: 30 * 86_400))
            },
            RuleExample(.notFlagged, "a token made for two weeks") { estate in
                estate.user("svc-report")
                estate.key(
                    "token-1", of: "svc-report", createdDaysAgo: 4, lastUse: .observed(ExampleEstate.ago(days: 1)),
                    endsInDays: 10)
            },
            RuleExample(.indeterminate, "a token that ends in ten days, of whose use nothing is told") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .unsupported, endsInDays: 10)
            },
            RuleExample(.indeterminate, "two tokens, one ending soon, and only the user's sign-in is told") { estate in
                estate.user("svc-report")
                estate.key("token-1", of: "svc-report", lastUse: .unsupported, endsInDays: 10)
                estate.key("token-2", of: "svc-report", lastUse: .unsupported, endsInDays: 300)
                estate.use(
                    .identity("svc-report"), holder: .identity("svc-report"), .observed(ExampleEstate.ago(days: 1)))
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.credentials.contains(where: { context.endsSoon($0.record) }),
                !dossier.isVendorManaged(context.policy)
            else { return }
            let usable = context.usableCredentials(dossier, &docket)
            for held in usable where context.endsSoon(held.record) && !held.isCollectors {
                context.judge(ending: held, among: usable, dossier, &docket)
            }
        })
}

extension RuleContext {
    fileprivate func endsSoon(_ credential: Credential) -> Bool {
        guard case .at(let end) = credential.expiry, end > asOf else { return false }
        let window = Int64(policy[.expiringWithinDays].value)
        guard end <= asOf.advanced(byDays: window) else { return false }
        // Nothing is said of what never was to live longer than this.
        return (credential.lastRotatedAt ?? credential.createdAt).map { end > $0.advanced(byDays: window) } ?? true
    }

    /// Used within the window; nil where that is not known.
    private func isInUse(_ usage: FoldedUsage) -> Bool? {
        let start = asOf.advanced(byDays: -Int64(policy[.expiringWithinDays].value))
        if case .observed(let at) = usage.lastUse, at > start { return true }
        switch usage.idleness(
            existedSince: start.advanced(byDays: -1), limitInDays: policy[.expiringWithinDays].value, asOf: asOf)
        {
        case .beyond, .within: return false
        case .stale, .unsupported, .unknown: return nil
        }
    }

    fileprivate func judge(
        ending held: HeldCredential, among usable: [HeldCredential], _ dossier: Dossier, _ docket: inout Docket
    ) {
        docket.look()
        let subject = dossier.subject(of: held.record)
        var usage = held.usage
        if isInUse(usage) == nil, usable.count == 1, isInUse(dossier.usage) != nil { usage = dossier.usage }
        guard let isInUse = isInUse(usage) else {
            let isSilent = usage.lastUse == .unknown || usage.lastUse == .unsupported
            let cause = isSilent ? nil : usage.decisive.map(staleness)
            return docket.undecided(subject, cause ?? silence(usage, of: dossier.source.id), source: dossier.source)
        }
        guard isInUse, case .at(let end) = held.record.expiry else { return }
        // It may have been renewed since.
        guard held.filed.coverage.current else {
            return docket.undecided(subject, staleness(held.filed), source: dossier.source)
        }
        let successor = usable.first { self.isInUse($0.usage) == true && $0.replaces(held.record, ending: end) }
        var evidence = [self.evidence("expiresAt", end.description, held.filed)]
        if let decisive = usage.decisive {
            evidence.append(
                self.evidence(
                    "lastUsed", usage.lastUse.words, decisive,
                    note: decisive.record.subject.kind == .credential ? nil : "of its holder, which has no other"))
        }
        if let successor {
            evidence.append(
                self.evidence(
                    "replacement", successor.record.nativeID.string, successor.filed,
                    note: "last used \(successor.usage.lastUse.words)"))
        }
        docket.violation(
            subject,
            Docket.Draft(
                severity: successor == nil ? .medium : .info,
                summary: "\(held.record.nativeID) of \(dossier.name) is in use and ends on \(end.day)"
                    + (successor.map { "; \($0.record.nativeID) is in use already" } ?? ""),
                evidence: evidence,
                coverage: [citation(held.filed.stored), usage.decisive.flatMap { citation($0.stored) }],
                remediation: successor == nil
                    ? Remediation.rotate(held.record, holder: dossier.name)
                    : ["Move what still uses \(held.record.nativeID) before \(end.day)."],
                owners: dossier.owners, teams: dossier.teams))
    }
}

extension HeldCredential {
    /// Of the same kind, and made to work on after the other's end.
    fileprivate func replaces(_ other: Credential, ending end: Instant) -> Bool {
        guard record.nativeID != other.nativeID, record.type == other.type || record.form == other.form else {
            return false
        }
        if case .at(let later) = record.expiry { return later > end }
        return record.expiry != .unknown
    }
}

extension ExampleEstate {
    fileprivate mutating func key(
        _ id: String, of user: String, createdDaysAgo: Int64 = 200, lastUse: LastUse, endsInDays days: Int64
    ) {
        key(
            id, of: user, createdDaysAgo: createdDaysAgo, lastUse: lastUse, expiry: .at(Self.now.advanced(byDays: days))
        )
    }
}
