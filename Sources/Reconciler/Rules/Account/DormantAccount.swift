import Inventory

extension Rule {
    /// ACC-03: a person's account that nobody signs in to.
    static let dormantAccount = Rule(
        id: "ACC-03", title: "Dormant account of a person",
        claim: "A person's enabled account has not been used, in any known way, for longer than the policy allows.",
        rationale: "Its person would not notice a stranger in it.",
        severity: "Medium.",
        thresholds: [.accountDormantAfterDays], needs: [.identity, .usage, .credential, .person, .link],
        guards: [
            "Only successful sign-ins and uses count. Where refused attempts count too, a late one is indeterminate.",
            "Every way to use it must be known to be idle, its keys and tokens too: one that is unknown or unsupported "
                + "makes it indeterminate.",
            "\"None since\" counts from there, or from creation if that is later: a new account is not dormant.",
            "Who is on leave is left alone, and a leaver's account is ACC-01's.",
            "Accounts of which it is not known whose they are are ACC-02's.",
            "Break-glass and vendor-managed accounts are left out, and what Muster itself signs in with.",
        ],
        remediation: ["Ask the person, then disable the account."],
        falseWhen: "a later complete read shows it used, disabled or gone",
        controls: .stale,
        examples: [
            RuleExample(.flagged, "an account with a last sign-in 60 days ago") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.use(.identity("aberg"), holder: .identity("aberg"), .observed(ExampleEstate.ago(days: 60)))
            },
            RuleExample(.flagged, "no attempt either for 60 days") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.attempt("aberg", daysAgo: 60)
            },
            RuleExample(.notFlagged, "an account with a sign-in 40 days ago") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.use(.identity("aberg"), holder: .identity("aberg"), .observed(ExampleEstate.ago(days: 40)))
            },
            RuleExample(.notFlagged, "no sign-in, and a key in use") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.use(.identity("aberg"), holder: .identity("aberg"), .observed(ExampleEstate.ago(days: 60)))
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "aberg", lastUse: .observed(ExampleEstate.ago(days: 2)))
            },
            RuleExample(.notFlagged, "its person is on leave") { estate in
                estate.person("00042", "ana.berg@example.com", .leave)
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.use(.identity("aberg"), holder: .identity("aberg"), .observed(ExampleEstate.ago(days: 60)))
            },
            RuleExample(.notFlagged, "made 20 days ago and not used yet") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"], createdDaysAgo: 20)
                estate.use(.identity("aberg"), holder: .identity("aberg"), .noneSince(ExampleEstate.ago(days: 900)))
            },
            RuleExample(.indeterminate, "an attempt five days ago, of which nobody knows whether it was let in") {
                estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.attempt("aberg", daysAgo: 5)
            },
            RuleExample(.indeterminate, "the vendor tells of no last sign-in") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
                estate.use(.identity("aberg"), holder: .identity("aberg"), .unsupported)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let identity = dossier.identity, identity.record.status == .enabled,
                dossier.classification.value == .human, !identity.record.isGuest || dossier.link != nil,
                !dossier.isBreakGlass(context.policy), !dossier.isVendorManaged(context.policy)
            else { return }
            let standing = dossier.link.flatMap { $0.confidence >= 0.9 ? $0.standing : nil }
            if let standing, standing.state == .inactive || standing.status == .leave { return }
            docket.look()
            let limit = context.policy[.accountDormantAfterDays].value
            switch context.dormancy(dossier, limit: limit, attemptsAreUse: false) {
            case .inUse: return
            case .notJudged:
                docket.undecided(
                    dossier.subject, context.silence(dossier.usage, of: dossier.source.id), source: dossier.source)
            case .undecided(let cause): docket.undecided(dossier.subject, cause, source: dossier.source)
            case .dormant(let ways):
                if let gap = context.leaveGap(dossier, identity) {
                    return docket.undecided(dossier.subject, gap, source: dossier.source)
                }
                docket.violation(dossier.subject, context.draft(dormant: dossier, identity, ways, limit: limit))
            }
        })
}

extension RuleContext {
    /// What was not read and may say that the account's person is on leave, or that it is switched off.
    fileprivate func leaveGap(_ dossier: Dossier, _ identity: Filed<Identity>) -> Cause? {
        if let gap = peopleGap { return gap }
        if dossier.link?.confidence ?? 0 < 1, let gap = gaps(dossier.source.id, .link) { return gap }
        return identity.coverage.current ? nil : staleness(identity)
    }

    fileprivate func draft(
        dormant dossier: Dossier, _ identity: Filed<Identity>,
        _ ways: [(label: String, usage: FoldedUsage, days: Int64)], limit: Int
    ) -> Docket.Draft {
        let shortest = ways.map(\.days).min() ?? 0
        var evidence = [self.evidence("status", identity.record.status.rawValue, identity)]
        evidence += ways.compactMap { way in
            way.usage.decisive.map {
                self.evidence(
                    "lastUsed", way.usage.lastUse.words, $0, note: "\(way.label), \($0.record.meaning.rawValue)")
            }
        }
        if let link = dossier.link {
            evidence.append(
                self.evidence(
                    link, value: link.name ?? link.email ?? link.person,
                    note: "\(link.standing.status.rawValue); \(link.reason) (\(link.method))"))
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: .medium,
            summary:
                "\(dossier.name), the account of \(dossier.link.flatMap { $0.name ?? $0.email } ?? "a person"), has "
                + "not been used for at least \(shortest) days (limit \(limit))",
            evidence: evidence,
            coverage: ways.map { way in way.usage.decisive.flatMap { citation($0.stored) } } + [headCitation(dossier)],
            remediation: ["Ask whether the account is still needed; if not:"] + Remediation.retire(dossier),
            owners: dossier.owners, teams: dossier.teams)
    }
}
