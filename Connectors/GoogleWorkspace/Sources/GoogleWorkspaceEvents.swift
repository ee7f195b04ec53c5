import ConnectorKit
import Foundation
import Inventory
import Transport

/// A row of the token log: what a user allowed an app, took back, or what the app did in the user's name.
/// https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token
struct GoogleWorkspaceTokenEvent: Decodable, Sendable {
    var id: Moment
    var actor: Actor?
    var events: [Event]?

    struct Moment: Decodable, Sendable { var time: Instant }
    struct Actor: Decodable, Sendable { var profileId: String? }

    struct Event: Decodable, Sendable {
        var name: String?
        var parameters: [Parameter]?
    }

    struct Parameter: Decodable, Sendable {
        var name: String?
        var value: String?
    }

    /// Stands for actors that are no users.
    private static let placeholder = "105250506097979753968"

    /// Whose grants to which apps the events of this name are about. A row may hold events of other names.
    func pairs(_ name: String) -> [GoogleWorkspacePair] {
        guard let user = actor?.profileId, !user.isEmpty, user != Self.placeholder else { return [] }
        let clients = (events ?? []).filter { $0.name == name }.compactMap { event in
            event.parameters?.first { $0.name == "client_id" }?.value
        }
        return clients.filter { !$0.isEmpty }.map { GoogleWorkspacePair(user: user, client: $0) }
    }
}

/// A user's grant to an app, as the token log names it.
struct GoogleWorkspacePair: Hashable, Comparable, Sendable {
    var user: String
    var client: String

    var grant: Reference { Reference(.grant, GoogleWorkspaceGrant.nativeID(user: user, client: client)) }

    static func < (left: GoogleWorkspacePair, right: GoogleWorkspacePair) -> Bool { left.grant < right.grant }

    /// "A couple of hours", and now and then more: https://support.google.com/a/answer/7061566
    static let lagInSeconds: Int64 = 86_400

    func usage(_ at: Instant) -> Record {
        .usage(
            Usage(
                subject: grant, holder: .application(client), lastUse: .observed(at), meaning: .success,
                lagInSeconds: Self.lagInSeconds))
    }
}

/// What is remembered of pairs while a log is read: one entry a pair, however many events there are.
struct GoogleWorkspaceMemory<Value: Sendable>: Sendable {
    private(set) var values: [GoogleWorkspacePair: Value] = [:]
    private let capacity: Int
    private var names: Set<String> = []
    private var isFull = false

    /// - Parameter capacity: pairs, some hundred bytes each. More users' grants to apps than that are not followed.
    init(capacity: Int = 500_000) { self.capacity = capacity }

    subscript(_ pair: GoogleWorkspacePair) -> Value? { values[pair] }

    /// Keeps a value; one of a new pair only while there is room.
    /// - Returns: whether it is kept.
    @discardableResult mutating func keep(_ value: Value, of pair: GoogleWorkspacePair) -> Bool {
        if values[pair] == nil, values.count >= capacity {
            isFull = true
            return false
        }
        // Ids are long and come again and again: each is held once.
        let own = GoogleWorkspacePair(
            user: names.insert(pair.user).memberAfterInsert, client: names.insert(pair.client).memberAfterInsert)
        values[own] = value
        return true
    }

    var truncation: String? { isFull ? "the log tells of more than \(capacity) grants" : nil }
}

extension GoogleWorkspaceStreams {
    /// Uses, newest first, as the log is given: the first event of a pair is its last use, and goes out with its page.
    static func uses(_ settings: GoogleWorkspaceSettings) throws -> HTTPStream {
        let first = try settings.tokenLog("activity")
        let state = Locked<(seen: GoogleWorkspaceMemory<Instant>, newest: Instant?)?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(
            first: start, pagination: .cursor(parameter: .query("pageToken")),
            redaction: GoogleWorkspaceRedaction.rules
        ) { response, partition in
            let list = try GoogleWorkspaceList<GoogleWorkspaceTokenEvent>.read(response)
            var page = list.page(partition) { _, _ in [] }
            let rows = list.rows?.rows ?? []
            try state.withLock { state in
                if response.url == first.url { state = (GoogleWorkspaceMemory(), rows.map(\.id.time).max()) }
                // Without what was seen before, an older event would be taken for the last one: the read begins anew.
                guard var known = state else { throw GoogleWorkspaceProblem("the page before it was not read") }
                // It is held once: copied while it is read, it would be copied for each page.
                state = nil
                let end = known.newest?.advanced(byDays: Int64(-settings.activityDays))
                var latest: [GoogleWorkspacePair: Instant] = [:]
                for row in rows where end.map({ row.id.time >= $0 }) ?? true {
                    for pair in row.pairs("activity") {
                        guard let told = known.seen[pair] else {
                            latest[pair] = max(row.id.time, latest[pair] ?? row.id.time)
                            continue
                        }
                        // Rather no answer than a wrong one.
                        if row.id.time > told.advanced(bySeconds: GoogleWorkspacePair.lagInSeconds) {
                            throw GoogleWorkspaceProblem("the log does not come newest first")
                        }
                    }
                }
                for (pair, at) in latest.sorted(by: { $0.key < $1.key }) where known.seen.keep(at, of: pair) {
                    page.records.append(pair.usage(at))
                }
                if let end, let newest = rows.map(\.id.time).max(), newest < end { page.next = nil }
                page.truncation = known.seen.truncation
                state = known
            }
            return page
        }
    }

    /// When a grant was first consented to, as far as the log reaches: the first consent after the last revocation. So
    /// the revocations are read before the consents, and what is known goes out with the last page.
    static func consents(_ settings: GoogleWorkspaceSettings) throws -> HTTPStream {
        .googleWorkspaceJoin(
            first: try settings.tokenLog("revoke"), second: try settings.tokenLog("authorize"),
            kept: GoogleWorkspaceConsents(),
            keep: { (row: GoogleWorkspaceTokenEvent, known: inout GoogleWorkspaceConsents) in known.revoke(row) },
            map: { (row: GoogleWorkspaceTokenEvent, known: inout GoogleWorkspaceConsents) in
                known.consent(row)
                return []
            },
            end: { $0.records }, truncation: { $0.truncation })
    }
}

/// Consents that still stand, pair by pair.
struct GoogleWorkspaceConsents: Sendable {
    private var revoked = GoogleWorkspaceMemory<Instant>()
    private var consented = GoogleWorkspaceMemory<(first: Instant, last: Instant)>()

    mutating func revoke(_ row: GoogleWorkspaceTokenEvent) {
        for pair in row.pairs("revoke") { revoked.keep(max(row.id.time, revoked[pair] ?? row.id.time), of: pair) }
    }

    mutating func consent(_ row: GoogleWorkspaceTokenEvent) {
        let at = row.id.time
        for pair in row.pairs("authorize") {
            // What came before the last revocation was taken back by it.
            if let end = revoked[pair], at <= end { continue }
            let known = consented[pair] ?? (at, at)
            consented.keep((min(known.first, at), max(known.last, at)), of: pair)
        }
    }

    var truncation: String? { revoked.truncation ?? consented.truncation }

    /// Who consented to what and when, and that it was then used: a consent ends in a token.
    var records: [Record] {
        consented.values.sorted { $0.key < $1.key }.flatMap { pair, times in
            [
                .ownership(
                    OwnershipClaim(
                        subject: pair.grant, holder: .application(pair.client), owner: pair.user, evidence: .installer,
                        claimedAt: times.first)),
                pair.usage(times.last),
            ]
        }
    }
}
