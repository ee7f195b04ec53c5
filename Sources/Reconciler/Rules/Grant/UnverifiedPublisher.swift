import Inventory

extension Rule {
    /// OAU-04: nobody vouches for who made it.
    static let unverifiedPublisher = Rule(
        id: "OAU-04", title: "Unverified publisher",
        claim:
            "The system has verified nobody as the publisher of a third-party application with at least medium risk.",
        rationale: "Anybody may register an application under any name; consent phishing lives by that.",
        severity: "Medium; high where its scopes are of high risk.",
        thresholds: [], needs: [.application, .identity, .grant, .entitlement],
        guards: [
            "The company's own applications never have a verified publisher, and are left out; so are the maker's.",
            "A vendor that the register approves by client id is known better than by a mark.",
            "Where the system does not tell whether a publisher is verified, it is not judged.",
        ],
        remediation: ["Find out who made it; block it until somebody vouches for it."],
        falseWhen: "a later complete read shows a verified publisher or less access, or the register approves it",
        controls: .grant,
        examples: [
            RuleExample(.flagged, "an app of another tenant without a verified publisher that reads all profiles") {
                estate in
                estate.tenantApp("org-chart", home: ExampleEstate.otherTenant, verified: false)
                estate.delegated(["User.Read.All"], to: "org-chart", by: "ana")
            },
            RuleExample(.notFlagged, "the same app with a verified publisher") { estate in
                estate.tenantApp("org-chart", home: ExampleEstate.otherTenant, verified: true)
                estate.delegated(["User.Read.All"], to: "org-chart", by: "ana")
            },
            RuleExample(.notFlagged, "an app without a verified publisher that only signs people in") { estate in
                estate.tenantApp("lunch", home: ExampleEstate.otherTenant, verified: false)
                estate.delegated(["openid", "profile"], to: "lunch", by: "ana")
            },
            RuleExample(.notFlagged, "an app of our own") { estate in
                estate.tenantApp("payroll", home: ExampleEstate.entra.tenant, verified: false)
                estate.delegated(["User.Read.All"], to: "payroll", by: "ana")
            },
            RuleExample(.indeterminate, "an app installation, of whose maker GitHub tells nothing") { estate in
                estate.gitHubApp("build-bot", scopes: ["contents: write"])
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.source.id.connector != "aws", let access = context.foreignAccess(dossier, &docket),
                access.facts.mayBeThirdParty
            else { return }
            if let match = access.facts.vendor, match.by == "client id", match.vendor.isInForce(context.asOf) { return }
            guard access.facts.publisherVerified != true else { return }
            guard access.risk >= .medium else {
                if let cause = context.unknownScopes(access) ?? context.grantGap(dossier) {
                    docket.undecided(dossier.subject, cause, source: dossier.source)
                }
                return
            }
            guard access.facts.publisherVerified == false else {
                return docket.undecided(
                    dossier.subject,
                    Cause(
                        key: "publisher-untold", what: "the system does not tell whether its publisher is verified",
                        whoCanGiveIt: "its client id in the register of vendors"), source: dossier.source)
            }
            let scopes = access.grants.flatMap { grant in
                grant.scopes.filter { $0.risk >= .medium }.map { (grant: grant, scope: $0) }
            }
            docket.violation(
                dossier.subject,
                Docket.Draft(
                    severity: access.risk >= .high ? .high : .medium,
                    summary: "nobody is verified as the publisher of \(dossier.name), which holds scopes of "
                        + "\(access.risk.rawValue) risk",
                    evidence: [
                        context.headEvidence("publisherVerified", "false", dossier).noted(
                            access.facts.publisher.map { "calls itself \($0)" } ?? "names no publisher")
                    ] + context.evidence(scopes) + context.evidence(access.facts, dossier),
                    coverage: context.citations(scopes.map(\.grant), dossier),
                    remediation: [
                        "Find out who made \(dossier.name), and who here uses it. If nobody vouches for it:"
                    ] + Remediation.revoke(access.grants, of: dossier), owners: dossier.owners, teams: dossier.teams))
        })
}
