import Transport

/// The `Link` header (RFC 8288 section 3), as far as paging needs it.
public enum LinkHeader {
    /// The target of the first link with this relation, over all `Link` lines.
    public static func url(rel: String, in headers: Headers) -> String? {
        for line in headers.all("Link") {
            for link in links(line) where link.relations.contains(rel.lowercased()) { return link.target }
        }
        return nil
    }

    /// Works on bytes: the header is read once a page, and `Character` by `Character` it takes as long as storing rows.
    private static func links(_ line: String) -> [(target: String, relations: [String])] {
        var result: [(String, [String])] = []
        var rest = line.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: ">"))
        {
            let target = String(decoding: rest[rest.index(after: open)..<close], as: UTF8.self)
            rest = rest[rest.index(after: close)...]
            let parameters = rest.prefix { $0 != UInt8(ascii: "<") }
            var relations: [String] = []
            for parameter in parameters.split(separator: UInt8(ascii: ";")) {
                let pair = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1).map { $0.trimmed() }
                guard pair.count == 2, pair[0].lowercased() == "rel" else { continue }
                relations = pair[1].utf8.filter { $0 != UInt8(ascii: "\"") }.split(separator: UInt8(ascii: " "))
                    .map { String(decoding: $0, as: UTF8.self).lowercased() }
            }
            result.append((target, relations))
            rest = rest[parameters.endIndex...]
        }
        return result
    }
}

extension Substring.UTF8View {
    /// The text without blanks and commas at either end.
    fileprivate func trimmed() -> String {
        func isKept(_ byte: UInt8) -> Bool {
            byte != UInt8(ascii: " ") && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\t")
        }
        guard let first = firstIndex(where: isKept), let last = lastIndex(where: isKept) else { return "" }
        return String(decoding: self[first...last], as: UTF8.self)
    }
}
