import Inventory

extension Rule {
    /// CRD-07: two ways in where one is enough.
    static let doubledCredential = Rule(
        id: "CRD-07", title: "Application with two ways to prove itself",
        claim: "An application's registration and its service principal both hold a secret or certificate, or a secret "
            + "stands beside a certificate.",
        rationale:
            "One of the two is rotated and reviewed; the other is forgotten and goes on working. Credentials on a "
            + "service principal are not shown where people look for those of the application.",
        severity: "Medium.", thresholds: [.newObjectGraceDays], needs: [.application, .identity, .credential],
        guards: [
            "A certificate with which a service principal signs SAML answers proves nothing to anybody else: it is left out.",
            "While one replaces the other both are there: what is newer than the policy's grace is left out.",
            "What has ended or is inactive, and what belongs to a principal that is switched off, does not count.",
            "Vendor-managed applications are left out.",
        ],
        remediation: ["Move everything to one certificate or to federation, and take the other credential away."],
        falseWhen: "a later complete read shows one of the two gone, inactive or ended",
        controls: .credential,
        examples: [
            RuleExample(.flagged, "a secret on the registration, another on its service principal") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.secret("s2", of: .identity("sp-notes"))
            },
            RuleExample(.flagged, "a registration with a secret and a certificate") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.secret("c1", of: .application("app-notes"), form: .certificate)
            },
            RuleExample(.notFlagged, "a service principal that signs SAML answers") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.secret(
                    "c1", of: .identity("sp-notes"), form: .certificate, type: "entra.signingCertificate")
            },
            RuleExample(.notFlagged, "a certificate made two days ago, to replace the secret") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.secret("c1", of: .application("app-notes"), form: .certificate, createdDaysAgo: 2)
            },
            RuleExample(.notFlagged, "two secrets on the registration") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.secret("s2", of: .application("app-notes"))
            },
            RuleExample(.notFlagged, "secrets on two applications that have the same name") { estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.tenantApp("notes 2", home: ExampleEstate.otherTenant)
                estate.secret("s2", of: .identity("sp-notes 2"))
            },
            RuleExample(.indeterminate, "a secret on the registration; service principals could not be read") {
                estate in
                estate.registration("notes")
                estate.secret("s1", of: .application("app-notes"))
                estate.mark("principalSecrets", .denied, permission: "Application.Read.All")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard dossier.application != nil || dossier.identity?.record.attributes[Identity.clientIDAttribute] != nil,
                !dossier.isVendorManaged(context.policy), !dossier.isSwitchedOff
            else { return }
            let own = dossier.credentials.filter { context.counts($0, of: dossier) }
            guard !own.isEmpty else { return }
            docket.look()
            if dossier.application != nil { context.judge(bothHalves: own, dossier, &docket) }
            context.judge(bothForms: own, dossier, &docket)
        })
}

extension RuleContext {
    /// Proves the application to the vendor, works, and is no newcomer.
    fileprivate func counts(_ held: HeldCredential, of dossier: Dossier) -> Bool {
        held.record.provesApplication && dossier.isUsable(held.record, asOf: asOf) && !held.isCollectors
            && !isNew(held.record.createdAt, held.filed)
    }

    fileprivate func judge(bothHalves own: [HeldCredential], _ dossier: Dossier, _ docket: inout Docket) {
        guard let half = dossier.half, half.kind == .identity else { return }
        let others = first.registrations.credentials(ofPrincipal: half, in: dossier.source.id).filter { row in
            guard row.record.status == .active else { return false }
            if case .at(let end) = row.record.expiry, end <= asOf { return false }
            return !isNew(row.record.createdAt, Filed(stored: row, coverage: book.coverage(of: row)))
        }
        let fields = ["both-halves"]
        guard !others.isEmpty else {
            if let gap = gaps(dossier.source.id, .credential) {
                docket.undecided(dossier.subject, fields: fields, gap, source: dossier.source)
            }
            return
        }
        let evidence =
            own.prefix(Docket.memberLimit).map {
                self.evidence("credential", $0.record.nativeID.string, $0.filed, note: "on the application")
            }
            + others.prefix(Docket.memberLimit).map {
                self.evidence("credential", $0.record.nativeID.string, $0, note: "on its service principal")
            }
        docket.violation(
            dossier.subject, fields: fields,
            Docket.Draft(
                severity: .medium,
                summary:
                    "\(dossier.name) has \(own.count == 1 ? "a credential" : "\(own.count) credentials") of its own and "
                    + "\(others.count == 1 ? "another" : "\(others.count) more") on its service principal",
                evidence: evidence, coverage: own.map { citation($0.filed.stored) } + others.map { citation($0) },
                remediation: ["See which of them is used; the application's own is where people look for it."]
                    + (others.first.map { Remediation.retire($0.record, holder: dossier.name) } ?? []),
                owners: dossier.owners, teams: dossier.teams))
    }

    fileprivate func judge(bothForms own: [HeldCredential], _ dossier: Dossier, _ docket: inout Docket) {
        guard let secret = own.first(where: { $0.record.form == .staticSecret }),
            let certificate = own.first(where: { $0.record.form != .staticSecret })
        else { return }
        docket.violation(
            dossier.subject, fields: ["both-forms"],
            Docket.Draft(
                severity: .medium,
                summary:
                    "\(dossier.name) has a \(certificate.record.form == .certificate ? "certificate" : "key pair") and "
                    + "yet a secret that works beside it",
                evidence: [
                    evidence("credential", secret.record.nativeID.string, secret.filed, note: "a secret"),
                    evidence(
                        "credential", certificate.record.nativeID.string, certificate.filed,
                        note: certificate.record.form.rawValue),
                ], coverage: [citation(secret.filed.stored), citation(certificate.filed.stored)],
                remediation: ["See that nothing signs in by the secret any more; then:"]
                    + Remediation.retire(secret.record, holder: dossier.name), owners: dossier.owners,
                teams: dossier.teams))
    }
}

extension Credential {
    /// A secret, certificate or key by which an application proves itself, and not one by which a vendor signs what it
    /// issues to it (SAML).
    var provesApplication: Bool {
        switch form {
        case .staticSecret, .certificate, .asymmetric:
            type != "entra.signingCertificate" && attributes["usage"] != "Sign"
        case .password, .federated, .storedSecret: false
        }
    }
}

extension ExampleEstate {
    /// An app registration with its service principal.
    fileprivate mutating func registration(_ name: String) {
        tenantApp(name, home: Self.entra.tenant)
        for (id, operation) in [
            ("applications", "GET /v1.0/applications"), ("principalSecrets", "GET /v1.0/servicePrincipals"),
        ]
        where info.stream(id, of: Self.entra) == nil {
            info.streams.append(
                Self.stream(Self.entra, id, operation, [id == "applications" ? .application : .credential]))
        }
        add(
            Application(
                nativeID: NativeID("app-\(name)"), type: "entra.application", name: name, clientID: "client-\(name)",
                status: .enabled, createdAt: Self.ago(days: 300)), "applications", source: Self.entra)
    }

    fileprivate mutating func secret(
        _ id: String, of holder: Reference, form: CredentialForm = .staticSecret, type: String? = nil,
        createdDaysAgo: Int64 = 200
    ) {
        add(
            Credential(
                nativeID: NativeID("\(holder.nativeID)/\(id)"),
                type: type ?? (form == .staticSecret ? "entra.passwordCredential" : "entra.keyCredential"), form: form,
                holder: holder, status: .active, createdAt: Self.ago(days: createdDaysAgo),
                expiry: .at(Self.now.advanced(byDays: 200))), "principalSecrets", source: Self.entra)
    }
}
