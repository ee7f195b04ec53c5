import Inventory

/// Links accounts to people by the account's own evidence, strongest first (`LinkEvidence`). Owner labels and display
/// names are none.
///
/// Two people who answer to one piece of evidence, and an address whose person had left before the account was made, are
/// ambiguous: 0.3, whatever the evidence is worth. Below 0.9 nothing is concluded from a link.
final class Correlation: Sendable {
    let people: PeopleIndex
    let policy: Policy

    init(people: PeopleIndex, policy: Policy) {
        self.people = people
        self.policy = policy
    }

    struct Link: Sendable, Hashable {
        var entry: Int
        /// How the person was found.
        var method: String
        var confidence: Double
        /// What of the account led there, and its value.
        var evidence: LinkEvidence
        var value: String
        var doubt: Doubt?

        /// The words are made when they are read: most links are never printed.
        var reason: String { evidence.text(value) + (doubt.map { ", \($0.text)" } ?? "") }
    }

    /// Why evidence is worth less than its kind.
    enum Doubt: Sendable, Hashable {
        case several(Int)
        /// The account is younger than the person's last day: the address may be somebody else's now.
        case leftBefore(Instant)
        /// Evidence of the same weight leads to somebody else.
        case contested
        case zeros

        var text: String {
            switch self {
            case .several(let count): "which \(count) people answer to"
            case .leftBefore(let day): "whose person left on \(day.day), before the account was made"
            case .contested: "and evidence of the same weight leads to somebody else"
            case .zeros: "which is an employee id but for its leading zeros"
            }
        }
    }

    struct Result: Sendable {
        /// The best link, whatever its confidence.
        var link: Link?
        /// The account carries an address or a vendor's link, whether or not it led to a person.
        var hasOwnEvidence: Bool
        /// The address of the account that looks like a person's and is not: never a link.
        var lookalike: Lookalike?
        /// The home domain of a guest.
        var guestOf: String?
    }

    /// An address in letters that look like those of a person's.
    struct Lookalike: Sendable, Hashable {
        var entry: Int
        var address: String
    }

    func link(_ row: Stored<Identity>, _ links: [Stored<AccountLink>]) -> Result {
        var search = Search(correlation: self, createdAt: row.record.createdAt, keeps: false)
        search.run(row, links)
        return search.result
    }

    /// The same search, with every step.
    func explained(_ row: Stored<Identity>, _ links: [Stored<AccountLink>]) -> (result: Result, steps: [Step]) {
        var search = Search(correlation: self, createdAt: row.record.createdAt, keeps: true)
        search.run(row, links)
        return (search.result, search.steps)
    }

    /// One piece of evidence, and where it led.
    struct Step: Sendable {
        var evidence: LinkEvidence
        var value: String
        /// nil where it led to nobody.
        var link: Link?
        var people: [Int]
        /// What is to be known of evidence that is not followed.
        var note: String?
    }

    /// The most steps that are kept: an account has a handful.
    static let stepLimit = 32

    func describe(_ link: Link) -> PersonLink {
        let entry = people.entries[link.entry]
        return PersonLink(
            person: entry.nativeID.string, name: entry.name, email: entry.email, method: link.method,
            confidence: link.confidence, reason: link.reason, standing: entry.standing, entry: link.entry)
    }
}

