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

    private static func links(_ line: String) -> [(target: String, relations: [String])] {
        var result: [(String, [String])] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let target = String(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
            let parameters = rest.prefix(while: { $0 != "<" })
            var relations: [String] = []
            for parameter in parameters.split(separator: ";") {
                let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
                guard pair.count == 2, pair[0].lowercased() == "rel" else { continue }
                relations = pair[1].filter { $0 != "\"" }.lowercased().split(separator: " ").map(String.init)
            }
            result.append((target, relations))
            rest = rest[parameters.endIndex...]
        }
        return result
    }
}

extension Substring {
    /// Without blanks and commas at either end.
    fileprivate func trimmed() -> String {
        String(
            drop { $0 == " " || $0 == "," || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "," || $0 == "\t" }
                .reversed())
    }
}
