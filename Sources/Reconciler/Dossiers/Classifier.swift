import Inventory

/// Says what an identity is. Each step states its reason; where none holds it stays unknown, never human.
struct Classifier: Sendable {
    let policy: Policy
    let book: StreamBook
    let people: PeopleCoverage
    let index: PeopleIndex
    /// What forms of credential each stream has ever shown.
    var credentialForms: [SourceID: [String: Set<CredentialForm>]] = [:]

    func classify(_ raw: RawDossier, _ correlation: Correlation.Result) -> Classification {
        guard let identity = raw.identity?.record else {
            if raw.application != nil { return Classification(value: .service, reason: "an application") }
            return Classification(
                value: .unknown, reason: raw.resource == nil ? "known only by reference" : "a resource")
        }
        if identity.classification != .unknown {
            return Classification(
                value: identity.classification,
                reason: identity.classificationReason.map { "the vendor's \($0)" } ?? "the vendor says so")
        }
        if let pattern = policy.serviceAccounts.match(identity.name) {
            return Classification(value: .service, reason: "its name matches service_accounts: \(pattern)")
        }
        // A directory lists mailboxes as it lists people. A person's employee id says that one is somebody's after all.
        if let mailbox = AccountName.mailbox(identity), correlation.link.map(hasNoEmployeeID) ?? true {
            return Classification(value: .shared, reason: mailbox)
        }
        if let link = correlation.link, link.confidence >= 0.9 {
            return Classification(value: .human, reason: "linked to a person: \(link.reason)")
        }
        // What follows concludes from what is not there, so an account that carries a person's marks is left alone.
        guard !correlation.hasOwnEvidence else {
            return Classification(value: .unknown, reason: unlinked(correlation), gap: peopleGap())
        }
        return concluded(raw, identity, correlation)
    }

    private func hasNoEmployeeID(_ link: Correlation.Link) -> Bool { index.entries[link.entry].employeeID == nil }

    /// Why an account with a person's marks is not called a person's.
    private func unlinked(_ correlation: Correlation.Result) -> String {
        if let link = correlation.link { return "\(link.reason): too little to call it a person's" }
        if let lookalike = correlation.lookalike {
            return "its address \(lookalike.address) looks like a person's in other letters, and is another"
        }
        if let home = correlation.guestOf { return "a guest from \(home) who is in no list of people" }
        return "carries an address or link that led to no person"
    }

    private func concluded(
        _ raw: RawDossier, _ identity: Identity, _ correlation: Correlation.Result
    ) -> Classification {
        let linkGaps = book.gaps(raw.source, .link)
        let tag = ownerTag(identity)
        if let tag, linkGaps.isEmpty {
            return Classification(value: .service, reason: "the tag \(tag.key) names an owner: \(tag.owner)")
        }
        let tagGaps = tag == nil ? [] : linkGaps
        if correlation.link != nil {
            return Classification(
                value: .unknown, reason: "its name is a person's, which alone proves nothing", gap: cause(tagGaps))
        }
        // That Muster signs in with it says nothing of what it was made for.
        let keys = raw.credentials.contains {
            $0.record.form == .staticSecret && $0.record.status != .inactive
                && $0.stream != HeldCredential.collectorStream
        }
        let password = raw.credentials.contains { $0.record.form == .password }
        guard keys, !password else {
            let gaps = tagGaps + (keys || password ? [] : credentialGaps(raw.source))
            return Classification(
                value: .unknown, reason: "nothing says whether a person or a thing uses it", gap: cause(gaps))
        }
        let gaps = passwordGaps(raw.source) + linkGaps + (people.hasSource ? people.gaps : [])
        guard gaps.isEmpty, people.unread.isEmpty else {
            return Classification(
                value: .unknown, reason: "has access keys; whether it has a password or a person is not known",
                gap: cause(gaps))
        }
        return Classification(value: .service, reason: "has access keys, no password and no person")
    }

    /// Streams in which a credential of an identity may be missing: one that only ever showed stored secrets is none.
    func credentialGaps(_ source: SourceID) -> [StreamInfo] {
        book.gaps(source, .credential).filter { credentialForms[source]?[$0.stream] != [.storedSecret] }
    }

    /// Streams in which a password may be missing: those that showed one before, or never showed anything.
    private func passwordGaps(_ source: SourceID) -> [StreamInfo] {
        book.gaps(source, .credential).filter { credentialForms[source]?[$0.stream]?.contains(.password) ?? true }
    }

    /// People do not have owners: a tag that names someone else says that this is a thing.
    private func ownerTag(_ identity: Identity) -> (key: String, owner: String)? {
        for key in policy.ownershipTags.person {
            guard let value = identity.tags[key], !OwnerReference.isPlaceholder(value) else { continue }
            let owner = Address.normalised(value)
            let name = Address.normalised(identity.name)
            let local = Address(owner).map { String($0.localPart) } ?? owner
            if name != owner && name != local { return (key, value) }
        }
        return nil
    }

    private func peopleGap() -> Cause? { people.hasSource ? cause(people.gaps) : nil }

    private func cause(_ gaps: [StreamInfo]) -> Cause? { Cause.gaps(gaps) { book.source($0).name } }
}
