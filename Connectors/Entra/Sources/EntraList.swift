import ConnectorKit
import Foundation
import Inventory
import Transport

/// A page of any list of Graph's: rows under `value`, the next page's address beside them.
/// https://learn.microsoft.com/graph/paging
struct EntraList<Wire: Decodable & Sendable>: Decodable {
    var value: JSONRows<Wire>
    var next: String?

    private enum CodingKeys: String, CodingKey {
        case value
        case next = "@odata.nextLink"
    }

    static func read(_ response: Response) throws -> EntraList {
        try JSONDecoder().decode(EntraList.self, from: response.body)
    }
}

extension HTTPStream {
    /// A list of Graph's, followed by its next links.
    static func entra<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, first: @escaping @Sendable (Partition) throws -> Request,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(first: first, pagination: .nextURL, redaction: EntraRedaction.rules) { response, partition in
            let list = try EntraList<Wire>.read(response)
            return DecodedPage(rows: list.value, next: list.next, partition: partition, map: map)
        }
    }

    /// Two lists read one after the other as one, because the second alone does not tell what its rows are about: the
    /// rows of the first are kept, and those of the second are mapped with them at hand.
    ///
    /// What is kept lives as long as the read. A read that is resumed in the midst without it says so, and is then
    /// begun anew.
    static func entraJoin<First: Decodable & Sendable, Second: Decodable & Sendable, Kept: Sendable>(
        first: Request, second: Request,
        keep: @escaping @Sendable (First, inout [String: Kept]) throws -> [Record],
        map: @escaping @Sendable (Second, [String: Kept]) throws -> [Record]
    ) -> HTTPStream {
        let kept = Locked<[String: Kept]?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: EntraRedaction.rules) { response, partition in
            if response.url == first.url { kept.withLock { $0 = [:] } }
            guard var known = kept.withLock({ $0 }) else { throw EntraProblem("the list before it was not read") }
            guard response.url.path == first.url.path else {
                let list = try EntraList<Second>.read(response)
                return DecodedPage(rows: list.value, next: list.next, partition: partition) { row, _ in
                    try map(row, known)
                }
            }
            let list = try EntraList<First>.read(response)
            let page = DecodedPage(
                rows: list.value, next: list.next ?? second.url.absoluteString, partition: partition
            ) { row, _ in try keep(row, &known) }
            kept.withLock { [known] in $0 = known }
            return page
        }
    }
}
