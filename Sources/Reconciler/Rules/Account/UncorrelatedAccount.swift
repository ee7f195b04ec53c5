import Inventory

extension Rule {
    /// ACC-02: an account of nobody.
    static let uncorrelatedAccount = Rule(
        id: "ACC-02", title: "Account of nobody we know",
        claim:
            "An enabled account that a person may use is linked to no person, though all people and links were read.",
        rationale:
            "When its person leaves, nothing connects the two: the account stays, and no rule about leavers sees it.",
        severity: "Medium.",
        thresholds: [.unlinkedAccountGraceDays], needs: [.identity, .link, .person, .credential],
        guards: [
            "What is known to be a thing (a bot, a service, a role) is no person's account; guests belong to others.",
            "A name that is like a person's user name is no link.",
            "Without a source that is the authority for people, or where people, links or what tells people from things "
                + "were not read to their end, one line per source says so.",
            "A list of people that shrank too much at once proves no absence.",
            "New accounts have a grace, by the vendor's date, or by our first sight after the first complete run.",
            "Break-glass and vendor-managed accounts are left out.",
        ],
        remediation: [
            "Put the person's address or employee id on the account, say in the policy that it is a thing, or disable it."
        ],
        falseWhen: "a later complete read shows the account linked to a person, known as a thing, disabled or gone",
        controls: .ownership,
        examples: [
            RuleExample(.flagged, "an account whose address is in no list of people") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("jk", tags: ["email": "jan.kowal@example.com"])
            },
            RuleExample(.flagged, "an account that only has a person's user name") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("ana.berg")
            },
            RuleExample(.notFlagged, "an account with a person's address") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("aberg", tags: ["email": "ana.berg@example.com"])
            },
            RuleExample(.notFlagged, "a bot") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("merge-helper", classification: .bot)
            },
            RuleExample(.notFlagged, "a user with access keys, no password and no person is a service") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "report")
            },
            RuleExample(.notFlagged, "an outside collaborator") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.guest("octo-ana")
            },
            RuleExample(.notFlagged, "an account made six days ago") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("jk", createdDaysAgo: 6)
            },
            RuleExample(.indeterminate, "two accounts, and no source of people is configured") { estate in
                estate.info.sources.removeAll { $0.id == ExampleEstate.people }
                estate.info.streams.removeAll { $0.source == ExampleEstate.people }
                estate.user("jk")
                estate.user("ana.berg")
            },
            RuleExample(.indeterminate, "the links of accounts could not be read") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("jk")
                estate.mark("links", .denied, permission: "scim:read")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let identity = dossier.identity, identity.record.status == .enabled,
                dossier.classification.value == .human || dossier.classification.value == .unknown,
                dossier.link?.confidence ?? 0 < 0.9, !identity.record.isGuest, !dossier.isOnlyCollectors,
                !dossier.isVendorManaged(context.policy), !dossier.isBreakGlass(context.policy)
            else { return }
            docket.look()
            let grace = context.policy[.unlinkedAccountGraceDays].value
            guard !context.isYounger(identity.record.createdAt, identity, grace) else { return }
            if let cause = context.linkDoubt(dossier, identity) {
                return docket.undecided(dossier.subject, cause, source: dossier.source)
            }
            docket.violation(dossier.subject, context.draft(unlinked: dossier, identity))
        })
}

extension RuleContext {
    /// Why a person may stand behind the account after all; nil where everything was read.
    fileprivate func linkDoubt(_ dossier: Dossier, _ identity: Filed<Identity>) -> Cause? {
        guard first.coverage.hasSource else { return noPeopleSource }
        if let gap = peopleGap { return gap }
        guard first.coverage.shrunk.isEmpty else {
            return Cause(
                key: "people-shrank", what: OwnerRanking.words(.peopleShrank),
                whoCanGiveIt: "a second complete read that agrees with this one")
        }
        if let gap = gaps(dossier.source.id, .link) ?? dossier.classification.gap { return gap }
        return identity.coverage.current ? nil : staleness(identity)
    }

    fileprivate func draft(unlinked dossier: Dossier, _ identity: Filed<Identity>) -> Docket.Draft {
        let tried = [
            book.reads(dossier.source.id, .link) ? "the vendor's links" : nil, "employee id", "address", "user name",
        ].compactMap { $0 }
        var evidence = [
            self.evidence("status", identity.record.status.rawValue, identity),
            Evidence(
                field: "people", value: "none of \(first.people.entries.count)",
                note: "tried: \(tried.joined(separator: ", "))"),
            self.evidence(
                "class", dossier.classification.value.rawValue, identity, note: dossier.classification.reason),
        ]
        if let link = dossier.link {
            evidence.append(
                Evidence(
                    field: "candidate", value: link.name ?? link.email ?? link.person,
                    note: "\(link.reason): too weak to link (\(link.method))"))
        }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        return Docket.Draft(
            severity: .medium,
            summary: "\(dossier.name) is enabled and linked to no person",
            evidence: evidence,
            coverage: [citation(identity.stored)] + citations(dossier.source.id, .link) + peopleCitations,
            remediation: [
                "If it is a person's: put their address or employee id on the account \(dossier.name).",
                "If it is a thing: name it in service_accounts of the policy, and give it an owner.",
                "If nobody knows it:",
            ] + Remediation.retire(dossier), owners: dossier.owners, teams: dossier.teams)
    }
}
