import Inventory

/// Gathers what a person leaves behind: once over the accounts, then once over everything.
public struct LeaverInquiry {
    let first: FirstPass
    let builder: DossierBuilder
    let person: PeopleDirectory.Known
    let on: Instant
    let snapshot: any Snapshot
    private var accounts: [OwnerResolver.GroupKey: Correlation.Link] = [:]
    private var report: LeaverReport
    private var steps = LeaverSteps()

    /// - Parameters:
    ///   - person: found in a directory of the same snapshot.
    ///   - on: the day on which they go; others who will have left by then count as gone.
    /// - Throws: what the snapshot's cursors throw.
    public static func report(
        on person: PeopleDirectory.Known, leaving day: Instant, in snapshot: any Snapshot, policy: Policy,
        decisions: Decisions, asOf: Instant
    ) throws -> LeaverReport {
        let clock = max(asOf, day)
        let first = try FirstPass(snapshot, policy: policy, decisions: decisions, asOf: clock)
        var inquiry = LeaverInquiry(first, snapshot, person, on: day)
        try inquiry.findAccounts()
        try inquiry.walk()
        inquiry.noteGaps()
        inquiry.report.checklist = inquiry.steps.ordered(inquiry.report)
        return inquiry.report
    }

    private init(_ first: FirstPass, _ snapshot: any Snapshot, _ person: PeopleDirectory.Known, on day: Instant) {
        self.first = first
        self.snapshot = snapshot
        self.person = person
        on = day
        builder = DossierBuilder(first)
        report = LeaverReport(person: person, on: day, run: snapshot.info.run, asOf: first.asOf)
    }

    private mutating func findAccounts() throws {
        var unlinked: [SourceID: Int] = [:]
        try DossierMerge(snapshot, first.book).eachDossier { raw in
            guard let row = raw.identity else { return }
            let identity = row.record
            let found = first.correlation.link(row, raw.links)
            if let link = found.link, link.entry == person.entry {
                accounts[.init(source: raw.source, id: identity.nativeID)] = link
            } else if found.link?.confidence ?? 0 < 0.9, identity.status == .enabled, !identity.vendorManaged {
                let value = first.classifier.classify(raw, found).value
                if value == .unknown || value == .human { unlinked[raw.source, default: 0] += 1 }
            }
        }
        report.unlinked = unlinked.keys.sorted().map {
            .init(source: first.book.source($0).name, count: unlinked[$0] ?? 0)
        }
    }

    private mutating func walk() throws {
        try DossierMerge(snapshot, first.book).eachDossier { raw in
            let dossier = builder.build(raw)
            let key = OwnerResolver.GroupKey(source: raw.source, id: raw.reference.nativeID)
            if raw.reference.kind == .identity, let link = accounts[key] {
                note(account: dossier, link)
                guard link.confidence < 0.9 || dossier.classification.isNonHuman else { return }
            }
            note(thing: dossier)
        }
    }

    // MARK: - Accounts

    private mutating func note(account dossier: Dossier, _ link: Correlation.Link) {
        let isOff = dossier.isSwitchedOff
        var item = LeaverItem(
            subject: dossier.subject, type: dossier.headType ?? "", holder: nil, fate: isOff ? .inactive : .ends,
            reason: isOff ? "is \(dossier.status.rawValue) already" : "is to be disabled", how: link.reason)
        item.privilege = dossier.privilege.level
        guard link.confidence >= 0.9 else {
            item.fate = .unknown
            item.reason = "may be theirs or not"
            report.possibleAccounts.append(item)
            return steps.look(item)
        }
        report.accounts.append(item)
        if !isOff { steps.disable(dossier) }
        for held in dossier.credentials {
            let credential = held.record
            let fate = fate(of: credential)
            report.credentials.append(
                LeaverItem(
                    subject: dossier.subject(of: credential), type: credential.type, holder: dossier.name,
                    fate: fate.value, reason: fate.reason, how: "a credential of their account"))
            if fate.value == .survives || fate.value == .unknown {
                steps.replace(credential, of: dossier, retire: true, fate.reason)
            }
        }
        for held in dossier.grants { note(consent: held, of: dossier, "a grant of their account") }
    }

