import Inventory

extension Rule {
    /// OAU-06: who let it in has left.
    static let consenterGone = Rule(
        id: "OAU-06", title: "Consenter is gone",
        claim: "Whoever consented to an application, or installed it, has left, and the access is still there.",
        rationale: "Nobody remembers why it was let in, and nobody will say when it is no longer needed.",
        severity:
            "Medium; high where the access works on without its person, low where it died with the account and would come "
            + "back with it.",
        thresholds: [.suspensionGraceDays], needs: [.application, .identity, .grant, .ownership, .link, .person],
        guards: [
            "The account that consented is linked to the person with a certainty of at least 0.9, or was itself deleted.",
            "People on leave are here; who is suspended may come back within the policy's grace.",
            "Where another installer is still here, the application is not left alone.",
            "The system maker's own applications are left out.",
        ],
        remediation: ["Take the access back, or let somebody who answers for it consent anew."],
        falseWhen: "a later complete read shows the grant gone, or the person back",
        controls: ControlMapping.orphan.with(.grant),
        examples: [
            RuleExample(.flagged, "an app that a leaver let read their calendar") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.tenantUser("ana", email: "ana.berg@example.com")
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(.flagged, "an app that a leaver installed for everybody") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.gitHubApp("build-bot", scopes: ["contents: read"], installer: "ana.berg@example.com")
            },
            RuleExample(.notFlagged, "the person is on leave") { estate in
                estate.person("00042", "ana.berg@example.com", .leave)
                estate.tenantUser("ana", email: "ana.berg@example.com")
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(.notFlagged, "a second installer is still here") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.person("00043", "bo.dahl@example.com")
                estate.gitHubApp(
                    "build-bot", scopes: ["contents: read"], installer: "ana.berg@example.com", "bo.dahl@example.com")
            },
            RuleExample(.notFlagged, "the person was suspended three days ago") { estate in
                estate.person("00042", "ana.berg@example.com", .suspended, ended: ExampleEstate.ago(days: 3))
                estate.tenantUser("ana", email: "ana.berg@example.com")
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(.indeterminate, "an app that an account let in of which nobody knows whose it is") { estate in
                estate.person("00042", "ana.berg@example.com", .deactivated, ended: ExampleEstate.ago(days: 50))
                estate.tenantUser("ana", email: nil)
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(.indeterminate, "an app that an account let in which was not read") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let access = context.foreignAccess(dossier, &docket) else { return }
            var left = Departures()
            context.gatherUsers(access, dossier, &left)
            context.gatherInstallers(access, dossier, &left)
            guard !left.grants.isEmpty else {
                if let doubt = left.doubt { docket.undecided(dossier.subject, doubt, source: dossier.source) }
                return
            }
            docket.violation(dossier.subject, context.draft(left, access, dossier))
        })
}

/// Who has left of those who let an application in.
private struct Departures {
    var grants: [GrantFacts] = []
    var evidence: [Evidence] = []
    var names: [String] = []
    var severity = Severity.low
    var doubt: Cause?

    mutating func add(_ grant: GrantFacts, _ severity: Severity) {
        grants.append(grant)
        self.severity = max(self.severity, severity)
    }
}

extension RuleContext {
    /// Grants in the name of one account.
    fileprivate func gatherUsers(_ access: ApplicationAccess, _ dossier: Dossier, _ left: inout Departures) {
        for grant in access.grants {
            guard let account = grant.onBehalfOf, account.kind == .identity,
                let state = first.grants.consenters.states[.init(source: dossier.source.id, id: account.nativeID)]
            else { continue }
            switch state {
            case .unclear(let doubt): left.doubt = left.doubt ?? cause(doubt, of: dossier.source.id)
            case .gone(let gone):
                guard !mayComeBack(gone.status, since: gone.leftAt) else { continue }
                left.add(grant, Self.severity(grant, isDeleted: gone.entry == nil))
                guard left.evidence.count < Self.listed else { continue }
                let name = gone.account.record.name
                left.names.append(name)
                left.evidence.append(
                    evidence(
                        "consenter", name, gone.account, note: "the account is \(gone.account.record.status.rawValue)"))
                if let entry = gone.entry { left.evidence += evidence(person: entry) }
            }
        }
    }

