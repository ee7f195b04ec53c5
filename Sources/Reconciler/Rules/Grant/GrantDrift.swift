import Inventory

extension Rule {
    /// OAU-08: an application may do more than at the last look.
    static let grantDrift = Rule(
        id: "OAU-08", title: "Access of an application has grown",
        claim:
            "Since the run before, an application was let in, got a scope, may act as itself where it acted as its users, or "
            + "reaches everything where it reached what was picked.",
        rationale: "Consent phishing and a vendor's quiet growth look the same: yesterday it could not, today it can.",
        severity: "Medium; high where what is new is of high risk, or no longer bound by a user's rights.",
        thresholds: [], needs: [.application, .identity, .grant, .entitlement],
        guards: [
            "The first complete run of a source is the baseline, and so is the first read of a stream.",
            "What may only not have been read before, or is read otherwise now (another mapping, principal or setting), is no "
                + "growth.",
            "Another user's consent to what an application has already is none either.",
            "Scopes that the register of vendors allows are expected. The system maker's own applications are left out.",
            "A source that was not read since is not compared: what was found of it stands.",
        ],
        remediation: ["Ask whoever consented; take back what nobody asked for."],
        falseWhen: "a later run shows no further growth, or the access gone",
        controls: .grant,
        examples: [
            RuleExample(
                .flagged, "an app that was not there yesterday",
                before: { estate in estate.tenantApp("rooms", home: ExampleEstate.otherTenant) }
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .flagged, "a permission that the app had as a user, and has as itself today",
                before: { estate in
                    estate.tenantApp("notes", home: ExampleEstate.otherTenant)
                    estate.delegated(["Mail.Read"], to: "notes", by: "ana")
                }
            ) { estate in
                estate.tenantApp("notes", home: ExampleEstate.otherTenant)
                estate.delegated(["Mail.Read"], to: "notes", by: "ana")
                estate.appPermission("Mail.Read", of: "notes")
            },
            RuleExample(
                .flagged, "an installation for some repositories that is one for all today",
                before: { estate in estate.gitHubApp("build-bot", scopes: ["contents: read"], selected: true) }
            ) { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read"])
            },
            RuleExample(
                .notFlagged, "nothing has changed",
                before: { estate in estate.gitHubApp("build-bot", scopes: ["contents: read"]) }
            ) { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read"])
            },
            RuleExample(
                .notFlagged, "a second user consents to what the app has already",
                before: { estate in
                    estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                    estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
                }
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "bo")
            },
            RuleExample(
                .indeterminate, "a scope that only a newer mapping tells of",
                before: { estate in
                    estate.gitHubApp("build-bot", scopes: ["contents: read"])
                    estate.version("installations", 0)
                }
            ) { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read", "issues: read"])
            },
            RuleExample(.notFlagged, "the first run") { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read"])
            },
            RuleExample(
                .indeterminate, "an app that was not there when the list could not be read to its end",
                before: { estate in
                    estate.addGitHub()
                    estate.mark("installations", .truncated)
                }
            ) { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: read"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard context.first.grants.drift.hasPrevious, let access = context.access(dossier, &docket),
                access.facts.party != .maker
            else { return }
            let book = context.first.grants.drift
            docket.look()
            let place = DriftBook.Holder(source: dossier.source.id, reference: dossier.reference)
            guard let drift = book.byHolder[place] else {
                // That nothing more was seen says something only where everything was looked at.
                if book.unreadSources.contains(dossier.source.id) || context.grantGap(dossier) != nil {
                    docket.leaveStanding(dossier.subject)
                }
                return
            }
            let changes = drift.changes.filter { !context.isAllowed($0.item.scope, access.facts) }
            guard !changes.isEmpty else {
                if let doubt = drift.doubt {
                    docket.undecided(dossier.subject, context.cause(doubt, dossier.source.id), source: dossier.source)
                }
                return
            }
            docket.violation(dossier.subject, context.draft(drift, changes, access, dossier))
        })
}

extension RuleContext {
    fileprivate func cause(_ doubt: DriftBook.Doubt, _ source: SourceID) -> Cause {
        switch doubt {
        case .baseline: Cause(key: "drift-baseline", what: "there was nothing to compare with")
        case .unread(let stream):
            Cause(
                key: "drift-unread:\(stream)",
                what:
                    "\(stream) was not read to its end in both runs: what is new cannot be told from what was not seen",
                whoCanGiveIt: "two complete reads of \(stream)", streams: [stream])
        case .otherReader(let stream):
            Cause(
                key: "drift-reader:\(stream)",
                what:
                    "\(stream) is read by another mapping, principal or setting than before: more may only be seen now",
                whoCanGiveIt: "the next run, which compares like with like", streams: [stream])
        }
    }

    fileprivate func draft(
        _ drift: DriftBook.Drift, _ changes: [DriftBook.Change], _ access: ApplicationAccess, _ dossier: Dossier
    ) -> Docket.Draft {
        let facts = Dictionary(
            access.grants.flatMap { grant in grant.scopes.map { ("\(grant.form.rawValue) \($0.scope)", (grant, $0)) } },
            uniquingKeysWith: { first, _ in first })
        var severity = Severity.medium
        var found: [Evidence] = []
        var touched: [GrantFacts] = []
        for change in changes.sorted(by: { ($0.kind, $0.item) < ($1.kind, $1.item) }) {
            let known = facts["\(change.item.form.rawValue) \(change.item.scope)"]
            let risk = known?.1.risk ?? .unknown
            if risk >= .high || change.kind == .delegatedToApplication { severity = .high }
            if let grant = known?.0, !touched.contains(where: { $0.id == grant.id }) { touched.append(grant) }
            guard found.count < Self.listed else { continue }
            let words = [
                change.kind.rawValue, known?.1.entry.map(\.meaning), risk == .unknown ? nil : "risk \(risk.rawValue)",
            ]
            found.append(
                Evidence(
                    field: "scope", value: change.item.scope, source: dossier.source.name,
                    operation: book.stream(change.origin.stream, of: dossier.source.id)?.operation,
                    run: change.origin.run, observedAt: change.origin.observedAt,
                    note: words.compactMap { $0 }.joined(separator: "; ")))
        }
        if changes.count > found.count {
            found.append(Evidence(field: "changes", value: "\(changes.count)", note: "the first are listed"))
        }
        if let since = drift.since {
            found.append(Evidence(field: "comparedWith", value: since.description, note: "the read before"))
        }
        return Docket.Draft(
            severity: severity, summary: summary(drift, changes, dossier),
            evidence: found + evidence(access.facts, dossier),
            coverage: citations(touched.isEmpty ? access.grants : touched, dossier),
            remediation: ["Ask whoever let \(dossier.name) in what it is for; take back what nobody asked for:"]
                + Remediation.revoke(touched.isEmpty ? access.grants : touched, of: dossier), owners: dossier.owners,
            teams: dossier.teams)
    }

    private func summary(_ drift: DriftBook.Drift, _ changes: [DriftBook.Change], _ dossier: Dossier) -> String {
        let names = Set(changes.map(\.item.scope)).sorted { NativeID($0) < NativeID($1) }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        if drift.isNew { return "\(dossier.name) was let in since the run before, with \(shown)" }
        if let first = changes.first(where: { $0.kind == .delegatedToApplication }) {
            return "\(dossier.name) had \(first.item.scope) as a user, and has it as itself now"
        }
        if changes.allSatisfy({ $0.kind == .wider }) { return "\(dossier.name) reaches more than before with \(shown)" }
        return "\(dossier.name) may do more than before: \(shown)"
    }
}
