import Inventory

extension Rule {
    /// STL-05: it works no more, and is still there.
    static let endedCredentialKept = Rule(
        id: "STL-05", title: "Expired or inactive credential kept",
        claim: "A credential expired or was made inactive longer ago than the policy allows, and is still there.",
        rationale: "An inactive key is one click from working. Expired ones hide, by their number, the few that count.",
        severity: "Low.",
        thresholds: [.endedCredentialDays], needs: [.credential, .identity, .application, .resource],
        guards: [
            "Where the vendor does not tell since when it is inactive, time counts from the read that first showed it as "
                + "it is now; until then it is indeterminate, with the day on which it can be judged.",
            "Passwords, secrets that are only kept and trust in another issuer are left out, and what the vendor clears "
                + "away by itself (Okta's API tokens).",
            "The last read must have confirmed it.",
            "Credentials of break-glass and vendor-managed identities are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Delete the credential."],
        falseWhen: "a later complete read shows the credential gone, or active",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "a key that expired 40 days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", expiry: .at(ExampleEstate.ago(days: 40)))
            },
            RuleExample(.flagged, "a key seen inactive for 400 days") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", status: .inactive)
            },
            RuleExample(.notFlagged, "a key that expired 20 days ago") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", expiry: .at(ExampleEstate.ago(days: 20)))
            },
            RuleExample(.notFlagged, "a key that expires tomorrow") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", expiry: .at(ExampleEstate.ago(days: -1)))
            },
            RuleExample(.indeterminate, "a key that was inactive when it was first seen, 20 days ago") { estate in
                estate.user("svc-report")
                estate.add(
                    Credential(
                        nativeID: "AKIAIOSFODNN7EXAMPLE", type: "aws.iam.accessKey", form: .staticSecret,
                        holder: .identity("svc-report"), status: .inactive), "accessKeys",
                    seen: ExampleEstate.ago(days: 20))
            },
            RuleExample(.indeterminate, "an expired key in a list that could not be read this time") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", expiry: .at(ExampleEstate.ago(days: 40)))
                estate.mark("accessKeys", .denied, permission: "iam:ListAccessKeys")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.credentials.contains(where: { $0.hasEnded(by: context.asOf) }),
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy)
            else { return }
            for held in dossier.credentials where held.hasEnded(by: context.asOf) {
                docket.look()
                context.judge(ended: held, dossier, &docket)
            }
        })
}

extension HeldCredential {
    fileprivate func hasEnded(by asOf: Instant) -> Bool {
        if case .at(let end) = record.expiry, end <= asOf { return isKept }
        return record.status == .inactive && isKept
    }

    /// Of a kind that stays until somebody deletes it.
    private var isKept: Bool {
        guard !isCollectors, !isOnlyCollectors else { return false }
        switch record.form {
        case .password, .storedSecret, .federated: return false
        // Okta lists active tokens only, and drops one that was not used for 30 days.
        case .staticSecret, .asymmetric, .certificate: return record.type != "okta.apiToken"
        }
    }
}

extension RuleContext {
    fileprivate func judge(ended held: HeldCredential, _ dossier: Dossier, _ docket: inout Docket) {
        let limit = Int64(policy[.endedCredentialDays].value)
        let subject = dossier.subject(of: held.record)
        if dossier.knownByReferenceOnly, dossier.reference.kind != .credential {
            return docket.undecided(subject, holderUnread(dossier), source: dossier.source)
        }
        guard held.filed.coverage.current else {
            return docket.undecided(subject, staleness(held.filed), source: dossier.source)
        }
        var ended: (at: Instant, words: String, isCertain: Bool)?
        if case .at(let end) = held.record.expiry, end <= asOf { ended = (end, "expired on \(end.day)", true) }
        if held.record.status == .inactive, asOf < ended?.at.advanced(byDays: limit) ?? .distantFuture {
            let seen = held.filed.stored.observedAt
            if ended.map({ seen < $0.at }) ?? true {
                ended = (seen, "is inactive since \(seen.day) at the latest", false)
            }
        }
        guard let ended else { return }
        let due = ended.at.advanced(byDays: limit)
        guard asOf > due else {
            guard !ended.isCertain else { return }
            return docket.undecided(subject, unknownSince("inactive", judgeableAt: due), source: dossier.source)
        }
        var evidence = [self.evidence("status", held.record.status.rawValue, held.filed)]
        if ended.isCertain {
            evidence.append(self.evidence("expiresAt", ended.at.description, held.filed))
        } else {
            evidence.append(
                self.evidence("observedAt", ended.at.description, held.filed, note: "inactive for at least as long"))
        }
        docket.violation(
            subject,
            Docket.Draft(
                severity: .low,
                summary: "\(held.record.nativeID) of \(dossier.name) \(ended.words) and is still there "
                    + "(limit \(limit) days)",
                evidence: evidence, coverage: [citation(held.filed.stored), headCitation(dossier)],
                remediation: Remediation.remove(held.record, holder: dossier.name), owners: dossier.owners,
                teams: dossier.teams))
    }
}

extension Instant {
    fileprivate static let distantFuture = Instant.range.upperBound
}
