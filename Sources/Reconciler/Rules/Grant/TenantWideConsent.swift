import Inventory

extension Rule {
    /// OAU-03: one consent for everybody's data.
    static let tenantWideConsent = Rule(
        id: "OAU-03", title: "Tenant-wide consent to people's data",
        claim:
            "A vendor's application was let in for every user, or for all repositories, with a scope of at least medium risk.",
        rationale: "Nobody was asked, and everybody is in it, the board and the people department too.",
        severity: "High.",
        thresholds: [], needs: [.application, .identity, .grant],
        guards: [
            "The system maker's and the company's own applications are left out; what an application may do as itself is "
                + "OAU-02's.",
            "A vendor that the register approves with `tenant_wide: true` is left out while the contract lasts.",
            "An installation for what was picked is narrow, whatever its scopes.",
        ],
        remediation: ["Restrict it to the groups or repositories that need it."],
        falseWhen:
            "a later complete read shows no consent for everybody with such a scope, or the register approves it",
        controls: .grant,
        examples: [
            RuleExample(.flagged, "an administrator let a vendor's app read all calendars for everybody") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: nil)
            },
            RuleExample(.flagged, "an app that was installed for all repositories") { estate in
                estate.gitHubApp("build-bot", scopes: ["issues: read"])
            },
            RuleExample(.notFlagged, "the same app for one user") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(.notFlagged, "an app that was installed for some repositories") { estate in
                estate.gitHubApp("build-bot", scopes: ["issues: read"], selected: true)
            },
            RuleExample(.notFlagged, "an app of our own") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.entra.tenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: nil)
            },
            RuleExample(
                .notFlagged, "a vendor that the register approves for everybody",
                policy: .with(vendors: [
                    Vendor(name: "Rooms Ltd", clientIDs: ["client-rooms"], isTenantWide: true)
                ])
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: nil)
            },
            RuleExample(.indeterminate, "a consent for everybody to a scope that nobody knows") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Telepathy.Read.All"], to: "rooms", by: nil)
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let access = context.foreignAccess(dossier, &docket), access.facts.mayBeThirdParty else { return }
            if let vendor = access.facts.vendor?.vendor, vendor.isTenantWide, vendor.isInForce(context.asOf) { return }
            let wide = access.grants.filter { grant in
                if case .permission = grant.record { return false }
                return grant.reach == .everybody && grant.consent != .trust
            }
            let scopes = wide.flatMap { grant in
                grant.scopes.filter { $0.risk >= .medium }.map { (grant: grant, scope: $0) }
            }
            guard let worst = scopes.map(\.scope).max(by: { $0.risk < $1.risk }) else {
                let unknown = context.unknownScopes(ApplicationAccess(facts: access.facts, grants: wide))
                if let cause = unknown ?? context.gaps(dossier.source.id, .grant) {
                    docket.undecided(dossier.subject, cause, source: dossier.source)
                }
                return
            }
            docket.violation(
                dossier.subject,
                Docket.Draft(
                    severity: .high,
                    summary: "\(dossier.name) was let in for everybody with \(worst.scope)"
                        + (worst.entry.map { ": it \($0.meaning)" } ?? ""),
                    evidence: wide.prefix(RuleContext.listed).map {
                        context.evidence("consent", $0.consent.rawValue, $0, note: "for everybody")
                    } + context.evidence(scopes) + context.evidence(access.facts, dossier),
                    coverage: context.citations(wide, dossier),
                    remediation: ["Require assignment, and assign \(dossier.name) to those who need it; then:"]
                        + Remediation.revoke(wide, of: dossier), owners: dossier.owners, teams: dossier.teams))
        })
}
