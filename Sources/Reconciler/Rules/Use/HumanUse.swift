import Inventory

extension Rule {
    /// USE-01: a person behind a thing's account.
    static let humanUse = Rule(
        id: "USE-01", title: "A person uses a thing's account",
        claim: "An account that is a thing's has a password or a second factor for people to sign in with.",
        rationale:
            "Behind a shared account nobody can be told from anybody else, and a person's leaving takes nothing from "
            + "them.",
        severity: "Medium; high where somebody signed in with the password lately.",
        thresholds: [.humanUseWithinDays, .newObjectGraceDays], needs: [.identity, .credential, .usage],
        guards: [
            "Only what the vendor tells: a console password, a second factor. Where it tells neither, nothing is said.",
            "Accounts that are shared by intent, groups, roles and the owner of a tenant are no things of this kind.",
            "Whoever makes an account tries it: new ones have the policy's grace.",
            "Break-glass and vendor-managed accounts are left out.",
        ],
        remediation: ["Take the password away, and give the person an account of their own."],
        falseWhen: "a later complete read shows neither password nor second factor",
        controls: .reuse,
        examples: [
            RuleExample(.flagged, "a service user with a console password") { estate in
                estate.user("svc-report")
                estate.password(of: "svc-report", lastUse: .noneSince(ExampleEstate.ago(days: 400)))
            },
            RuleExample(.flagged, "a service user that somebody signed in as last week: high") { estate in
                estate.user("svc-report")
                estate.password(of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 7)))
            },
            RuleExample(.notFlagged, "a service user with access keys only") { estate in
                estate.user("svc-report")
                estate.key("AKIAIOSFODNN7EXAMPLE", of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 1)))
            },
            RuleExample(.notFlagged, "a person's user with a console password") { estate in
                estate.person("00042", "ana.berg@example.com")
                estate.user("ana.berg@example.com", classification: .human)
                estate.password(of: "ana.berg@example.com", lastUse: .observed(ExampleEstate.ago(days: 7)))
            },
            RuleExample(.notFlagged, "a service user made three days ago, with a password to try it") { estate in
                estate.user("svc-report", createdDaysAgo: 3)
                estate.password(of: "svc-report", lastUse: .observed(ExampleEstate.ago(days: 2)))
            },
            RuleExample(.notFlagged, "a service user whose password is inactive") { estate in
                estate.user("svc-report")
                estate.password(of: "svc-report", lastUse: .unsupported, status: .inactive)
            },
            RuleExample(.indeterminate, "a service user whose password may stand in a list that could not be read") {
                estate in
                estate.user("ana.berg@example.com", classification: .human)
                estate.password(of: "ana.berg@example.com", lastUse: .unsupported)
                estate.user("svc-report")
                estate.mark("loginProfiles", .denied, permission: "iam:GetLoginProfile")
            },
        ],
        judge: .dossier { dossier, context, docket in
            guard let identity = dossier.identity else { return }
            switch dossier.classification.value {
            case .service, .bot, .agent: break
            case .human, .role, .group, .workload, .shared, .system, .unknown, .root: return
            }
            guard !dossier.isSwitchedOff, !dossier.isBreakGlass(context.policy),
                !dossier.isVendorManaged(context.policy), !context.isNew(identity.record.createdAt, identity)
            else { return }
            context.judge(humanUseOf: dossier, identity, &docket)
        })
}

extension Identity {
    /// The attribute that says `true` where a second factor for people is registered.
    static let secondFactorAttribute = "mfaActive"
}

extension RuleContext {
    fileprivate func judge(humanUseOf dossier: Dossier, _ identity: Filed<Identity>, _ docket: inout Docket) {
        docket.look()
        let password = dossier.credentials.first {
            $0.record.form == .password && !$0.isOnlyCollectors && dossier.isUsable($0.record, asOf: asOf)
        }
        let hasFactor = identity.record.attributes[Identity.secondFactorAttribute] == "true"
        guard password != nil || hasFactor else {
            if dossier.credentials.contains(where: { $0.record.form == .password && $0.record.status == .unknown }) {
                return docket.undecided(
                    dossier.subject,
                    Cause(
                        key: "status-unknown", what: "the vendor does not say whether its password is active",
                        whoCanGiveIt: "a stream of the connector that reads its status"), source: dossier.source)
            }
            // A list that has passwords, and was not read: only what this system is known to have is missed.
            let unread = book.gaps(dossier.source.id, .credential).filter {
                first.credentialForms[dossier.source.id]?[$0.stream]?.contains(.password) ?? false
            }
            if let gap = cause(unread) { docket.undecided(dossier.subject, gap, source: dossier.source) }
            return
        }
        if let password, !password.filed.coverage.current {
            return docket.undecided(dossier.subject, staleness(password.filed), source: dossier.source)
        }
        docket.violation(dossier.subject, draft(humanUseOf: dossier, identity, password, hasFactor))
    }

    private func draft(
        humanUseOf dossier: Dossier, _ identity: Filed<Identity>, _ password: HeldCredential?, _ hasFactor: Bool
    ) -> Docket.Draft {
        var evidence = [
            self.evidence("class", dossier.classification.value.rawValue, identity, note: dossier.classification.reason)
        ]
        var coverage = [citation(identity.stored)]
        var signedIn: Instant?
        if let password {
            evidence.append(
                self.evidence(
                    "credential", password.record.nativeID.string, password.filed, note: "a password for people"))
            coverage.append(citation(password.filed.stored))
            if let usage = password.usage.decisive {
                evidence.append(self.evidence("lastUsed", password.usage.lastUse.words, usage))
                coverage.append(citation(usage.stored))
            }
            if case .observed(let at) = password.usage.lastUse,
                at > asOf.advanced(byDays: -Int64(policy[.humanUseWithinDays].value))
            {
                signedIn = at
            }
        }
        if hasFactor { evidence.append(self.evidence(Identity.secondFactorAttribute, "true", identity)) }
        if let privilege = privilegeEvidence(dossier) { evidence.append(privilege) }
        let means = password == nil ? "a second factor" : hasFactor ? "a password and a second factor" : "a password"
        return Docket.Draft(
            severity: signedIn == nil ? .medium : .high,
            summary: "\(dossier.name) is a thing's account and has \(means) for people"
                + (signedIn.map { ", last used \($0.day)" } ?? ""),
            evidence: evidence, coverage: coverage,
            remediation: ["Ask who signs in as \(dossier.name), and give them an account of their own."]
                + (password.map { Remediation.retire($0.record, holder: dossier.name) } ?? []),
            owners: dossier.owners, teams: dossier.teams)
    }
}

extension ExampleEstate {
    fileprivate mutating func password(of user: String, lastUse: LastUse, status: CredentialStatus = .active) {
        let id = "password/\(user)"
        add(
            Credential(
                nativeID: NativeID(id), type: "aws.iam.loginProfile", form: .password, holder: .identity(user),
                status: status, createdAt: Self.ago(days: 400), expiry: .unknown), "loginProfiles")
        use(.credential(id), holder: .identity(user), lastUse)
    }
}
