import ConnectorKit
import Foundation
import Inventory
import Transport

/// A row of `/servicePrincipals` or `/applications` with its owners.
///
/// Owners of either may add secrets to the app; the inventory knows the two for one thing by their client id.
struct EntraOwned: Decodable, Sendable {
    var id: String
    var owners: [EntraObject]?

    /// "$expand … typically returns a maximum of 20 items": https://learn.microsoft.com/graph/query-parameters
    static let expansionLimit = 20

    /// Whether there may be more owners than the list shows: they have a list of their own.
    var mayHaveMore: Bool { (owners?.count ?? 0) >= Self.expansionLimit }

    func claims(on kind: RecordKind) -> [Record] {
        Self.claims(owners ?? [], on: Reference(kind, NativeID(id)))
    }

    static func claims(_ owners: [EntraObject], on subject: Reference) -> [Record] {
        Set(owners.map(\.id)).sorted().map {
            .ownership(OwnershipClaim(subject: subject, holder: subject, owner: $0, evidence: .nativeOwner))
        }
    }
}

/// The lists of both kinds of thing that have owners, and then the owners of those that have too many for a list, all as
/// one list: service principals, registrations, `/servicePrincipals/{id}/owners`, `/applications/{id}/owners`.
struct EntraOwners: Sendable {
    let endpoint: EntraEndpoint
    /// Where each begins.
    private let lists: [(kind: RecordKind, first: Request)]

    /// - Throws: `EntraProblem` for an address that cannot be made.
    init(_ endpoint: EntraEndpoint) throws {
        self.endpoint = endpoint
        let query = [("$select", "id"), ("$expand", "owners($select=id)"), EntraStreams.top]
        lists = [
            (.identity, try endpoint.get(["servicePrincipals"], query)),
            (.application, try endpoint.get(["applications"], query)),
        ]
    }

    /// What has too many owners for a list, and is read next. It lives as long as the read; a read that is resumed in the
    /// midst without it says so, and is then begun anew.
    private struct Waiting: Sendable {
        var subjects: [Subject] = []
        /// Whose owners the page at hand tells.
        var current: Subject?
    }

    private struct Subject: Sendable {
        var reference: Reference
        /// The owners that the list had.
        var told: Set<String>
    }

    var stream: HTTPStream {
        let waiting = Locked<Waiting?>(nil)
        let first = lists[0].first
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: EntraRedaction.rules) {
            response, partition in
            if response.url == first.url { waiting.withLock { $0 = Waiting() } }
            guard var known = waiting.withLock({ $0 }) else { throw EntraProblem("the list before it was not read") }
            var page = try read(response, partition, &known)
            if page.next == nil { page.next = try next(after: response, &known)?.absoluteString }
            waiting.withLock { [known] in $0 = known }
            return page
        }
    }

    private func read(_ response: Response, _ partition: Partition, _ waiting: inout Waiting) throws -> DecodedPage {
        guard let list = lists.first(where: { $0.first.url.path == response.url.path }) else {
            guard let subject = waiting.current else { throw EntraProblem("nobody's owners were asked for") }
            let answer = try EntraList<EntraObject>.read(response)
            return DecodedPage(rows: answer.value, next: answer.next, partition: partition) { owner, _ in
                subject.told.contains(owner.id) ? [] : EntraOwned.claims([owner], on: subject.reference)
            }
        }
        let answer = try EntraList<EntraOwned>.read(response)
        waiting.subjects += answer.value.rows.filter(\.mayHaveMore).map {
            Subject(reference: Reference(list.kind, NativeID($0.id)), told: Set(($0.owners ?? []).map(\.id)))
        }
        return DecodedPage(rows: answer.value, next: answer.next, partition: partition) { row, _ in
            row.claims(on: list.kind)
        }
    }

    /// The next list, or the owners of what waits for it, one after the other.
    private func next(after response: Response, _ waiting: inout Waiting) throws -> URL? {
        if response.url.path == lists[0].first.url.path { return lists[1].first.url }
        guard !waiting.subjects.isEmpty else { return nil }
        let subject = waiting.subjects.removeFirst()
        waiting.current = subject
        let parent = subject.reference.kind == .identity ? "servicePrincipals" : "applications"
        return try endpoint.get(
            [parent, subject.reference.nativeID.string, "owners"], [("$select", "id"), EntraStreams.top]
        ).url
    }
}
