import Inventory

extension Rule {
    /// OAU-02: an application that may do great harm.
    static let highRiskScope = Rule(
        id: "OAU-02", title: "High-risk scope",
        claim: "An application that is not the system's own holds a scope of high risk that nobody approved.",
        rationale: "Whoever breaks into the vendor reads your mail, your files and your code with the vendor's token.",
        severity:
            "Critical for tier-0, and for high risk without a user's bounds; high for everybody's consent and for another "
            + "account's trust; medium for one user's, high if it lasts while the user is away. One step less for the "
            + "company's own applications.",
        thresholds: [], needs: [.application, .identity, .grant, .entitlement],
        guards: [
            "A scope is as risky as the catalogue of scopes says, apart for use as a user and as the application itself.",
            "A scope that the catalogue does not have is unknown, never harmless and never a finding.",
            "Scopes that the register of vendors allows are approved while the contract lasts.",
            "The system maker's own applications are left out.",
        ],
        remediation: ["Narrow it to what the vendor needs, approve it in the register, or take it back."],
        falseWhen: "a later complete read shows no scope of high risk, or the register allows them",
        controls: .grant,
        examples: [
            RuleExample(.flagged, "a vendor's app that may read every mailbox as itself") { estate in
                estate.tenantApp("meeting-notes", home: ExampleEstate.otherTenant)
                estate.appPermission("Mail.Read", of: "meeting-notes")
            },
            RuleExample(.flagged, "a vendor's app that one user lets read their mail") { estate in
                estate.tenantApp("meeting-notes", home: ExampleEstate.otherTenant)
                estate.delegated(["Mail.Read", "offline_access"], to: "meeting-notes", by: "ana")
            },
            RuleExample(.flagged, "an app installation that may change code") { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: write"])
            },
            RuleExample(.notFlagged, "a vendor's app that reads names and addresses") { estate in
                estate.tenantApp("org-chart", home: ExampleEstate.otherTenant)
                estate.delegated(["User.ReadBasic.All", "openid"], to: "org-chart", by: "ana")
            },
            RuleExample(.notFlagged, "an app of the system's maker") { estate in
                estate.tenantApp("office", home: "72f988bf-86f1-41af-91ab-2d7cd011db47")
                estate.delegated(["Mail.ReadWrite"], to: "office", by: nil)
            },
            RuleExample(
                .notFlagged, "a vendor whose scopes the register allows",
                policy: .with(vendors: [
                    Vendor(name: "Notes Ltd", clientIDs: ["client-meeting-notes"], allowedScopes: ["Mail.Read"])
                ])
            ) { estate in
                estate.tenantApp("meeting-notes", home: ExampleEstate.otherTenant)
                estate.appPermission("Mail.Read", of: "meeting-notes")
            },
            RuleExample(.indeterminate, "a vendor's app with a scope that nobody knows") { estate in
                estate.tenantApp("meeting-notes", home: ExampleEstate.otherTenant)
                estate.delegated(["Telepathy.Read.All"], to: "meeting-notes", by: "ana")
            },
            RuleExample(.indeterminate, "an app of which only the consent was read") { estate in
                estate.delegated(["Mail.Read"], to: "meeting-notes", by: "ana")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let access = context.foreignAccess(dossier, &docket) else { return }
            let risky = access.grants.flatMap { grant in
                grant.scopes.filter { $0.risk >= .high && !context.isAllowed($0.scope, access.facts) }.map {
                    (grant: grant, scope: $0)
                }
            }
            guard !risky.isEmpty else {
                if let cause = context.unknownScopes(access) ?? context.grantGap(dossier) {
                    docket.undecided(dossier.subject, cause, source: dossier.source)
                }
                return
            }
            docket.violation(dossier.subject, context.draft(risky: risky, access, dossier))
        })
}

extension RuleContext {
    /// The register's vendor may have it, and the contract lasts.
    func isAllowed(_ scope: String, _ facts: ApplicationFacts) -> Bool {
        guard let vendor = facts.vendor?.vendor else { return false }
        return vendor.isInForce(asOf) && vendor.allows(scope)
    }

    /// What was not read and may hold more of an application's access.
    func grantGap(_ dossier: Dossier) -> Cause? {
        gaps(dossier.source.id, .grant)
            ?? (dossier.source.id.connector == "entra" ? gaps(dossier.source.id, .entitlement) : nil)
    }

    fileprivate func draft(
        risky: [(grant: GrantFacts, scope: ScopeFact)], _ access: ApplicationAccess, _ dossier: Dossier
    ) -> Docket.Draft {
        var severity = risky.map { Self.severity($0.grant, $0.scope.risk) }.max() ?? .high
        if access.facts.party == .own { severity = severity.lowered }
        let worst = risky.map(\.scope).max { $0.risk < $1.risk }
        let names = Set(risky.map(\.scope.scope)).sorted { NativeID($0) < NativeID($1) }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        let isTrust = risky.allSatisfy { $0.grant.consent == .trust }
        var seen: Set<NativeID> = []
        let grants = risky.map(\.grant).filter { seen.insert($0.id).inserted }
        return Docket.Draft(
            severity: severity,
            summary: isTrust
                ? "the account \(access.facts.tenants.joined(separator: ", ")) may act as \(dossier.name), whose privilege is "
                    + dossier.privilege.level.rawValue
                : "\(dossier.name) holds \(shown)" + (worst?.entry.map { ": it \($0.meaning)" } ?? ""),
            evidence: evidence(risky) + evidence(access.facts, dossier), coverage: citations(grants, dossier),
            remediation: [
                isTrust
                    ? "Ask what that account needs \(dossier.name) for, and give the role no more, or take it back."
                    : "Ask what \(dossier.name) needs \(shown) for; take back what it does not need."
            ]
                + Remediation.revoke(grants, of: dossier), owners: dossier.owners, teams: dossier.teams)
    }

    private static func severity(_ grant: GrantFacts, _ risk: ScopeRisk) -> Severity {
        if risk == .tierZero { return .critical }
        if grant.consent == .trust { return .high }
        switch (grant.form, grant.reach) {
        case (.application, .everybody): return .critical
        case (.delegated, .oneUser): return grant.isLasting ? .high : .medium
        default: return .high
        }
    }
}
