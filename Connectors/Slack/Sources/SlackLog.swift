import ConnectorKit
import Foundation
import Inventory
import Transport

/// Reads a log to its end and tells what it comes to. Rows of one app or user stand all over a log, in an order that
/// Slack does not document: only its end knows which was the last.
///
/// New rows push older ones onto later pages while it is read, so that a row may come twice and none is missed.
final class SlackLog<Row: Decodable & Sendable, State: Sendable>: Sendable {
    private let initial: State
    private let add: @Sendable (inout State, Row) throws -> Void
    private let records: @Sendable (State, Resource) -> [Record]
    private let open = Locked<[String: Position]>([:])

    private struct Position: Sendable {
        var page: Int
        var state: State
    }

    init(
        _ row: Row.Type, initial: State, add: @escaping @Sendable (inout State, Row) throws -> Void,
        records: @escaping @Sendable (State, Resource) -> [Record]
    ) {
        self.initial = initial
        self.add = add
        self.records = records
    }

    func stream(_ request: @escaping @Sendable (Partition) throws -> Request) -> HTTPStream {
        HTTPStream(
            first: request, pagination: .cursor(parameter: .query("page")), redaction: SlackRedaction.people,
            decode: decode)
    }

    @Sendable private func decode(_ response: Response, _ partition: Partition) throws -> DecodedPage {
        let workspace = try partition.resource()
        let number = SlackAPI.query("page", of: response.url).flatMap { Int($0) } ?? 1
        var state = try opened(at: number, of: partition.key)
        if SlackErrorBody(response).error == SlackErrorBody.overLimit {
            return DecodedPage(records: records(state, workspace), rowCount: 0, truncation: Self.truncation)
        }
        let page = try JSONDecoder().decode(SlackPage<Row>.self, from: response.body)
        guard let paging = page.paging else { throw SlackProblem("the log does not tell how many pages it has") }
        var rejected = page.rows.rejected
        for index in page.rows.rows.indices {
            do { try add(&state, page.rows.rows[index]) } catch {
                rejected.append(Rejection(path: "decoded row \(index)", reason: "could not be mapped"))
            }
        }
        let isLast = number >= paging.pages || page.rows.count == 0
        let isCut = !isLast && number >= SlackAPI.logPages
        let next = isLast || isCut ? nil : String(number + 1)
        open.withLock { $0[partition.key] = next == nil ? nil : Position(page: number, state: state) }
        return DecodedPage(
            records: next == nil ? records(state, workspace) : [], rejected: rejected, rowCount: page.rows.count,
            next: next, total: isLast ? paging.total : nil, truncation: isCut ? Self.truncation : nil)
    }

    /// What the pages before told. They are not kept when a run ends: a log is then read anew.
    private func opened(at page: Int, of partition: String) throws -> State {
        guard page > 1 else { return initial }
        guard let position = open.withLock({ $0[partition] }), position.page == page - 1 else {
            throw SlackProblem("the pages of the log before this one are not known: it is read from its beginning")
        }
        return position.state
    }

    private static var truncation: String {
        "Slack gives no more than \(SlackAPI.logPages) pages of \(SlackAPI.longPage) entries of a log"
    }
}

extension Partition {
    /// - Throws: `SlackProblem` when the engine fanned out over something else.
    func resource() throws -> Resource {
        guard case .resource(let resource)? = parent else {
            throw SlackProblem("the partition has no workspace as its parent")
        }
        return resource
    }
}

/// When people were last seen, by the log of who came with which client from where.
struct SlackLastSeen: Sendable {
    private var latest: [String: Instant] = [:]

    mutating func add(_ row: SlackAccessWire) throws {
        guard !row.userID.isEmpty, let last = row.last.instant else { throw SlackProblem("a row without user or date") }
        latest[row.userID] = max(latest[row.userID] ?? last, last)
    }

    /// Who is not in the log is not told: how far back it reaches is not known.
    func records() -> [Record] {
        latest.sorted { $0.key < $1.key }.map { user, last in
            .usage(
                Usage(
                    subject: .identity(user), holder: .identity(user), lastUse: .observed(last), meaning: .success))
        }
    }
}
