import Foundation
import Inventory
import Transport

/// The rows of a JSON page, each decoded alone: one that cannot be read costs one row, not the page.
public struct JSONRows<Wire: Decodable>: Decodable {
    public private(set) var rows: [Wire] = []
    public private(set) var rejected: [Rejection] = []

    public var count: Int { rows.count + rejected.count }

    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        if let count = container.count { rows.reserveCapacity(count) }
        while !container.isAtEnd {
            let index = container.currentIndex
            do { rows.append(try container.decode(Wire.self)) } catch {
                // A failed element is not stepped over by itself.
                _ = try container.decode(Skipped.self)
                rejected.append(Self.rejection(error, path: decoder.codingPath, index: index))
            }
        }
    }

    private struct Skipped: Decodable {
        init(from decoder: any Decoder) {}
    }

    private static func rejection(_ error: any Error, path: [any CodingKey], index: Int) -> Rejection {
        guard let error = error as? DecodingError else {
            return Rejection(path: jsonPath(path) + "[\(index)]", reason: "unreadable")
        }
        switch error {
        case .typeMismatch(let type, let context):
            return Rejection(path: jsonPath(context.codingPath), reason: "expected \(type)")
        case .valueNotFound(let type, let context):
            return Rejection(path: jsonPath(context.codingPath), reason: "null where \(type) was expected")
        case .keyNotFound(let key, let context):
            return Rejection(path: jsonPath(context.codingPath) + ".\(key.stringValue)", reason: "is missing")
        case .dataCorrupted(let context):
            // The decoder's own words may repeat the value.
            return Rejection(path: jsonPath(context.codingPath), reason: "not a valid value")
        @unknown default: return Rejection(path: jsonPath(path) + "[\(index)]", reason: "unreadable")
        }
    }

    /// `$.users[3].createdAt`
    static func jsonPath(_ path: [any CodingKey]) -> String {
        path.reduce("$") { text, key in key.intValue.map { "\(text)[\($0)]" } ?? "\(text).\(key.stringValue)" }
    }
}

extension HTTPStream {
    /// A stream of JSON whose body is the list of rows itself.
    public static func json<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, first: @escaping @Sendable (Partition) throws -> Request, pagination: Pagination,
        notFound: NotFoundMeaning = .gone, redaction: RedactionRules = RedactionRules(),
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(first: first, pagination: pagination, notFound: notFound, redaction: redaction) {
            response, partition in
            let page = try JSONDecoder().decode(JSONRows<Wire>.self, from: response.body)
            return DecodedPage(rows: page, partition: partition, map: map)
        }
    }
}

extension DecodedPage {
    /// Maps the rows of a page; what the mapping refuses is rejected like what cannot be decoded.
    public init<Wire>(
        rows page: JSONRows<Wire>, next: String? = nil, total: Int? = nil, partition: Partition,
        map: (Wire, Partition) throws -> [Record]
    ) {
        var records: [Record] = []
        var rejected = page.rejected
        records.reserveCapacity(page.rows.count)
        for index in page.rows.indices {
            do { records += try map(page.rows[index], partition) } catch {
                rejected.append(Rejection(path: "decoded row \(index)", reason: "could not be mapped"))
            }
        }
        self.init(records: records, rejected: rejected, rowCount: page.count, next: next, total: total)
    }
}