extension Correlation {
    /// One walk through an account's evidence.
    fileprivate struct Search {
        let correlation: Correlation
        let createdAt: Instant?
        /// Steps are kept: for one account that somebody asks about, not for a million.
        let keeps: Bool
        private var best: Link?
        private var isContested = false
        private var hasOwnEvidence = false
        private var lookalike: Lookalike?
        private var guestOf: String?
        private(set) var steps: [Step] = []

        init(correlation: Correlation, createdAt: Instant?, keeps: Bool) {
            self.correlation = correlation
            self.createdAt = createdAt
            self.keeps = keeps
        }

        private var people: PeopleIndex { correlation.people }

        var result: Result {
            var link = best
            if isContested {
                link?.confidence = 0.3
                link?.method = "ambiguous"
                link?.doubt = .contested
            }
            return Result(link: link, hasOwnEvidence: hasOwnEvidence, lookalike: lookalike, guestOf: guestOf)
        }

        /// In the order of `LinkEvidence.ceiling`.
        mutating func run(_ row: Stored<Identity>, _ links: [Stored<AccountLink>]) {
            let identity = row.record
            consider(people.find(record: identity.nativeID, in: row.source), .ownRecord, identity.nativeID.string)
            if best != nil { hasOwnEvidence = true }
            readLinks(links, identity)
            readEmployeeIDs(identity)
            readAddresses(identity)
            readName(identity)
            guard keeps, let name = identity.attributes[LinkEvidence.displayNameAttribute] else { return }
            note(people.find(displayName: name), .displayName, name)
        }

        private mutating func readLinks(_ links: [Stored<AccountLink>], _ identity: Identity) {
            for stored in links {
                hasOwnEvidence = true
                let link = stored.record
                switch LinkEvidence.of(link: link.method) {
                case .employeeID(let method): consider(employeeID: link.identifier, method)
                case .addressLabel(let method):
                    if let address = Address(link.identifier) {
                        consider(people.find(address: address), .addressLabel(method), link.identifier)
                    }
                case let evidence:
                    consider(
                        people(named: link.identifier, mayBeEmployee: LinkEvidence.mayHoldEmployeeID(link.method)),
                        evidence, link.identifier)
                }
            }
            guard !identity.attributes.isEmpty else { return }
            for key in LinkEvidence.immutableAttributes {
                guard let value = identity.attributes[key] else { continue }
                consider(people(named: value, mayBeEmployee: false), .immutableLink(key), value)
            }
        }

        /// Who stands behind an id that a vendor keeps: what it leads to is as certain as the link itself.
        private func people(named identifier: String, mayBeEmployee: Bool) -> PeopleIndex.Answer {
            var answer = people.find(anyRecord: identifier)
            if answer == .none, mayBeEmployee { answer = people.find(employeeID: identifier) }
            if answer == .none, let address = Address(identifier) { answer = people.find(address: address) }
            guard case .one(var match) = answer else { return answer }
            match.confidence = 1
            return .one(match)
        }

        private mutating func readEmployeeIDs(_ identity: Identity) {
            guard !(identity.tags.isEmpty && identity.attributes.isEmpty) else { return }
            for key in LinkEvidence.employeeIDTags {
                guard let id = identity.tags[key] ?? identity.attributes[key] else { continue }
                hasOwnEvidence = true
                consider(employeeID: id, key)
            }
        }

        private mutating func consider(employeeID id: String, _ method: String) {
            let exact = people.find(employeeID: id)
            guard exact == .none else { return consider(exact, .employeeID(method), id) }
            consider(people.find(employeeIDWithoutZeros: id), .employeeID(method), id, doubt: .zeros)
        }

        private mutating func readAddresses(_ identity: Identity) {
            let home = AccountName.guestHome(identity.name)
            guestOf = home.flatMap { Address($0) }.map { String($0.domain) }
            for (index, email) in identity.emails.enumerated() {
                guard let address = Address(email) else { continue }
                hasOwnEvidence = true
                // A sign-in name stands among the addresses of some vendors. Where it is not the first, mail need not reach it.
                let isName = index > 0 && (email == identity.name || Address(identity.name) == address)
                let isHome = index > 0 && home.flatMap { Address($0) } == address
                consider(address, email, isName ? .signInName : isHome ? .guestHome : .email)
            }
            guard !identity.tags.isEmpty else { return }
            for key in LinkEvidence.addressTags {
                guard let email = identity.tags[key], let address = Address(email) else { continue }
                hasOwnEvidence = true
                consider(address, email, .addressLabel(key))
            }
        }

        private mutating func readName(_ identity: Identity) {
            if let home = AccountName.guestHome(identity.name) {
                hasOwnEvidence = true
                if let address = Address(home), identity.emails.isEmpty { consider(address, home, .guestHome) }
                return
            }
            let isAddress = identity.name.utf8.contains(UInt8(ascii: "@"))
            if isAddress, let address = Address(identity.name) {
                hasOwnEvidence = true
                if !identity.emails.contains(identity.name) { consider(address, identity.name, .signInName) }
                if best == nil { readMark(address.localPart, domain: address.domain) }
            } else if best == nil || keeps {
                let hadNone = best == nil
                consider(
                    people.find(userName: identity.name, domains: correlation.policy.ownerDomains), .userName,
                    identity.name, isOffered: hadNone)
                if best == nil { readMark(Address.normalised(identity.name)[...], domain: nil) }
            }
        }

        /// A further account of a person, by a pattern of names.
        private mutating func readMark(_ name: Substring, domain: Substring?) {
            guard let (base, mark) = AccountName.base(of: name) else { return }
            let answer: PeopleIndex.Answer
            if let domain {
                answer = Address(base + "@" + domain).map { people.find(address: $0) } ?? .none
            } else {
                answer = people.find(userName: String(base), domains: correlation.policy.ownerDomains)
            }
            consider(answer, .furtherAccount(mark), String(base))
        }

        private mutating func consider(_ address: Address, _ raw: String, _ evidence: LinkEvidence) {
            let answer = people.find(address: address)
            consider(answer, evidence, raw)
            guard answer == .none else { return }
            if let other = LookalikeLetters.address(raw), other != address,
                case .one(let match) = people.find(address: other)
            {
                lookalike = Lookalike(entry: match.entry, address: raw)
                if keeps {
                    keep(
                        evidence, raw, nil, [match.entry],
                        "looks like \(other.text) in other letters; look-alikes are never folded")
                }
            }
            if keeps, let plain = address.withoutPlusTag, case .one(let match) = people.find(address: plain) {
                keep(
                    evidence, raw, nil, [match.entry],
                    "is \(plain.text) with a plus tag, which outside gmail.com is another address")
            }
        }

        // MARK: - Weighing

        private mutating func consider(
            _ answer: PeopleIndex.Answer, _ evidence: LinkEvidence, _ value: @autoclosure () -> String,
            doubt: Doubt? = nil, isOffered: Bool = true
        ) {
            switch answer {
            case .none: if keeps { keep(evidence, value(), nil, []) }
            case .one(let match):
                var link = Link(
                    entry: match.entry, method: match.method, confidence: min(evidence.ceiling, match.confidence),
                    evidence: evidence, value: value(), doubt: doubt)
                if evidence.canBeGivenAnew, let left = leftBefore(match.entry) {
                    (link.confidence, link.method, link.doubt) = (0.3, "ambiguous", .leftBefore(left))
                }
                if keeps { keep(evidence, link.value, link, [match.entry]) }
                if isOffered { offer(link) }
            case .several(let entries):
                // What two people have had says neither which nor whether they are still here.
                let link = Link(
                    entry: entries[0], method: "ambiguous", confidence: 0.3, evidence: evidence, value: value(),
                    doubt: .several(entries.count))
                if keeps { keep(evidence, link.value, link, entries) }
                if isOffered { offer(link) }
            }
        }

        private mutating func offer(_ link: Link) {
            guard let current = best else {
                best = link
                return
            }
            if link.confidence > current.confidence {
                (best, isContested) = (link, false)
            } else if link.confidence == current.confidence, link.entry != current.entry, link.confidence > 0.3 {
                isContested = true
            }
        }

        /// The person's last day, where the account was made after it.
        private func leftBefore(_ entry: Int) -> Instant? {
            let standing = people.entries[entry].standing
            guard standing.state == .inactive, let left = standing.leftAt, let createdAt,
                createdAt >= PeopleIndex.end(ofLastDay: left)
            else { return nil }
            return left
        }

        /// Keeps what is shown and never counts.
        private mutating func note(_ answer: PeopleIndex.Answer, _ evidence: LinkEvidence, _ value: String) {
            switch answer {
            case .none: break
            case .one(let match): keep(evidence, value, nil, [match.entry], "a display name never links by itself")
            case .several(let entries): keep(evidence, value, nil, entries, "a display name never links by itself")
            }
        }

        private mutating func keep(
            _ evidence: LinkEvidence, _ value: String, _ link: Link?, _ people: [Int], _ note: String? = nil
        ) {
            guard steps.count < Correlation.stepLimit else { return }
            steps.append(Step(evidence: evidence, value: value, link: link, people: people, note: note))
        }
    }
}