    // MARK: - Things

    private mutating func note(thing dossier: Dossier) {
        for held in dossier.grants {
            guard let account = held.record.onBehalfOf, account.kind == .identity,
                accounts[.init(source: dossier.source.id, id: account.nativeID)]?.confidence ?? 0 >= 0.9
            else { continue }
            note(consent: held, of: dossier, "in the name of their account")
        }
        note(parts: dossier)
        let theirs = dossier.claims.filter { $0.entry == person.entry }
        guard !theirs.isEmpty, !dossier.isJudgedAsItsIdentity else { return }
        guard let claim = theirs.first(where: { $0.level == .named || $0.level == .owned || $0.counts }) else {
            let words = theirs.map(\.owner.evidence.rawValue).joined(separator: ", ")
            report.created.append(thing(dossier, how: words))
            return
        }
        if let credential = dossier.looseCredential?.record, claim.owner.evidence == .holder {
            return note(own: credential, of: dossier)
        }
        var item = thing(dossier, how: "owner by \(claim.owner.evidence.rawValue)")
        item.others = others(dossier.claims)
        item.secrets = secrets(dossier)
        if item.others.isEmpty { item.successors = successors(dossier) }
        report.owned.append(item)
        if item.needsSuccessor { steps.reassign(item, dossier, first.policy) }
        for held in dossier.credentials where dossier.isUsable(held.record, asOf: on) && Self.isKnowable(held.record) {
            steps.replace(held.record, of: dossier, retire: false, "its owner may have seen the secret")
        }
    }

    /// A personal credential that the system lists apart from accounts: theirs to lose, and nobody's to take over.
    private mutating func note(own credential: Credential, of dossier: Dossier) {
        let fate = fate(of: credential)
        report.credentials.append(
            LeaverItem(
                subject: dossier.subject, type: credential.type, holder: nil, fate: fate.value, reason: fate.reason,
                how: "their own, by the system's word"))
        if fate.value == .survives || fate.value == .unknown {
            steps.replace(credential, of: dossier, retire: true, fate.reason)
        }
    }

    /// Credentials and grants of others that they own or made themselves.
    private mutating func note(parts dossier: Dossier) {
        guard !dossier.partClaims.isEmpty else { return }
        for held in dossier.credentials {
            let claims = dossier.partClaims[Reference(.credential, held.record.nativeID)] ?? []
            let theirs = claims.filter { $0.entry == person.entry }
            guard let claim = theirs.first else { continue }
            let fate = fate(of: held.record)
            var item = LeaverItem(
                subject: dossier.subject(of: held.record), type: held.record.type, holder: dossier.name,
                fate: fate.value, reason: fate.reason, how: claim.owner.evidence.rawValue)
            if claim.counts {
                item.others = others(claims)
                if item.others.isEmpty { item.successors = successors(dossier) }
                report.owned.append(item)
            } else {
                report.created.append(item)
            }
            if fate.value == .survives || fate.value == .unknown {
                steps.replace(held.record, of: dossier, retire: false, "they made it and may hold its key")
            }
        }
        for held in dossier.grants {
            let claims = dossier.partClaims[Reference(.grant, held.record.nativeID)] ?? []
            guard let claim = claims.first(where: { $0.entry == person.entry }) else { continue }
            let fate = Self.fate(held.record.survival)
            report.created.append(
                LeaverItem(
                    subject: Self.subject(held.record, dossier), type: held.record.type, holder: dossier.name,
                    fate: fate.value, reason: fate.reason, how: claim.owner.evidence.rawValue))
        }
    }

    private func thing(_ dossier: Dossier, how: String) -> LeaverItem {
        var item = LeaverItem(
            subject: dossier.subject, type: dossier.headType ?? "", holder: nil, fate: .stays,
            reason: "it is nobody's account and goes on working", how: how)
        item.privilege = dossier.privilege.level
        if dossier.isSwitchedOff { item.reason = "it is \(dossier.status.rawValue), and stays so" }
        return item
    }

