import ConnectorKit
import Inventory

/// An organisation of any size out of numbers: a hundred service identities to each two people, a key with its last use
/// to each identity, and as many grants: half of them consents of people to applications, half trusts of roles. Another
/// `version` draws one identity in a hundred anew, with its key: what was in order mostly stays so.
struct Organisation: Sendable {
    let count: Int
    let version: Int
    /// One thing in so many is not in order.
    let interval: Int
    let now: Instant

    var people: Int { count / 50 }
    var applications: Int { max(count / 1000, 1) }

    private func ago(_ days: Int) -> Instant { now.advanced(byDays: -Int64(days)) }

    private func isChanged(_ number: Int) -> Bool { version > 0 && number % 100 == version % 100 }

    /// Of those that a version changed, others than before.
    private func isOutOfOrder(_ number: Int, _ lot: Int) -> Bool {
        let drawn = isChanged(number) ? number / 100 + version : number
        return drawn % interval == lot
    }

    private func address(_ number: Int) -> String { "person-\(number % people)@example.com" }

    /// Vendors' ids are not in the order of their lists: an odd multiplier scatters them and keeps them apart.
    private func id(_ prefix: String, _ number: Int) -> NativeID {
        let digits = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        return NativeID(prefix + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    func person(_ number: Int) -> Record {
        .person(
            Person(
                nativeID: NativeID("P\(number)"), employeeID: "P\(number)", name: "Person \(number)",
                emails: [address(number)], status: number % 100 == 7 ? .deactivated : .active,
                endedAt: number % 100 == 7 ? ago(60) : nil))
    }

    func identity(_ number: Int) -> Record {
        let isPerson = number < people
        return .identity(
            Identity(
                nativeID: id("U", number), type: isPerson ? "aws.iam.user" : "aws.iam.role",
                classification: isPerson ? .human : .service, classificationReason: "type",
                name: isPerson ? "person-\(number)" : "svc-\(number)", emails: isPerson ? [address(number)] : [],
                status: .enabled, createdAt: ago(200 + number % 300),
                tags: isPerson || isOutOfOrder(number, 13) ? [:] : ["owner": address(number)],
                attributes: ["url": "https://example.com/\(number)", "version": isChanged(number) ? "\(version)" : "0"])
        )
    }

    func credential(_ number: Int) -> Record {
        .credential(
            Credential(
                nativeID: id("K", number), type: "aws.iam.accessKey", form: .staticSecret,
                holder: Reference(.identity, id("U", number)), status: .active,
                createdAt: ago(isOutOfOrder(number, 29) ? 400 : 30 + number % 40), expiry: .unsupported,
                survival: Survival(disabling: .yes, deletion: .no)))
    }

    func usage(_ number: Int) -> Record {
        let holder = Reference(.identity, id("U", number))
        return .usage(
            Usage(
                subject: Reference(.credential, id("K", number)), holder: holder,
                lastUse: .observed(ago(isChanged(number) ? 2 : 3 + number % 20)), meaning: .success, lagInSeconds: 0,
                granularityInSeconds: 900))
    }

    func application(_ number: Int) -> Record {
        .application(
            Application(
                nativeID: NativeID("A\(number)"), type: "example.app", name: "App \(number)",
                clientID: "client-\(number)", publisherVerified: true, status: .enabled, createdAt: ago(300)))
    }

    func grant(_ number: Int) -> Record {
        if number % 2 == 0 {
            let application = "A\(number / 2 % applications)"
            return .grant(
                Grant(
                    nativeID: id("G", number), type: "example.grant",
                    holder: Reference(.application, NativeID(application)), grantee: application,
                    onBehalfOf: Reference(.identity, id("U", number / 2 % people)), consent: .user,
                    scopes: ["profile", "files.read"], grantedAt: ago(100 + number % 100)))
        }
        return .grant(
            Grant(
                nativeID: id("G", number), type: "aws.iam.roleTrust", holder: Reference(.identity, id("U", number)),
                grantee: "lambda.amazonaws.com", consent: .trust, grantedAt: ago(100)))
    }

    /// What each stream holds.
    var streams: [(descriptor: StreamDescriptor, count: Int, record: @Sendable (Int) -> Record)] {
        [
            (stream("people", .person), people, person),
            (stream("applications", .application), applications, application),
            (stream("identities", .identity), count, identity), (stream("credentials", .credential), count, credential),
            (stream("lastUse", .usage), count, usage), (stream("grants", .grant), count, grant),
        ]
    }

    private func stream(_ id: String, _ kind: RecordKind) -> StreamDescriptor {
        StreamDescriptor(id: id, title: id, operation: "read", yields: [kind], permissions: [])
    }
}

/// Hands records over as a source that is no paged HTTP does.
struct Numbered: RecordSource {
    let count: Int
    let record: @Sendable (Int) -> Record
    static let pageSize = 1000

    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
        var pages = 0
        for start in stride(from: 0, to: count, by: Self.pageSize) {
            let page = (start..<min(start + Self.pageSize, count)).map(record)
            try await emit(DecodedPage(records: page, rowCount: page.count))
            pages += 1
        }
        return Coverage(.complete, requests: pages, pages: pages, rows: count)
    }
}
