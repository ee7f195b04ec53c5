import ConnectorKit
import Foundation
import Inventory
import Transport

/// The answer to a list (RFC 7644 section 3.4.2), and where the next page stands.
///
/// Index paging (section 3.4.2.4) counts from 1 and goes on by the rows that came, not by those asked for: providers may
/// give fewer. Cursors are RFC 9865's. What a provider says of its totals is held against what it sent.
struct SCIMList {
    let rows: [SCIMObject]
    private let total: Int?
    private let nextCursor: String?
    private let url: URL

    /// - Throws: `SCIMProblem` for what is no list, so that nothing else passes for an empty one.
    init(_ response: Response) throws {
        let body = try JSONDecoder().decode(SCIMObject.self, from: response.body)
        total = body.number("totalResults")
        nextCursor = body.text("nextCursor")
        url = response.url
        guard let rows = body.list("Resources") else {
            // Left out where there is nothing to list (RFC 7644 section 3.4.2), and only there.
            guard !body.has("Resources"), let total, total < Self.start(of: url) else {
                throw SCIMProblem("it is no list of SCIM's: it has no Resources")
            }
            self.rows = []
            return
        }
        self.rows = rows
    }

    /// A list of resource types, which some providers write without the envelope.
    static func resourceTypes(_ response: Response) throws -> [SCIMObject] {
        if let bare = try? JSONDecoder().decode([SCIMObject].self, from: response.body) { return bare }
        return try JSONDecoder().decode(SCIMObject.self, from: response.body).list("Resources") ?? []
    }

    /// - Parameter isNeverEmpty: whether an empty list is no answer of a provider that is in use.
    func page(isNeverEmpty: Bool, map: (SCIMObject) throws -> SCIMRecords) -> DecodedPage {
        var page = DecodedPage(records: [], rowCount: rows.count, next: next?.absoluteString, total: total)
        for (index, row) in rows.enumerated() {
            do {
                let found = try map(row)
                page.records += found.records
                page.rejected += found.lost.map { Rejection(path: "$.Resources[\(index)].\($0)", reason: "is missing") }
            } catch {
                page.rejected.append(Rejection(path: "$.Resources[\(index)].id", reason: "is missing"))
            }
        }
        page.truncation = doubt(isNeverEmpty: isNeverEmpty)
        return page
    }

    // MARK: - Paging

    private static func start(of url: URL) -> Int { value(of: "startIndex", in: url).flatMap { Int($0) } ?? 1 }

    private static func value(of name: String, in url: URL) -> String? {
        URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?.first { $0.name == name }
            .map { $0.value ?? "" }
    }

    /// Rows up to the end of this page, as far as index paging goes.
    private var seen: Int { Self.start(of: url) - 1 + rows.count }

    /// Whether as many rows came as were asked for, so that there may be more, whatever the total says.
    private var isFull: Bool {
        Self.value(of: "count", in: url).flatMap { Int($0) }.map { rows.count >= $0 } ?? false
    }

    private var next: URL? {
        // Also where none was asked for: a provider may have cursors only. All else stays as it was (RFC 9865 section 2).
        if let nextCursor { return SCIMQuery.setting([("cursor", nextCursor)], in: url) }
        switch Self.value(of: "cursor", in: url) {
        case nil: return hasMore ? SCIMQuery.setting([("startIndex", String(seen + 1))], in: url) : nil
        case "":
            // Asked for a cursor and given none, though there is more: by index then.
            guard let total, total > rows.count, !rows.isEmpty else { return nil }
            return SCIMQuery.setting([("cursor", nil), ("startIndex", String(seen + 1))], in: url)
        default: return nil
        }
    }

    /// Some providers give the number of rows of the page for the total: a first page that is full and "all" is not believed
    /// without a look behind it, which costs a request where a list has exactly a page's rows.
    private var hasMore: Bool {
        guard !rows.isEmpty else { return false }
        guard let total else { return true }
        return seen < total || isFull && (seen > total || seen == rows.count)
    }

    /// Why the list cannot be taken for whole, whatever comes after.
    private func doubt(isNeverEmpty: Bool) -> String? {
        if isNeverEmpty, rows.isEmpty, Self.start(of: url) == 1, Self.value(of: "cursor", in: url) ?? "" == "" {
            return "an empty list of users: providers show it, too, to a credential that may not see them"
        }
        if let total, seen > total, Self.value(of: "cursor", in: url) == nil {
            return "the provider says that there are \(total) and sent more, so that its totals prove nothing"
        }
        return nil
    }
}

/// What a row gave, and which of its values that should be there could not be read.
struct SCIMRecords {
    var records: [Record] = []
    /// JSON paths below the row.
    var lost: [String] = []
}

/// Query strings, written so that what the provider sent stays in its place.
enum SCIMQuery {
    /// A nil value takes the parameter out; an empty one stands without "=" (RFC 9865 section 2: `?cursor&count=10`).
    static func setting(_ values: [(name: String, value: String?)], in url: URL) -> URL? {
        guard var components = URLComponents(url: url, resolvingAgainstBaseURL: true) else { return nil }
        var items = (components.percentEncodedQuery ?? "").split(separator: "&").map(String.init)
        for (name, value) in values {
            let item = value.map { $0.isEmpty ? name : "\(name)=\(FormEncoding.escape($0))" }
            let place = items.firstIndex { $0.prefix { $0 != "=" } == name }
            switch (place, item) {
            case (let place?, let item?): items[place] = item
            case (let place?, nil): items.remove(at: place)
            case (nil, let item?): items.append(item)
            case (nil, nil): break
            }
        }
        components.percentEncodedQuery = items.isEmpty ? nil : items.joined(separator: "&")
        return components.url
    }
}
