import Inventory

/// Links accounts to people by the account's own evidence, strongest first. Owner tags and display names are none.
struct Correlation: Sendable {
    let people: PeopleIndex
    let policy: Policy

    struct Link: Sendable, Hashable {
        var entry: Int
        var method: String
        var confidence: Double
        var reason: String
    }

    struct Result: Sendable {
        /// The best link, whatever its confidence.
        var link: Link?
        /// The account carries an address or a vendor's link, whether or not it led to a person.
        var hasOwnEvidence: Bool
    }

    /// Labels that carry the account's own address.
    static let addressTags = ["email", "Email", "e-mail", "mail"]
    /// Attributes and labels that carry the account's own employee id.
    static let employeeIDTags = ["employee_id", "employeeId", "EmployeeId", "employee-id", "employeeNumber"]

    func link(_ identity: Identity, _ links: [Stored<AccountLink>]) -> Result {
        var evidence = false
        var best: Link?
        func consider(_ answer: PeopleIndex.Answer, _ what: @autoclosure () -> String, cap: Double = 1) {
            switch answer {
            case .none: return
            case .one(let match):
                let confidence = min(cap, match.confidence)
                if confidence > best?.confidence ?? 0 {
                    best = Link(
                        entry: match.entry, method: match.method, confidence: confidence, reason: what())
                }
            case .several(let entries):
                // An address that two people have had says neither which nor whether they are still here.
                if best == nil, let first = entries.first {
                    best = Link(
                        entry: first, method: "ambiguous", confidence: 0.3,
                        reason: what() + ", which \(entries.count) people answer to")
                }
            }
        }
        for stored in links {
            evidence = true
            let link = stored.record
            if case .one(var match) = people.find(employeeID: link.identifier) {
                match.confidence = 1
                consider(.one(match), "\(link.method) is \(link.identifier)")
            } else if let address = Address(link.identifier), case .one(var match) = people.find(address: address) {
                match.confidence = 1
                consider(.one(match), "\(link.method) is \(link.identifier)")
            }
        }
        for key in Self.employeeIDTags {
            guard let id = identity.tags[key] ?? identity.attributes[key] else { continue }
            evidence = true
            consider(people.find(employeeID: id), "\(key) is \(id)")
        }
        for email in identity.emails {
            guard let address = Address(email) else { continue }
            evidence = true
            consider(people.find(address: address), "the account's address is \(email)")
        }
        for key in Self.addressTags {
            guard let email = identity.tags[key], let address = Address(email) else { continue }
            evidence = true
            consider(people.find(address: address), "the tag \(key) is \(email)")
        }
        if let address = Address(identity.name) {
            evidence = true
            consider(people.find(address: address), "the account's name is an address")
        } else if best == nil {
            consider(
                people.find(userName: identity.name, domains: policy.ownerDomains),
                "the account's name is a person's user name", cap: 0.7)
        }
        return Result(link: best, hasOwnEvidence: evidence)
    }

    func describe(_ link: Link) -> PersonLink {
        let entry = people.entries[link.entry]
        return PersonLink(
            person: entry.nativeID.string, name: entry.name, email: entry.email, method: link.method,
            confidence: link.confidence, reason: link.reason, standing: entry.standing, entry: link.entry)
    }
}
