import Inventory

extension Rule {
    /// OAU-07: access of a vendor that nobody deals with, or no longer.
    static let unapprovedVendor = Rule(
        id: "OAU-07", title: "Vendor not approved, or ended",
        claim: "An application that holds access is no approved vendor's, or its vendor's contract has ended.",
        rationale: "Procurement ends a contract and the tokens live on; or nobody ever asked procurement.",
        severity:
            "High where the contract has ended, approval was refused, or its scopes are of high risk; else medium.",
        thresholds: [], needs: [.application, .identity, .grant, .entitlement],
        guards: [
            "Vendors are known by client id, then by tenant or account, then by a domain that the system has verified; never "
                + "by a display name.",
            "The system maker's and the company's own applications are left out; `own: true` in the register says what no "
                + "system tells.",
            "Without a register of vendors, one line per source says so.",
            "The last day of a contract still counts.",
        ],
        remediation: ["Ask who brought it; enter the vendor into the register, or take the access back."],
        falseWhen: "a later complete read shows its access gone, or the register has an approved vendor for it",
        controls: .grant,
        examples: [
            RuleExample(
                .flagged, "an app that the register does not have", policy: .with(vendors: [])
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .flagged, "a vendor whose contract ended last week",
                policy: .with(vendors: [
                    Vendor(
                        name: "Rooms Ltd", clientIDs: ["client-rooms"], contractEnd: ExampleEstate.ago(days: 7))
                ])
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .flagged, "an app that only calls itself by an approved vendor's name",
                policy: .with(vendors: [Vendor(name: "rooms", clientIDs: ["client-of-another"])])
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .flagged, "a role that another company's account may assume", policy: .with(vendors: [])
            ) { estate in
                estate.organisationAccount("210987654321")
                estate.trustedRole("monitoring", by: "999888777666")
            },
            RuleExample(
                .notFlagged, "an approved vendor, known by its client id",
                policy: .with(vendors: [Vendor(name: "Rooms Ltd", clientIDs: ["CLIENT-rooms"])])
            ) { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .notFlagged, "a role that another account of the company may assume", policy: .with(vendors: [])
            ) { estate in
                estate.organisationAccount("210987654321")
                estate.trustedRole("deploy", by: "210987654321")
            },
            RuleExample(.notFlagged, "an app of our own", policy: .with(vendors: [])) { estate in
                estate.tenantApp("payroll", home: ExampleEstate.entra.tenant)
                estate.delegated(["User.Read"], to: "payroll", by: "ana")
            },
            RuleExample(.indeterminate, "an app, and no register of vendors") { estate in
                estate.tenantApp("rooms", home: ExampleEstate.otherTenant)
                estate.delegated(["Calendars.ReadBasic"], to: "rooms", by: "ana")
            },
            RuleExample(
                .indeterminate, "a role that another account may assume, and nobody knows whose that is",
                policy: .with(vendors: [])
            ) { estate in
                estate.trustedRole("monitoring", by: "999888777666")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let access = context.foreignAccess(dossier, &docket), access.facts.mayBeThirdParty else { return }
            guard context.policy.vendors != nil else {
                return docket.undecided(
                    dossier.subject,
                    Cause(
                        key: "no-vendor-register", what: "holds access, and no register of vendors is configured",
                        whoCanGiveIt: "vendors: FILE in the configuration, with the vendors that the company deals with"
                    ),
                    source: dossier.source)
            }
            let facts = access.facts
            if let vendor = facts.vendor?.vendor, vendor.isInForce(context.asOf) { return }
            docket.violation(dossier.subject, context.draft(unapproved: access, dossier))
        })
}

extension RuleContext {
    fileprivate func draft(unapproved access: ApplicationAccess, _ dossier: Dossier) -> Docket.Draft {
        let facts = access.facts
        var severity = access.risk >= .high ? Severity.high : .medium
        var summary = "\(dossier.name) holds access, and no vendor of the register is known by its ids"
        var remedy = [
            "Ask who brought \(dossier.name). If it is wanted, enter it into the register: client_ids: "
                + "[\(facts.clientIDs.prefix(2).map(Remediation.quoted).joined(separator: ", "))]. If not:"
        ]
        if let vendor = facts.vendor?.vendor {
            severity = .high
            let end = vendor.contractEnd.map { " on \($0.day)" } ?? ""
            summary =
                vendor.isApproved
                ? "\(dossier.name) holds access, and the contract with \(vendor.name) ended\(end)"
                : "\(dossier.name) holds access, and \(vendor.name) is not approved"
            remedy = ["Ask \(vendor.owner ?? "who deals with \(vendor.name)") whether this is known. Then:"]
        }
        let scopes = access.grants.flatMap { grant in grant.scopes.map { (grant: grant, scope: $0) } }
        var found = [headEvidence("clientID", facts.clientIDs.first ?? dossier.reference.nativeID.string, dossier)]
        if let end = facts.vendor?.vendor.contractEnd {
            found.append(Evidence(field: "contractEnd", value: end.day, note: "the register of vendors"))
        }
        return Docket.Draft(
            severity: severity, summary: summary, evidence: found + evidence(facts, dossier) + evidence(scopes),
            coverage: citations(access.grants, dossier),
            remediation: remedy + Remediation.revoke(access.grants, of: dossier),
            owners: dossier.owners, teams: dossier.teams)
    }
}