    private mutating func note(consent held: HeldGrant, of dossier: Dossier, _ how: String) {
        let grant = held.record
        let fate = Self.fate(grant.survival)
        report.consents.append(
            LeaverItem(
                subject: Self.subject(grant, dossier), type: grant.type, holder: dossier.name, fate: fate.value,
                reason: fate.reason, how: how))
        if fate.value != .ends { steps.withdraw(grant, dossier, fate.reason) }
    }

    private static func subject(_ grant: Grant, _ dossier: Dossier) -> Subject {
        Subject(
            source: dossier.source.name, connector: dossier.source.id.connector, tenant: dossier.source.id.tenant,
            kind: RecordKind.grant.rawValue, nativeID: grant.nativeID.string,
            name: grant.granteeName ?? dossier.name)
    }

    /// Whoever else owns it, and is known to be here on that day.
    private func others(_ claims: [RankedClaim]) -> [Owner] {
        claims.filter { claim in
            guard claim.counts, claim.entry != person.entry else { return false }
            guard let key = claim.group, let group = first.groups.groups[key] else { return claim.isHere }
            return group.people.contains { $0 != person.entry }
        }.map(\.owner)
    }

    /// A person who made it and is still here knows it best; then the manager and the team of the one who goes.
    private func successors(_ dossier: Dossier) -> [RankedClaim] {
        let makers = dossier.claims.filter {
            !$0.counts && $0.entry != nil && $0.entry != person.entry && $0.owner.state == .active
                && $0.reason != "the same person by a stronger claim"
        }.map { claim in
            var claim = claim
            claim.reason = "its \(claim.owner.evidence.rawValue), who is still here"
            return claim
        }
        return makers + builder.ranking.successors(of: person.entry)
    }

    private func secrets(_ dossier: Dossier) -> [String] {
        dossier.credentials.filter { dossier.isUsable($0.record, asOf: on) && Self.isKnowable($0.record) }
            .map(\.record.nativeID.string)
    }

    /// Somebody can carry it away: trust in another issuer has no secret, and a kept secret is not the thing's own.
    private static func isKnowable(_ credential: Credential) -> Bool {
        credential.form != .federated && credential.form != .storedSecret
    }

    // MARK: - What was not read

    private mutating func noteGaps() {
        for stream in first.book.streams where !stream.coverage.state.provesAbsence {
            let kinds = stream.yields.filter { $0 != .permission && $0 != .usage }
            guard !kinds.isEmpty else { continue }
            report.gaps.append(
                LeaverGap(
                    source: first.book.source(stream.source).name, stream: stream.stream,
                    state: stream.coverage.state, kinds: kinds, reason: stream.coverage.reason,
                    missingPermissions: stream.coverage.missingPermissions))
        }
    }
}

extension LeaverInquiry {
    private func fate(of credential: Credential) -> (value: LeaverItem.Fate, reason: String) {
        if credential.status == .inactive { return (.inactive, "is inactive already") }
        if case .at(let end) = credential.expiry, end <= on { return (.inactive, "has ended by then: \(end.day)") }
        return Self.fate(credential.survival)
    }

    /// By the vendor's documentation, as the connector keeps it for each kind.
    static func fate(_ survival: Survival) -> (value: LeaverItem.Fate, reason: String) {
        switch (survival.disabling, survival.deletion) {
        case (.no, .no): (.ends, "ends when the account is disabled")
        case (.no, .unknown): (.ends, "ends when the account is disabled; what deletion does is not documented")
        case (.no, .yes): (.survives, "stops while the account is disabled, and works again after it is deleted")
        case (.yes, .no): (.survives, "works on while the account is only disabled; ends when it is deleted")
        case (.yes, .yes): (.survives, "works on, whatever becomes of the person")
        case (.yes, .unknown):
            (.survives, "works on while the account is disabled; what deletion does is not documented")
        case (.unknown, .no): (.unknown, "ends when the account is deleted; what disabling does is not documented")
        case (.unknown, .yes): (.survives, "works on after the account is deleted")
        case (.unknown, .unknown): (.unknown, "the vendor does not say whether it outlives the account")
        }
    }
}
