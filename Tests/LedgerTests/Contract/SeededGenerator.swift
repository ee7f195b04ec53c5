import Inventory

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same test.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

/// Records with all that hostile text can bring: quotes, controls, NUL, combining marks, right-to-left overrides.
extension SeededGenerator {
    private static let texts = [
        "", "plain", "with \"quotes\" and \\", "tab\tnewline\n", "\u{0}nul\u{1F}", "é", "e\u{301}", "\u{202E}rtl",
        "🙂", "a long enough text to live on the heap of Swift", "'; DROP TABLE scope; --", "[]", "{}", "null",
    ]

    mutating func text() -> String { pick(Self.texts) }
    mutating func optionalText() -> String? { chance(40) ? nil : text() }
    mutating func instant() -> Instant? { chance(40) ? nil : .day(Int64.random(in: -9000...9000, using: &self)) }
    mutating func list() -> [String] { (0..<Int.random(in: 0...3, using: &self)).map { _ in text() } }

    mutating func map() -> [String: String] {
        var map: [String: String] = [:]
        for _ in 0..<Int.random(in: 0...3, using: &self) { map[text()] = text() }
        return map
    }

    mutating func id() -> NativeID { NativeID(text() + String(Int.random(in: 0..<4, using: &self))) }

    mutating func reference() -> Reference { Reference(pick([.identity, .application, .credential]), id()) }
    mutating func optionalReference() -> Reference? { chance(30) ? nil : reference() }

    mutating func expiry() -> Expiry {
        pick([.never, .unsupported, .unknown, .sliding(windowInSeconds: 7), .at(.day(3))])
    }

    mutating func survival() -> Survival {
        Survival(disabling: pick(Survival.Answer.allCases), deletion: pick(Survival.Answer.allCases))
    }

    mutating func record() -> Record {
        switch pick(RecordKind.allCases) {
        case .person:
            .person(
                Person(
                    nativeID: id(), employeeID: optionalText(), name: optionalText(), emails: list(),
                    status: pick(PersonStatus.allCases), endedAt: instant(), department: optionalText(),
                    manager: optionalText()))
        case .identity:
            .identity(
                Identity(
                    nativeID: id(), type: text(), classification: pick(IdentityClass.allCases),
                    classificationReason: optionalText(), name: text(), emails: list(),
                    status: pick(AccountStatus.allCases), createdAt: instant(), vendorManaged: chance(50), tags: map(),
                    attributes: map()))
        case .application:
            .application(
                Application(
                    nativeID: id(), type: text(), name: text(), clientID: optionalText(), publisher: optionalText(),
                    publisherVerified: pick([nil, true, false]), vendorManaged: chance(50),
                    status: pick(AccountStatus.allCases), createdAt: instant(), tags: map(), attributes: map()))
        case .credential:
            .credential(
                Credential(
                    nativeID: id(), type: text(), form: pick(CredentialForm.allCases), holder: optionalReference(),
                    name: optionalText(), status: pick(CredentialStatus.allCases), createdAt: instant(),
                    expiry: expiry(), lastRotatedAt: instant(),
                    fingerprints: list().map { Fingerprint(algorithm: $0, value: "\"" + $0) }, survival: survival(),
                    tags: map(), attributes: map()))
        case .grant:
            .grant(
                Grant(
                    nativeID: id(), type: text(), holder: optionalReference(), grantee: text(),
                    granteeName: optionalText(), onBehalfOf: optionalReference(), consent: pick(Consent.allCases),
                    scopes: list(), conditions: list(), grantedAt: instant(), expiry: expiry(), survival: survival(),
                    attributes: map()))
        case .entitlement:
            .entitlement(
                Entitlement(
                    nativeID: id(), type: text(), holder: optionalReference(), target: reference(), targetName: text(),
                    resource: optionalText(), conditions: list(), grantedAt: instant()))
        case .permission:
            .permission(
                Permission(
                    nativeID: id(), type: text(), name: text(), privilege: pick(Privilege.allCases),
                    reason: optionalText(), vendorManaged: chance(50)))
        case .usage:
            .usage(
                Usage(
                    subject: reference(), holder: optionalReference(),
                    lastUse: pick([.unknown, .unsupported, .observed(.day(1)), .noneSince(.day(-4))]),
                    meaning: pick(UseMeaning.allCases), lagInSeconds: 14_400, granularityInSeconds: 900,
                    context: optionalText()))
        case .ownership:
            .ownership(
                OwnershipClaim(
                    subject: reference(), holder: optionalReference(), owner: text(),
                    evidence: pick(OwnershipEvidence.allCases), claimedAt: instant()))
        case .link: .link(AccountLink(subject: reference(), identifier: text(), method: text()))
        case .resource:
            .resource(
                Resource(
                    nativeID: id(), type: text(), name: text(), status: pick(AccountStatus.allCases),
                    createdAt: instant(), tags: map(), attributes: map()))
        }
    }
}
