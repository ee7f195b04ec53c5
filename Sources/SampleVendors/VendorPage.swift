import Foundation
import Transport

/// A part of a list.
struct VendorPage {
    var rows: ArraySlice<SampleRows.Row>
    /// Where the next one starts; nil after the last.
    var next: Int?

    init(_ rows: [SampleRows.Row], from start: Int, size: Int) {
        let start = min(max(0, start), rows.count)
        let end = min(rows.count, start + max(1, size))
        self.rows = rows[start..<end]
        next = end < rows.count ? end : nil
    }

    /// `[row,row]`.
    var array: Data {
        var data = Data("[".utf8)
        for (index, row) in rows.enumerated() {
            if index > 0 { data.append(UInt8(ascii: ",")) }
            data += row.json
        }
        data.append(UInt8(ascii: "]"))
        return data
    }
}

extension VendorRequest {
    /// This request's own URL with other parameters: what a vendor writes into `Link`.
    func url(replacing parameters: [(String, String)]) -> String {
        let names = Set(parameters.map(\.0))
        let kept = self.parameters.filter { !names.contains($0.name) }.map { ($0.name, $0.value) }
        let query = (kept + parameters).map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
        return origin + path + (query.isEmpty ? "" : "?" + query)
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}

/// A path such as `/orgs/:org/teams/:team/members`, and what stands in its place.
struct PathPattern: Sendable {
    private let parts: [Substring]

    init(_ text: String) { parts = text.split(separator: "/") }

    /// What stands at the names, in order; nil where the path is another one.
    func match(_ segments: [String]) -> [String]? {
        guard segments.count == parts.count else { return nil }
        var found: [String] = []
        for (part, segment) in zip(parts, segments) {
            if part.first == ":" { found.append(segment) } else if part != segment { return nil }
        }
        return found
    }
}
