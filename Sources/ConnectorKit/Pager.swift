import Foundation
import Inventory
import Transport

/// Turns answers into next requests, and notices lists that do not end.
struct Pager {
    let pagination: Pagination
    let first: Request
    private var asked: Set<String> = []
    private var lastBody: Data?

    init(_ pagination: Pagination, first: Request) {
        self.pagination = pagination
        self.first = first
    }

    struct Loop: Error { let reason: String }

    /// The request for a position as `next(after:_:)` gave it; nil is the first page.
    func request(at position: String?) throws -> Request {
        guard let position else { return first }
        var request = first
        switch pagination {
        case .single: return first
        case .linkHeader, .nextURL:
            guard let url = URL(string: position, relativeTo: first.url)?.absoluteURL else {
                throw Loop(reason: "the next link is no URL")
            }
            // The body of the first request belongs to the first URL; a next link is complete by itself.
            request.url = url
        case .cursor(.query(let name)), .pageNumber(let name, _), .offset(let name, _):
            request.url = Self.setting(name, to: position, in: first.url)
        case .cursor(.form(let name)):
            let body = String(decoding: first.body ?? Data(), as: UTF8.self)
            request.body = Data("\(body)&\(name)=\(FormEncoding.escape(position))".utf8)
        case .cursor(.json(let name)):
            let body = try JSONSerialization.jsonObject(with: first.body ?? Data("{}".utf8)) as? [String: Any] ?? [:]
            let object = Self.setting(name.split(separator: ".")[...], to: position, in: body)
            request.body = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        }
        return request
    }

    /// The position after a page; nil at the end.
    /// - Throws: `Loop` when the vendor sends a position or a page a second time.
    mutating func next(after response: Response, _ page: DecodedPage, at position: String?, rowsSoFar: Int) throws
        -> String?
    {
        if page.rowCount > 0, lastBody == response.body { throw Loop(reason: "the vendor sent the same page twice") }
        lastBody = response.body
        let next = following(response, page, at: position, rowsSoFar: rowsSoFar)
        if let next {
            if let position { asked.insert(position) }
            guard asked.insert(next).inserted, next != position else {
                throw Loop(reason: "the vendor sent the same cursor twice")
            }
        }
        return next
    }

    private func following(_ response: Response, _ page: DecodedPage, at position: String?, rowsSoFar: Int) -> String? {
        switch pagination {
        case .single: nil
        case .linkHeader: LinkHeader.url(rel: "next", in: response.headers)
        case .nextURL, .cursor: page.next.flatMap { $0.isEmpty ? nil : $0 }
        case .pageNumber(_, let firstPage):
            page.rowCount == 0 || page.total.map({ rowsSoFar >= $0 }) == true
                ? nil : String((position.flatMap(Int.init) ?? firstPage) + 1)
        case .offset(_, let firstOffset):
            page.rowCount == 0 || page.total.map({ rowsSoFar >= $0 }) == true ? nil : String(firstOffset + rowsSoFar)
        }
    }

    /// For numbered Link lists: the positions of all pages after the first, when `rel="last"` tells them.
    func numberedPositions(after response: Response) -> [String]? {
        guard case .linkHeader(let parameter?) = pagination,
            let next = LinkHeader.url(rel: "next", in: response.headers).flatMap({
                URL(string: $0, relativeTo: first.url)
            }),
            let last = LinkHeader.url(rel: "last", in: response.headers).flatMap({
                URL(string: $0, relativeTo: first.url)
            }),
            let second = Self.value(of: parameter, in: next).flatMap(Int.init),
            let final = Self.value(of: parameter, in: last).flatMap(Int.init), second <= final,
            final - second < 100_000,
            Self.setting(parameter, to: String(final), in: next.absoluteURL) == last.absoluteURL
        else { return nil }
        return (second...final).map { Self.setting(parameter, to: String($0), in: next.absoluteURL).absoluteString }
    }

    private static func setting(_ path: ArraySlice<Substring>, to value: String, in object: [String: Any])
        -> [String: Any]
    {
        guard let key = path.first.map(String.init) else { return object }
        let inner = path.dropFirst()
        var object = object
        object[key] = inner.isEmpty ? value : setting(inner, to: value, in: object[key] as? [String: Any] ?? [:])
        return object
    }

    static func setting(_ name: String, to value: String, in url: URL) -> URL {
        guard var components = URLComponents(url: url, resolvingAgainstBaseURL: true) else { return url }
        let item = "\(name)=\(FormEncoding.escape(value))"
        var items = (components.percentEncodedQuery ?? "").split(separator: "&").map(String.init)
        if let index = items.firstIndex(where: { $0.split(separator: "=", maxSplits: 1).first == name[...] }) {
            items[index] = item
        } else {
            items.append(item)
        }
        components.percentEncodedQuery = items.joined(separator: "&")
        return components.url ?? url
    }

    private static func value(of name: String, in url: URL) -> String? {
        URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?.first { $0.name == name }?.value
    }
}

/// `application/x-www-form-urlencoded` with the unreserved characters of RFC 3986 section 2.3 left as they are, which
/// both form decoders and AWS's signature accept.
public enum FormEncoding {
    public static func escape(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = Array("0123456789ABCDEF")
                result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return result
    }

    /// Fields in the order given.
    public static func encode(_ fields: [(String, String)]) -> String {
        fields.map { escape($0.0) + "=" + escape($0.1) }.joined(separator: "&")
    }
}
