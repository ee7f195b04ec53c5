import ConnectorKit
import Foundation
import Inventory
import Transport

/// A page of any list of the Admin SDK: rows under a key of their own, which is left out where there are none, and the
/// next page's token beside them.
struct GoogleWorkspaceList<Wire: Decodable & Sendable>: Decodable {
    var rows: JSONRows<Wire>?
    var next: String?

    /// Where the rows may stand: `items` in most lists.
    private static var keys: [String] { ["users", "groups", "members", "items"] }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        next = try container.decodeIfPresent(String.self, forKey: Name("nextPageToken"))
        if let key = Self.keys.map(Name.init).first(where: container.contains) {
            // `null` is no empty list: it is not what this API sends.
            rows = try container.decode(JSONRows<Wire>.self, forKey: key)
        } else {
            // Only an answer that says what it is a list of is believed to be an empty one.
            let kind = try container.decode(String.self, forKey: Name("kind"))
            guard kind.hasPrefix("admin#") || kind.hasPrefix("reports#") else {
                throw GoogleWorkspaceProblem("it is no list of the Admin SDK")
            }
        }
    }

    static func read(_ response: Response) throws -> GoogleWorkspaceList {
        try JSONDecoder().decode(GoogleWorkspaceList.self, from: response.body)
    }

    /// The rows mapped one by one, with the page's token.
    func page(_ partition: Partition, map: (Wire, Partition) throws -> [Record]) -> DecodedPage {
        guard let rows else { return DecodedPage(records: [], rowCount: 0, next: next) }
        return DecodedPage(rows: rows, next: next, partition: partition, map: map)
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension HTTPStream {
    /// A list of the Admin SDK, followed by its page tokens.
    static func googleWorkspace<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, first: @escaping @Sendable (Partition) throws -> Request,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(
            first: first, pagination: .cursor(parameter: .query("pageToken")), redaction: GoogleWorkspaceRedaction.rules
        ) { response, partition in
            try GoogleWorkspaceList<Wire>.read(response).page(partition, map: map)
        }
    }
}

extension HTTPStream {
    /// Two lists read one after the other as one, because the second alone does not tell enough: what the rows of the
    /// first tell is kept, and those of the second are mapped with it at hand.
    ///
    /// What is kept lives as long as the read. A read that is resumed in the midst without it says so, and is then begun
    /// anew.
    static func googleWorkspaceJoin<First: Decodable & Sendable, Second: Decodable & Sendable, Kept: Sendable>(
        first: Request, second: Request, kept empty: Kept,
        keep: @escaping @Sendable (First, inout Kept) -> Void,
        map: @escaping @Sendable (Second, inout Kept) throws -> [Record],
        end: @escaping @Sendable (Kept) -> [Record] = { _ in [] },
        truncation: @escaping @Sendable (Kept) -> String? = { _ in nil }
    ) -> HTTPStream {
        let state = Locked<Kept?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: GoogleWorkspaceRedaction.rules) {
            response, partition in
            try state.withLock { state in
                guard var kept = response.url == first.url ? empty : state else {
                    throw GoogleWorkspaceProblem("the list before it was not read")
                }
                // It is held once: copied while it is read, it would be copied for each page.
                state = nil
                var page: DecodedPage
                if response.url.absoluteString.hasPrefix(second.url.absoluteString) {
                    page = try GoogleWorkspaceList<Second>.read(response).page(partition) { row, _ in
                        try map(row, &kept)
                    }
                    page.next = continued(second, page.next)
                    if page.next == nil { page.records += end(kept) }
                } else {
                    page = try GoogleWorkspaceList<First>.read(response).page(partition) { row, _ in
                        keep(row, &kept)
                        return []
                    }
                    page.next = continued(first, page.next) ?? second.url.absoluteString
                }
                page.truncation = truncation(kept)
                state = kept
                return page
            }
        }
    }

    /// The next page of the list that a request began.
    private static func continued(_ request: Request, _ token: String?) -> String? {
        guard let token, !token.isEmpty else { return nil }
        return request.url.absoluteString + "&pageToken=" + FormEncoding.escape(token)
    }
}

/// A field that the Admin SDK describes as "any": what is of another shape is left, and costs nothing but itself.
struct GoogleWorkspaceAny<Value: Decodable & Sendable>: Decodable, Sendable {
    var value: Value?

    init(from decoder: any Decoder) throws {
        // The field says of itself that it may be anything.
        value = try? Value(from: decoder)
    }
}

enum GoogleWorkspaceAttributes {
    /// Those that the vendor gave.
    static func of(_ values: [String: String?]) -> [String: String] {
        values.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }

    static func flag(_ value: Bool?) -> String? { value.map { $0 ? "true" : "false" } }
}

extension Partition {
    /// The user or group that the partition is of.
    var identity: Identity {
        get throws {
            guard case .identity(let identity)? = parent else {
                throw GoogleWorkspaceProblem("the partition has no identity")
            }
            return identity
        }
    }
}
