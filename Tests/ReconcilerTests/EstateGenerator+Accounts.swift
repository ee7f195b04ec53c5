import Inventory

@testable import Reconciler

extension GeneratedEstate {
    /// Accounts of people with their sign-ins, guests, groups in groups, owners from outside and by inference alone,
    /// things that are switched off.
    mutating func addAccounts(to estate: inout Writer, people: [String], _ random: inout SeededGenerator) {
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func days(_ range: ClosedRange<Int64>) -> Instant {
            ExampleEstate.ago(days: Int64.random(in: range, using: &random))
        }
        for name in ["night", "ghosts", "outer"] {
            estate.add(
                Identity(nativeID: NativeID(name), type: "g", classification: .group, name: name, status: .enabled),
                "groups")
        }
        func join(_ group: String, _ member: String) {
            estate.add(
                Entitlement(
                    nativeID: NativeID("\(member)-in-\(group)"), type: "m", holder: .identity(member),
                    target: .identity(group), targetName: group), "attachments")
        }
        join("outer", "night")
        for index in 0..<14 {
            let id = "account\(index)"
            let isGuest = chance(15)
            let email = pick(people + ["stranger@example.com", "guest@vendor.example"])
            estate.add(
                Identity(
                    nativeID: NativeID(id), type: isGuest ? "entra.user.guest" : "aws.iam.user",
                    classification: pick([.unknown, .unknown, .human]), name: id,
                    emails: chance(80) ? [email] : [],
                    status: pick([.enabled, .enabled, .enabled, .disabled, .unknown]),
                    createdAt: chance(85) ? days(1...800) : nil), "users")
            if chance(15) {
                estate.add(AccountLink(subject: .identity(id), identifier: pick(people), method: "scim"), "links")
            }
            if chance(80) {
                estate.add(
                    Usage(
                        subject: .identity(id), holder: .identity(id),
                        lastUse: pick([.observed(days(0...200)), .observed(days(0...90)), .noneSince(days(30...900))]),
                        meaning: pick([.success, .success, .attempt]), granularityInSeconds: pick([1, 86_400])),
                    "signIns")
            }
            if chance(25) {
                estate.add(
                    Credential(
                        nativeID: NativeID("\(id)-key"), type: "aws.iam.accessKey",
                        form: pick([.staticSecret, .password]), holder: .identity(id),
                        status: pick([.active, .inactive]), createdAt: days(100...700), expiry: .unsupported),
                    "accessKeys")
                estate.add(
                    Usage(
                        subject: .credential("\(id)-key"), holder: .identity(id),
                        lastUse: pick([.observed(days(0...200)), .unknown]), meaning: .success), "accessKeyLastUsed")
            }
            if chance(40) { join(pick(["night", "ghosts"]), id) }
        }
        for index in 0..<16 {
            let id = "thing\(index)"
            var tags: [String: String] = [:]
            switch Int.random(in: 0..<8, using: &random) {
            case 0: tags["owner"] = "someone@vendor.example"
            case 1: tags["owner"] = "someone@vendor.example, \(pick(people))"
            case 2: tags["team"] = pick(["night", "ghosts", "outer"])
            case 3: tags = ["team": pick(["night", "outer"]), "owner": pick(people)]
            case 4: tags["team"] = "nowhere"
            case 5: tags["owner"] = "\(pick(people)), \(pick(people))"
            case 6: tags["owner"] = pick(["account1", "account2", "account3"])
            default: tags["owner"] = pick(people)
            }
            estate.add(
                Identity(
                    nativeID: NativeID(id), type: "aws.iam.user", classification: pick([.service, .service, .bot]),
                    name: id, status: pick([.enabled, .enabled, .disabled, .suspended]), createdAt: days(1...800),
                    tags: tags,
                    attributes: chance(30) ? ["statusChanged": days(1...90).description] : [:]), "users")
            if chance(15) {
                estate.add(
                    OwnershipClaim(
                        subject: .identity(id), holder: .identity(id), owner: pick(people),
                        evidence: pick([.codeOwners, .register, .attestation]), claimedAt: days(0...300)), "register")
            }
            if chance(70) {
                estate.add(
                    Credential(
                        nativeID: NativeID("\(id)-key"), type: "aws.iam.accessKey", form: .staticSecret,
                        holder: .identity(id), status: pick([.active, .active, .inactive, .unknown]),
                        createdAt: days(1...700), expiry: pick([.unsupported, .never, .at(days(-30...90))])),
                    "accessKeys")
            }
            if chance(60) {
                let privilege = pick([Privilege.admin, .high, .low])
                estate.add(
                    Entitlement(
                        nativeID: NativeID("\(id)-\(privilege.rawValue)"), type: "e", holder: .identity(id),
                        target: .permission(privilege.rawValue), targetName: privilege.rawValue), "attachments")
            }
        }
    }
}
