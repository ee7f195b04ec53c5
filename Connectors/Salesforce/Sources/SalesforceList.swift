import ConnectorKit
import Foundation
import Inventory
import Transport

/// A page of rows: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html
struct SalesforceRows<Wire: Decodable & Sendable>: Decodable {
    /// Rows of the whole list, all pages together.
    var totalSize: Int
    private var done: Bool
    private var nextRecordsUrl: String?
    var records: JSONRows<Wire>

    /// - Throws: also for a list that goes on without saying where.
    static func read(_ response: Response) throws -> SalesforceRows {
        let rows = try JSONDecoder().decode(SalesforceRows.self, from: response.body)
        if !rows.done, rows.nextRecordsUrl?.isEmpty ?? true {
            throw SalesforceProblem("the list goes on and names no next page")
        }
        return rows
    }

    var next: String? { done ? nil : nextRecordsUrl }

    /// What a question gives that one answer holds whole.
    /// - Throws: where it does not.
    static func whole(_ response: Response) throws -> [Wire] {
        let rows = try read(response)
        guard rows.next == nil, rows.records.rejected.isEmpty else {
            throw SalesforceProblem("a short answer is not whole")
        }
        return rows.records.rows
    }
}

extension HTTPStream {
    /// A list in two steps: what this user may see of the object, then its rows.
    static func salesforce<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, _ query: SalesforceQuery, at endpoint: SalesforceEndpoint,
        map: @escaping @Sendable (Wire) throws -> [Record]
    ) throws -> HTTPStream {
        let first = try endpoint.describe(query)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: SalesforceRedaction.rules) {
            response, partition in
            if case .description = SalesforceAsk(response.url) {
                let described = try JSONDecoder().decode(SalesforceDescription.self, from: response.body)
                return DecodedPage(records: [], rowCount: 0, next: try SalesforceEndpoint.path(query, described))
            }
            let list = try SalesforceRows<Wire>.read(response)
            return DecodedPage(rows: list.records, next: list.next, total: list.totalSize, partition: partition) {
                row, _ in try map(row)
            }
        }
    }
}

/// A question about the one who asks: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-userpermissionaccess.html
enum SalesforceOwnPermission {
    static let object = "UserPermissionAccess"

    static func query(_ permission: String) -> SalesforceQuery {
        SalesforceQuery(object: object, fields: ["Permissions" + permission])
    }

    /// nil where the answer does not tell.
    static func has(_ permission: String, _ response: Response) throws -> Bool? {
        try SalesforceRows<SalesforcePermissions>.whole(response).first?.values[permission]
    }
}

/// The columns `Permissions…` of a row, without that word; those that are null are left out.
struct SalesforcePermissions: Decodable, Sendable {
    var values: [String: Bool] = [:]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Column.self)
        for key in container.allKeys where key.stringValue.hasPrefix("Permissions") {
            values[String(key.stringValue.dropFirst(11))] = try container.decodeIfPresent(Bool.self, forKey: key)
        }
    }

    private struct Column: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