    /// Installations and consents for everybody, of which only the claim tells who made them.
    fileprivate func gatherInstallers(_ access: ApplicationAccess, _ dossier: Dossier, _ left: inout Departures) {
        let shared = access.grants.filter { $0.onBehalfOf == nil && $0.consent != .trust }
        let installers = dossier.claims.filter { $0.owner.evidence == .installer && $0.owner.confidence > 0 }
        guard !shared.isEmpty, !installers.isEmpty else { return }
        guard !installers.contains(where: { $0.owner.state == .active || $0.owner.state == .group }) else { return }
        let gone = installers.filter { claim in
            (claim.owner.state == .inactive && claim.match >= 0.9 || claim.owner.state == .absent)
                && !mayComeBack(claim.owner.personStatus, since: claim.owner.leftAt)
        }
        guard gone.count == installers.count else {
            if let claim = installers.first(where: { $0.owner.state == .unknown || $0.owner.state == .ambiguous }) {
                left.doubt = left.doubt ?? doubt(claim)
            }
            return
        }
        for grant in shared { left.add(grant, Self.severity(grant, isDeleted: false)) }
        for claim in gone.prefix(Self.listed) {
            left.names.append(claim.owner.name ?? claim.owner.reference)
            left.evidence.append(evidence(claim, of: dossier))
            left.evidence += evidence(personOf: claim)
        }
    }

    private func mayComeBack(_ status: PersonStatus?, since: Instant?) -> Bool {
        guard status == .suspended, let since else { return status == .suspended }
        return asOf.days(since: since) <= Int64(policy[.suspensionGraceDays].value)
    }

    private static func severity(_ grant: GrantFacts, isDeleted: Bool) -> Severity {
        guard case .grant(let held) = grant.record else { return .medium }
        switch isDeleted ? held.record.survival.deletion : held.record.survival.disabling {
        case .yes: return .high
        case .no: return .low
        case .unknown: return .medium
        }
    }

    private func evidence(person entry: Int) -> [Evidence] {
        let person = first.people.entries[entry]
        var found = [
            evidence("person.status", person.standing.status.rawValue, person.decidedBy, note: person.standing.conflict)
        ]
        if let left = person.standing.leftAt { found.append(evidence("person.endedAt", left.day, person.decidedBy)) }
        return found
    }

    private func cause(_ doubt: ConsenterBook.Doubt, of source: SourceID) -> Cause {
        switch doubt {
        case .notRead:
            gaps(source, .identity)
                ?? Cause(
                    key: "consenter-unread", what: "let in by an account that is in no list that was read",
                    whoCanGiveIt: "a stream of the connector that reads such accounts")
        case .noPerson:
            first.coverage.hasSource
                ? peopleGap
                    ?? Cause(
                        key: "consenter-unlinked", what: "let in by an account that is linked to no person",
                        whoCanGiveIt: "the person's address or employee id on the account")
                : Cause(
                    key: "no-people-source", what: OwnerRanking.words(.noPeopleSource),
                    whoCanGiveIt: "a source with authoritative_for: [people] in the configuration")
        case .standing:
            peopleGap
                ?? Cause(
                    key: "standing-unknown", what: OwnerRanking.words(.standingUnknown),
                    whoCanGiveIt: "the status column of the people source")
        case .linksUnread:
            gaps(source, .link)
                ?? Cause(key: "links-unread", what: "links of accounts to people were not read")
        }
    }

    fileprivate func draft(_ left: Departures, _ access: ApplicationAccess, _ dossier: Dossier) -> Docket.Draft {
        let users = left.grants.filter { $0.onBehalfOf != nil }.count
        let who = left.names.prefix(1).joined() + (left.names.count > 1 ? " and \(left.names.count - 1) more" : "")
        let count =
            access.grants.count > 1 && users > 0 ? " (\(left.grants.count) of \(access.grants.count) grants)" : ""
        let shown = left.grants.prefix(Self.listed)
        return Docket.Draft(
            severity: left.severity,
            summary: "\(who), who let \(dossier.name) in, has left, and its access stands\(count)",
            evidence: left.evidence
                + shown.map { evidence("grant", $0.id.string, $0, note: $0.scopes.map(\.scope).joined(separator: " ")) }
                + evidence(access.facts, dossier),
            coverage: citations(left.grants, dossier) + peopleCitations,
            remediation: ["Ask whether anybody needs \(dossier.name); if so, let them consent anew. Then:"]
                + Remediation.revoke(left.grants, of: dossier), owners: dossier.owners, teams: dossier.teams)
    }
}
